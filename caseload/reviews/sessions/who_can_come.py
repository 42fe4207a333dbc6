"""Who can come to a neighbourhood's next sessions, and why somebody cannot, as it is known now."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from sqlalchemy import select

from caseload.reviews.plans.planning_facts import local_midnight
from caseload.reviews.plans.problem_making import SESSIONS_A_WEEK
from caseload.reviews.review import Plan, PlannedAttendance, PlanStatus, ReviewSession
from caseload.reviews.sessions.chairing import Meeting, first_clash
from caseload.reviews.sessions.pattern import SessionLimit
from caseload.reviews.sessions.queries import SessionFacts, placed_in
from caseload.reviews.sessions.recurrence import monday_of
from caseload.reviews.sessions.rota import Limit, NotThen, Rota
from caseload.reviews.sessions.rota_reading import read_limits, read_rota
from foundation.clock import LONDON
from foundation.database import db
from foundation.effective import AsAt, Period, known, still_open
from foundation.formats import plural
from foundation.paging import Page, page_of
from neighbourhoods.neighbourhood import Neighbourhood

PEOPLE_SHOWN = 25


@dataclass(frozen=True, slots=True)
class Asked:
    """A session of the published plan that somebody is asked to."""

    session_id: int
    meeting: Meeting

    @property
    def day(self) -> date:
        """Its day in England."""
        return self.meeting.starts_at.astimezone(LONDON).date()


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether somebody can come to one session: `why_not` ends a sentence about them; none where they can.
    `asked`: the published plan asks them to."""

    why_not: str | None
    asked: bool

    @property
    def is_away(self) -> bool:
        """Whether an absence is what stands in the way."""
        return self.why_not in (NotThen.AWAY, NotThen.ELSEWHERE)


@dataclass(frozen=True, slots=True)
class Comer:
    """Somebody who may be asked, with a verdict for each session in order."""

    person_id: int
    name: str
    professions: tuple[str, ...]
    verdicts: tuple[Verdict, ...] = ()


@dataclass(frozen=True, slots=True)
class ComingFacts:
    """What the verdicts are made of. `asked` holds every session of the plan in these weeks, in any neighbourhood."""

    rota: Rota
    limits: Mapping[int, Sequence[Limit]] = field(default_factory=dict)
    asked: Mapping[int, Sequence[Asked]] = field(default_factory=dict)

    def verdict(self, person_id: int, session: SessionFacts) -> Verdict:
        """Whether the person can come to the session. Asked or not, what stands in the way is said."""
        asked = self.asked.get(person_id, ())
        here = session.chair_id == person_id or any(each.session_id == session.id for each in asked)
        others = [each for each in asked if each.session_id != session.id]
        return Verdict(self._why_not(person_id, session, others, here), here)

    def _why_not(
        self, person_id: int, session: SessionFacts, others: Sequence[Asked], here: bool
    ) -> str | None:
        day = session.local.date()
        most = limit_on(self.limits.get(person_id, ()), day)
        if most == 0:
            return "is asked to no session then"
        reason = self.rota.why_not(person_id, session.local, session.minutes)
        if reason is not None:
            return reason.value
        clash = first_clash(
            Meeting(session.starts_at, session.minutes, session.online), [each.meeting for each in others]
        )
        if clash is not None:
            return f"is in a session of {clash.place}"
        that_week = sum(monday_of(each.day) == monday_of(day) for each in others)
        if that_week + here > most or (that_week == most and not here):
            return f"has {plural(that_week, 'other session')} that week, and comes to {most} at most"
        return None


def limit_on(limits: Sequence[Limit], day: date) -> int:
    """The most sessions a week somebody may be asked to on the day."""
    return next((limit.sessions for limit in limits if day in limit.period), SESSIONS_A_WEEK)


def who_can_come(
    neighbourhood_id: int, sessions: Sequence[SessionFacts], on: date, *, number: int
) -> Page[Comer]:
    """Everybody of the neighbourhood's team and the borough-wide services, by name, with a verdict for each of
    these sessions: six statements at most."""
    page = page_of(_people(neighbourhood_id, on), number, per_page=PEOPLE_SHOWN)
    if not sessions:
        return page
    facts = _facts([each.person_id for each in page.rows], sessions)
    rows = [
        Comer(
            each.person_id,
            each.name,
            each.professions,
            tuple(facts.verdict(each.person_id, session) for session in sessions),
        )
        for each in page.rows
    ]
    return Page(rows, page.number, page.total, page.per_page)


