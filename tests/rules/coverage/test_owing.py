"""What a lead owes and by when, against the gaps that follow; and the one day by which somebody must act."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from people.renewals import Renewal
from teams.coverage.act_by import act_by
from teams.coverage.facts import CoverageFacts, PracticeFact, ProfessionFact, Registered
from teams.coverage.judging import GapKind, Judge
from teams.coverage.owing import Duty, Standing, month_end, owed_by, spans, standings

ON = date(2026, 11, 22)
BEGAN = date(2026, 1, 5)
A_DAY = timedelta(days=1)
NURSE = ProfessionFact("nurse", "Nurse", "NMC", supervision_weeks=6, ratio=1, recheck_days=35)
WORKER = ProfessionFact("link_worker", "Link worker", None, supervision_weeks=4)
PROFESSIONS = {"nurse": NURSE, "link_worker": WORKER}
ADA = PracticeFact(
    1, "Ada Sample", "nca", "100", "east", "east", "nurse", Decimal("37.5"), Decimal("37.5"), BEGAN,
    registered=Registered("nurse", BEGAN, "00A0000A", date(2027, 3, 31)),
    checked_on=date(2026, 11, 1), supervised_on=date(2026, 10, 15),
)  # fmt: skip


def standing(**changes: Any) -> Standing:
    [found] = standings([replace(ADA, **changes)], PROFESSIONS, ON)
    return found


def test_each_duty_is_due_by_the_last_day_that_is_in_time() -> None:
    found = standing()
    assert (found.check_due_on, found.supervision_due_on) == (date(2026, 12, 6), date(2026, 11, 26))
    assert not (found.check_overdue or found.supervision_overdue)


@pytest.mark.parametrize("checked_on", [None, date(2026, 1, 2), date(2026, 10, 18), date(2026, 10, 17)])
@pytest.mark.parametrize("supervised_on", [None, date(2026, 10, 11), date(2026, 10, 10)])
@pytest.mark.parametrize("began", [BEGAN, date(2026, 10, 10), ON])
def test_a_duty_is_overdue_on_the_days_of_its_gap(
    checked_on: date | None, supervised_on: date | None, began: date
) -> None:
    changes: dict[str, Any] = {
        "checked_on": checked_on,
        "supervised_on": supervised_on,
        "placed_since": began,
    }
    found = standing(**changes)
    practice = replace(ADA, **changes)
    gaps = {gap.kind: gap for gap in Judge(CoverageFacts(ON, PROFESSIONS)).gaps(practice)}
    assert found.check_overdue == (GapKind.REGISTRATION_UNCHECKED in gaps)
    assert found.supervision_overdue == (GapKind.SUPERVISION_OVERDUE in gaps)
    if found.supervision_overdue:
        assert found.supervision_due_on == gaps[GapKind.SUPERVISION_OVERDUE].since - A_DAY


@pytest.mark.parametrize(
    "changes",
    [
        {"profession": "link_worker", "registered": None},
        {"registered": None},
        {"registered": Registered("nurse", BEGAN)},
        {"registered": Registered("nurse", BEGAN, "00A0000A", ON - A_DAY)},
    ],
)
def test_no_check_is_owed_while_there_is_nothing_to_check(changes: dict[str, Any]) -> None:
    assert standing(checked_on=None, **changes).check_due_on is None


def test_what_is_owed_by_the_months_end_comes_in_order_of_day() -> None:
    bea = replace(ADA, person_id=2, name="Bea Sample", checked_on=None, supervised_on=date(2026, 10, 25))
    owed = owed_by(standings([ADA, bea], PROFESSIONS, ON), month_end(ON))
    assert [(each.due_on, each.duty, each.standing.name, each.overdue) for each in owed] == [
        (BEGAN, Duty.CHECK, "Bea Sample", True),
        (date(2026, 11, 26), Duty.SUPERVISION, "Ada Sample", False),
    ]


@pytest.mark.parametrize(
    ("on", "last"), [("2026-11-22", "2026-11-30"), ("2028-02-01", "2028-02-29"), ("2026-12-31", "2026-12-31")]
)
def test_the_months_end(on: str, last: str) -> None:
    assert month_end(date.fromisoformat(on)) == date.fromisoformat(last)


def test_a_split_post_counts_once_and_a_span_warns_past_the_ratio() -> None:
    second = replace(ADA, team="north", placed_since=BEGAN - A_DAY)
    found = standings([ADA, second, replace(ADA, person_id=2)], PROFESSIONS, ON)
    assert [(each.person_id, each.since) for each in found] == [(1, BEGAN - A_DAY), (2, BEGAN)]
    [span] = spans(found)
    assert (span.people, span.ratio, span.is_wide) == (2, 1, True)
    [narrow] = spans(found[:1])
    assert not narrow.is_wide


RENEWS = Renewal(date(2027, 1, 30), date(2027, 3, 31), "Revalidation is due by 31 March 2027.")


@pytest.mark.parametrize(
    ("changes", "on", "late", "says"),
    [
        ({}, date(2026, 11, 26), False, "Your professional supervision as Nurse is due by 26 November 2026."),
        ({"supervised_on": date(2026, 10, 1)}, date(2026, 11, 12), True, "was due by 12 November 2026"),
        ({"supervised_on": date(2027, 3, 1)}, date(2027, 3, 31), False, "Revalidation is due by 31 March 2027."),
        ({"registered": None}, BEGAN, True, "No NMC registration number is recorded for you as Nurse"),
        (
            {"registered": Registered("nurse", BEGAN, "00A0000A", date(2026, 11, 1))},
            date(2026, 11, 1), True, "Your NMC registration is recorded as expired on 1 November 2026",
        ),
        (
            {"registered": Registered("nurse", BEGAN, "00A0000A", date(2026, 11, 23))},
            date(2026, 11, 23), False, "Your NMC registration expires on 23 November 2026.",
        ),
    ],
)  # fmt: skip
def test_the_one_day_to_act_by(changes: dict[str, Any], on: date, late: bool, says: str) -> None:
    found = act_by([standing(**changes)], {"nurse": RENEWS})
    assert found is not None
    assert (found.on, found.late) == (on, late)
    assert says in found.sentence


def test_nobody_who_practises_nothing_has_a_day_to_act_by() -> None:
    assert act_by([], {}) is None
