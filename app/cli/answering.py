"""How a command answers: words or JSON on stdout; refusals on stderr with status 1."""

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import date, datetime
from typing import Any

import click
from sqlalchemy.exc import DBAPIError

from foundation.asking import parse_day, parse_moment
from foundation.database import db, outage_of, saying_busy
from foundation.errors import Away, BadFile, Busy, NoRoom, NotThere, RuleBroken

as_json = click.option("--json", "as_json", is_flag=True, help="Answer in JSON.")


class Day(click.ParamType[date]):
    """An ISO day, such as 2026-04-01."""

    name = "day"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """Wrong use when it is not an ISO day between 1900 and 2199."""
        try:
            return value if isinstance(value, date) else parse_day(value)
        except ValueError:
            self.fail(f"{value} is not a day; write it as 2026-04-01", param, ctx)


class MomentOption(click.ParamType[datetime]):
    """An ISO moment, such as 2026-05-05T09:00; English local time unless a zone is given."""

    name = "moment"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        """Wrong use when it is not an ISO moment."""
        try:
            return value if isinstance(value, datetime) else parse_moment(value)
        except ValueError:
            self.fail(f"{value} is not a moment; write it as 2026-05-05T09:00", param, ctx)


OUTAGES: dict[object, str] = {
    NoRoom: "The disk is full. Nothing was saved; make room and try again.",
    Away: "The database cannot be reached. Look whether it was done before you try again.",
}

DAY, MOMENT = Day(), MomentOption()


def say(answer: dict[str, Any], *, as_json: bool, words: str) -> None:
    """One of the two, on stdout."""
    click.echo(json.dumps(answer, default=str, ensure_ascii=False) if as_json else words)


@contextmanager
def refusing() -> Iterator[None]:
    """A refusal changes nothing, gives its reasons on stderr and ends with status 1."""
    try:
        with saying_busy():
            yield
    except BadFile as refusal:
        _stop([str(fault) for fault in refusal.faults])
    except RuleBroken as refusal:
        _stop([str(refusal)])
    except NotThere:
        _stop(["There is nothing by that name in the register."])
    except Busy:
        _stop(["Somebody else is changing the register. Nothing was saved; try again."])
    except (DBAPIError, OSError) as error:
        if outage_of(error) is None:
            raise
        _stop([OUTAGES[outage_of(error)]])


def _stop(reasons: list[str]) -> None:
    with suppress(DBAPIError):
        db.session.rollback()
    for reason in reasons:
        click.echo(reason, err=True)
    sys.exit(1)
