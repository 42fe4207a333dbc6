"""What if: which decisions would be taken by somebody else, or by nobody, before anything is done."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import reduce
from typing import Any

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import Field, SelectField, StringField
from wtforms.validators import Length, ValidationError

from accounts import audit
from accounts.guard import allow, viewer
from accounts.permissions import Permission
from foundation.asking import asked_as_at
from foundation.effective import AsAt
from foundation.errors import RuleBroken
from foundation.formats import day, number
from foundation.forms import Form, attempting, options, strip
from teams.authority import supposed
from teams.authority.authority import Authority
from teams.authority.facts import DayFacts
from teams.authority.supposed import Supposed
from teams.authority.tally import Section, Tally
from teams.authority.what_if import Move, Scratch, TeamFact, differences, moved, reach, supposing
from teams.queries.authority import Employed, authority_of_all
from teams.queries.find import TeamFacts, list_teams
from teams.queries.what_if import Touched, touched

what_if = Blueprint("what_if", __name__)
NONE = {"withdraw": "No mandate", "sign": "No draft", "leaves": "Nobody", "away": "Nobody"}
"""What may be chosen from a list, and how each list says that nothing is."""
NOTHING = "Choose something to suppose: a mandate, a post, somebody who is away or somebody who moves"
MOST_AT_ONCE = 2_500
"""Employments that one request looks at: about a second of CPU. Beyond it the reader chooses a team."""
SHOWN = 50
"""Names that one change lists; the rest are counted."""


def chosen(label: str, refusal: str, **kwargs: Any) -> SelectField:
    """A list to choose from or leave; `refusal` is said of what is not in it."""

    def in_list(form: Form, field: SelectField) -> None:
        offered: Any = field.choices
        if field.data and field.data not in {option.value for option in offered}:
            raise ValidationError(refusal)

    return SelectField(label, [in_list], validate_choice=False, default="", **kwargs)


class WhatIfForm(Form):
    """What is supposed. It is asked with GET and changes nothing, so it carries no token."""

    withdraw = chosen(
        "Withdraw a mandate", "No such mandate is in force on that day. Choose one from the list"
    )
    sign = chosen("Sign a draft", "There is no such draft on that day. Choose one from the list")
    leaves = chosen(
        "Somebody gives up a post", "They do not hold that post on that day. Choose from the list"
    )
    away = chosen(
        "Somebody is away",
        "Choose somebody from the list: only for whoever holds a post that day does it make a difference",
    )
    employer = chosen("Their employer", "There is no such employer. Choose one from the list")
    number = StringField("Their assignment number", [Length(max=40)], filters=[strip], default="")
    to_team = chosen("To the team", "There is no such team. Choose one from the list")
    to_post = chosen("To answer to", "There is no such management post on that day. Choose one from the list")
    team = chosen("Look only at people of one team", "There is no such team. Choose one from the list")

    def validate_employer(self, field: Field) -> None:
        """Raises ValidationError where it is not said whose employer."""
        if self._moves and not field.data:
            raise ValidationError("Choose the employer of whoever would move")

    def validate_number(self, field: Field) -> None:
        """Likewise for the number, and for where to."""
        if self._moves and not field.data:
            raise ValidationError("Enter the assignment number of whoever would move")
        if field.data and not (self.to_team.data or self.to_post.data):
            raise ValidationError("Choose a team to move them to, or a post for them to answer to")

    @property
    def _moves(self) -> bool:
        fields = (self.employer, self.number, self.to_team, self.to_post)
        return any(field.data for field in fields)

    @property
    def supposes(self) -> bool:
        """Whether anything is supposed at all."""
        return self._moves or any(field.data for field in (self.withdraw, self.sign, self.leaves, self.away))


@dataclass(frozen=True, slots=True)
class Offered:
    """What can be supposed of the day: by the field of the form, then as an address carries it."""

    facts: DayFacts
    supposable: dict[str, dict[str, Supposed]]
    posts: dict[str, tuple[int, str]]
    teams: dict[str, TeamFacts]


@dataclass(frozen=True, slots=True)
class Deed:
    """Where something is really done."""

    label: str
    href: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What would come of it."""

    summary: str
    supposed: list[Supposed]
    sections: list[Section]
    deeds: list[Deed]


@what_if.get("/what-if")
@allow(Permission.SEE_REGISTER)
def show() -> ResponseReturnValue:
    """Suppose something of a day, and see who would decide what. Nothing is stored."""
    as_at = asked_as_at()
    now = authority_of_all(as_at)
    offered = offered_on(now.facts)
    form = offering(WhatIfForm(request.args, meta={"csrf": False}), offered)
    audit.seen("what_if", None, by=viewer().id)
    answer = None
    if form.supposes and form.validate():
        with attempting(form):
            answer = answered(form, offered, now, as_at)
    elif "withdraw" in request.args and not form.supposes:
        form.refuse(NOTHING)
    page = render_template("what_if/show.html", as_at=as_at, form=form, answer=answer, shown=SHOWN)
    return page, 422 if form.errors else 200


