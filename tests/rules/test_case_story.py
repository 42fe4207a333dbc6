"""A case told from its rows: what happened, what changed while somebody wrote, and how it stands."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from caseload.cases.stage import Stage
from caseload.cases.standing import before_and_after, standing_of
from caseload.cases.story import Changed, changed_since, entries, mark_of
from caseload.cases.told import Told

MAY, JUNE = date(2026, 5, 1), date(2026, 6, 1)
FIRST = datetime(2026, 5, 1, 9, tzinfo=UTC)
LATER = FIRST + timedelta(days=40)
ADA, BEN = "Ada Coordinator", "Ben Coordinator"


def told(table: str, row: int, *words: str | None, **said: Any) -> Told:
    usual: dict[str, Any] = {
        "key": None, "starts_on": MAY, "until": None, "recorded_at": FIRST, "recorded_by": ADA,
        "superseded_at": None, "superseded_by": None, "because": None,
    }  # fmt: skip
    padded = (*words, *[None] * (5 - len(words)))
    return Told(table=table, row=row, words=padded, **usual | said)


def details(row: int, tier: str, **said: Any) -> Told:
    return told("case_details", row, tier, "yes", "Frailty", "2026-05-01", **said)


GONE = {"superseded_at": LATER, "superseded_by": BEN}
NOW = {"recorded_at": LATER, "recorded_by": BEN}
STEPPED_DOWN = [
    details(1, "Intensive", **GONE),
    details(2, "Intensive", until=JUNE, **NOW),
    details(3, "Active", starts_on=JUNE, because="Stable", **NOW),
]


def test_a_change_is_told_once_with_its_reason_and_without_what_only_got_shorter() -> None:
    latest, first = entries(STEPPED_DOWN)
    assert (latest.by, latest.because) == (BEN, ("Stable",))
    assert latest.lines == ("Tier: Active, since 1 Jun 2026",)
    assert first.lines[0] == "Tier: Intensive, since 1 May 2026"


def test_what_ends_is_told_with_its_last_day() -> None:
    pause = [
        told("case_pause", 1, "hospital", **GONE),
        told("case_pause", 2, "hospital", until=JUNE, **NOW),
    ]
    assert entries(pause)[0].lines == ("Paused: In hospital, 1 May 2026 to 31 May 2026",)


def test_what_never_was_is_told_as_taken_back() -> None:
    closed = told("case_stage", 1, "closed", "died", **GONE)
    assert entries([closed])[0].lines == ("Taken back: Stage: Closed, died, since 1 May 2026",)


def test_a_postcode_and_a_birthday_are_not_retold() -> None:
    home = ("Ada Sample", "East", None, "BL9 2ZZ", "1940-05-01")
    moved = ("Ada Sample", "East", None, "BL9 3ZZ", "1940-05-01")
    rows = [
        told("resident_details", 1, *home, **GONE),
        told("resident_details", 2, *home, until=JUNE, **NOW),
        told("resident_details", 3, *moved, starts_on=JUNE, **NOW),
    ]
    lines = [line for entry in entries(rows) for line in entry.lines]
    assert "Postcode: put right or changed, since 1 Jun 2026" in lines
    assert not any("BL9" in line or "1940" in line for line in lines)


def test_nothing_changed_since_the_form_was_opened() -> None:
    assert changed_since(mark_of(STEPPED_DOWN), STEPPED_DOWN) == []


def test_what_changed_says_what_it_was_what_it_is_who_and_when() -> None:
    opened = mark_of([details(1, "Intensive")])
    assert changed_since(opened, STEPPED_DOWN) == [
        Changed("Tier", "Intensive, since 1 May 2026", "Active, since 1 Jun 2026", BEN, LATER)
    ]


def test_what_is_there_no_longer_names_who_took_it_away() -> None:
    pause = told("case_pause", 7, "away")
    now = [told("case_pause", 7, "away", **GONE)]
    assert changed_since(mark_of([pause]), now) == [
        Changed("Paused", "Away from home, since 1 May 2026", None, BEN, LATER)
    ]


def test_two_needs_are_two_things() -> None:
    needs = [told("case_need", 1, "GP", "yes", key=4), told("case_need", 2, "Nurse", None, key=5)]
    changed = changed_since("case_need:1", needs)
    assert [(each.field, each.was) for each in changed] == [("Wanted at the review: Nurse", None)]


def test_a_contact_changes_nothing_that_another_writes() -> None:
    visit = told("contact", 1, "Nora Sample", "visit", until=None)
    assert mark_of([visit]) == ""
    assert changed_since("", [visit]) == []
    assert entries([visit]) == []


def test_a_case_that_says_nothing_of_its_stage_is_as_far_as_its_acceptance() -> None:
    assert standing_of([], JUNE, accepted=True).stage is Stage.REVIEW_CYCLE
    assert standing_of([], JUNE, accepted=False).stage is Stage.REFERRAL


def test_how_a_case_stands_is_what_holds_that_day() -> None:
    rows = [
        told("case_stage", 1, "review_cycle", None, until=JUNE),
        told("case_stage", 2, "closed", "goals_met", starts_on=JUNE),
        told("care_package", 3, "home_care", "1050", until=JUNE),
        told("conflict_of_interest", 4, "Nora Sample", key=9, because="Her aunt"),
    ]
    on_the_day = standing_of(rows, JUNE, accepted=False)
    assert (on_the_day.stage, on_the_day.outcome, on_the_day.is_over) == (Stage.CLOSED, "goals_met", True)
    assert on_the_day.care is None
    assert [str(care.hours) for care in on_the_day.earlier_care] == ["10.5"]
    assert [(each.person_id, each.because) for each in on_the_day.barred] == [(9, "Her aunt")]
    assert standing_of(rows, JUNE - timedelta(days=1), accepted=True).stage is Stage.REVIEW_CYCLE


def test_before_and_after_compare_as_many_weeks() -> None:
    """Accepted four weeks ago: the four weeks before count, and the day of acceptance counts as after."""
    days = [
        MAY - timedelta(days=29),
        MAY - timedelta(days=28),
        MAY - timedelta(days=1),
        MAY,
        MAY + timedelta(days=27),
    ]
    assert before_and_after(days, MAY, MAY + timedelta(days=30)) == (2, 2, 4)
    assert before_and_after(days, MAY, MAY) == (0, 0, 0)
