"""The file of review sessions."""

import re
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import insert, or_, select, update

from accounts import audit
from caseload.reviews.plans.problem_making import TRAVEL_MINUTES
from caseload.reviews.review import ReviewSession
from caseload.reviews.sessions.chairing import DAY_BEGINS, DAY_ENDS, Meeting, at_night, chaired, first_clash
from foundation.acts import table_of
from foundation.clock import LONDON
from foundation.database import db
from foundation.effective import Period
from foundation.spreadsheets import Column, NotAsExpected, code, one_of, words
from neighbourhoods.neighbourhood import Neighbourhood
from people.files import (
    Counts,
    EmploymentKey,
    Named,
    Outcome,
    Reading,
    batched,
    check_employments,
    check_pair,
    find_employments,
    ids_by_code,
    known,
    organisation_codes,
    read_file,
)

SHORTEST, LONGEST = 5, 480  # minutes
NOT_TWICE = (
    f"an hour not within {TRAVEL_MINUTES} minutes of another session of its chair, unless both are online"
)
BY_DAY = (
    f"an hour that keeps it between {DAY_BEGINS:%H:%M} and {DAY_ENDS:%H:%M}, when its chair can be at work"
)
A_MOMENT = "a day and time written as 2026-11-23T13:30"


class SessionRow(NamedTuple):
    """One review session. `starts_at` is English local time, kept with its zone."""

    number: int
    code: str
    neighbourhood: str
    starts_at: datetime
    minutes: int
    place: str
    online: str
    chair_employer: str | None
    chair_assignment: str | None

    @property
    def chair(self) -> EmploymentKey:
        """Who chairs, by employment; a pair of empty names while nobody does."""
        return self.chair_employer or "", self.chair_assignment or ""


@dataclass(frozen=True, slots=True)
class SessionFacts:
    """A session as it is stored, but for its code."""

    neighbourhood_id: int
    starts_at: datetime
    minutes: int
    place: str
    online: bool
    chair_person_id: int | None


def import_sessions(name: str, content: bytes, *, by: int, at: datetime, dry_run: bool = False) -> Counts:
    """Add the sessions that are new and change those that are told differently; the rest stay. So does what
    somebody changed by hand, cancelled, or what has begun: it is counted as unchanged.

    Raises BadFile; commits nothing.
    """
    neighbourhoods = ids_by_code(Neighbourhood.code, Neighbourhood.id)
    reading = read_file(name, content, SessionRow, _columns(neighbourhoods))
    people = find_employments(row.chair for row in reading.rows)
    held = _held(row.code for row in reading.rows)
    _check(reading, people)
    _check_neighbourhoods(reading, held, neighbourhoods)
    _check_chairs(reading, people, held)
    wanted = {row.code: _facts(row, people, neighbourhoods) for row in reading.refuse_faults()}
    settled = _settled(wanted, at)
    outcomes = {
        session: Outcome.UNCHANGED if session in settled else _outcome(held.get(session), facts)
        for session, facts in wanted.items()
    }
    counts = Counts.of(outcomes.values())
    if not dry_run:
        audit.record("sessions.import", "review_session", None, by=by, after=counts.as_json())
        _write(wanted, held, outcomes)
    return counts


def _columns(neighbourhoods: dict[str, int]) -> dict[str, Column]:
    return {
        "code": Column(code, "a code for the session", needed=True),
        "neighbourhood": Column(
            known(neighbourhoods, "the code of a neighbourhood"), "the code of a neighbourhood", needed=True
        ),
        "starts_at": Column(_local_moment, A_MOMENT, needed=True),
        "minutes": Column(_minutes, f"whole minutes from {SHORTEST} to {LONGEST}", needed=True),
        "place": Column(words(), "where it is held", empty=""),
        "online": Column(one_of("0", "1"), "1 when online, 0 when not", needed=True),
        "chair_employer": Column(
            known(organisation_codes(), "the code of an employer"), "the code of an employer, or nothing"
        ),
        "chair_assignment": Column(code, "an assignment number, or nothing"),
    }


def _check(reading: Reading[SessionRow], people: dict[EmploymentKey, Named]) -> None:
    reading.once(lambda row: row.code, "code", "each session once")
    check_pair(reading, "chair_employer", "chair_assignment")
    check_employments(reading, people, "chair_employer", "chair_assignment")


