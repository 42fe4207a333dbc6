"""Neighbourhoods, wards, practices and practice lists from their reference files."""

from datetime import date
from typing import NamedTuple

from sqlalchemy import select

from foundation.database import db
from foundation.reference import by_code, keep
from foundation.spreadsheets import Column, code, day, read_table, words
from neighbourhoods.neighbourhood import Neighbourhood, Practice, PracticeSite, Ward
from people.reference_files import refuse_unknown, whole

_CODE = Column(code, "a code", needed=True, empty="")
_NAME = Column(words(), "a name", needed=True, empty="")
_WORDS = Column(words(), "text", empty="")


class NeighbourhoodRow(NamedTuple):
    """neighbourhoods.csv"""

    number: int
    code: str
    name: str
    population: int | None
    population_basis: str
    status: str


class WardRow(NamedTuple):
    """wards.csv"""

    number: int
    gss_code: str
    name: str
    neighbourhood: str
    status: str


class PracticeRow(NamedTuple):
    """practices.csv: a row for each neighbourhood that a practice serves."""

    number: int
    ods_code: str
    name: str
    postcode: str
    neighbourhood: str
    status: str


class ListRow(NamedTuple):
    """practice_lists.csv: how many patients a practice has registered in a neighbourhood."""

    number: int
    ods_code: str
    neighbourhood: str
    registered_patients: int
    counted_on: date
    status: str


def load_neighbourhoods(file: str, content: bytes) -> int:
    """Gives how many rows there are. Raises BadFile."""
    columns = {
        "code": _CODE,
        "name": _NAME,
        "population": Column(whole(), "a whole number"),
        "population_basis": _WORDS,
        "status": _WORDS,
    }
    rows = read_table(file, content, NeighbourhoodRow, columns)
    keep(Neighbourhood, ["code"], [{k: v for k, v in row._asdict().items() if k != "number"} for row in rows])
    return len(rows)


def load_wards(file: str, content: bytes) -> int:
    """Gives how many rows there are. Raises BadFile."""
    rows = read_table(
        file, content, WardRow, {"gss_code": _CODE, "name": _NAME, "neighbourhood": _CODE, "status": _WORDS}
    )
    neighbourhoods = by_code(Neighbourhood)
    refuse_unknown(file, [(row.number, "neighbourhood", row.neighbourhood, neighbourhoods) for row in rows])
    keep(
        Ward,
        ["gss_code"],
        [
            {
                "gss_code": row.gss_code,
                "name": row.name,
                "neighbourhood_id": neighbourhoods[row.neighbourhood],
                "status": row.status,
            }
            for row in rows
        ],
    )
    return len(rows)


def load_practices(file: str, content: bytes) -> int:
    """Gives how many rows there are: practices that serve several neighbourhoods have several. Raises BadFile."""
    columns = {"ods_code": _CODE, "name": _NAME, "postcode": _WORDS, "neighbourhood": _CODE, "status": _WORDS}
    rows = read_table(file, content, PracticeRow, columns)
    neighbourhoods = by_code(Neighbourhood)
    refuse_unknown(file, [(row.number, "neighbourhood", row.neighbourhood, neighbourhoods) for row in rows])
    practices = keep(
        Practice,
        ["ods_code"],
        [{"ods_code": r.ods_code, "name": r.name, "postcode": r.postcode} for r in rows],
    )
    keep(
        PracticeSite,
        ["practice_id", "neighbourhood_id"],
        [
            {
                "practice_id": practices[row.ods_code,].id,
                "neighbourhood_id": neighbourhoods[row.neighbourhood],
                "status": row.status,
            }
            for row in rows
        ],
    )
    return len(rows)


def load_practice_lists(file: str, content: bytes) -> int:
    """Registered patients, a fact of their own beside the residents. Raises BadFile."""
    columns = {
        "ods_code": _CODE,
        "neighbourhood": _CODE,
        "registered_patients": Column(whole(), "a whole number", needed=True, empty=0),
        "counted_on": Column(day, "a day written as 2026-04-01", needed=True),
        "status": _WORDS,
    }
    rows = read_table(file, content, ListRow, columns)
    neighbourhoods = by_code(Neighbourhood)
    practices = {row.ods_code: row.id for row in db.session.execute(select(Practice.ods_code, Practice.id))}
    refuse_unknown(
        file,
        [(row.number, "ods_code", row.ods_code, practices) for row in rows]
        + [(row.number, "neighbourhood", row.neighbourhood, neighbourhoods) for row in rows],
    )
    keep(
        PracticeSite,
        ["practice_id", "neighbourhood_id"],
        [
            {
                "practice_id": practices[row.ods_code],
                "neighbourhood_id": neighbourhoods[row.neighbourhood],
                "registered_patients": row.registered_patients,
                "counted_on": row.counted_on,
                "count_status": row.status,
            }
            for row in rows
        ],
    )
    return len(rows)
