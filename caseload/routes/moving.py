"""Somebody leaves or is away: their whole list proposed anew, adjusted, and moved as one act."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, cast

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from accounts import audit
from accounts.guard import allow, viewer
from accounts.permissions import Permission
from caseload.allocation.candidates import AS, Taking
from caseload.allocation.matching import Suggestion, Suggestions
from caseload.moves.forms import DaysForm, MovingForm, moving_form, name_of
from caseload.moves.moving import Moved, Transfer, move
from caseload.moves.placing import Part, Placing, placing_of
from caseload.queries.matching import AskedCase
from caseload.queries.moving import WholeList, refuse_elsewhere, whole_list
from caseload.spreading import Proposal, propose
from caseload.spreading.board import percent_of
from caseload.spreading.proposing import WHY
from foundation import clock
from foundation.database import db
from foundation.effective import Period, through
from foundation.formats import day
from foundation.forms import attempting, row_number
from people.deeds import ONE_DAY
from people.forms import NumberField

moving = Blueprint("moving", __name__)
MOST_OFFERED = 12
FIELD = re.compile(r"to_(\d{1,9})_(key_worker|deputy)")


@dataclass(frozen=True, slots=True)
class Share:
    """What somebody would hold afterwards of what they can, who would take some of the cases."""

    name: str
    before: int
    after: int
    capacity: int
    cases: int

    @property
    def percent(self) -> int:
        """Rounded up."""
        return percent_of(self.after, self.capacity)


@dataclass(frozen=True, slots=True)
class Proposing:
    """The page: whose list, over which days, and what is proposed for each part."""

    listed: WholeList
    name: str
    period: Period
    placing: Placing
    proposal: Proposal

    @property
    def rows(self) -> Iterator[tuple[Part, AskedCase, Suggestion | None, str | None]]:
        """Each part with its case, who is proposed for it, or why nobody is."""
        for number, part in enumerate(self.placing.parts):
            who, why = self.proposal.placed.get(number), self.proposal.unplaced.get(number)
            found = self.placing.suggestions[number].find(who)
            suggestion = found if isinstance(found, Suggestion) else None
            yield part, self.listed.matching.case(part.case_id), suggestion, why and f"{WHY[why]}."

    @property
    def shares(self) -> list[Share]:
        """Of whoever would take some, the fullest first."""
        loads = {t.person_id: t for t in self.placing.takers}
        names = {s.person_id: s.candidate.name for found in self.placing.suggestions for s in found.ranked}
        counted = list(self.proposal.placed.values())
        shares = [
            Share(names[who], loads[who].kept, held, loads[who].capacity, counted.count(who))
            for who, held in self.proposal.held.items()
        ]
        return sorted(shares, key=lambda share: (-share.percent, share.name))

    @property
    def gone(self) -> list[tuple[str, str]]:
        """Parts that somebody else has by the first day, with who that is."""
        return [
            (f"{self.listed.matching.case(part.case_id).reference}, {AS[part.taking]}", _has(self, part))
            for part, _ in self.listed.gone
        ]


@moving.route("/move/<int:person_id>", methods=["GET", "POST"])
@allow(Permission.ALLOCATE)
def move_list(person_id: int) -> ResponseReturnValue:
    """First the days; then what is proposed for each case, and moving them."""
    given = request.args if "starts_on" in request.args else None
    days = DaysForm(given, data={"starts_on": clock.today()}, meta={"csrf": False})
    if given is None or not days.validate() or _refused_past(days):
        proposing = _proposing(person_id, Period(clock.today()))
        audit.seen("person", person_id, by=viewer().id)
        page = render_template("moving/days.html", form=days, name=proposing.name, listed=proposing.listed)
        return page, 422 if days.errors else 200
    proposing = _proposing(person_id, through(days.data["starts_on"], days.data["last_day"]))
    form = _form(proposing)
    if form.validate_on_submit():
        moved = _moved(form, proposing)
        if moved is not None:
            flash(moved.sentence, "success")
            return redirect(url_for("moving.move_list", person_id=person_id, **_asked(proposing.period)))
    return _page(proposing, form)


def _proposing(person_id: int, period: Period) -> Proposing:
    """Raises NotThere for somebody who holds nothing that is the viewer's to allocate."""
    listed = whole_list(
        person_id,
        clock.today() - ONE_DAY,  # so that what was moved from today is shown as arranged
        period.starts_on,
        account_id=viewer().id,
        scopes=viewer().scopes(Permission.ALLOCATE),
    )
    refuse_elsewhere(listed)
    # A request gives a case for good, so for some days only those are proposed who need no asking.
    placing = placing_of(listed.matching, listed.parts, direct_only=period.until is not None)
    return Proposing(listed, _name(listed), period, placing, propose(placing.cases, placing.takers))