def offered_on(facts: DayFacts) -> Offered:
    """What can be supposed of the day."""
    return Offered(
        facts,
        {
            "withdraw": supposed.withdrawals(facts),
            "sign": supposed.signings(facts),
            "leaves": supposed.departures(facts),
            "away": supposed.absences(facts),
        },
        supposed.management_posts(facts),
        {team.code: team for team in list_teams()},
    )


def offering(form: WhatIfForm, offered: Offered) -> WhatIfForm:
    """The form with its lists."""
    for field in (form.withdraw, form.sign, form.leaves, form.away):
        choices = offered.supposable[field.name].items()
        field.choices = options(((key, each.label) for key, each in choices), NONE[field.name])
    teams = [(team.code, team.name) for team in offered.teams.values()]
    form.employer.choices = options(
        ((each.code, each.name) for each in offered.facts.organisations.values()), "Nobody moves"
    )
    form.to_team.choices = options(teams, "The team they are in")
    form.to_post.choices = options(
        ((code, label) for code, (_, label) in offered.posts.items()), "The post they answer to"
    )
    form.team.choices = options(teams, "Everybody")
    return form


def answered(form: WhatIfForm, offered: Offered, now: Authority, as_at: AsAt) -> Answer:
    """What the form supposes, worked out. Raises RuleBroken where it is about nobody or about too many."""
    chosen = [offered.supposable[name][form[name].data] for name in NONE if form[name].data]
    moves = moves_in(form, offered)
    scratch = reduce(Scratch.also, (each.scratch for each in chosen), Scratch(moves=moves))
    found = touched(reach(now.facts, scratch), as_at, team=form.team.data or None)
    if found.total > MOST_AT_ONCE:
        raise RuleBroken(
            f"This could touch decisions in {number(found.total)} employments, and {number(MOST_AT_ONCE)} are "
            "looked at together. Choose one team to look at."
        )
    tally, movers = compared(now, scratch, found)
    chosen += [moving(movers, each, now.facts) for each in moves]
    team = offered.teams[form.team.data].name if form.team.data else None
    return Answer(
        supposed.summary(chosen, as_at.on, tally, team),
        chosen,
        tally.sections(),
        [] if as_at.known_at else list(deeds(form, movers)),
    )


def moves_in(form: WhatIfForm, offered: Offered) -> tuple[Move, ...]:
    """The move that the form asks for, if it asks for one."""
    team, (post_id, _) = (
        offered.teams.get(form.to_team.data),
        offered.posts.get(form.to_post.data, (None, "")),
    )
    if not form.number.data:
        return ()
    to = team and TeamFact(team.code, team.name, team.neighbourhood_code)
    return (Move(form.employer.data, form.number.data, to, post_id),)


def compared(now: Authority, scratch: Scratch, found: Touched) -> tuple[Tally, list[Employed]]:
    """Everybody's decisions as they are and as they would be, and who moves."""
    then, tally, movers = Authority(supposing(now.facts, scratch)), Tally(), []
    moves = {(each.organisation, each.assignment_number): each for each in scratch.moves}
    for each in found.employed:
        would = each.subject
        if move := moves.get((each.organisation.code, each.assignment_number)):
            movers.append(each)
            would = replace(would, situation=moved(would.situation, move))
        tally.add(each.person_id, each.name, differences(now.rulings(each.subject), then.rulings(would)))
    return tally, movers


def moving(movers: list[Employed], move: Move, facts: DayFacts) -> Supposed:
    """The move in words. Raises RuleBroken where nobody is employed so, or has no placement that could move."""
    if not movers:
        employer, on = facts.organisations[move.organisation].name, day(facts.on)
        raise RuleBroken(f"Nobody is employed by {employer} under number {move.assignment_number} on {on}.")
    who = movers[0]
    if not who.situation.places:
        raise RuleBroken(f"{who.name} has no placement on {day(facts.on)}, so there is nothing to move.")
    return supposed.move(who.name, who.situation, move, facts)


def deeds(form: WhatIfForm, movers: list[Employed]) -> Iterator[Deed]:
    """Where what is supposed is really done, for those who may."""
    if viewer().may(Permission.KEEP_MANDATES):
        for code in filter(None, [form.withdraw.data]):
            yield Deed(f"Withdraw mandate {code}", url_for("mandate_acts.withdraw", code=code))
        for code in filter(None, [form.sign.data]):
            yield Deed(f"Sign mandate {code}", url_for("mandate_acts.sign", code=code))
    if viewer().may(Permission.CHANGE_LINES):
        for post, _, _ in (key.partition(":") for key in filter(None, [form.leaves.data])):
            yield Deed("End the tenure on the post’s page", url_for("posts.show", code=post))
        for person_id in filter(None, [form.away.data]):
            yield Deed("Record the absence", url_for("away.record", person_id=int(person_id)))
        for who in movers:
            yield Deed(f"Move {who.name}", url_for("register.person", person_id=who.person_id))
