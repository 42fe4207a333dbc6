"""Who decides what about somebody on a day, and why; what a holder of posts decides, and for whom."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import SelectField
from wtforms.fields import SelectChoice  # pyright: ignore[reportAttributeAccessIssue]

from accounts import audit
from accounts.guard import allow, viewer
from accounts.permissions import Permission
from foundation import clock
from foundation.asking import Asked, asked_as_at
from foundation.effective import AsAt
from foundation.errors import NotThere
from foundation.forms import Choice, Form, options, required, text
from people.forms import DayField
from people.post import Line
from people.queries import PersonFacts, find_person_of, get_person
from teams.authority.authority import Authority
from teams.authority.deciding import Reached, climb
from teams.authority.facts import FunctionFact
from teams.authority.groups import Grouped, grouped
from teams.authority.leading import Alike, accountable_to, managed_from
from teams.authority.ruling import Ruling
from teams.mandate import Instrument
from teams.queries.authority import Employed, all_organisations, authority_over, employments_of, functions
from teams.queries.deciding import (
    HeldPost,
    answering_to,
    employers_of,
    employments_ever,
    find_contract,
    posts_held_by,
)
from teams.routes.lines import ways

Numbers = frozenset[int] | None
"""Of employments; None: of all there are."""
PERSON = "/people/<int:person_id>/decisions"

NOBODY_SUCH = "There is nobody with that employer and assignment number whom you may ask about"

decisions = Blueprint("decisions", __name__)


class QuestionForm(Form):
    """About whom, which decision, on which day. It is sent by GET, so it asks for no name."""

    employer = SelectField("Employer", [Choice("Choose the employer")], choices=[])
    assignment = text("Assignment number", "Enter the assignment number", longest=40)
    function = SelectField("Decision", choices=[])
    on = DayField("On which day", [required("Enter the day")])


@dataclass(frozen=True, slots=True)
class Section:
    """One employment of somebody, with who decides what in it."""

    employed: Employed
    groups: list[Grouped[Ruling]]


@dataclass(frozen=True, slots=True)
class Desk:
    """A post that the viewer holds: who decides there that day, and for whom."""

    post: HeldPost
    line: Line
    reached: Reached
    groups: tuple[Alike, ...]


@decisions.get("/me/decisions")
@allow(Permission.SEE_OWN_LINES)
def mine() -> ResponseReturnValue:
    """Who decides about whoever is asking, if the register holds them."""
    as_at = asked_as_at()
    found = find_person_of(viewer().id, as_at)
    if found is None:
        return render_template("decisions/mine.html", as_at=as_at)
    return page_of(found, as_at, None)


@decisions.get(PERSON)
@allow(Permission.SEE_OWN_LINES)
def person(person_id: int) -> ResponseReturnValue:
    """The same about somebody, as far as the viewer may ask about them."""
    as_at = asked_as_at()
    found = get_person(person_id, as_at)
    return page_of(found, as_at, open_employments(found))


@decisions.get(f"{PERSON}/<function>")
@allow(Permission.SEE_OWN_LINES)
def ruling(person_id: int, function: str) -> ResponseReturnValue:
    """One decision with everything that shows why, on a sheet for somebody who disagrees."""
    as_at = asked_as_at()
    who = get_person(person_id, as_at)
    numbers = open_employments(who)
    found = in_force(who, as_at, numbers)
    chosen = chosen_of(found, who, numbers)
    if chosen is None:
        asked = asked_function(functions(), function)
        return render_template("decisions/not_employed.html", function=asked, **shown(who, as_at))
    authority = authority_over([chosen], as_at)
    asked_function(authority.facts.functions, function)
    ruled = authority.ruling(chosen.subject, function)
    audit.seen("person", who.id, by=viewer().id)
    return render_template(
        "decisions/ruling.html",
        ruling=ruled,
        instrument=ruled.mandate and Instrument(ruled.mandate.instrument).label,
        employed=chosen,
        others=[each for each in found if each is not chosen],
        **shown(who, as_at),
    )


@decisions.get("/decide")
@allow(Permission.SEE_REGISTER)
def deciding() -> ResponseReturnValue:
    """What the viewer decides from each post they hold, and for whom."""
    as_at = asked_as_at()
    who = find_person_of(viewer().id, as_at)
    held = posts_held_by(who.id, as_at) if who else []
    numbers = [post.post_id for post in held]
    staff = answering_to(numbers, as_at) if held else []
    authority = authority_over(staff, as_at, numbers) if held else None
    for number in numbers:
        audit.seen("post", number, by=viewer().id)
    return render_template(
        "decisions/deciding.html",
        person=who,
        desks=[desk_of(post, staff, authority) for post in held if authority],
        as_at=as_at,
        ways=ways(as_at),
        sees_scheme=viewer().may(Permission.SEE_SCHEME),
    )


def desk_of(post: HeldPost, staff: list[Employed], authority: Authority) -> Desk:
    """One post with what is decided from it."""
    line = Line(post.line)
    reached = climb(post.post_id, None, authority.facts.posts, line)
    led = managed_from if line is Line.MANAGEMENT else accountable_to
    return Desk(post, line, reached, led(post.post_id, staff, authority))


@decisions.get("/who-decides")
@allow(Permission.SEE_SCHEME)
def ask() -> ResponseReturnValue:
    """Who decides one thing, or everything, about somebody named by their employer and assignment number."""
    asked = "assignment" in request.args
    form = QuestionForm(request.args if asked else None, data=usual_question(), meta={"csrf": False})
    form.employer.choices = options(
        ((o.code, o.name) for o in all_organisations().values()), "Choose the employer"
    )
    form.function.choices = function_options()
    if asked and form.validate():
        answer = address_of_answer(form)
        if answer is not None:
            return redirect(answer)
        form.refuse(NOBODY_SUCH)
    return render_template("decisions/ask.html", form=form), 422 if form.errors else 200


def address_of_answer(form: QuestionForm) -> str | None:
    """Where the question is answered; None where there is nobody by that number whom the viewer may ask about."""
    contract = find_contract(form.employer.data, form.assignment.data or "")
    if contract is None:
        return None
    try:
        numbers = open_employments(get_person(contract.person_id, AsAt(clock.today())))
    except NotThere:
        numbers = frozenset()
    if numbers is not None and contract.employment_id not in numbers:
        audit.refused("GET", "decisions.ask", contract.person_id, by=viewer().id)
        return None
    on = form.on.data.isoformat() if form.on.data and form.on.data != clock.today() else None
    if not form.function.data:
        return url_for("decisions.person", person_id=contract.person_id, on=on)
    return url_for(
        "decisions.ruling",
        person_id=contract.person_id,
        function=form.function.data,
        employment=contract.employment_id,
        on=on,
    )


def usual_question() -> dict[str, Any]:
    """Today; and for an employer's HR, its own staff."""
    scopes = viewer().scopes(Permission.SEE_EMPLOYED)
    return {"on": clock.today(), "employer": next(iter(scopes)) if len(scopes) == 1 else ""}


