"""What a professional lead owes each of their people, and when: register checks and supervision. Pure.

The days agree with the gaps of `judging`: what is not done by its day is a gap from the day after.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from teams.coverage.facts import PracticeFact, ProfessionFact, Registered


class Duty(StrEnum):
    """What is owed."""

    CHECK = "check"
    SUPERVISION = "supervision"


@dataclass(frozen=True, slots=True)
class Standing:
    """One person's practice of one profession, wherever they are placed with it.

    `check_due_on`, `supervision_due_on`: the last day on which it is in time; none where nothing is asked, and
    for the check also while there is no registration in force to check.
    """

    on: date
    person_id: int
    name: str
    post_id: int | None
    profession: ProfessionFact
    since: date
    registered: Registered | None
    checked_on: date | None
    supervised_on: date | None
    check_due_on: date | None
    supervision_due_on: date | None

    @property
    def check_overdue(self) -> bool:
        """A register that nobody has ever checked is overdue at once."""
        return self.check_due_on is not None and (self.checked_on is None or self.on > self.check_due_on)

    @property
    def supervision_overdue(self) -> bool:
        """Its last day has passed."""
        return self.supervision_due_on is not None and self.on > self.supervision_due_on

    @property
    def lapsed_on(self) -> date | None:
        """The last day of a registration that has expired."""
        expires_on = self.registered.expires_on if self.registered else None
        return expires_on if expires_on is not None and expires_on < self.on else None

    @property
    def number_missing(self) -> bool:
        """No number where the profession is regulated."""
        is_there = self.registered is not None and self.registered.number is not None
        return self.profession.regulator is not None and not is_there


@dataclass(frozen=True, slots=True)
class Owed:
    """One duty that falls due."""

    due_on: date
    duty: Duty
    standing: Standing

    @property
    def overdue(self) -> bool:
        """Whether the day has passed, or it should have been done before the person began."""
        if self.duty is Duty.CHECK:
            return self.standing.check_overdue
        return self.standing.supervision_overdue


@dataclass(frozen=True, slots=True)
class SpanOfPost:
    """How many people answer to one post in one profession; `ratio`: more than that is too many."""

    profession: ProfessionFact
    people: int

    @property
    def ratio(self) -> int | None:
        """None where the borough has set none."""
        return self.profession.ratio

    @property
    def is_wide(self) -> bool:
        """More than the ratio."""
        return self.ratio is not None and self.people > self.ratio


def standings(
    practices: Iterable[PracticeFact], professions: Mapping[str, ProfessionFact], on: date
) -> list[Standing]:
    """Each person once for each profession, in the order given. Somebody placed with two employers has
    practised since the earlier day."""
    found: dict[tuple[int, str], list[PracticeFact]] = defaultdict(list)
    for practice in practices:
        found[practice.person_id, practice.profession].append(practice)
    return [_standing(placed, professions[code], on) for (_, code), placed in found.items()]


def owed_by(found: Iterable[Standing], last: date) -> list[Owed]:
    """What falls due up to and including a day, or is overdue, in order of day."""
    owed = [each for standing in found for each in _owed(standing) if each.due_on <= last]
    return sorted(owed, key=lambda o: (o.due_on, o.standing.name, o.standing.person_id, o.duty))


def month_end(on: date) -> date:
    """The last day of its month."""
    return (on.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)


def spans(found: Iterable[Standing]) -> list[SpanOfPost]:
    """Those of one post, by name of profession."""
    people: dict[str, int] = defaultdict(int)
    called: dict[str, ProfessionFact] = {}
    for standing in found:
        people[standing.profession.code] += 1
        called[standing.profession.code] = standing.profession
    return [SpanOfPost(p, people[p.code]) for p in sorted(called.values(), key=lambda p: (p.name, p.code))]


def _standing(placed: list[PracticeFact], profession: ProfessionFact, on: date) -> Standing:
    first, since = placed[0], min(practice.placed_since for practice in placed)
    return Standing(
        on=on,
        person_id=first.person_id,
        name=first.name,
        post_id=first.post_id,
        profession=profession,
        since=since,
        registered=first.registered,
        checked_on=first.checked_on,
        supervised_on=first.supervised_on,
        check_due_on=_check_due(first, profession, since, on),
        supervision_due_on=_supervision_due(first, profession, since),
    )


def _check_due(practice: PracticeFact, profession: ProfessionFact, since: date, on: date) -> date | None:
    held = practice.registered
    if profession.regulator is None or profession.recheck_days is None or held is None or held.number is None:
        return None
    if held.expires_on is not None and held.expires_on < on:
        return None
    if practice.checked_on is None:
        return since
    return practice.checked_on + timedelta(days=profession.recheck_days)


def _supervision_due(practice: PracticeFact, profession: ProfessionFact, since: date) -> date | None:
    if profession.supervision_weeks is None:
        return None
    return (practice.supervised_on or since) + timedelta(weeks=profession.supervision_weeks)


def _owed(standing: Standing) -> Iterator[Owed]:
    if standing.check_due_on is not None:
        yield Owed(standing.check_due_on, Duty.CHECK, standing)
    if standing.supervision_due_on is not None:
        yield Owed(standing.supervision_due_on, Duty.SUPERVISION, standing)
