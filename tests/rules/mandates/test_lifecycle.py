"""Which ways a mandate may go in a file, and the dated rows that each way is kept as."""

from datetime import date
from typing import Any

import pytest

from foundation.acts import value_names
from foundation.effective import Period
from foundation.timeline import Stretch
from people.deeds import said
from teams.mandate import MandateTerms, Status
from teams.mandates.lifecycle import step_refused
from teams.mandates.terms import Stated, as_listed, listed_in, rows_of, stated_of
from tests.rules.mandates.cases import LAST, START, UNSIGNED, stated

DRAFT, SIGNED, WITHDRAWN = stated(Status.DRAFT), stated(), stated(Status.WITHDRAWN)
GIVEN_UP = stated(Status.WITHDRAWN, **UNSIGNED)
NEVER_IN_FORCE = stated(Status.WITHDRAWN, ends_on=date(2026, 11, 30))
NEXT = date(2027, 12, 1)

WAYS = [
    # from, to, and why not
    (None, DRAFT, None),
    (None, SIGNED, None),
    (None, WITHDRAWN, None),
    (None, GIVEN_UP, None),
    (DRAFT, DRAFT, None),
    (DRAFT, SIGNED, None),
    (DRAFT, WITHDRAWN, None),
    (DRAFT, GIVEN_UP, None),
    (SIGNED, SIGNED, None),
    (SIGNED, WITHDRAWN, None),
    (SIGNED, DRAFT, "does not become a draft again"),
    (SIGNED, GIVEN_UP, "a signature is not taken back"),
    (WITHDRAWN, WITHDRAWN, None),
    (WITHDRAWN, DRAFT, "Withdrawn is for good"),
    (WITHDRAWN, SIGNED, "Withdrawn is for good"),
    (WITHDRAWN, GIVEN_UP, "a signature is not taken back"),
    (GIVEN_UP, GIVEN_UP, None),
    (GIVEN_UP, DRAFT, "Withdrawn is for good"),
    (GIVEN_UP, SIGNED, "Withdrawn is for good"),
    (GIVEN_UP, WITHDRAWN, "withdrawn before both had signed"),
]


@pytest.mark.parametrize(("was", "now", "why_not"), WAYS)
def test_a_file_takes_a_mandate_only_where_it_may_go(
    was: Stated | None, now: Stated, why_not: str | None
) -> None:
    refused = step_refused(was, now)
    assert (refused is None) == (why_not is None)
    assert why_not is None or why_not in (refused or "")


KEPT_AS: dict[str, tuple[Stated, list[tuple[str, Period]]]] = {
    "draft": (DRAFT, [("draft", Period(START, NEXT))]),
    "signed": (SIGNED, [("signed", Period(START, NEXT))]),
    "withdrawn after it was signed": (
        WITHDRAWN,
        [("signed", Period(START, NEXT)), ("withdrawn", Period(NEXT))],
    ),
    "withdrawn before it started": (NEVER_IN_FORCE, [("withdrawn", Period(START))]),
    "withdrawn before it was signed": (GIVEN_UP, [("withdrawn", Period(START, NEXT))]),
}


def timeline_of(rows: list[tuple[Period, dict[str, Any]]]) -> list[Stretch[Any]]:
    names = value_names(MandateTerms)
    return [Stretch(period, tuple(values[name] for name in names)) for period, values in rows]


@pytest.mark.parametrize("name", KEPT_AS)
def test_it_is_kept_as_dated_rows_and_read_back_from_them(name: str) -> None:
    given, expected = KEPT_AS[name]
    rows = rows_of(given)
    assert [(values["status"], period) for period, values in rows] == expected
    assert stated_of(timeline_of(rows)) == given
    assert [said(MandateTerms, each) for each in timeline_of(rows)] == [values for _, values in rows]


def test_one_that_was_signed_and_withdrawn_has_a_last_day_in_force() -> None:
    with pytest.raises(ValueError, match="last day in force"):
        rows_of(stated(Status.WITHDRAWN, ends_on=None))
    assert rows_of(WITHDRAWN)[0][0].last_day == LAST


@pytest.mark.parametrize(
    ("text", "parts"),
    [("", ()), ("a", ("a",)), ("a; b ;c", ("a", "b", "c")), ("a;;a;", ("a",)), (None, ())],
)
def test_a_list_is_written_with_semicolons(text: str | None, parts: tuple[str, ...]) -> None:
    assert listed_in(text) == parts
    assert listed_in(as_listed(parts)) == parts
