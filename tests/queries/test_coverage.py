"""Reading coverage: what is read is what the rows say, within a span, and nothing about anybody else by
subtraction."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from fractions import Fraction
from itertools import product

import pytest
from flask_sqlalchemy.session import Session
from hypothesis import HealthCheck, given, settings
from sqlalchemy.orm import scoped_session

from foundation import clock
from foundation.effective import AsAt
from teams.coverage.counting import Coverage, coverage_of
from teams.queries.coverage import judge_on, practices, practices_to_count
from teams.queries.coverage_span import BOROUGH_WIDE, EVERYBODY, Span
from tests.queries.coverage_rows import Stored
from tests.rules.coverage.borough import read_borough
from tests.rules.coverage.recount import recount
from tests.rules.coverage.registers import days, registers
from tests.rules.coverage.rows import Register
from tests.rules.coverage.test_recount import comparable, counted, counts, gaps_of

BOROUGH = read_borough()
DAYS = [date(2026, month, day) for month in range(1, 13, 2) for day in (1, 20)]
SPANS = {
    "chief_nurse": {("nurse", "trust"), ("physio", "trust"), ("aide", "trust"), ("nurse", "alliance")},
    "alliance_lead": {("link", "alliance")},
}


@pytest.fixture
def borough(session: scoped_session[Session]) -> Register:
    Stored(BOROUGH)
    return BOROUGH


def read(on: date, span: Span = EVERYBODY, *, known_at: datetime | None = None) -> Coverage:
    return coverage_of(practices(span, AsAt(on, known_at)), judge_on(AsAt(on, known_at)))


def test_what_is_read_counts_as_the_rows_do(borough: Register) -> None:
    for on in DAYS:
        found, again = read(on), recount(borough, on)
        assert counts(found) == counted(again.totals)
        cells = {(cell.profession, cell.employer, cell.neighbourhood): counts(cell) for cell in found.cells}
        assert cells == {place: counted(of) for place, of in again.cells.items()}
        assert comparable(gaps_of(found), borough) == comparable(again.gaps, borough)


@settings(
    deadline=None,
    max_examples=12,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(registers(), days)
def test_random_rows_count_as_a_slow_recount_does(
    session: scoped_session[Session], register: Register, on: date
) -> None:
    with session.begin_nested() as point:
        Stored(register)
        found, again = read(on), recount(register, on)
        assert counts(found) == counted(again.totals)
        assert comparable(gaps_of(found), register) == comparable(again.gaps, register)
        point.rollback()
    session.expire_all()


def test_counting_alone_comes_to_the_same(borough: Register) -> None:
    for on in DAYS:
        found = coverage_of(practices_to_count(EVERYBODY, AsAt(on)), judge_on(AsAt(on)))
        assert (found.cells, counts(found)) == (read(on).cells, counts(read(on)))
        assert gaps_of(found) == gaps_of(read(on))


def test_nothing_is_known_before_it_was_recorded(borough: Register) -> None:
    assert read(DAYS[3], known_at=datetime(2024, 12, 1, tzinfo=UTC)).people == 0


def test_people_are_read_by_name(borough: Register) -> None:
    names = [practice.name.split()[::-1] for practice in practices(EVERYBODY, AsAt(DAYS[3]))]
    assert names == sorted(names)


@pytest.mark.parametrize("apex", SPANS)
def test_a_director_reads_their_own_professions_and_employers_only(borough: Register, apex: str) -> None:
    for on in DAYS:
        theirs = [p for p in practices(EVERYBODY, AsAt(on)) if (p.profession, p.employer) in SPANS[apex]]
        assert list(practices(Span(apex), AsAt(on))) == theirs


def test_the_spans_of_two_posts_together_are_both_and_no_more(borough: Register) -> None:
    both = list(practices(Span(tuple(SPANS)), AsAt(DAYS[2])))
    apart = [practice for apex in SPANS for practice in practices(Span(apex), AsAt(DAYS[2]))]
    assert sorted(map(repr, both)) == sorted(map(repr, apart))


def test_a_span_leaves_those_whom_it_takes_in(borough: Register) -> None:
    for span in (
        Span(profession="nurse"),
        Span(employer="alliance"),
        Span(neighbourhood="west"),
        Span(neighbourhood=BOROUGH_WIDE),
        Span("chief_nurse", "physio", "trust", "east"),
        Span("chief_nurse", "link"),
        Span("no_such_post"),
    ):
        whose = practices(Span(span.apex), AsAt(DAYS[2]))
        assert list(practices(span, AsAt(DAYS[2]))) == [p for p in whose if span.takes_in(p)]


@pytest.mark.parametrize("apex", SPANS)
def test_totals_of_a_span_are_those_of_its_cells_and_leave_nothing_to_subtract(
    borough: Register, apex: str
) -> None:
    """Somebody with two employments is in two spans. Were the totals everybody's, or were they covered only when
    covered elsewhere too, the difference from the cells would tell a director about another's few people."""
    for on, place in product(DAYS, ("", "west", "east")):
        found = read(on, Span(apex, neighbourhood=place))
        assert sum(Fraction(cell.wte) for cell in found.cells) - Fraction(found.wte) < Fraction(1, 10**20)
        here = list(practices(Span(apex, neighbourhood=place), AsAt(on)))
        judge = judge_on(AsAt(on))
        uncovered = {p.person_id for p in here if judge.gaps(p)}
        assert found.people == len({p.person_id for p in here})
        assert found.covered == found.people - len(uncovered)


def test_a_gap_in_another_employment_does_not_show_in_a_directors_figures(borough: Register) -> None:
    """Tess is a covered nurse of the trust; as the alliance's link worker she has no line since 15 March."""
    on = date(2026, 3, 20)
    tess = {p.person_id for p in practices(EVERYBODY, AsAt(on)) if p.name == "Tess Twojobs"}
    of_the_chief = read(on, Span("chief_nurse"))
    assert tess.isdisjoint(found.practice.person_id for found in of_the_chief.gaps)
    assert tess <= {found.practice.person_id for found in read(on, Span("alliance_lead")).gaps}
    assert tess <= {found.practice.person_id for found in read(on).gaps}


@pytest.fixture(autouse=True)
def today() -> Iterator[None]:
    with clock.pretending(datetime(2026, 11, 22, 12, tzinfo=UTC)):
        yield
