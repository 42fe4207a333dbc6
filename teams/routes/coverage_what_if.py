"""What if, for coverage: a lead leaves, a post is cut, funding ends; before anything is done."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import reduce

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms.validators import Optional

from accounts import audit
from accounts.guard import allow, viewer
from accounts.permissions import Permission
from foundation.formats import day, listed, number, plural
from foundation.forms import Form, options
from foundation.paging import page_of
from people.forms import DayField
from teams.coverage.chain import principals
from teams.coverage.facts import PostFact, PracticeFact
from teams.coverage.supposing import Loss, Outcome, Supposition, Unfunded, funds, losses, outcome
from teams.coverage.warnings import Lines
from teams.routes.coverage import Reading, about, asked_page, asked_reading
from teams.routes.what_if import Deed, chosen

coverage_what_if = Blueprint("coverage_what_if", __name__)
NOTHING = "Choose something to suppose: somebody who leaves, a post or funding"
NONE = {"leaves": "Nobody", "gives_up": "Nobody", "cut": "No post", "fund": "No funding"}
"""How each list says that nothing is chosen."""
SHOWN = 50
"""Names that one line lists; the rest are counted."""


class WhatIfForm(Form):
    """What is supposed. It is asked with GET and changes nothing, so it carries no token."""

    leaves = chosen(
        "Somebody leaves altogether", "They hold no post of these lines on that day. Choose from the list"
    )
    gives_up = chosen(
        "Somebody gives up one post", "They do not hold that post on that day. Choose from the list"
    )
    cut = chosen(
        "A post is cut", "There is no such post in these lines on that day. Choose one from the list"
    )
    fund = chosen("Funding ends", "It pays for nobody here on that day. Choose one from the list")
    funds_by = DayField("All short-term funding that ends up to and including this day ends", [Optional()])

    @property
    def supposes(self) -> bool:
        """Whether anything is supposed at all."""
        fields = (self.leaves, self.gives_up, self.cut, self.fund)
        return any(field.data for field in fields) or any(self.funds_by.raw_data or ())


@dataclass(frozen=True, slots=True)
class Supposed:
    """One thing that might be so: as a list offers it, as a sentence takes it after “with”, and where it is done; None
    where that is on the record of each person who leaves."""

    label: str
    given: str
    supposed: Supposition
    deed: Deed | None = None


Offered = Mapping[str, Mapping[str, Supposed]]
"""By the field of the form, then as an address carries it."""


@coverage_what_if.get("/coverage/what-if")
@allow(Permission.SEE_COVERAGE)
def show() -> ResponseReturnValue:
    """Suppose something of a day, and see coverage before and after. Nothing is stored."""
    reading = asked_reading()
    audit.seen("coverage:what_if", None, by=viewer().id)
    if reading is None:
        return render_template("coverage/no_span.html")
    offered = offered_by(reading)
    form = offering(WhatIfForm(request.args, meta={"csrf": False}), offered)
    found, supposed, lost = None, list[Supposed](), list[Loss]()
    if form.supposes and form.validate():
        supposed = supposed_by(form, offered)
        whole = reduce(Supposition.also, (each.supposed for each in supposed))
        found = outcome(reading.given, reading.judge, whole)
        lost = losses(found, {form.cut.data})
    elif "leaves" in request.args and not form.supposes and not form.errors:
        form.refuse(NOTHING)
    page = render_template(
        "coverage_what_if/show.html",
        **about(reading),
        form=form,
        outcome=found,
        losses=page_of(lost, asked_page()),
        summary=summary(supposed, found, reading) if found else "",
        deeds=list(deeds(supposed, reading)),
        named=named,
        shown=SHOWN,
    )
    return page, 422 if form.errors else 200


def offered_by(reading: Reading) -> Offered:
    """What can be supposed of the reader's own lines."""
    posts = posts_of(reading)
    return {
        "leaves": dict(_departures(posts)),
        "gives_up": dict(_resignations(posts)),
        "cut": {post.code: _cut(post) for post in posts},
        "fund": {name: _unfunded(name) for name in funds(reading.given)},
    }


