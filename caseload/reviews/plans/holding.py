"""Whether a plan still holds. Pure: a plan and what the register says now in, what no longer holds and why out.

A broken hard rule keeps a plan from being published; what is merely worse than planned is said beside it.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from caseload.reviews.plans.problem_making import SESSIONS_A_WEEK, TRAVEL_MINUTES, PlaceFacts
from caseload.reviews.sessions.rota import Limit, Rota
from foundation.effective import Period
from foundation.formats import listed, short_day

NO_LONGER_LISTED = "The case is no longer listed for review"
CLOSED = "The case is closed"
PAUSED = "The case is paused"
MOVED = "The resident now lives in another neighbourhood"
NOBODY_HOLDS_IT = "No key worker or deputy is named"


@dataclass(frozen=True, slots=True)
class SessionNow:
    """A session as it is now. `starts_at` is English local time without a zone."""

    id: int
    neighbourhood_id: int
    starts_at: datetime
    minutes: int
    online: bool
    chair_id: int | None
    cancelled: bool

    def __hash__(self) -> int:
        """Its number: what is kept by session is looked up thousands of times."""
        return self.id

    @property
    def ends_at(self) -> datetime:
        """When it is over."""
        return self.starts_at + timedelta(minutes=self.minutes)

    def meets(self, other: "SessionNow") -> bool:
        """Whether nobody can be in both: they overlap, or leave no time to travel from one to the other."""
        between = timedelta(minutes=0 if self.online and other.online else TRAVEL_MINUTES)
        return self.starts_at < other.ends_at + between and other.starts_at < self.ends_at + between


@dataclass(frozen=True, slots=True)
class PlannedCase:
    """A review as the plan has it, and its case as it is now. `neighbourhood_id` is where the resident lives, `fault`
    why the case is not to be reviewed; `needs` are professions, each with whether it is hard."""

    case_id: int
    session: SessionNow
    neighbourhood_id: int | None
    minutes: int
    key_worker_id: int | None
    deputy_id: int | None
    fault: str | None = None
    needs: tuple[tuple[int, bool], ...] = ()
    starts_minute: int = 0
    carried: bool = False
    """Not in the plan: a meeting carried it over to this session, where it takes its minutes all the same."""
    held_on: date | None = None
    soonest_on: date = date.min
    """The first day on which its next review may be held, after the one held on `held_on`."""


@dataclass(frozen=True, slots=True)
class HoldingFacts:
    """A plan from a moment on, and what the register says now of all that is in it.

    `asked` are the people of each session; weeks are counted from `starts_on`, as the plan itself counts them. A
    session that begins up to `now` has begun.
    """

    starts_on: date
    now: datetime
    reviews: tuple[PlannedCase, ...]
    asked: dict[int, frozenset[int]]
    rota: Rota
    places: tuple[PlaceFacts, ...] = ()
    limits: dict[int, tuple[Limit, ...]] = field(default_factory=dict)
    names: dict[int, str] = field(default_factory=dict)
    professions: dict[int, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Unsettled:
    """What no longer holds: one review of a session, or (no case) the session itself, and why in sentences without a
    resident in them. `hard`: the plan may not be published with it."""

    session: SessionNow
    case_id: int | None
    because: tuple[str, ...]
    hard: bool


def unsettled(facts: HoldingFacts) -> tuple[Unsettled, ...]:
    """Everything of the plan that no longer holds, in order of time; hard before soft in one session."""
    return tuple(_Judge(facts).everything())


class _Judge:
    """The people of all sessions, judged together: who can come to which."""

    def __init__(self, facts: HoldingFacts) -> None:
        self.facts = facts
        self.reviews: dict[SessionNow, list[PlannedCase]] = defaultdict(list)
        for review in sorted(facts.reviews, key=lambda r: (r.session.starts_at, r.session.id, r.case_id)):
            self.reviews[review.session].append(review)
        self.absent = {session: self._absent(session) for session in self.reviews}
        self._count_people()
        self.placed: dict[tuple[int | None, int], list[Period]] = defaultdict(list)
        self.practising: dict[tuple[int | None, int | None], set[int]] = defaultdict(set)
        for place in facts.places:
            self.placed[place.neighbourhood_id, place.person_id].append(place.period)
            self.practising[place.neighbourhood_id, place.profession_id].add(place.person_id)

    def everything(self) -> Iterator[Unsettled]:
        for session, reviews in self.reviews.items():
            whole = tuple(self._of_session(session, reviews))
            if whole:
                yield Unsettled(session, None, whole, hard=not all(each.carried for each in reviews))
            else:
                yield from self._in_session(session, reviews)

    def _in_session(self, session: SessionNow, reviews: list[PlannedCase]) -> Iterator[Unsettled]:
        """Its reviews that cannot be held; where all can, what is worse than planned."""
        broken = list(self._of_reviews(session, reviews))
        worse = () if broken else tuple(self._worse(session, reviews))
        worse = (*self._over_carried(session, reviews), *worse)
        yield from broken
        if worse:
            yield Unsettled(session, None, worse, hard=False)

    def _absent(self, session: SessionNow) -> dict[int, str]:
        """Those asked to come who cannot, and why: their own hours first."""
        found: dict[int, str] = {}
        for person in sorted(self._comers(session)):
            why = self.facts.rota.why_not(person, session.starts_at, session.minutes)
            if why:
                found[person] = why
        return found

    def _count_people(self) -> None:
        """Of two sessions at once the first is kept, and of too many in a week the first."""
        kept: dict[int, list[SessionNow]] = defaultdict(list)
        for session in self.reviews:
            for person in sorted(self.facts.asked.get(session.id, ())):
                if person not in self.absent[session] and not session.cancelled:
                    why = self._one_too_many(person, session, kept[person])
                    if why:
                        self.absent[session][person] = why
                    else:
                        kept[person].append(session)

    def _one_too_many(self, person: int, session: SessionNow, kept: Iterable[SessionNow]) -> str | None:
        if any(session.meets(other) for other in kept):
            return "is in another session then"
        week = self._week(session)
        if week >= 0 and sum(self._week(other) == week for other in kept) >= self._limit(person, session):
            return "has as many sessions that week as they may be asked to"
        return None

    def _week(self, session: SessionNow) -> int:
        return (session.starts_at.date() - self.facts.starts_on).days // 7

    def _limit(self, person: int, session: SessionNow) -> int:
        day = session.starts_at.date()
        own = [each for each in self.facts.limits.get(person, ()) if day in each.period]
        return own[0].sessions if own else SESSIONS_A_WEEK

    def _present(self, session: SessionNow) -> frozenset[int]:
        return self._comers(session) - self.absent[session].keys()

    def _comers(self, session: SessionNow) -> frozenset[int]:
        """Those asked; for a case that was carried over also whoever brings it, and the chair."""
        carried = [review for review in self.reviews[session] if review.carried]
        brings = {who for review in carried for who in (review.key_worker_id, session.chair_id)}
        return self.facts.asked.get(session.id, frozenset()) | {who for who in brings if who is not None}

    def _says(self, person: int, session: SessionNow, called: str = "") -> str:
        """“Nora Sample is away”, “the chair, Nora Sample, is away”."""
        who = f"{called}, {self._name(person)}," if called else self._name(person)
        return f"{who} {self.absent[session].get(person, 'has not been asked to come')}"

    def _name(self, person: int) -> str:
        return self.facts.names.get(person, "somebody whose name is not recorded")

    def _of_session(self, session: SessionNow, reviews: list[PlannedCase]) -> Iterator[str]:
        when = short_day(session.starts_at.date())
        if session.cancelled:
            yield f"The session on {when} is cancelled"
            return
        if session.starts_at <= self.facts.now:
            yield f"The session on {when} has begun since the plan was made"
        if session.chair_id is None:
            yield f"The session on {when} has no chair"
        elif session.chair_id not in self._present(session):
            yield _sentence(f"{self._says(session.chair_id, session, 'the chair')} on {when}")
        planned = self._minutes(review for review in reviews if not review.carried)
        if planned > session.minutes:
            yield f"{planned} minutes are planned into the {session.minutes} minutes of the session on {when}"

    def _over_carried(self, session: SessionNow, reviews: list[PlannedCase]) -> Iterator[str]:
        """What a meeting carried over is added whether there is room or not: no plan need wait for it."""
        taken, when = self._minutes(reviews), short_day(session.starts_at.date())
        if taken > session.minutes and any(review.carried for review in reviews):
            yield (
                f"With what was carried over, {taken} minutes are wanted of the {session.minutes} minutes of the "
                f"session on {when}"
            )

    def _minutes(self, reviews: Iterable[PlannedCase]) -> int:
        return sum(review.minutes for review in reviews if not self._gone(review))

    def _of_reviews(self, session: SessionNow, reviews: list[PlannedCase]) -> Iterator[Unsettled]:
        for review in reviews:
            because = tuple(self._of_review(review))
            if because:
                yield Unsettled(session, review.case_id, because, hard=not review.carried)

    def _of_review(self, review: PlannedCase) -> Iterator[str]:
        gone = self._gone(review)
        if gone:
            yield gone
            return
        if self._too_soon(review):
            yield self._held_already(review)
        if not self._held(review):
            yield self._no_key_worker(review)
        for profession, hard in review.needs:
            if hard and not self._eligible(review, profession) & self._present(review.session):
                yield self._nobody_for(review, profession)

    def _gone(self, review: PlannedCase) -> str | None:
        if review.fault is None and review.neighbourhood_id != review.session.neighbourhood_id:
            return MOVED
        return review.fault

    def _held(self, review: PlannedCase) -> bool:
        return not self._present(review.session).isdisjoint({review.key_worker_id, review.deputy_id} - {None})

    def _too_soon(self, review: PlannedCase) -> bool:
        """Whether its next session comes too soon after the last review held; later ones follow this one."""
        if review.held_on is None or review.session.starts_at.date() >= review.soonest_on:
            return False
        first = min(
            (each.session.starts_at, each.session.id)
            for each in self.facts.reviews
            if each.case_id == review.case_id
        )
        return first == (review.session.starts_at, review.session.id)

    def _held_already(self, review: PlannedCase) -> str:
        assert review.held_on is not None
        return (
            f"It was reviewed on {short_day(review.held_on)} already: the next review is not before "
            f"{short_day(review.soonest_on)}"
        )

    def _no_key_worker(self, review: PlannedCase) -> str:
        named = {"key worker": review.key_worker_id, "deputy": review.deputy_id}
        said = [self._says(who, review.session, f"the {word}") for word, who in named.items() if who]
        if not said:
            return NOBODY_HOLDS_IT
        day = short_day(review.session.starts_at.date())
        return _sentence(f"{listed(said)} on {day}")

    def _nobody_for(self, review: PlannedCase, profession: int) -> str:
        asked = self._eligible(review, profession) & self.absent[review.session].keys()
        name, day = self._profession(profession), short_day(review.session.starts_at.date())
        away = listed(self._says(person, review.session) for person in sorted(asked))
        return f"Nobody comes for a need that must be met on {day}: {name}" + (f" ({away})" if away else "")

    def _profession(self, profession: int) -> str:
        return self.facts.professions.get(profession, "a profession no longer named")

    def _eligible(self, review: PlannedCase, profession: int) -> set[int]:
        return (
            self.practising[review.session.neighbourhood_id, profession] | self.practising[None, profession]
        )

    def _worse(self, session: SessionNow, reviews: list[PlannedCase]) -> Iterator[str]:
        """Those asked who cannot come although every review can be held, and those who work elsewhere now."""
        for person in sorted(self.absent[session]):
            yield _sentence(f"{self._says(person, session)} on {short_day(session.starts_at.date())}")
        holders = {who for review in reviews for who in (review.key_worker_id, review.deputy_id)}
        for person in sorted(self._present(session) - holders - {session.chair_id}):
            if not self._placed(person, session):
                name, day = self._name(person), short_day(session.starts_at.date())
                yield f"{name} no longer works in the neighbourhood’s team on {day}"

    def _placed(self, person: int, session: SessionNow) -> bool:
        day = session.starts_at.date()
        around = (session.neighbourhood_id, None)
        return any(day in period for place in around for period in self.placed[place, person])


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]