def _form(proposing: Proposing) -> MovingForm:
    """Filled in as proposed; on a POST, as it was sent."""
    rows = list(proposing.rows)
    labels = {part: f"{case.reference}, {case.resident}: {AS[part.taking]}" for part, case, _, _ in rows}
    proposed = {f"to_{name_of(part)}": s.person_id for part, _, s, _ in rows if s is not None}
    marks = {f"shown_{name_of(part)}": case.shown(part.taking) for part, case, _, _ in rows}
    form = moving_form(labels)(data={**proposed, **marks, "because": _because(proposing)})
    for number, (part, case, suggestion, _) in enumerate(rows):
        found = proposing.placing.suggestions[number]
        field = cast("NumberField", form[f"to_{name_of(part)}"])
        field.offer(_offered(found, case, suggestion), f"Leave it with {proposing.name}")
    return form


def _offered(found: Suggestions, case: AskedCase, proposed: Suggestion | None) -> list[tuple[int, str]]:
    """The first of the order, whoever is proposed, the other holder, and whoever was chosen a moment ago."""
    chosen = {row_number(value) for value in request.form.values()}
    kept = {*case.fact.holders.values(), *chosen, *((proposed.person_id,) if proposed else ())}
    offered = [
        (each.person_id, _offer(each, case))
        for place, each in enumerate(found.ranked)
        if place < MOST_OFFERED or each.person_id in kept
    ]
    barred = (each for each in found.excluded if each.person_id in chosen)
    return [*offered, *((each.person_id, f"{each.candidate.name} (not any more)") for each in barred)]


def _offer(each: Suggestion, case: AskedCase) -> str:
    share = "no capacity" if each.after.percent is None else f"{each.after.percent}% with it alone"
    deputy = ", deputy now" if case.fact.holders.get(Taking.DEPUTY) == each.person_id else ""
    asked = "" if each.directing.direct else ", by request"
    return f"{each.candidate.name} ({share}{deputy}{asked})"


def _moved(form: MovingForm, proposing: Proposing) -> Moved | None:
    """What came of it; None where it was refused. Then the page shows what holds now, with the choices kept."""
    person_id, moved = proposing.listed.person_id, None
    with attempting(form):
        moved = move(
            list(_transfers(person_id)),
            proposing.listed.matching,
            proposing.period,
            form.data["because"],
            about=("case.move", "person", person_id),
            by=viewer().id,
            at=clock.now(),
        )
        db.session.commit()
    for part, case, _, _ in proposing.rows:
        form[f"shown_{name_of(part)}"].data = case.shown(part.taking)
    return moved


def _transfers(person_id: int) -> Iterator[Transfer]:
    """As they were sent: a case that has left the list since is among them, and is said to have changed."""
    for name, value in request.form.items():
        found = FIELD.fullmatch(name)
        if found and (receiver := row_number(value)):
            part = Part(int(found[1]), Taking(found[2]))
            yield Transfer(part, person_id, receiver, request.form.get(f"shown_{name_of(part)}", ""))


def _page(proposing: Proposing, form: MovingForm) -> ResponseReturnValue:
    audit.seen("person", proposing.listed.person_id, by=viewer().id)
    for resident_id in sorted({case.resident_id for case in proposing.listed.matching.cases.values()}):
        audit.seen("resident", resident_id, by=viewer().id)
    page = render_template(
        "moving/move_list.html", form=form, proposing=proposing, name_of=name_of, roles=AS, on=clock.today()
    )
    return page, 422 if form.errors else 200


def _refused_past(days: DaysForm) -> bool:
    """Whether the first day has passed: who had a case then is known, and is put right, not moved."""
    if days.data["starts_on"] >= clock.today():
        return False
    days.starts_on.errors = [*days.starts_on.errors, "The first day has passed. Enter today or a later day"]
    return True


def _because(proposing: Proposing) -> str:
    period = proposing.period
    if period.last_day is None:
        return f"{proposing.name} leaves the case from {day(period.starts_on)}."
    return f"{proposing.name} is away from {day(period.starts_on)} to {day(period.last_day)}."


def _asked(period: Period) -> dict[str, Any]:
    last = {"last_day": period.last_day.isoformat()} if period.last_day else {}
    return {"starts_on": period.starts_on.isoformat(), **last}


def _name(listed: WholeList) -> str:
    parts = (part for case in listed.matching.cases.values() for part in case.parts)
    return next(part.name for part in parts if part.person_id == listed.person_id)


def _has(proposing: Proposing, part: Part) -> str:
    case = proposing.listed.matching.case(part.case_id)
    on = proposing.period.starts_on
    return next((p.name for p in case.parts if p.taking is part.taking and p.now(on)), "nobody")
