"""What reviews come to, as far as it may be shown."""

from datetime import date, timedelta

from caseload.cases.small_counts import Group
from caseload.reviews.figures import Figures, Measure, WeekRow, figures_of, line_of_weighted_days

MONDAY = date(2026, 11, 16)


def row(place: str, tier: str = "Intensive", monday: date = MONDAY, **counts: int) -> WeekRow:
    said = {"cases": 0, "held": 0, "on_time": 0, "late": 0, "breached": 0, "exempt": 0, "weighted_days": 0}
    return WeekRow(monday, place, tier, **said | counts)


def figures(*rows: WeekRow) -> Figures:
    found = figures_of(rows)
    assert found is not None
    return found


def measure(found: Figures, words: str) -> Measure:
    return next(each for each in found.measures if each.words == words)


def test_nothing_kept_is_no_figures() -> None:
    assert figures_of([]) is None


def test_late_and_breached_are_counted_together_and_their_days_by_the_same_groups() -> None:
    found = figures(
        row("East", late=7, breached=5, weighted_days=900), row("North", late=6, weighted_days=100)
    )
    overdue = measure(found, "Late or breached")
    assert overdue.by_place.groups == (Group(("East",), 12), Group(("North",), 6))
    assert overdue.weights == {("East",): 900, ("North",): 100, ("Intensive",): 1000}
    assert (found.latest.overdue, found.latest.breached, found.latest.weighted_days) == (18, 5, 1000)


def test_a_small_count_and_its_days_are_only_shown_with_others() -> None:
    found = figures(
        row("East", late=12, weighted_days=900),
        row("North", late=2, weighted_days=17),
        row("West", late=9, weighted_days=50),
    )
    overdue = measure(found, "Late or breached")
    together = next(group for group in overdue.by_place.groups if "North" in group.names)
    assert len(together.names) > 1
    assert overdue.weights is not None
    assert ("North",) not in overdue.weights


def test_so_few_late_in_all_that_their_days_would_tell_of_one_are_not_shown() -> None:
    found = figures(row("East", late=2, weighted_days=17))
    assert found.latest.weighted_days is None
    assert measure(found, "Late or breached").by_place.total is None


def test_reviews_held_are_of_twelve_weeks_and_cases_of_the_last() -> None:
    weeks = [
        row("East", monday=MONDAY - timedelta(weeks=n), cases=20, held=10, on_time=5)
        for n in reversed(range(20))
    ]
    found = figures(*weeks)
    assert measure(found, "Open cases").by_place.total == 20
    assert measure(found, "Reviews held in 12 weeks").by_place.total == 120
    assert measure(found, "Held after their due day").by_place.total == 60
    assert [week.monday for week in found.weeks][-1] == MONDAY
    assert (found.latest.held, found.latest.held_late) == (10, 5)


def test_the_first_weeks_are_put_beside_as_many_of_the_latest() -> None:
    weeks = [
        row("East", monday=MONDAY - timedelta(weeks=n), held=10, on_time=9 - n, late=8, weighted_days=100 * n)
        for n in reversed(range(5))
    ]
    found = figures(*weeks).then_and_now
    assert found is not None
    before, after = found
    assert (before.starts_on, before.last_day) == (date(2026, 10, 12), date(2026, 10, 25))
    assert (before.held, before.held_late, before.weighted_days) == (20, 9, 350)
    assert (after.starts_on, after.last_day) == (date(2026, 11, 2), date(2026, 11, 15))
    assert (after.held, after.held_late, after.weighted_days) == (20, 3, 50)
    assert figures(*weeks[-1:]).then_and_now is None


def test_no_days_late_are_said_of_weeks_of_which_one_may_not_show_them() -> None:
    weeks = [
        row("East", monday=MONDAY - timedelta(weeks=1), late=9, weighted_days=200),
        row("East", late=2, weighted_days=17),
    ]
    found = figures(*weeks).then_and_now
    assert found is not None
    assert [each.weighted_days for each in found] == [200, None]


def test_the_line_leaves_out_weeks_that_may_not_be_shown() -> None:
    weeks = [
        row("East", monday=MONDAY - timedelta(weeks=2), late=9, weighted_days=200),
        row("East", monday=MONDAY - timedelta(weeks=1), late=2, weighted_days=17),
        row("East", late=9, weighted_days=100),
    ]
    line = line_of_weighted_days(figures(*weeks).weeks)
    assert line is not None
    assert line.path.count("L") == 1
    assert [level.words for level in line.levels] == ["0", "100", "200"]
    assert line_of_weighted_days(figures(*weeks[:2]).weeks) is None