def _check_neighbourhoods(
    reading: Reading[SessionRow], held: dict[str, tuple[int, SessionFacts]], neighbourhoods: dict[str, int]
) -> None:
    """Plans are made of a neighbourhood's sessions, so a session does not move to another."""
    for row in reading.rows:
        there = held.get(row.code)
        if there is not None and there[1].neighbourhood_id != neighbourhoods[row.neighbourhood]:
            reading.wrong(
                row, "neighbourhood", row.neighbourhood, "the neighbourhood the session was recorded with"
            )


def _check_chairs(
    reading: Reading[SessionRow],
    people: dict[EmploymentKey, Named],
    held: dict[str, tuple[int, SessionFacts]],
) -> None:
    """Nobody chairs two sessions at once, in the file or beside it, or at night. Whether they are at work by day
    changes from day to day: it is shown, and nothing is planned into a session whose chair is not."""
    once = {row.code: row for row in reversed(reading.rows)}  # a code told twice is another fault
    named = [(people[row.chair].person_id, row) for row in reversed(once.values()) if row.chair in people]
    if not named:
        return
    days = [row.starts_at.date() for _, row in named]
    within = Period(min(days), max(days) + timedelta(days=1))
    diary = chaired({chair for chair, _ in named}, within, but=[number for number, _ in held.values()])
    for chair, row in named:
        meeting = Meeting(row.starts_at, row.minutes, row.online == "1")
        written = f"{row.starts_at:%Y-%m-%dT%H:%M}"
        if at_night(meeting):
            reading.wrong(row, "starts_at", written, BY_DAY)
        if first_clash(meeting, diary[chair]):
            reading.wrong(row, "starts_at", written, NOT_TWICE)
        diary[chair].append(meeting)


def _held(codes: Iterable[str]) -> dict[str, tuple[int, SessionFacts]]:
    found: dict[str, tuple[int, SessionFacts]] = {}
    columns: list[Any] = [getattr(ReviewSession, name) for name in SessionFacts.__annotations__]
    for batch in batched(codes):
        rows: Any = db.session.execute(
            select(ReviewSession.code, ReviewSession.id, *columns).where(ReviewSession.code.in_(batch))
        )
        found |= {row[0]: (row[1], SessionFacts(*row[2:])) for row in map(tuple, rows)}
    return found


def _settled(codes: Iterable[str], at: datetime) -> set[str]:
    """Those of the sessions that a file does not change any more."""
    found: set[str] = set()
    for batch in batched(codes):
        rows = select(ReviewSession.code).where(
            ReviewSession.code.in_(batch),
            or_(
                ReviewSession.by_hand,
                ReviewSession.cancelled_because.is_not(None),
                ReviewSession.ended_at.is_not(None),
                ReviewSession.starts_at <= at,
            ),
        )
        found.update(db.session.scalars(rows))
    return found


def _facts(
    row: SessionRow, people: dict[EmploymentKey, Named], neighbourhoods: dict[str, int]
) -> SessionFacts:
    chair = people.get(row.chair)
    return SessionFacts(
        neighbourhood_id=neighbourhoods[row.neighbourhood],
        starts_at=row.starts_at,
        minutes=row.minutes,
        place=row.place,
        online=row.online == "1",
        chair_person_id=chair and chair.person_id,
    )


def _outcome(held: tuple[int, SessionFacts] | None, wanted: SessionFacts) -> Outcome:
    if held is None:
        return Outcome.STARTED
    return Outcome.UNCHANGED if held[1] == wanted else Outcome.CHANGED


def _write(
    wanted: dict[str, SessionFacts],
    held: dict[str, tuple[int, SessionFacts]],
    outcomes: dict[str, Outcome],
) -> None:
    """A session is one meeting, not a fact with a period, so a change of its hour is made in its row."""
    table = table_of(ReviewSession)
    new = [
        {"code": code} | asdict(wanted[code]) for code, done in outcomes.items() if done is Outcome.STARTED
    ]
    if new:
        db.session.execute(insert(table), new)
    for session, done in outcomes.items():
        if done is Outcome.CHANGED:
            changed = update(table).where(table.c.id == held[session][0])
            by_file = {"by_hand": table.c.pattern_id.is_not(None)}  # its pattern leaves it as the file has it
            db.session.execute(changed.values(**asdict(wanted[session]), **by_file))


def _local_moment(text: str) -> datetime:
    if not re.fullmatch(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}", text, re.ASCII):
        raise NotAsExpected(A_MOMENT)
    return datetime.fromisoformat(text).replace(tzinfo=LONDON)


def _minutes(text: str) -> int:
    if not re.fullmatch(r"\d{1,3}", text, re.ASCII) or not SHORTEST <= int(text) <= LONGEST:
        raise NotAsExpected(f"whole minutes from {SHORTEST} to {LONGEST}")
    return int(text)
