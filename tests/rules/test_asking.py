"""Reading days and moments out of what people type: the edges of the calendar are nobody's day."""

from datetime import date

import pytest

from foundation.asking import parse_day, parse_moment


@pytest.mark.parametrize("text", ["1900-01-01", "2026-10-25", "2199-12-31"])
def test_a_day_within_reach_is_read(text: str) -> None:
    assert parse_day(text) == date.fromisoformat(text)


@pytest.mark.parametrize("text", ["0001-01-01", "1899-12-31", "2200-01-01", "9999-12-31", "tomorrow", ""])
def test_a_day_out_of_reach_is_no_day(text: str) -> None:
    with pytest.raises(ValueError):
        parse_day(text)


@pytest.mark.parametrize(
    "text", ["0001-01-01T00:00", "9999-12-31T23:59:59-23:00", "2200-01-01T00:00", "2020"]
)
def test_a_moment_out_of_reach_is_no_moment(text: str) -> None:
    with pytest.raises(ValueError):
        parse_moment(text)


def test_a_whole_minute_is_taken_to_its_end() -> None:
    assert parse_moment("2026-05-05T09:00").second == 59
    assert parse_moment("2026-05-05T09:00:00").second == 0
