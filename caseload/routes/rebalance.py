"""A fairer spread of a lead's cases: asked for, watched while it is worked out, and moved as one act."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from accounts import audit
from accounts.guard import allow, viewer
from accounts.permissions import Permission
from caseload.allocation.candidates import Taking
from caseload.capacity.bars import Bar, bars_of
from caseload.capacity.workload import Workload
from caseload.moves.forms import RebalanceForm
from caseload.moves.moving import Moved, Transfer, move
from caseload.moves.placing import Part
from caseload.moves.rebalance import REBALANCE, question
from caseload.queries.cases import list_places
from caseload.queries.matching import facts_for
from caseload.queries.moving import Named, names_of_cases, names_of_people
from caseload.routes.errand_pages import WatchForm, start_again, stop_errand
from foundation import clock
from foundation.database import db
from foundation.effective import Period
from foundation.errands import Seen, ask, get_errand, last_errand, start
from foundation.errors import NotThere
from foundation.forms import attempting
from foundation.paging import page_of

rebalance = Blueprint("rebalance", __name__)
ONE = "/rebalance/<int:errand_id>"
BECAUSE = "A fairer spread of the team’s cases."


@dataclass(frozen=True, slots=True)
class CaseMove:
    """One case of a move: what it is called, from whom to whom. `had_id`: who had it when the spread was worked
    out, before any move of it."""

    case: Named
    had_id: int | None
    from_id: int | None
    from_name: str
    to_id: int
    to_name: str

    @property
    def stale(self) -> bool:
        """Whether it is no longer where it was when the spread was worked out."""
        return self.had_id is not None and self.case.holder != self.had_id


@dataclass(frozen=True, slots=True)
class ShownMove:
    """A move as the page lists it, by its place: what it brings the highest percentage and the unevenness to."""

    place: int
    cases: tuple[CaseMove, ...]
    percent: int
    above: float


@dataclass(frozen=True, slots=True)
class Row:
    """Somebody's bar: today, and in the fairest spread that was found."""

    name: str
    today: Workload
    best: Workload


@rebalance.route("/rebalance", methods=["GET", "POST"])
@allow(Permission.ALLOCATE)
def ask_for() -> ResponseReturnValue:
    """Ask for a fairer spread of the cases of one's own neighbourhoods."""
    places, form = list_places(viewer().scopes(Permission.ALLOCATE)), WatchForm()
    last = last_errand(REBALANCE, by=viewer().id, at=clock.now())
    if form.validate_on_submit():
        asked = question([place.code for place in places], clock.today(), viewer().id)
        number = 0
        with attempting(form) as attempt:
            number = ask(REBALANCE, asked, by=viewer().id, at=clock.now())
            audit.record("errand.ask", "errand", number, by=viewer().id, after=asked)
            db.session.commit()
        if attempt.done:
            start(number)
            return redirect(url_for("rebalance.show", errand_id=number))
    page = render_template("rebalance/ask_for.html", form=form, places=places, last=last)
    return page, 422 if form.errors else 200


@rebalance.route(ONE, methods=["GET", "POST"])
@allow(Permission.ALLOCATE)
def show(errand_id: int) -> ResponseReturnValue:
    """How far it is; then today's spread, the best possible, and the moves, to be chosen and done as one act."""
    errand = _errand(errand_id)
    if errand.answer is None:
        return render_template("rebalance/watch.html", errand=errand, form=WatchForm())
    moves = list(_moves(errand.answer, errand))
    form = RebalanceForm(data={"because": BECAUSE, "moves": [m.place for m in moves]})
    form.moves.choices = [(move.place, str(move.place + 1)) for move in moves]
    if form.validate_on_submit():
        moved = _moved(form, moves, errand_id)
        if moved is not None:
            flash(moved.sentence, "success")
            return redirect(url_for("rebalance.ask_for"))
    return _page(errand, moves, form)


@rebalance.post(f"{ONE}/stop")
@allow(Permission.ALLOCATE)
def stop(errand_id: int) -> ResponseReturnValue:
    """Keep the best that was found so far."""
    stop_errand(_errand(errand_id))
    return redirect(url_for("rebalance.show", errand_id=errand_id))


@rebalance.post(f"{ONE}/again")
@allow(Permission.ALLOCATE)
def again(errand_id: int) -> ResponseReturnValue:
    """Start a process anew for one whose process died."""
    start_again(_errand(errand_id))
    return redirect(url_for("rebalance.show", errand_id=errand_id))


