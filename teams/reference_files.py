"""Teams, and the functions of the scheme of delegation, from their reference files."""

from typing import NamedTuple

from foundation.errors import BadFile, Fault
from foundation.reference import by_code, keep
from foundation.spreadsheets import Column, code, one_of, read_table, words
from neighbourhoods.neighbourhood import Neighbourhood
from people.reference_files import refuse_unknown, whole
from teams.function import Function
from teams.team import Team

_CODE = Column(code, "a code", needed=True, empty="")
_NAME = Column(words(), "a name", needed=True, empty="")
_WORDS = Column(words(), "text", empty="")


class TeamRow(NamedTuple):
    """teams.csv: no neighbourhood for a service of the whole borough."""

    number: int
    code: str
    name: str
    neighbourhood: str | None
    kind: str


class FunctionRow(NamedTuple):
    """scheme_of_delegation.csv; its first column is the function's number in the scheme."""

    row: int
    number: int
    code: str
    function: str
    before_cession: str
    after_cession: str
    cedable: str
    consult: str
    note: str


def load_teams(file: str, content: bytes) -> int:
    """Gives how many rows there are. Raises BadFile."""
    columns = {
        "code": _CODE,
        "name": _NAME,
        "neighbourhood": Column(code, "the code of a neighbourhood"),
        "kind": Column(one_of("neighbourhood", "specialist"), "neighbourhood or specialist", needed=True),
    }
    rows = read_table(file, content, TeamRow, columns)
    neighbourhoods = by_code(Neighbourhood)
    refuse_unknown(
        file,
        [
            (row.number, "neighbourhood", row.neighbourhood, neighbourhoods)
            for row in rows
            if row.neighbourhood
        ],
    )
    keep(
        Team,
        ["code"],
        [
            {
                "code": row.code,
                "name": row.name,
                "kind": row.kind,
                "neighbourhood_id": neighbourhoods[row.neighbourhood] if row.neighbourhood else None,
            }
            for row in rows
        ],
    )
    return len(rows)


def load_functions(file: str, content: bytes) -> int:
    """Gives how many rows there are. Raises BadFile."""
    columns = {
        "number": Column(whole(1), "a whole number", needed=True, empty=0),
        "code": _CODE,
        "function": _NAME,
        "before_cession": Column(
            one_of("employer", "professional", "anyone"), "who decides", needed=True, empty=""
        ),
        "after_cession": Column(
            one_of("employer", "neighbourhood", "professional", "anyone"),
            "who decides",
            needed=True,
            empty="",
        ),
        "cedable": Column(
            one_of("yes", "conditional", "never"), "yes, conditional or never", needed=True, empty=""
        ),
        "consult": Column(_parties, "parties with semicolons between", empty=""),
        "note": _WORDS,
    }
    rows = read_table(file, content, FunctionRow, columns)
    _refuse_anyone_by_half(file, rows)
    keep(
        Function,
        ["code"],
        [
            {"name" if k == "function" else k: v for k, v in row._asdict().items() if k != "row"}
            for row in rows
        ],
    )
    return len(rows)


def _parties(text: str) -> str:
    known = one_of("employer", "neighbourhood", "professional")
    return ";".join(known(word.strip()) for word in text.split(";"))


def _refuse_anyone_by_half(file: str, rows: list[FunctionRow]) -> None:
    """What anyone may do is nobody's to cede."""
    expected = "anyone before and after, and never ceded; or not anyone"
    faults = [
        Fault(file, row.row, "after_cession", f"{row.after_cession}, {row.cedable}", expected)
        for row in rows
        if "anyone" in (row.before_cession, row.after_cession)
        and (row.before_cession, row.after_cession, row.cedable) != ("anyone", "anyone", "never")
    ]
    if faults:
        raise BadFile(faults)