def posts_of(reading: Reading) -> list[PostFact]:
    """Every post that a line of somebody given runs through, in order of title."""
    lines = Lines(reading.judge.facts)
    found = {post.post_id: post for practice in reading.given for post in lines.posts(practice)}
    return sorted(found.values(), key=lambda post: (post.title, post.post_id))


def offering(form: WhatIfForm, offered: Offered) -> WhatIfForm:
    """The form with its lists."""
    for field in (form.leaves, form.gives_up, form.cut, form.fund):
        choices = offered[field.name].items()
        field.choices = options(((key, each.label) for key, each in choices), NONE[field.name])
    return form


def supposed_by(form: WhatIfForm, offered: Offered) -> list[Supposed]:
    """What a valid form supposes, all at once."""
    found = [of[form[name].data] for name, of in offered.items() if form[name].data]
    if form.funds_by.data:
        found.append(_unfunded_by(form.funds_by.data))
    return found


def summary(supposed: Iterable[Supposed], found: Outcome, reading: Reading) -> str:
    """What would come of it, in a sentence or two."""
    given = listed(each.given for each in supposed)
    said = f"With {given} on {day(reading.as_at.on)}, "
    if not found.losing and not found.leaving:
        return f"{said}nobody’s coverage would change."
    lose = f"{number(found.newly)} of {plural(found.before.covered, 'covered person', 'covered people')}"
    leave = plural(found.leavers, "person", "people") if found.leavers else "nobody"
    return f"{said}{lose if found.newly else 'nobody'} would lose cover, and {leave} would leave the count."


def deeds(supposed: Iterable[Supposed], reading: Reading) -> Iterator[Deed]:
    """Where what is supposed is really done, for those who may."""
    if viewer().may(Permission.CHANGE_LINES) and reading.as_at.is_now:
        yield from (each.deed for each in supposed if each.deed)


def named(practices: Iterable[PracticeFact]) -> dict[int, str]:
    """Each person's name, by number."""
    return {practice.person_id: practice.name for practice in practices}


def _departures(posts: Iterable[PostFact]) -> Iterator[tuple[str, Supposed]]:
    held: dict[tuple[str, int], list[str]] = {}
    for post in posts:
        for holder in principals(post):
            held.setdefault((holder.name, holder.person_id), []).append(post.title)
    for (name, person_id), titles in sorted(held.items()):
        deed = Deed(f"Record that {name} leaves", url_for("leaving.settle", person_id=person_id))
        gone = Supposition(gone=frozenset({person_id}))
        yield str(person_id), Supposed(f"{name}, {listed(titles)}", f"{name} gone", gone, deed)


def _resignations(posts: Iterable[PostFact]) -> Iterator[tuple[str, Supposed]]:
    for post in posts:
        for holder in principals(post):
            yield (
                f"{post.code}:{holder.person_id}",
                Supposed(
                    f"{post.title}: {holder.name}, {holder.holding}",
                    f"{holder.name} no longer holding {post.title}",
                    Supposition(ended=frozenset({(post.post_id, holder.person_id)})),
                    Deed(f"End the tenure at {post.title}", url_for("posts.show", code=post.code)),
                ),
            )


def _cut(post: PostFact) -> Supposed:
    deed = Deed(f"Change the post {post.title}", url_for("posts.show", code=post.code))
    cut = Supposition(cut=frozenset({post.post_id}))
    label = f"{post.title}: {listed(holder.name for holder in principals(post)) or 'vacant'}"
    return Supposed(label, f"the post {post.title} cut", cut, deed)


def _unfunded(name: str) -> Supposed:
    return Supposed(name, f"{name} gone", Supposition(unfunded=(Unfunded(name),)))


def _unfunded_by(by: date) -> Supposed:
    says = f"all short-term funding that is to end by {day(by)} gone"
    return Supposed("", says, Supposition(unfunded=(Unfunded(by=by),)))