def _errand(errand_id: int) -> Seen:
    """One's own, of neighbourhoods that are one's own still. Raises NotThere."""
    errand = get_errand(errand_id, REBALANCE, by=viewer().id, at=clock.now())
    scopes = viewer().scopes(Permission.ALLOCATE)
    if "" not in scopes and not set(errand.question["neighbourhoods"]) <= scopes:
        raise NotThere
    return errand


def _page(errand: Seen, moves: list[ShownMove], form: RebalanceForm) -> ResponseReturnValue:
    answer: Any = errand.answer
    rows = list(_rows(answer))
    for each in {case.case.case_id for shown in moves for case in shown.cases}:
        audit.seen("case", each, by=viewer().id)
    audit.seen("errand", errand.id, by=viewer().id)
    ticked = {int(place) for place in form.data["moves"] or ()}
    page = render_template(
        "rebalance/show.html",
        errand=errand,
        answer=answer,
        moves=moves,
        ticked=ticked,
        form=form,
        page=page_of(rows, request.args.get("page", 1, type=int)),
        bars=_bars(rows),
    )
    return page, 422 if form.errors else 200


def _rows(answer: Mapping[str, Any]) -> Iterator[Row]:
    """The fullest first."""
    on, spread = clock.today(), answer["spread"]
    names = names_of_people([each[0] for each in spread], on)
    ordered = sorted(
        spread, key=lambda s: (-(s[1] / s[3] if s[3] else s[1] * 1e9), names.get(s[0], ""), s[0])
    )
    for person_id, today, best, capacity in ordered:
        name = names.get(person_id, "Name not recorded")
        yield Row(name, *(Workload(person_id, points, 0, capacity) for points in (today, best)))


def _bars(rows: list[Row]) -> dict[int, tuple[Bar, Bar]]:
    """Both of each person, all of one scale."""
    longest = [(row.today, row.today.capacity) for row in rows]
    today = bars_of([*longest, *((_numbered(row.best), row.best.capacity) for row in rows)])
    return {row.today.person_id: (today[row.today.person_id], today[-row.best.person_id]) for row in rows}


def _numbered(load: Workload) -> Workload:
    """Told apart from the same person's other bar."""
    return Workload(-load.person_id, load.held, load.reserved, load.capacity)


def _moves(answer: Mapping[str, Any], errand: Seen) -> Iterator[ShownMove]:
    """Those whose cases the viewer may still see; the rest are left out whole."""
    on, scopes = clock.today(), viewer().scopes(Permission.ALLOCATE)
    told = [each for shown in answer["moves"] for each in shown["cases"]]
    cases = names_of_cases([each[0] for each in told], on, scopes)
    names = names_of_people({who for each in told for who in each[1:] if who is not None}, on)
    first_had = {number: had for number, had, _ in reversed(told)}
    for place, shown in enumerate(answer["moves"]):
        if all(number in cases for number, _, _ in shown["cases"]):
            found = tuple(
                CaseMove(
                    cases[number],
                    first_had[number],
                    had,
                    "whoever has it" if had is None else names.get(had, "Name not recorded"),
                    to,
                    names.get(to, "Name not recorded"),
                )
                for number, had, to in shown["cases"]
            )
            yield ShownMove(place, found, shown["percent"], shown["above"])


def _moved(form: RebalanceForm, moves: list[ShownMove], errand_id: int) -> Moved | None:
    transfers = list(_transfers([each for each in moves if each.place in form.data["moves"]]))
    moved = None
    with attempting(form):
        matching = facts_for(
            [each.part.case_id for each in transfers],
            clock.today(),
            account_id=viewer().id,
            scopes=viewer().scopes(Permission.ALLOCATE),
        )
        moved = move(
            transfers,
            matching,
            Period(matching.on),
            form.data["because"],
            about=("case.rebalance", "errand", errand_id),
            by=viewer().id,
            at=clock.now(),
        )
        db.session.commit()
    return moved


def _transfers(chosen: list[ShownMove]) -> Iterator[Transfer]:
    """What they come to together: a case that is moved on twice goes straight to the last."""
    first: dict[int, int] = {}
    last: dict[int, int] = {}
    for each in (case for shown in chosen for case in shown.cases):
        had = each.from_id if each.from_id is not None else each.case.holder
        if had is not None:
            first.setdefault(each.case.case_id, had)
            last[each.case.case_id] = each.to_id
    for case_id, had in first.items():
        if last[case_id] != had:
            yield Transfer(Part(case_id, Taking.KEY_WORKER), had, last[case_id], None)
