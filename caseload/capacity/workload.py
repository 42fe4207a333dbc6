"""How much work somebody holds and how much they can hold, in points, with the reckoning in words. Pure.

One whole-time equivalent is the same number of points whatever the profession or employer. Arithmetic is exact
and rounded once, at the end, half up.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from math import floor

from caseload.capacity.weights import KEY_WORKER as KEY_WORKER
from caseload.capacity.weights import Weights as Weights
from foundation.formats import day, hours, number

WORDS = {
    "newly_qualified": "newly qualified",
    "supervision_duties": "supervision duties",
    "phased_return": "phased return to work",
    "lead_duties": "duties of a lead",
    "training": "training",
    "other": "another reason",
}
HUNDRED = Fraction(100)
MILLION = 100**3
HUNDRED_MILLION = 100 * MILLION


@dataclass(frozen=True, slots=True)
class HeldWork:
    """One person's part in one case, on a day. Codes as `Weights` has them."""

    case_id: int
    tier: str
    kind: str = "standard"
    stage: str = "review_cycle"
    role: str = KEY_WORKER
    paused: bool = False
    travel: bool = False
    statutory: bool = False


@dataclass(frozen=True, slots=True)
class PlaceHours:
    """Hours a week worked in a team, and what its employer calls full time."""

    team: str
    hours: Decimal
    full_time: Decimal
    employer: str


@dataclass(frozen=True, slots=True)
class Allowance:
    """A reduction in force: a percentage of somebody's hours, or hours a week. One of the two."""

    reason: str
    percent: int | None
    hours: Decimal | None
    last_day: date | None = None

    def hours_off(self, worked: Fraction) -> Fraction:
        """Hours a week it takes off somebody who works so many."""
        return worked * (self.percent or 0) / HUNDRED + Fraction(self.hours or 0)


@dataclass(frozen=True, slots=True)
class Week:
    """What an employer's full-time week is worth in points, and what 30 hours with it are."""

    employer: str
    hours: Decimal
    points: int
    of_thirty: int


@dataclass(frozen=True, slots=True)
class Workload:
    """Points held, points asked for in open requests, and points that can be held. Nobody's capacity is
    below 0."""

    person_id: int
    held: int
    reserved: int
    capacity: int

    @property
    def used(self) -> int:
        """Held and reserved together."""
        return self.held + self.reserved

    @property
    def headroom(self) -> int:
        """Points left; below 0 when over capacity."""
        return self.capacity - self.used

    @property
    def over(self) -> bool:
        """Whether more is held and reserved than can be held."""
        return self.headroom < 0

    @property
    def percent(self) -> int | None:
        """Held and reserved of capacity, rounded half up, but above 100 whenever over; None without capacity."""
        if self.capacity == 0:
            return None
        share = rounded(Fraction(self.used * 100, self.capacity))
        return max(share, 101) if self.over else share


def points_of(work: HeldWork, weights: Weights) -> int:
    """What the part counts. A tier that the weights do not name counts as the heaviest they do."""
    # Whole numbers throughout, as `_exact` would be: a page counts hundreds of parts.
    scaled = _millionths(work, weights) * _percent_left(work, weights)
    return (2 * scaled + HUNDRED_MILLION) // (2 * HUNDRED_MILLION)


def explained(work: HeldWork, weights: Weights) -> tuple[str, ...]:
    """The same, step by step: “Intensive 800 points × key worker 100% × assessment 125% = 1,000”, “and 60
    for travel”."""
    steps = [f"{_factors_said(work, weights)} = {_said(_weighted(work, weights))}"]
    steps += [f"and {number(points)} for {what}" for what, points in _additions(work, weights)]
    if work.paused:
        whole = _weighted(work, weights) + _added(work, weights)
        steps.append(f"paused: {weights.paused}% of {_said(whole)} = {_said(_exact(work, weights))}")
    if _exact(work, weights).denominator != 1:
        steps.append(f"counted as {number(points_of(work, weights))}")
    return tuple(steps)


def capacity_of(places: Sequence[PlaceHours], allowances: Collection[Allowance], weights: Weights) -> int:
    """Points that somebody can hold: whole-time equivalents of the hours left, over all the teams they work in.

    All allowances are counted as hours a week and added up, so their order does not matter; they come off
    every placement in proportion, and never leave less than nothing.
    """
    return _capacity(tuple(places), tuple(allowances), weights.full_time)


def explained_capacity(
    places: Sequence[PlaceHours], allowances: Sequence[Allowance], weights: Weights
) -> tuple[str, ...]:
    """The same, step by step, in sentences."""
    if not places:
        return ("They work in no team, so they can hold no cases.",)
    worked = _worked(places)
    steps = [_place_said(place) for place in places]
    if len(places) > 1:
        steps.append(f"Together {_hours(worked)} a week.")
    steps += [_allowance_said(allowance, worked) for allowance in allowances]
    return (*steps, *_reckoned(places, allowances, weights))


def week_of(employer: str, full_time: Decimal, weights: Weights) -> Week:
    """The conversion between employers, in figures that can be compared."""
    whole, thirty = (PlaceHours("", worked, full_time, employer) for worked in (full_time, Decimal(30)))
    return Week(employer, full_time, *(capacity_of([each], (), weights) for each in (whole, thirty)))


def rounded(exact: Fraction) -> int:
    """Half up."""
    return floor(exact + Fraction(1, 2))


