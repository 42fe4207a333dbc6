"""How facts are said and asked on screen: days, moments, periods, hours and counts, for an English reader.

Pure: nothing here asks the clock. `register` makes each one a Jinja filter under its own name.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_EVEN, Decimal

from jinja2 import Environment
from wtforms import Field, RadioField, SelectField, SelectMultipleField, TextAreaField
from wtforms.widgets import Input

from foundation.clock import LONDON
from foundation.effective import BEFORE_RECORDS

ONE_DAY = timedelta(days=1)
TENTH = Decimal("0.1")

# The more particular class first: a RadioField is a SelectField too.
KINDS: tuple[tuple[type[Field], str], ...] = (
    (RadioField, "radios"),
    (SelectMultipleField, "checkboxes"),
    (SelectField, "select"),
    (TextAreaField, "textarea"),
)


def day(on: date) -> str:
    """“1 April 2026”. Raises TypeError for a moment: the day it falls on depends on where the reader is."""
    return f"{_plain_day(on).day} {on:%B %Y}"


def short_day(on: date) -> str:
    """“1 Apr 2026”, for tables and periods. Raises TypeError for a moment."""
    return f"{_plain_day(on).day} {on:%b %Y}"


def moment(at: datetime) -> str:
    """“5 May 2026, 09:00” in English local time. Raises ValueError when the moment has no time zone.

    In the hour that happens twice each autumn, “BST” or “GMT” says which one.
    """
    local = _in_london(at)
    other = local.replace(fold=1 - local.fold)
    zone = "" if local.utcoffset() == other.utcoffset() else f" {local:%Z}"
    return f"{day(local.date())}, {local:%H:%M}{zone}"


def moment_value(at: datetime) -> str:
    """“2026-05-05T09:00” in English local time, as a datetime-local input takes it. Raises as `moment`."""
    return f"{_in_london(at):%Y-%m-%dT%H:%M}"


def last_day(until: date) -> date:
    """The last day of a period that ends before `until`, as files and screens say it."""
    return _plain_day(until) - ONE_DAY


def period_text(starts_on: date, until: date | None = None, on: date | None = None) -> str:
    """“1 Apr 2026 to 30 Jun 2026”, “since 1 Apr 2026” when open, “on 1 Apr 2026” for a single day.

    `until` is the first day out. Given the day being read, an open period that is still to start says “from”.
    """
    if starts_on == BEFORE_RECORDS:
        return "since records began" if until is None else f"until {short_day(last_day(until))}"
    if until is None:
        ahead = on is not None and on < starts_on
        return f"{'from' if ahead else 'since'} {short_day(starts_on)}"
    if last_day(until) == starts_on:
        return f"on {short_day(starts_on)}"
    return f"{short_day(starts_on)} to {short_day(last_day(until))}"


def number(count: int | Decimal) -> str:
    """“12,345”."""
    return f"{count:,}"


def plural(count: int, one: str, many: str | None = None) -> str:
    """“1 person”, “3 people”: the count with its noun. `many` is `one` with an s unless given."""
    noun = one if count == 1 else many or f"{one}s"
    return f"{number(count)} {noun}"


def hours(length: Decimal | int) -> str:
    """“37.5 hours”, without trailing noughts."""
    exact = Decimal(length).normalize()
    return f"{exact:,f} {'hour' if exact == 1 else 'hours'}"


def percent(part: Decimal | int, whole: Decimal | int) -> str:
    """“94.7%” of the whole, to one place; “not applicable” when there is no whole.

    Never rounds up to 100% while anyone is missing, nor down to 0% while anyone is there.
    """
    if whole == 0:
        return "not applicable"
    share = (Decimal(100) * part / whole).quantize(TENTH, ROUND_HALF_EVEN)
    if 0 < part < whole:
        share = min(max(share, TENTH), 100 - TENTH)
    return f"{share.normalize():f}%"


def listed(items: Iterable[str], word: str = "and") -> str:
    """“a, b and c”. Plain text, nothing for no items."""
    texts = list(items)
    if len(texts) < 2:
        return "".join(texts)
    return f"{', '.join(texts[:-1])} {word} {texts[-1]}"


def without(query: Iterable[tuple[str, str]], *names: str) -> Sequence[tuple[str, str]]:
    """The pairs of a query string except those named, in order: what a link that changes them must keep."""
    return [(name, value) for name, value in query if name not in names]


def input_kind(field: Field) -> str:
    """What an answer is given with: radios, checkboxes, select, textarea, or the type of its one input.

    Raises TypeError for a field made of other fields.
    """
    for kind_of_field, kind in KINDS:
        if isinstance(field, kind_of_field):
            return kind
    if isinstance(field.widget, Input):
        return field.widget.input_type
    raise TypeError(f"no single input asks for {type(field).__name__}")


FILTERS = (
    day, short_day, moment, moment_value, last_day, period_text,
    number, plural, hours, percent, listed, without, input_kind,
)  # fmt: skip


def register(env: Environment) -> None:
    """Make each format a filter. Not globals: a misspelt variable must stay an error, never a function."""
    env.filters.update({function.__name__: function for function in FILTERS})


def _plain_day(on: date) -> date:
    if isinstance(on, datetime):
        raise TypeError("a day was expected, not a moment")
    return on


def _in_london(at: datetime) -> datetime:
    if at.utcoffset() is None:
        raise ValueError("a moment needs its time zone")
    return at.astimezone(LONDON)
