"""Review tiers from their reference file."""

from typing import NamedTuple

from caseload.cases.case import ReviewTier
from foundation.reference import keep
from foundation.spreadsheets import Column, code, read_table, words
from people.reference_files import whole


class TierRow(NamedTuple):
    """review_tiers.csv"""

    number: int
    code: str
    name: str
    review_interval_weeks: int
    hard_maximum_weeks: int
    coordinator_contact_weeks: int
    complexity_minutes: int
    overdue_weight: int


def load_tiers(file: str, content: bytes) -> int:
    """Gives how many rows there are. Raises BadFile."""
    columns = {
        "code": Column(code, "a code", needed=True, empty=""),
        "name": Column(words(), "a name", needed=True, empty=""),
    } | {
        name: Column(whole(1), "a whole number from 1 up", needed=True, empty=1)
        for name in TierRow._fields[3:]
    }
    rows = read_table(file, content, TierRow, columns)
    keep(ReviewTier, ["code"], [{k: v for k, v in row._asdict().items() if k != "number"} for row in rows])
    return len(rows)
