"""When people work, when they are away, and the review sessions of the next thirteen weeks."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random

import holidays

from app.demo.career import Career
from app.demo.days import monday_of
from app.demo.extracts import Row, iso
from app.demo.reference import Neighbourhood, Reference

PATTERN_COLUMNS = (
    "employer", "assignment_number", "starts_on",
    "mon_am", "mon_pm", "tue_am", "tue_pm", "wed_am", "wed_pm", "thu_am", "thu_pm", "fri_am", "fri_pm",
)  # fmt: skip
ABSENCE_COLUMNS = ("employer", "assignment_number", "starts_on", "ends_on", "half", "kind")
SESSION_COLUMNS = (
    "code", "neighbourhood", "starts_at", "minutes", "place", "online", "chair_employer", "chair_assignment",
)  # fmt: skip

HALF_DAYS = 10  # Monday morning to Friday afternoon
HOURS_IN_A_HALF_DAY = 3.7
WEEKS_AHEAD = 13
SESSION_MINUTES = 90
STARTS = {"am": time(9, 30), "pm": time(13, 30)}
# Two leads who are on leave on the sample's today: the first has a deputy, who is at work; the second has none.
AWAY_TODAY = ("neighbourhood_lead_north", "neighbourhood_lead_prestwich")
CHAIRING = ("care_coordinator", "district_nurse", "social_worker", "mental_health_nurse")


@dataclass(frozen=True, slots=True)
class Absence:
    """Whole days from `starts_on` to `ends_on`, or one half of one day."""

    starts_on: date
    ends_on: date
    half: str
    kind: str

    def covers(self, day: date, half: str) -> bool:
        return self.starts_on <= day <= self.ends_on and self.half in ("", half)


@dataclass(frozen=True, slots=True)
class Diary:
    """Half-days worked in a week, and absences, by employer and assignment number."""

    worked: dict[tuple[str, str], tuple[bool, ...]]
    absences: dict[tuple[str, str], tuple[Absence, ...]]

    def free(self, career: Career, day: date, half: str) -> bool:
        """Whether the person is employed, at work and not away in that half of a weekday."""
        if career.until is not None and career.until <= day:
            return False
        at_work = self.worked[career.key][day.weekday() * 2 + (half == "pm")]
        return at_work and not any(away.covers(day, half) for away in self.absences.get(career.key, ()))


def plan_diary(present: list[Career], *, seed: int, today: date) -> Diary:
    """Working patterns for everybody, and leave or other work for about two in five."""
    random = Random(f"{seed} diary")
    employments: defaultdict[str, int] = defaultdict(int)
    for career in present:
        employments[career.person.email] += 1
    worked: dict[tuple[str, str], tuple[bool, ...]] = {}
    seen: set[str] = set()
    for career in present:
        email = career.person.email
        order = list(range(HALF_DAYS))
        if employments[email] == 1:
            _shuffle_days(order, random)
            if _posts_held(career, today, "deputy"):
                order.sort(key=lambda half: half // 2 != today.weekday())  # at work today
        elif email in seen:
            order.reverse()  # a second job has the end of the week, the first its beginning
        seen.add(email)
        worked[career.key] = _pattern(order, career.terms_on(today).hours)
    absences = {career.key: _absences(career, today, random) for career in present}
    return Diary(worked, {key: away for key, away in absences.items() if away})


def _shuffle_days(order: list[int], random: Random) -> None:
    """Put whole days in any order, so that part-time people are away on different ones."""
    days = random.sample(range(5), 5)
    order[:] = [day * 2 + half for day in days for half in (0, 1)]


def _pattern(order: list[int], contracted_hours: float) -> tuple[bool, ...]:
    number = max(1, min(HALF_DAYS, round(contracted_hours / HOURS_IN_A_HALF_DAY)))
    at_work = set(order[:number])
    return tuple(half in at_work for half in range(HALF_DAYS))


def _posts_held(career: Career, today: date, holding: str) -> set[str]:
    """The posts held in this way."""
    return {each.post_held for each in career.terms_on(today).positions if each.post_holding == holding}


def _absences(career: Career, today: date, random: Random) -> tuple[Absence, ...]:
    """Drawn for everybody alike, but a lead who is away today has no other leave in the same fortnight."""
    drawn = _drawn_absences(career, today, random)
    if _posts_held(career, today, "substantive").isdisjoint(AWAY_TODAY):
        return drawn
    monday = monday_of(today)
    leave = Absence(monday, monday + timedelta(days=11), "", "away")
    return (leave, *(away for away in drawn if away.starts_on > leave.ends_on))


def _drawn_absences(career: Career, today: date, random: Random) -> tuple[Absence, ...]:
    monday = monday_of(today) + timedelta(weeks=1)
    weeks = random.sample(range(WEEKS_AHEAD - 1), 2)
    found: list[Absence] = []
    if random.random() < 0.35:
        starts_on = monday + timedelta(weeks=weeks[0])
        found.append(Absence(starts_on, starts_on + timedelta(days=random.choice((1, 4, 4))), "", "away"))
    if random.random() < 0.08:
        day = monday + timedelta(weeks=weeks[1], days=random.randrange(5))
        found.append(Absence(day, day, random.choice(("am", "pm")), "elsewhere"))
    return tuple(
        away for away in sorted(found, key=lambda each: each.starts_on) if _employed_until(career, away)
    )


def _employed_until(career: Career, absence: Absence) -> bool:
    return career.until is None or absence.ends_on < career.until


def pattern_rows(present: list[Career], diary: Diary, today: date) -> Iterator[Row]:
    for career in present:
        starts_on = career.terms_on(today).starts_on
        halves = ["1" if at_work else "0" for at_work in diary.worked[career.key]]
        yield [*career.key, iso(starts_on), *halves]


def absence_rows(present: list[Career], diary: Diary) -> Iterator[Row]:
    for career in present:
        for away in diary.absences.get(career.key, ()):
            yield [*career.key, iso(away.starts_on), iso(away.ends_on), away.half, away.kind]


def session_rows(
    reference: Reference, rosters: dict[str, list[Career]], diary: Diary, today: date
) -> Iterator[Row]:
    """Three sessions a week for each neighbourhood, none on a bank holiday, each with a chair who is free."""
    days = _open_days(today)
    for nth, place in enumerate(reference.neighbourhoods):
        chairs = [each for each in rosters[place.team] if each.profession in CHAIRING]
        slots = {nth % 5: 0, (nth + 2) % 5: 1, (nth + 3) % 5: 2}
        for day in days:
            if day.weekday() in slots:
                yield from _sessions(place, chairs, diary, day, slots[day.weekday()])


def _open_days(today: date) -> list[date]:
    """The working days of the next thirteen weeks."""
    days = [today + timedelta(days=ahead) for ahead in range(1, WEEKS_AHEAD * 7 + 1)]
    closed = holidays.country_holidays("GB", subdiv="ENG", years={day.year for day in days})
    return [day for day in days if day.weekday() < 5 and day not in closed]


def _sessions(
    place: Neighbourhood, chairs: list[Career], diary: Diary, day: date, slot: int
) -> Iterator[Row]:
    """The day's session, in the morning and the afternoon of alternate weeks; none if no chair is free."""
    week = day.toordinal() // 7
    half = "am" if (week + slot) % 2 else "pm"
    turn = (week * 3 + slot) % len(chairs)
    in_turn = (*chairs[turn:], *chairs[:turn])
    chair = next((each for each in in_turn if diary.free(each, day, half)), None)
    if chair:
        yield _session(place, day, half, chair, online=slot == 2)


def _session(neighbourhood: Neighbourhood, day: date, half: str, chair: Career, *, online: bool) -> Row:
    starts_at = datetime.combine(day, STARTS[half]).isoformat(timespec="minutes")
    return [
        f"{neighbourhood.code}-{day:%Y%m%d}-{half}",
        neighbourhood.code,
        starts_at,
        str(SESSION_MINUTES),
        "Video meeting" if online else f"{neighbourhood.name} neighbourhood hub",
        "1" if online else "0",
        *chair.key,
    ]