def function_options() -> list[Any]:
    """Every decision under its heading, and first the choice of all."""
    return [
        SelectChoice("", "Every decision"),
        *(
            SelectChoice(function.code, function.name, optgroup=part.group.label)
            for part in grouped(functions())
            for function in part.members
        ),
    ]


def page_of(who: PersonFacts, as_at: Asked, numbers: Numbers) -> ResponseReturnValue:
    """Every decision about somebody."""
    found = in_force(who, as_at, numbers)
    authority = authority_over(found, as_at)
    sections = [Section(each, grouped(authority.rulings(each.subject))) for each in found]
    audit.seen("person", who.id, by=viewer().id)
    return render_template("decisions/person.html", sections=sections, **shown(who, as_at))


def open_employments(who: PersonFacts) -> Numbers:
    """In which employments the viewer may read who decides about somebody. Raises NotThere when in none.

    An employer's HR reads about those whom it employs today, whatever day it asks about.
    """
    if is_own(who) or viewer().may(Permission.SEE_REGISTER):
        return None
    scopes = viewer().scopes(Permission.SEE_EMPLOYED)
    if not scopes:
        raise NotThere
    employed = employers_of(who.id, AsAt(clock.today()))
    numbers = frozenset(number for number, code in employed.items() if {code, ""} & scopes)
    if not numbers:
        raise NotThere
    return numbers


def in_force(who: PersonFacts, as_at: Asked, numbers: Numbers) -> list[Employed]:
    """Somebody's employments of that day, as far as they are open to the viewer."""
    found = employments_of(who.id, as_at)
    return [each for each in found if numbers is None or each.employment_id in numbers]


def chosen_of(found: list[Employed], who: PersonFacts, numbers: Numbers) -> Employed | None:
    """The employment that the address names, or the oldest; None when it is not in force that day. Raises
    NotThere when there is none by that number."""
    asked = request.args.get("employment")
    if asked is None:
        return next(iter(found), None)
    chosen = next((each for each in found if str(each.employment_id) == asked), None)
    theirs = employments_ever(who.id) if numbers is None and chosen is None else numbers
    if chosen is None and asked not in {str(number) for number in theirs or ()}:
        raise NotThere
    return chosen


def asked_function(known: Iterable[FunctionFact], code: str) -> FunctionFact:
    """The decision an address names. Raises NotThere."""
    found = next((function for function in known if function.code == code), None)
    if found is None:
        raise NotThere
    return found


def is_own(who: PersonFacts) -> bool:
    """Whether the reader is this person."""
    return who.account_id == viewer().id


def shown(who: PersonFacts, as_at: Asked) -> dict[str, Any]:
    """What each page about a person is given."""
    sees_scheme = viewer().may(Permission.SEE_SCHEME)
    return {
        "person": who,
        "own": is_own(who),
        "as_at": as_at,
        "ways": ways(as_at),
        "sees_scheme": sees_scheme,
    }
