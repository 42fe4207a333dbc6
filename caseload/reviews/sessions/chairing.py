"""Whether somebody can chair a session: one at a time, on their way for half an hour between two, and at work."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import select

from caseload.reviews.plans.planning_facts import local_midnight
from caseload.reviews.plans.problem_making import TRAVEL_MINUTES
from caseload.reviews.review import ReviewSession
from caseload.reviews.sessions.rota import NotThen
from caseload.reviews.sessions.rota_reading import read_rota
from foundation.clock import LONDON
from foundation.database import db
from foundation.effective import AsAt, Period, in_force
from foundation.errors import RuleBroken
from foundation.formats import moment
from neighbourhoods.neighbourhood import Neighbourhood
from people.person import PersonDetails
from people.queries import spoken_name

TRAVEL = timedelta(minutes=TRAVEL_MINUTES)
DAY_BEGINS, DAY_ENDS = time(7), time(21)
"""A working pattern says mornings and afternoons; at night nobody is known to be at work."""


@dataclass(frozen=True, slots=True)
class Meeting:
    """A session as its chair's diary has it. `place` is its neighbourhood's name."""

    starts_at: datetime
    minutes: int
    online: bool
    place: str = ""

    @property
    def ends_at(self) -> datetime:
        """The moment it ends."""
        return self.starts_at + timedelta(minutes=self.minutes)

    def clashes_with(self, other: "Meeting") -> bool:
        """Whether nobody can be at both: they overlap, or leave no time to travel and are not both online."""
        between = timedelta() if self.online and other.online else TRAVEL
        return self.starts_at < other.ends_at + between and other.starts_at < self.ends_at + between


def first_clash(meeting: Meeting, others: Iterable[Meeting]) -> Meeting | None:
    """The first of these that nobody can be at as well."""
    return min(
        (other for other in others if meeting.clashes_with(other)),
        key=lambda each: each.starts_at,
        default=None,
    )


def refuse_chair(
    chair_id: int, meetings: Sequence[Meeting], *, but: Collection[int] = (), forgiving: bool = False
) -> None:
    """Raises RuleBroken where they chair another session too near one of these, or do not work then.

    `but` are sessions that these take the place of. `forgiving`: an absence now and then is no reason against
    a session that comes round; it shows beside the session.
    """
    if not meetings:
        return
    name = name_of(chair_id, day_of(meetings[0]))
    _refuse_clash(chair_id, name, meetings, but)
    _refuse_off_work(chair_id, name, meetings, forgiving)


def chaired(
    chair_ids: Collection[int], days: Period, *, but: Collection[int] = ()
) -> dict[int, list[Meeting]]:
    """What each of them chairs on these days, in every neighbourhood, cancelled sessions and `but` left out."""
    rows = db.session.execute(
        select(
            ReviewSession.chair_person_id,
            ReviewSession.id,
            ReviewSession.starts_at,
            ReviewSession.minutes,
            ReviewSession.online,
            Neighbourhood.name,
        )
        .join(Neighbourhood, Neighbourhood.id == ReviewSession.neighbourhood_id)
        .where(
            ReviewSession.chair_person_id.in_(chair_ids),
            ReviewSession.cancelled_because.is_(None),
            ReviewSession.starts_at >= local_midnight(days.starts_on),
            ReviewSession.starts_at < local_midnight(days.end),
        )
        .order_by(ReviewSession.starts_at, ReviewSession.id)
    )
    left_out = frozenset(but)
    found: dict[int, list[Meeting]] = defaultdict(list)
    for chair_id, session_id, starts_at, minutes, online, place in rows:
        if chair_id is not None and session_id not in left_out:
            found[chair_id].append(Meeting(starts_at, minutes, online, place))
    return found


def name_of(person_id: int, on: date) -> str:
    """What somebody is called; a plain word where the register has no name for the day."""
    found = select(spoken_name()).where(
        PersonDetails.person_id == person_id, in_force(PersonDetails, AsAt(on))
    )
    return db.session.scalar(found) or "This person"


def local(meeting: Meeting) -> datetime:
    """When it starts, as a clock in England shows it."""
    return meeting.starts_at.astimezone(LONDON).replace(tzinfo=None)


def day_of(meeting: Meeting) -> date:
    """The day it is on in England."""
    return local(meeting).date()


def at_night(meeting: Meeting) -> bool:
    """Whether any of it is outside the hours in which somebody can be known to be at work."""
    begins, ends = local(meeting), local(meeting) + timedelta(minutes=meeting.minutes)
    return begins.time() < DAY_BEGINS or ends > datetime.combine(begins.date(), DAY_ENDS)


def _days_of(meetings: Iterable[Meeting]) -> Period:
    days = sorted(day_of(meeting) for meeting in meetings)
    return Period(days[0], days[-1] + timedelta(days=1))


def _refuse_clash(chair_id: int, name: str, meetings: Sequence[Meeting], but: Collection[int]) -> None:
    others = chaired([chair_id], _days_of(meetings), but=but)[chair_id]
    clashes = [(each, other) for each in meetings if (other := first_clash(each, others))]
    if not clashes:
        return
    each, other = clashes[0]
    more = f" There are {len(clashes) - 1} more like it." if len(clashes) > 1 else ""
    raise RuleBroken(
        f"{name} chairs a session of {other.place} on {moment(other.starts_at)}, too near this one on "
        f"{moment(each.starts_at)}: somebody needs {TRAVEL_MINUTES} minutes between two, unless both are "
        f"online.{more}"
    )


def _refuse_off_work(chair_id: int, name: str, meetings: Sequence[Meeting], forgiving: bool) -> None:
    rota = read_rota(_days_of(meetings), [chair_id])
    for meeting in meetings:
        at_work = rota.why_not(chair_id, local(meeting), meeting.minutes)
        reason = NotThen.NOT_WORKED if at_night(meeting) else at_work
        if reason is not None and not (forgiving and reason.passes):
            raise RuleBroken(f"{name} {reason} ({moment(meeting.starts_at)}), so they cannot chair it.")
