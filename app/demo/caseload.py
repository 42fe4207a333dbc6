"""The sample's cases: tiers, key workers, and how each stands towards its next review."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import TypeVar

from app.demo.career import Career
from app.demo.days import weekday_on_or_before
from app.demo.establishment import apportion
from app.demo.extracts import Row, iso
from app.demo.history import CASUAL
from app.demo.manifest import Flaw
from app.demo.reasons import REASONS, REFERRERS, needs_cell
from app.demo.reference import Neighbourhood, Reference, Tier
from app.demo.residents import nhs_numbers, resident_cells
from caseload.capacity.weights import PROVISIONAL

CASE_COLUMNS = (
    "local_reference", "nhs_number", "given_name", "family_name", "date_of_birth", "postcode", "ward",
    "neighbourhood", "practice_ods_code", "referred_on", "referred_by", "accepted_on", "tier", "reason",
    "informed", "informed_on", "key_worker_employer", "key_worker_assignment", "deputy_employer",
    "deputy_assignment", "needs", "last_review_on", "paused_from",
)  # fmt: skip

SMALLEST = 50
LARGEST = 900_000  # about as many valid numbers begin 999
SHARE_WITH_A_DEPUTY = 0.85
OBJECTING = 2
POINTS = PROVISIONAL.tier
FULLNESS = (0.75, 1.05)
"""How full somebody likes to be, the least and the most, against what is usual."""
FULL = 44
"""Points for each hour of a week at which somebody likes to be given no more."""
HOLDERS = tuple(sorted({profession for reason in REASONS for profession in reason.key_workers}))

# Of a hundred cases, so many in each tier; of a thousand, so many stand so towards their next review.
TIER_SHARES = {"intensive": 20, "active": 50, "maintenance": 30}
REVIEW_SHARES = {"in_time": 825, "overdue": 70, "breach": 20, "not_yet": 85}

FLAW_SAYS = {
    "overdue": "Reviews overdue, within the tier's hard maximum",
    "breach": "Reviews past their tier's hard maximum",
    "no_key_worker": "Accepted, and nobody holds the case",
    "objects": "The resident objects to being listed",
    "paused": "Paused while the resident is in hospital",
}

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Caseload:
    rows: tuple[Row, ...]
    flaws: tuple[Flaw, ...]


@dataclass(frozen=True, slots=True)
class Outline:
    """What is decided about a case before anything is drawn for it."""

    reference: str
    place: Neighbourhood
    tier: Tier
    standing: str
    held: bool
    objects: bool
    paused: bool

    def flaws(self) -> list[str]:
        """The kinds of flaw this case shows."""
        found = {
            self.standing: self.standing in ("overdue", "breach"),
            "no_key_worker": not self.held,
            "objects": self.objects,
            "paused": self.paused,
        }
        return [kind for kind, shown in found.items() if shown]


class Roster:
    """The people of one neighbourhood's team who may hold a case, by profession, and since when.

    Not those who lead it, nor those who come only for a few hours. New cases go to whoever has most room for
    their hours; how full each likes to be differs, as it does in life.
    """

    def __init__(self, careers: list[Career], team: str, today: date, random: Random) -> None:
        self._people: defaultdict[str, list[tuple[date, Career]]] = defaultdict(list)
        self._room: dict[tuple[str, str], float] = {}
        self._points: Counter[tuple[str, str]] = Counter()
        for career in careers:
            placement = next(each for each in career.placements_on(today) if each.team == team)
            if career.contract not in CASUAL and not placement.post_held:
                self._people[career.profession].append((placement.starts_on, career))
                self._room[career.key] = float(placement.hours) * random.uniform(*FULLNESS)

    def give(self, professions: tuple[str, ...], day: date, tier: Tier) -> Career | None:
        """A case of the tier to whoever of the professions, placed here since before the day, is least full
        with it; where they are all full, of whoever else holds cases; failing them, of any."""
        points = POINTS.get(tier.code, max(POINTS.values()))
        chosen = self._least_full(professions, day, points)
        if chosen is None or self._fullness(chosen, points) > FULL:
            chosen = self._least_full(HOLDERS, day, points) or self._least_full(
                tuple(self._people), day, points
            )
        if chosen is not None:
            self._points[chosen.key] += points
        return chosen

    def _least_full(self, professions: tuple[str, ...], day: date, points: int) -> Career | None:
        here = self._here(professions, day)
        return min(here, key=lambda each: (self._fullness(each, points), each.key), default=None)

    def _fullness(self, career: Career, points: int) -> float:
        return (self._points[career.key] + points) / self._room[career.key]

    def pick(self, professions: tuple[str, ...], day: date, random: Random) -> Career | None:
        """Somebody of one of the professions placed here since before the day; failing them, of any."""
        return self._choose(professions, day, random) or self._choose(tuple(self._people), day, random)

    def _choose(self, professions: tuple[str, ...], day: date, random: Random) -> Career | None:
        here = self._here(professions, day)
        return random.choice(here) if here else None

    def _here(self, professions: tuple[str, ...], day: date) -> list[Career]:
        return [
            career for each in professions for since, career in self._people.get(each, ()) if since <= day
        ]


def check_cases(cases: int) -> None:
    """ValueError below 50 or above 900,000."""
    if not SMALLEST <= cases <= LARGEST:
        raise ValueError(f"The sample borough has from {SMALLEST} to {LARGEST} cases; {cases} were asked for")


def plan_cases(
    reference: Reference, rosters: dict[str, list[Career]], *, cases: int, seed: int, today: date
) -> Caseload:
    """So many cases, shared by population; `rosters` are the people placed in each team today."""
    random = Random(f"{seed} cases")
    outlines = _outlines(reference, cases, random)
    people = {
        place.code: Roster(rosters[place.team], place.team, today, random)
        for place in reference.neighbourhoods
    }
    rows = tuple(
        _row(outline, number, reference, people[outline.place.code], today, random)
        for outline, number in zip(outlines, nhs_numbers(seed), strict=False)
    )
    return Caseload(rows, _flaws(outlines))


def _outlines(reference: Reference, cases: int, random: Random) -> list[Outline]:
    tiers = {tier.code: tier for tier in reference.tiers}
    places = _spread({place: place.population for place in reference.neighbourhoods}, cases)
    tier_codes = _shuffled(_spread(TIER_SHARES, cases), random)
    standings = _shuffled(_spread(REVIEW_SHARES, cases), random)
    unheld = _unheld(places, random)
    objecting = set(random.sample(range(cases), OBJECTING))
    can_pause = [n for n, standing in enumerate(standings) if standing == "in_time" and n not in objecting]
    paused = set(random.sample(can_pause, max(3, cases // 100)))
    return [
        Outline(
            reference=f"ACM-{n + 1:05d}",
            place=places[n],
            tier=tiers[tier_codes[n]],
            standing=standings[n],
            held=n not in unheld,
            objects=n in objecting,
            paused=n in paused,
        )
        for n in range(cases)
    ]


def _unheld(places: list[Neighbourhood], random: Random) -> set[int]:
    """Some cases of every neighbourhood that nobody holds, so that each lead has something to allocate."""
    here: defaultdict[str, list[int]] = defaultdict(list)
    for number, place in enumerate(places):
        here[place.code].append(number)
    return {n for numbers in here.values() for n in random.sample(numbers, max(1, len(numbers) // 25))}


def _spread(shares: dict[T, int], cases: int) -> list[T]:
    numbers = apportion(cases, list(shares.values()))
    return [each for each, number in zip(shares, numbers, strict=True) for _ in range(number)]


def _shuffled(spread: list[T], random: Random) -> list[T]:
    return random.sample(spread, len(spread))


def _row(
    outline: Outline, nhs_number: str, reference: Reference, roster: Roster, today: date, random: Random
) -> Row:
    reason = random.choice(REASONS)
    last_review_on, accepted_on = _days(outline, today, random)
    referred_on = accepted_on - timedelta(days=random.randint(2, 12))
    key_worker = roster.give(reason.key_workers, accepted_on, outline.tier) if outline.held else None
    return [
        outline.reference,
        *resident_cells(nhs_number, outline.place, reference, today, random),
        iso(referred_on),
        random.choice(REFERRERS),
        iso(accepted_on),
        outline.tier.code,
        reason.says,
        *_informed_cells(outline, accepted_on, random),
        *(key_worker.key if key_worker else ("", "")),
        *_deputy_cells(key_worker, roster, accepted_on, random),
        needs_cell(reason, outline.tier.code, random),
        iso(last_review_on),
        iso(today - timedelta(days=random.randint(1, 20)) if outline.paused else None),
    ]


def _days(outline: Outline, today: date, random: Random) -> tuple[date | None, date]:
    """The last review, if there has been one, and the day the case was accepted.

    Three days are kept clear of each limit, because a day drawn at a weekend moves back to the Friday.
    """
    interval, hard_maximum = outline.tier.interval_days, outline.tier.hard_maximum_days
    if outline.standing == "not_yet":
        days_ago = random.randint(2, min(interval, 45) - 3)
        return None, weekday_on_or_before(today - timedelta(days=days_ago))
    days_ago = {
        "in_time": random.randint(1, interval - 3),
        "overdue": random.randint(interval + 1, hard_maximum - 3),
        "breach": random.randint(hard_maximum + 1, hard_maximum + 20),
    }[outline.standing]
    last_review_on = weekday_on_or_before(today - timedelta(days=days_ago))
    return last_review_on, weekday_on_or_before(last_review_on - timedelta(days=random.randint(14, 600)))


def _informed_cells(outline: Outline, accepted_on: date, random: Random) -> tuple[str, str]:
    """Whether the resident knows they are on the caseload, and since when."""
    draw = random.random()
    known_on = iso(accepted_on - timedelta(days=random.randint(0, 2)))
    if outline.objects:
        return "objects", known_on
    if draw < 0.06:
        return "no", ""
    return ("best_interest" if draw < 0.14 else "yes"), known_on


def _deputy_cells(
    key_worker: Career | None, roster: Roster, accepted_on: date, random: Random
) -> tuple[str, str]:
    """Somebody else of the team, most often of the key worker's profession; a few cases have nobody."""
    if key_worker is None or random.random() > SHARE_WITH_A_DEPUTY:
        return "", ""
    deputy = roster.pick((key_worker.profession, "care_coordinator"), accepted_on, random)
    return deputy.key if deputy and deputy.person != key_worker.person else ("", "")


def _flaws(outlines: list[Outline]) -> tuple[Flaw, ...]:
    cases: defaultdict[str, list[str]] = defaultdict(list)
    for outline in outlines:
        for kind in outline.flaws():
            cases[kind].append(outline.reference)
    return tuple(Flaw(kind, says, cases=tuple(cases[kind])) for kind, says in FLAW_SAYS.items())
