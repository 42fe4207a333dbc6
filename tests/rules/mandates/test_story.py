"""How the changes of a mandate are told."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from foundation.effective import Period
from teams.mandate import Status
from teams.mandates.facts import TermsFacts, Told
from teams.mandates.story import story_of, what_changed
from teams.mandates.words import Names
from tests.rules.mandates.cases import FUNCTIONS, LAST, START, TERMS, UNSIGNED

NAMES = Names(
    {"district_nurse": "District nurse"}, {"dementia": "Dementia service"}, {"east": "East", "north": "North"}
)
ONE_DAY = timedelta(days=1)
DAYS = Period(START, LAST + ONE_DAY)
MONDAY = datetime(2026, 11, 16, 9, tzinfo=UTC)
TUESDAY = MONDAY + ONE_DAY


def row(status: Status = Status.SIGNED, days: Period = DAYS, **changes: Any) -> TermsFacts:
    """A mandate in order but for the changes."""
    terms = replace(TERMS, **(UNSIGNED if status is Status.DRAFT else {}) | changes)
    return TermsFacts(1, 1, "S-1", "sample", "Sample Trust", status.value, days, terms)


DRAFT, SIGNED = row(Status.DRAFT), row()
FROM_MARCH = Period(date(2027, 3, 1))
WITHDRAWN = [row(days=Period(START, FROM_MARCH.starts_on)), row(Status.WITHDRAWN, FROM_MARCH)]
BY_BOTH = "By Orla Invented for Sample Trust on 2 November 2026 and by Pat Madeup for the partnership on 9 November 2026."


@pytest.mark.parametrize(
    ("before", "after", "sentences"),
    [
        ([], [DRAFT], ["Drafted, for the days 1 Dec 2026 to 30 Nov 2027."]),
        ([], [row(Status.DRAFT, Period(START))], ["Drafted, for the days from 1 Dec 2026."]),
        ([], [SIGNED], [f"Recorded as signed by both sides, in force 1 Dec 2026 to 30 Nov 2027. {BY_BOTH}"]),
        ([], [row(Status.WITHDRAWN)], ["Recorded as withdrawn from 1 December 2026."]),
        ([DRAFT], [SIGNED], [f"Signed, in force 1 Dec 2026 to 30 Nov 2027. {BY_BOTH}"]),
        ([DRAFT], [row(Status.WITHDRAWN, **UNSIGNED)], ["The draft was withdrawn."]),
        ([SIGNED], WITHDRAWN, ["Withdrawn from 1 March 2027."]),
        ([SIGNED], [row(Status.WITHDRAWN)], ["Withdrawn from 1 December 2026."]),
        (WITHDRAWN, [SIGNED], ["No longer withdrawn."]),
        (
            [SIGNED],
            [row(days=Period(START))],
            ["Its days: from 1 Dec 2026 instead of 1 Dec 2026 to 30 Nov 2027."],
        ),
        ([SIGNED], [], ["Taken out of the register."]),
        ([SIGNED], [DRAFT], ["A draft: both sides had never signed it."]),
        (
            [SIGNED],
            [row(functions=("*",), conditions=("rota: in writing", "both agree"))],
            [
                "Functions added: every one that may be ceded.",
                "Functions taken out: Day-to-day direction.",
                "Conditions added: Rota: in writing; both agree.",
            ],
        ),
        (
            [SIGNED],
            [row(professions=("district_nurse", "job:Team leader"), teams=("dementia",))],
            [
                "Staff added: The job Team leader.",
                "Teams added: Dementia service.",
                "Teams taken out: Every team of East.",
            ],
        ),
        (
            [SIGNED],
            [row(instrument="section_113", reference="S113-1", review_on=date(2027, 6, 1))],
            [
                "Instrument: section 113 arrangement instead of section 75 agreement.",
                "Reference: S113-1 instead of S75-1.",
                "Review day: 1 June 2027 instead of nothing.",
            ],
        ),
        (
            [SIGNED],
            [row(signed_by_partnership="Bo Example")],
            ["Signed for the partnership: Bo Example on 9 November 2026 instead of Pat Madeup on 9 November 2026."],
        ),
        ([row(reference="")], [SIGNED], ["Reference: S75-1 instead of nothing."]),
    ],
)  # fmt: skip
def test_what_changed_is_said(
    before: list[TermsFacts], after: list[TermsFacts], sentences: list[str]
) -> None:
    assert what_changed(before, after, NAMES, FUNCTIONS) == [("S-1", sentences)]


def test_what_did_not_change_is_not_mentioned() -> None:
    other = replace(SIGNED, code="A-1", mandate_id=2)
    assert what_changed([SIGNED, other], [other, SIGNED], NAMES, FUNCTIONS) == []
    told = what_changed([SIGNED], [DRAFT, other], NAMES, FUNCTIONS)
    assert [code for code, _ in told] == ["A-1", "S-1"]


def test_a_story_is_told_from_the_newest_with_who_and_why() -> None:
    told = [
        Told(DRAFT, MONDAY, "Ola Office", None, TUESDAY),
        Told(SIGNED, TUESDAY, "Ben Office", "Both signed", None),
    ]
    story = story_of(told, NAMES, FUNCTIONS)
    assert [(change.at, change.by, change.because) for change in story] == [
        (TUESDAY, "Ben Office", "Both signed"),
        (MONDAY, "Ola Office", None),
    ]
    assert [change.sentences[0].split(",")[0] for change in story] == ["Signed", "Drafted"]


def test_what_was_only_taken_back_has_nobody_who_said_it() -> None:
    [taken_back, _] = story_of([Told(DRAFT, MONDAY, "Ola Office", None, TUESDAY)], NAMES, FUNCTIONS)
    assert (taken_back.by, taken_back.sentences) == (None, ("Taken out of the register.",))
