"""Coverage agrees with a slow recount of random registers on random days, and with itself on later days."""

from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from foundation.effective import Period
from teams.coverage.counting import Cell, Coverage, coverage_of
from teams.coverage.facts import ProfessionFact
from teams.coverage.judging import Judge
from tests.rules.coverage.facts_on import facts_on, practices_on
from tests.rules.coverage.recount import Cause, recount
from tests.rules.coverage.registers import FIRST, days, registers
from tests.rules.coverage.rows import PlacementRow, Register

long = settings(deadline=None, max_examples=100)
unhurried = settings(deadline=None, max_examples=40)
Whose = tuple[str, str, str]


def coverage(register: Register, on: date) -> Coverage:
    return coverage_of(practices_on(register, on), Judge(facts_on(register, on)))


def gaps_of(found: Coverage) -> dict[Whose, dict[Cause, date]]:
    """As the recount tells them."""
    gaps: dict[Whose, dict[Cause, date]] = {}
    for each in found.gaps:
        whose = each.practice.employer, each.practice.assignment, each.practice.profession
        cause = each.gap.kind.value, each.gap.post or ""
        assert cause not in gaps.setdefault(whose, {}), "told twice of one contract"
        gaps[whose][cause] = each.gap.since
    return gaps


def rounded(wte: Fraction) -> Decimal:
    return Decimal(wte.numerator) / Decimal(wte.denominator)


def counts(of: Cell | Coverage) -> tuple[int, int, Decimal, Decimal]:
    return of.people, of.covered, of.wte, of.wte_covered


def counted(of: tuple[int, int, Fraction, Fraction]) -> tuple[int, int, Decimal, Decimal]:
    return of[0], of[1], rounded(of[2]), rounded(of[3])


@long
@given(registers(), days)
def test_counts_are_what_the_slow_recount_says(register: Register, on: date) -> None:
    found, again = coverage(register, on), recount(register, on)
    assert counts(found) == counted(again.totals)
    cells = {(cell.profession, cell.employer, cell.neighbourhood): counts(cell) for cell in found.cells}
    assert cells == {place: counted(of) for place, of in again.cells.items()}


@long
@given(registers(), days)
def test_gaps_and_their_first_days_are_what_the_slow_recount_says(register: Register, on: date) -> None:
    found, again = gaps_of(coverage(register, on)), recount(register, on).gaps
    assert comparable(found, register) == comparable(again, register)


@unhurried
@given(registers(), days, st.integers(1, 40))
def test_a_gap_stays_with_its_first_day_until_a_fact_changes(
    register: Register, on: date, later: int
) -> None:
    still = _as_it_was(register, on)
    for whose, causes in gaps_of(coverage(still, on)).items():
        on_the_later_day = gaps_of(coverage(still, on + timedelta(days=later)))[whose]
        for cause, since in causes.items():
            if cause != ("registration_unchecked", "") or ("registration_lapsed", "") not in on_the_later_day:
                assert on_the_later_day[cause] == since or cause == ("chain_broken", "")


@unhurried
@given(registers(), days, st.randoms(use_true_random=False))
def test_the_order_of_rows_makes_no_difference_to_what_is_counted(
    register: Register, on: date, chance: object
) -> None:
    practised = practices_on(register, on)
    first = coverage_of(practised, Judge(facts_on(register, on)))
    chance.shuffle(practised)  # pyright: ignore[reportAttributeAccessIssue]
    again = coverage_of(practised, Judge(facts_on(register, on)))
    assert counts(first) == counts(again)
    assert first.cells == again.cells
    assert gaps_of(first) == gaps_of(again)


@unhurried
@given(registers(), days)
def test_people_judged_together_get_what_each_gets_alone(register: Register, on: date) -> None:
    facts, practised = facts_on(register, on), practices_on(register, on)
    shared = Judge(facts)
    for practice in [*practised, *practised]:
        assert shared.gaps(practice) == Judge(facts).gaps(practice)


def test_hours_of_many_odd_fractions_add_up_to_the_last_digit() -> None:
    every = Period(FIRST)
    part = PlacementRow("Ada", "council", "A", "east", "aide", Decimal("12.33"), every)
    rows = tuple(
        PlacementRow(f"P{n}", "council", f"P{n}", "east", "aide", part.hours, every) for n in range(370)
    )
    register = Register(
        professions={"aide": _aide()}, apexes={}, employers={"council": Decimal(37)},
        teams={"east": "east"}, posts=(), placements=rows,
    )  # fmt: skip
    assert coverage(register, FIRST).wte == Decimal("123.3")


def _aide() -> ProfessionFact:
    return ProfessionFact("aide", "Aide")


def comparable(
    gaps: dict[Whose, dict[Cause, date]], register: Register
) -> dict[Whose, dict[Cause, date | None]]:
    """A day's facts say neither since when a post has been closed nor whether those who held one before were
    fit, so those first days are not compared."""
    terms = Counter(tenure.post for tenure in register.tenures if tenure.holding != "deputy")

    def is_known(kind: str, post: str) -> bool:
        return (kind, post) != ("chain_broken", "") and (kind != "holder_not_fit" or terms[post] == 1)

    return {
        whose: {cause: since if is_known(*cause) else None for cause, since in causes.items()}
        for whose, causes in gaps.items()
    }


def _as_it_was(register: Register, on: date) -> Register:
    """Nothing that is to change after the day does."""
    return replace(
        register,
        **{
            name: tuple(_stay(row, on) for row in getattr(register, name) if row.period.starts_on <= on)
            for name in ("posts", "tenures", "placements", "lines", "registrations")
        },
        **{
            name: tuple(row for row in getattr(register, name) if row.day <= on)
            for name in ("checks", "supervisions")
        },
    )


def _stay(row: Any, on: date) -> Any:
    return replace(row, period=Period(row.period.starts_on)) if on in row.period else row
