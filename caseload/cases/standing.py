"""How a case stands on a day, from its rows. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from caseload.cases.stage import CaseKind, Stage
from caseload.cases.told import Told


@dataclass(frozen=True, slots=True)
class Need:
    """A profession wanted at the reviews."""

    id: int
    profession: str
    hard: bool


@dataclass(frozen=True, slots=True)
class Barred:
    """Somebody who must not hold the case, since when and why."""

    person_id: int
    name: str
    starts_on: date
    because: str


@dataclass(frozen=True, slots=True)
class Care:
    """Formal care, in hours a week."""

    kind: str
    hours: Decimal
    starts_on: date
    until: date | None


@dataclass(frozen=True, slots=True)
class Exemption:
    """Why a review may be late, since when and up to before when."""

    why: str
    starts_on: date
    until: date | None
    because: str | None


@dataclass(frozen=True, slots=True)
class Sealed:
    """Why the record is sealed, since when, and who is named: a name by each number."""

    why: str
    starts_on: date
    because: str | None
    names: dict[int, str]


@dataclass(frozen=True, slots=True)
class Event:
    """A contact or an urgent contact, as recorded. `who` is none for an urgent one."""

    row: int
    on: date
    kind: str
    who: str | None
    recorded_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Everything about a case that its page shows beside its details, as on one day. `earlier_care` is what
    was arranged before, the latest first."""

    stage: Stage
    since: date | None
    outcome: str | None
    why_referred: str | None
    kind: str
    statutory: bool
    travel: bool
    paused_why: str | None
    exempt: Exemption | None
    needs: tuple[Need, ...]
    competences: dict[int, str]
    barred: tuple[Barred, ...]
    care: Care | None
    earlier_care: tuple[Care, ...]
    contacts: tuple[Event, ...]
    urgent: tuple[Event, ...]
    sealed: Sealed | None = None

    @property
    def waits(self) -> bool:
        """Whether it is a referral nobody has accepted or declined."""
        return self.stage in (Stage.REFERRAL, Stage.TRIAGE)

    @property
    def is_over(self) -> bool:
        """Whether it is closed or declined."""
        return self.stage in (Stage.CLOSED, Stage.DECLINED)


def standing_of(told: Sequence[Told], on: date, *, accepted: bool) -> Standing:
    """How the case stands. One that says nothing of its stage is in its review cycle once accepted."""
    held = [each for each in told if each.holds(on)]
    stage, work, pause = (_only(held, table) for table in ("case_stage", "case_work", "case_pause"))
    care = [_care(each) for each in told if each.believed and each.table == "care_package"]
    now = _only(held, "care_package")
    return Standing(
        stage=Stage(stage.words[0]) if stage else (Stage.REVIEW_CYCLE if accepted else Stage.REFERRAL),
        since=stage and stage.starts_on,
        outcome=stage and stage.words[1],
        why_referred=_why_referred(told),
        kind=(work and work.words[0]) or CaseKind.STANDARD,
        statutory=bool(work and work.words[1]),
        travel=bool(work and work.words[2]),
        paused_why=pause and pause.words[0],
        exempt=_exemption(held),
        needs=tuple(Need(t.key or 0, t.words[0] or "", bool(t.words[1])) for t in _all(held, "case_need")),
        competences={t.key or 0: t.words[0] or "" for t in _all(held, "case_competence")},
        barred=tuple(
            Barred(t.key or 0, t.words[0] or "", t.starts_on, t.because or "")
            for t in _all(held, "conflict_of_interest")
        ),
        care=now and _care(now),
        earlier_care=tuple(sorted((c for c in care if c.until and c.until <= on), key=_latest)),
        contacts=_events(told, "contact"),
        urgent=_events(told, "urgent_contact"),
        sealed=_sealed(held),
    )


def before_and_after(days: Iterable[date], accepted_on: date, on: date) -> tuple[int, int, int]:
    """How many of the days fall in the weeks before acceptance and in as many after it, and how many weeks
    that is: as long as the case has been open, at most 52."""
    weeks = min(52, max(0, (on - accepted_on).days // 7))
    first, last = accepted_on.toordinal() - 7 * weeks, accepted_on.toordinal() + 7 * weeks
    numbers = [each.toordinal() for each in days]
    before = sum(first <= number < accepted_on.toordinal() for number in numbers)
    return before, sum(accepted_on.toordinal() <= number < last for number in numbers), weeks


def _all(held: list[Told], table: str) -> list[Told]:
    return sorted((t for t in held if t.table == table), key=lambda told: (told.words[0] or "", told.row))


def _only(held: list[Told], table: str) -> Told | None:
    return next((t for t in held if t.table == table), None)


def _why_referred(told: Iterable[Told]) -> str | None:
    """What was said when the referral was made; nothing for one that a list brought."""
    referred = (t for t in told if t.table == "case_stage" and t.words[0] == Stage.REFERRAL)
    return next((t.because for t in referred if t.because), None)


def _exemption(held: list[Told]) -> Exemption | None:
    told = _only(held, "review_exemption")
    return told and Exemption(told.words[0] or "", told.starts_on, told.until, told.because)


def _sealed(held: list[Told]) -> Sealed | None:
    told = _only(held, "seal")
    if told is None:
        return None
    names = {t.key or 0: t.words[0] or "not yet in the register" for t in _all(held, "seal_name")}
    return Sealed(told.words[0] or "", told.starts_on, told.because, names)


def _care(told: Told) -> Care:
    return Care(told.words[0] or "", Decimal(told.words[1] or 0) / 100, told.starts_on, told.until)


def _latest(care: Care) -> int:
    return -care.starts_on.toordinal()


def _events(told: Iterable[Told], table: str) -> tuple[Event, ...]:
    """The kind comes after the name of whoever was in touch, or alone."""
    found = [t for t in told if t.table == table and t.believed]
    found.sort(key=lambda t: (t.starts_on, t.row), reverse=True)
    if table == "contact":
        return tuple(Event(t.row, t.starts_on, t.words[1] or "", t.words[0], t.recorded_by) for t in found)
    return tuple(Event(t.row, t.starts_on, t.words[0] or "", None, t.recorded_by) for t in found)