@lru_cache(maxsize=4096)  # most people work the same few weeks, and each list asks twice
def _capacity(places: tuple[PlaceHours, ...], allowances: tuple[Allowance, ...], full_time: int) -> int:
    return rounded(full_time * _equivalents(places) * _share_left(places, allowances))


def _exact(work: HeldWork, weights: Weights) -> Fraction:
    return Fraction(_millionths(work, weights) * _percent_left(work, weights), HUNDRED_MILLION)


def _percent_left(work: HeldWork, weights: Weights) -> int:
    # Nobody travels to a case that stands still: what a pause leaves is left of the additions too.
    return weights.paused if work.paused else 100


def _millionths(work: HeldWork, weights: Weights) -> int:
    """Points before a pause, in millionths: three percentages are at most so fine."""
    return _tier_points(work, weights) * _product(work, weights) + _added(work, weights) * MILLION


def _weighted(work: HeldWork, weights: Weights) -> Fraction:
    return Fraction(_tier_points(work, weights) * _product(work, weights), MILLION)


def _product(work: HeldWork, weights: Weights) -> int:
    return weights.role[work.role] * weights.kind[work.kind] * weights.stage[work.stage]


def _tier_points(work: HeldWork, weights: Weights) -> int:
    points = weights.tier.get(work.tier)
    return max(weights.tier.values()) if points is None else points


def _factors(work: HeldWork, weights: Weights) -> tuple[tuple[str, int], ...]:
    return (
        (work.role, weights.role[work.role]),
        (work.kind, weights.kind[work.kind]),
        (work.stage, weights.stage[work.stage]),
    )


def _additions(work: HeldWork, weights: Weights) -> list[tuple[str, int]]:
    # One person travels and answers for the duty: the key worker. Counting it for each who helps would count
    # one journey twice.
    if work.role != KEY_WORKER:
        return []
    asked = (
        (work.travel, "travel", weights.travel),
        (work.statutory, "statutory work", weights.statutory),
    )
    return [(what, points) for wanted, what, points in asked if wanted and points]


def _added(work: HeldWork, weights: Weights) -> int:
    return sum(points for _, points in _additions(work, weights))


def _factors_said(work: HeldWork, weights: Weights) -> str:
    factors = [
        f"{_words(code)} {percent}%"
        for code, percent in _factors(work, weights)
        if not (code == "standard" and percent == HUNDRED)
    ]
    tier = _words(work.tier).capitalize()
    named = tier if work.tier in weights.tier else f"{tier} (not in these weights, so as the heaviest tier)"
    return " × ".join([f"{named} {number(_tier_points(work, weights))} points", *factors])


def _worked(places: Collection[PlaceHours]) -> Fraction:
    return sum((Fraction(place.hours) for place in places), Fraction(0))


def _equivalents(places: Collection[PlaceHours]) -> Fraction:
    return sum((Fraction(place.hours) / Fraction(place.full_time) for place in places), Fraction(0))


def _off(places: Collection[PlaceHours], allowances: Collection[Allowance]) -> Fraction:
    worked = _worked(places)
    return min(worked, sum((each.hours_off(worked) for each in allowances), Fraction(0)))


def _share_left(places: Collection[PlaceHours], allowances: Collection[Allowance]) -> Fraction:
    worked = _worked(places)
    return (worked - _off(places, allowances)) / worked if worked else Fraction(0)


def _place_said(place: PlaceHours) -> str:
    return f"{place.team}: {hours(place.hours)} a week. Full time with {place.employer} is {hours(place.full_time)}."


def _allowance_said(allowance: Allowance, worked: Fraction) -> str:
    until = f", until {day(allowance.last_day)}" if allowance.last_day else ""
    off = _hours(allowance.hours_off(worked))
    what = f"{allowance.percent}% of {_hours(worked)}, which is {off}" if allowance.percent else off
    return f"{WORDS.get(allowance.reason, allowance.reason).capitalize()}: less {what} a week{until}."


def _reckoned(
    places: Sequence[PlaceHours], allowances: Sequence[Allowance], weights: Weights
) -> tuple[str, ...]:
    total = number(capacity_of(places, allowances, weights))
    worked, whole = _worked(places), f"{number(weights.full_time)} points"
    left = worked - _off(places, allowances)
    taken = (f"{_hours(worked)} less {_hours(worked - left)} is {_hours(left)}.",) if allowances else ()
    if len({place.full_time for place in places}) == 1:
        return (*taken, f"{whole} × {_said(left)} ÷ {_said(Fraction(places[0].full_time))} = {total}.")
    parts = " + ".join(f"{_said(Fraction(p.hours))} ÷ {_said(Fraction(p.full_time))}" for p in places)
    share = f" × {_said(left)} ÷ {_said(worked)}" if allowances else ""
    return (*taken, f"{whole} × ({parts}){share} = {total}.")


def _words(code: str) -> str:
    return code.replace("_", " ")


def _hours(exact: Fraction) -> str:
    return hours(_decimal(exact))


def _said(exact: Fraction) -> str:
    """“1,000”, “39.6”: as many places as are needed, at most three."""
    return number(_decimal(exact).normalize()) if exact.denominator != 1 else number(int(exact))


def _decimal(exact: Fraction) -> Decimal:
    return Decimal(rounded(exact * 1000)).scaleb(-3)
