"""Signing a position, and keeping a Monday's coverage."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal

from sqlalchemy import insert

from accounts import audit
from foundation import clock
from foundation.acts import table_of
from foundation.database import db
from foundation.effective import AsAt
from foundation.errors import RuleBroken
from foundation.formats import day
from teams.coverage.counting import Cell, coverage_of
from teams.position import CoverageWeek, Position
from teams.positions.sealing import Signed, digest_of, fingerprint, key_of, to_bytes
from teams.queries.coverage import judge_on, practices
from teams.queries.coverage_span import BOROUGH_WIDE, EVERYBODY
from teams.queries.positions import Drawn, has_week, next_number

HUNDREDTH = Decimal("0.01")
MOVED_ON = (
    "The register has changed since this page was shown to you, so nothing was signed. Look at the figures and "
    "gaps as they are now, then sign."
)


@dataclass(frozen=True, slots=True)
class Said:
    """What a director says to what they were shown: `shown` is its fingerprint, `accepted` the reason for each
    cause they accept, by `teams.positions.sealing.key_of`."""

    statement: str
    accepted: Mapping[str, str]
    shown: str


def sign(draft: Drawn, scope: str, on: date, said: Said, *, by: int, name: str, at: datetime) -> int:
    """Seal what was drawn in this transaction, which writes, and give its number. Raises RuleBroken when it is
    not what the director was shown, nobody is in it, or the day is still to come."""
    _refuse(draft, on, said, at)
    accepted = {key: reason for key, reason in said.accepted.items() if reason}
    causes = tuple(
        replace(cause, accepted=accepted.get(key_of(cause), "")) for cause in draft.findings.causes
    )
    position = Signed(
        next_number(), scope, on, at, by, name, at, said.statement, replace(draft.findings, causes=causes),
        draft.called,
    )  # fmt: skip
    content = to_bytes(position)
    row = Position(
        number=position.number, scope=scope, on=on, known_at=at, signed_by_id=by, signed_at=at,
        content=content, digest=digest_of(content),
    )  # fmt: skip
    db.session.add(row)
    db.session.flush()
    kept = {"number": row.number, "scope": scope, "on": on, "digest": row.digest}
    audit.record("position.sign", "position", row.number, by=by, after=kept)
    return position.number


def keep_week(on: date, _by: int) -> int:
    """Keep everybody's coverage on a Monday as it is known now, and give how many rows that took; none when it
    is kept already. Raises RuleBroken for another day of the week."""
    if on.weekday() != 0:
        raise RuleBroken(f"{day(on)} is not a Monday, and coverage is kept week by week on Mondays.")
    if has_week(on):
        return 0
    as_at = AsAt(on)
    cells = coverage_of(practices(EVERYBODY, as_at), judge_on(as_at)).cells
    if cells:
        db.session.execute(insert(table_of(CoverageWeek)), [_week(cell, on) for cell in cells])
    return len(cells)


def _refuse(draft: Drawn, on: date, said: Said, at: datetime) -> None:
    if on > at.astimezone(clock.LONDON).date():
        raise RuleBroken("A position is signed for today or for a day past.")
    if fingerprint(draft.findings) != said.shown:
        raise RuleBroken(MOVED_ON)
    if not draft.findings.totals.people:
        raise RuleBroken(
            f"Nobody you answer for was in a placement on {day(on)}, so there is nothing to sign."
        )


def _week(cell: Cell, monday: date) -> dict[str, object]:
    return {
        "monday": monday,
        "profession": cell.profession,
        "employer": cell.employer,
        "neighbourhood": cell.neighbourhood or BOROUGH_WIDE,
        "people": cell.people,
        "covered": cell.covered,
        "wte": cell.wte.quantize(HUNDREDTH, ROUND_HALF_UP),
        "wte_covered": cell.wte_covered.quantize(HUNDREDTH, ROUND_HALF_UP),
        "reckoned_at": clock.now(),
    }
