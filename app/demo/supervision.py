"""That supervision took place: as long as the trend looks back, or only the latest where no history is asked for."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import islice
from random import Random

from app.demo.career import Career
from app.demo.days import weekday_on_or_before
from app.demo.everybody import Everybody
from app.demo.extracts import Row, iso
from app.demo.manifest import Flaw
from app.demo.reference import Reference

SUPERVISION_COLUMNS = (
    "employer", "assignment_number", "profession", "held_on", "with_employer", "with_assignment", "kind",
)  # fmt: skip
LOOKED_BACK = timedelta(days=400)  # and an interval more, so that nobody was overdue when it begins
ONE_DAY = timedelta(days=1)
SHARE_MISSED = 1 / 40  # of those to be held: the next comes weeks late
EVERY_OVERDUE = 40  # one in so many people is overdue for supervision


@dataclass(frozen=True, slots=True)
class Supervised:
    rows: tuple[Row, ...]
    flaw: Flaw


class Supervisors:
    """Who may supervise whom: the longest-serving fit colleague in the team, or the holder of the first post."""

    def __init__(self, everybody: Everybody, reference: Reference, today: date) -> None:
        self._reference = reference
        self._seniors: dict[tuple[str, str, str], Career] = {}
        for career in sorted(everybody.present, key=lambda each: (each.starts_on, each.key)):
            team = career.placements_on(today)[0].team
            self._seniors.setdefault((career.employer, team, career.profession), career)
        self._holders = everybody.holders(today)

    def of(self, career: Career, on: date) -> Career | None:
        """The supervisor of somebody placed that day; None for somebody outside the register."""
        position = career.placements_on(on)[0]
        led_by = self._reference.professions[career.profession].led_by
        wanted = (career.profession,) if "*" in led_by else led_by
        for profession in wanted:
            senior = self._seniors.get((career.employer, position.team, profession))
            if senior and senior.person != career.person:
                return senior
        return self._holders.get(position.professional_post)


def plan_supervision(
    everybody: Everybody, reference: Reference, *, seed: int, today: date, years: int
) -> Supervised:
    """Supervision of everybody placed today, of whom one in forty of the established ones is overdue, and with
    history of those who have left since."""
    random = Random(f"{seed} supervision")
    supervisors = Supervisors(everybody, reference, today)
    rows: list[Row] = []
    overdue: list[tuple[str, str]] = []
    established = 0
    for career in everybody.present:
        weeks = reference.professions[career.profession].supervision_weeks
        long_served = today - career.starts_on > timedelta(weeks=weeks * 3)
        established += long_served
        late = long_served and weeks < 52 and established % EVERY_OVERDUE == 0
        if late:
            overdue.append(career.key)
        held = _days_held(career.starts_on, weeks, late, today, random)
        kept = list(islice(held, None if years else 1))
        rows += _rows(career, supervisors.of(career, today), kept, random)
    for career in _lately_left(everybody, today) if years else ():
        last_day = _last_day(career)
        weeks = reference.professions[career.profession].supervision_weeks
        held = list(_days_held(career.starts_on, weeks, False, last_day, random))
        rows += _rows(career, supervisors.of(career, last_day), held, random)
    says = f"{len(overdue)} people are overdue for professional supervision"
    return Supervised(tuple(rows), Flaw("supervision_overdue", says, people=tuple(overdue)))


def _lately_left(everybody: Everybody, today: date) -> list[Career]:
    """Those placed until a day of the time looked back on."""
    left = [each for each in everybody.careers if each.until and today - LOOKED_BACK < each.until <= today]
    return sorted((each for each in left if each.placements_on(_last_day(each))), key=lambda each: each.key)


def _days_held(starts_on: date, weeks: int, late: bool, today: date, random: Random) -> Iterator[date]:
    """The days of supervision, latest first, at most `weeks` apart unless the person is overdue or one of the
    earlier ones was missed."""
    rhythm = timedelta(weeks=weeks)
    since = max(starts_on, today - LOOKED_BACK - rhythm)
    gap = random.randint(1, max(2, weeks * 7 - 5))
    latest = today - (rhythm + timedelta(days=random.randint(9, 40)) if late else timedelta(days=gap))
    while latest > since + timedelta(days=5):
        yield weekday_on_or_before(latest)
        missed = random.randint(14, 42) if random.random() < SHARE_MISSED else 0
        latest -= timedelta(days=random.randint(weeks * 6, weeks * 7 - 3) + missed)


def _last_day(career: Career) -> date:
    assert career.until is not None
    return career.until - ONE_DAY


def _rows(career: Career, supervisor: Career | None, held: list[date], random: Random) -> Iterator[Row]:
    for day in sorted(held):
        known = supervisor if supervisor and supervisor.starts_on <= day else None
        yield [
            career.employer,
            career.assignment_number,
            career.profession,
            iso(day),
            known.employer if known else "",
            known.assignment_number if known else "",
            "one_to_one" if random.random() < 0.85 else "group",
        ]
