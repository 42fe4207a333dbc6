"""How facts are said on screen."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import DictLoader, Environment, StrictUndefined, UndefinedError
from wtforms import (
    BooleanField,
    DateField,
    Field,
    FieldList,
    FileField,
    Form,
    HiddenField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)

from foundation import formats
from foundation.effective import BEFORE_RECORDS
from foundation.formats import (
    day,
    hours,
    input_kind,
    last_day,
    listed,
    moment,
    moment_value,
    number,
    percent,
    period_text,
    plural,
    short_day,
    without,
)

APRIL = date(2026, 4, 1)


def test_a_day_has_no_leading_nought() -> None:
    assert day(APRIL) == "1 April 2026"
    assert short_day(APRIL) == "1 Apr 2026"


@pytest.mark.parametrize("say", [day, short_day, last_day])
def test_a_moment_is_not_a_day(say: Callable[[date], object]) -> None:
    with pytest.raises(TypeError, match="a day was expected"):
        say(datetime(2026, 4, 1, 23, 30, tzinfo=UTC))


@pytest.mark.parametrize(
    ("at", "said", "value"),
    [
        (datetime(2026, 5, 5, 8, 0, tzinfo=UTC), "5 May 2026, 09:00", "2026-05-05T09:00"),
        (datetime(2026, 1, 5, 8, 0, tzinfo=UTC), "5 January 2026, 08:00", "2026-01-05T08:00"),
        # Half past eleven at night in UTC is already tomorrow in summer.
        (datetime(2026, 6, 30, 23, 30, tzinfo=UTC), "1 July 2026, 00:30", "2026-07-01T00:30"),
        # 25 October 2026: half past one happens twice.
        (datetime(2026, 10, 25, 0, 30, tzinfo=UTC), "25 October 2026, 01:30 BST", "2026-10-25T01:30"),
        (datetime(2026, 10, 25, 1, 30, tzinfo=UTC), "25 October 2026, 01:30 GMT", "2026-10-25T01:30"),
        (datetime(2026, 10, 25, 2, 0, tzinfo=UTC), "25 October 2026, 02:00", "2026-10-25T02:00"),
        # 29 March 2026: the clock jumps from one to two.
        (datetime(2026, 3, 29, 1, 0, tzinfo=UTC), "29 March 2026, 02:00", "2026-03-29T02:00"),
    ],
)
def test_a_moment_is_said_in_english_local_time(at: datetime, said: str, value: str) -> None:
    assert moment(at) == said
    assert moment_value(at) == value


@pytest.mark.parametrize("say", [moment, moment_value])
def test_a_moment_without_a_time_zone_is_refused(say: Callable[[datetime], str]) -> None:
    with pytest.raises(ValueError, match="time zone"):
        say(datetime(2026, 5, 5, 9, 0))  # noqa: DTZ001  the fault under test


@pytest.mark.parametrize(
    ("until", "on", "said"),
    [
        (None, None, "since 1 Apr 2026"),
        (None, date(2026, 3, 31), "from 1 Apr 2026"),
        (None, APRIL, "since 1 Apr 2026"),
        (date(2026, 7, 1), None, "1 Apr 2026 to 30 Jun 2026"),
        (date(2026, 7, 1), date(2026, 1, 1), "1 Apr 2026 to 30 Jun 2026"),
        (date(2026, 4, 2), None, "on 1 Apr 2026"),
        (date(2028, 3, 1), None, "1 Apr 2026 to 29 Feb 2028"),
    ],
)
def test_a_period_is_said_with_its_last_day(until: date | None, on: date | None, said: str) -> None:
    assert period_text(APRIL, until, on) == said


@given(st.dates(min_value=date(1900, 1, 2)))
def test_the_last_day_is_the_day_before(until: date) -> None:
    assert last_day(until) + timedelta(days=1) == until


@pytest.mark.parametrize(
    ("count", "said"), [(0, "0"), (999, "999"), (12345, "12,345"), (Decimal("1234.5"), "1,234.5")]
)
def test_numbers_are_grouped_in_thousands(count: int | Decimal, said: str) -> None:
    assert number(count) == said


def test_a_count_takes_its_noun() -> None:
    assert [plural(n, "person", "people") for n in (0, 1, 2, 1200)] == [
        "0 people",
        "1 person",
        "2 people",
        "1,200 people",
    ]
    assert [plural(n, "case") for n in (1, 3)] == ["1 case", "3 cases"]


@pytest.mark.parametrize(
    ("length", "said"),
    [
        (Decimal("37.50"), "37.5 hours"),
        (Decimal("30.00"), "30 hours"),
        (Decimal("1.0"), "1 hour"),
        (Decimal("0.00"), "0 hours"),
        (Decimal("18.75"), "18.75 hours"),
        (Decimal("1500"), "1,500 hours"),
        (37, "37 hours"),
    ],
)
def test_hours_carry_no_trailing_noughts(length: Decimal | int, said: str) -> None:
    assert hours(length) == said


@pytest.mark.parametrize(
    ("part", "whole", "said"),
    [
        (270, 285, "94.7%"),
        (285, 285, "100%"),
        (0, 285, "0%"),
        (1, 2, "50%"),
        (0, 0, "not applicable"),
        (71_000, 71_001, "99.9%"),
        (1, 71_000, "0.1%"),
        (Decimal("238.9"), Decimal("251.4"), "95%"),
    ],
)
def test_a_share_of_a_whole(part: Decimal | int, whole: Decimal | int, said: str) -> None:
    assert percent(part, whole) == said


@given(st.integers(0, 10**6), st.integers(1, 10**6))
def test_only_everyone_is_a_hundred_percent_and_only_nobody_is_none(part: int, whole: int) -> None:
    part = min(part, whole)
    assert (percent(part, whole) == "100%") == (part == whole)
    assert (percent(part, whole) == "0%") == (part == 0)


@pytest.mark.parametrize(
    ("items", "said"),
    [([], ""), (["a"], "a"), (["a", "b"], "a and b"), (["a", "b", "c"], "a, b and c")],
)
def test_a_sentence_lists_its_items(items: list[str], said: str) -> None:
    assert listed(items) == said


def test_a_list_may_offer_a_choice() -> None:
    assert listed(iter(["acting", "deputy", "vacant"]), "or") == "acting, deputy or vacant"


def test_a_query_keeps_everything_but_what_is_named() -> None:
    query = [("team", "east"), ("on", "2026-04-01"), ("team", "west"), ("known_at", "")]
    assert without(query, "on", "known_at") == [("team", "east"), ("team", "west")]


@pytest.mark.parametrize(
    ("field", "kind"),
    [
        (RadioField(), "radios"),
        (SelectMultipleField(), "checkboxes"),
        (SelectField(), "select"),
        (TextAreaField(), "textarea"),
        (BooleanField(), "checkbox"),
        (StringField(), "text"),
        (DateField(), "date"),
        (FileField(), "file"),
        (HiddenField(), "hidden"),
    ],
)
def test_each_answer_has_its_kind_of_input(field: Field, kind: str) -> None:
    form = type("AskedForm", (Form,), {"answer": field})()
    assert input_kind(form["answer"]) == kind


def test_a_field_made_of_fields_has_no_one_input() -> None:
    form = type("AskedForm", (Form,), {"answers": FieldList(StringField())})()
    with pytest.raises(TypeError, match="FieldList"):
        input_kind(form["answers"])


def test_templates_use_the_formats_as_filters() -> None:
    env = Environment(
        undefined=StrictUndefined,
        autoescape=True,
        loader=DictLoader(
            {
                "page": "{{ 270|percent(285) }}, {{ starts_on|period_text }}, {{ ['<a>', 'b']|listed }}",
                "misspelt": "{{ day }}",
            }
        ),
    )
    formats.register(env)
    assert env.get_template("page").render(starts_on=APRIL) == "94.7%, since 1 Apr 2026, &lt;a&gt; and b"
    with pytest.raises(UndefinedError):
        env.get_template("misspelt").render()


def test_a_reference_fact_has_been_so_since_records_began() -> None:
    assert formats.period_text(BEFORE_RECORDS) == "since records began"
    assert formats.period_text(BEFORE_RECORDS, date(2026, 4, 1)) == "until 31 Mar 2026"