@dataclass(frozen=True, slots=True)
class LimitFacts:
    """A limit of somebody's own, in force or to come."""

    person_id: int
    sessions: int
    starts_on: date
    until: date | None


@dataclass(frozen=True, slots=True)
class Limited:
    """Somebody who may be asked, with their own limits from the day on, in order."""

    person_id: int
    name: str
    professions: tuple[str, ...]
    now: int
    limits: tuple[LimitFacts, ...]


def list_limits(neighbourhood_id: int, on: date, *, number: int) -> Page[Limited]:
    """Everybody of the neighbourhood's team and the borough-wide services, by name: two statements."""
    page = page_of(_people(neighbourhood_id, on), number)
    limits = limits_of([each.person_id for each in page.rows], on)
    rows = [_limited(each, limits[each.person_id], on) for each in page.rows]
    return Page(rows, page.number, page.total, page.per_page)


def limits_of(person_ids: Collection[int], on: date) -> dict[int, tuple[LimitFacts, ...]]:
    """Each one's own limits in force on the day or later, in order."""
    s = SessionLimit
    rows = db.session.execute(
        select(s.person_id, s.sessions, s.starts_on, s.until)
        .where(s.person_id.in_(person_ids), known(s, AsAt(on)), still_open(s, on))
        .order_by(s.person_id, s.starts_on, s.id)
    )
    found: dict[int, list[LimitFacts]] = {person_id: [] for person_id in person_ids}
    for row in rows:
        found[row[0]].append(LimitFacts(*row))
    return {person_id: tuple(limits) for person_id, limits in found.items()}


def _limited(comer: Comer, limits: tuple[LimitFacts, ...], on: date) -> Limited:
    own = [Limit(each.sessions, Period(each.starts_on, each.until)) for each in limits]
    return Limited(comer.person_id, comer.name, comer.professions, limit_on(own, on), limits)


def _people(neighbourhood_id: int, on: date) -> list[Comer]:
    named: dict[int, str] = {}
    practise: defaultdict[int, dict[str, None]] = defaultdict(dict)
    for person_id, name, profession in db.session.execute(placed_in(neighbourhood_id, on)):
        named.setdefault(person_id, name)
        if profession:
            practise[person_id][profession] = None
    return [Comer(person_id, name, tuple(practise[person_id])) for person_id, name in named.items()]


def _facts(person_ids: Collection[int], sessions: Sequence[SessionFacts]) -> ComingFacts:
    days = [session.local.date() for session in sessions]
    weeks = Period(monday_of(min(days)), monday_of(max(days)) + timedelta(weeks=1))
    return ComingFacts(
        read_rota(weeks, person_ids), read_limits(weeks, person_ids), _asked(person_ids, weeks)
    )


def _asked(person_ids: Collection[int], weeks: Period) -> dict[int, list[Asked]]:
    rows = db.session.execute(
        select(
            PlannedAttendance.person_id,
            ReviewSession.id,
            ReviewSession.starts_at,
            ReviewSession.minutes,
            ReviewSession.online,
            Neighbourhood.name,
        )
        .join(Plan, Plan.id == PlannedAttendance.plan_id)
        .join(ReviewSession, ReviewSession.id == PlannedAttendance.session_id)
        .join(Neighbourhood, Neighbourhood.id == ReviewSession.neighbourhood_id)
        .where(
            Plan.status == PlanStatus.PUBLISHED.value,
            ReviewSession.cancelled_because.is_(None),
            PlannedAttendance.person_id.in_(person_ids),
            ReviewSession.starts_at >= local_midnight(weeks.starts_on),
            ReviewSession.starts_at < local_midnight(weeks.end),
        )
        .order_by(ReviewSession.starts_at, ReviewSession.id, PlannedAttendance.id)
    )
    found: defaultdict[int, list[Asked]] = defaultdict(list)
    for person_id, session_id, starts_at, minutes, online, place in rows:
        found[person_id].append(Asked(session_id, Meeting(starts_at, minutes, online, place)))
    return found
