"""The scheme of delegation from its file: what could not be ruled on is refused before anybody asks."""

import pytest
from flask_sqlalchemy.session import Session
from sqlalchemy import select
from sqlalchemy.orm import scoped_session

from foundation.errors import BadFile
from teams.function import Function
from teams.reference_files import load_functions

HEADER = "number,code,function,before_cession,after_cession,cedable,consult,note"


def load(row: str) -> None:
    load_functions("scheme.csv", f"{HEADER}\n{row}\n".encode())


def test_a_function_is_taken_in(session: scoped_session[Session]) -> None:
    load("1,leave,Leave,employer,neighbourhood,conditional,professional; employer,")
    assert session.scalars(select(Function.consult)).all() == ["professional;employer"]
    session.rollback()


@pytest.mark.parametrize(
    ("row", "column"),
    [
        ("1,leave,Leave,emploier,neighbourhood,yes,,", "before_cession"),
        ("1,leave,Leave,neighbourhood,neighbourhood,yes,,", "before_cession"),
        ("1,leave,Leave,employer,team,yes,,", "after_cession"),
        ("1,leave,Leave,employer,neighbourhood,yes,employer;union,", "consult"),
        ("1,leave,Leave,employer,neighbourhood,yes,anyone,", "consult"),
        ("1,concern,Concern,anyone,neighbourhood,never,,", "after_cession"),
        ("1,concern,Concern,employer,anyone,yes,,", "after_cession"),
        ("1,concern,Concern,anyone,anyone,yes,,", "after_cession"),
    ],
)
def test_a_row_that_cannot_be_ruled_on_is_named(
    session: scoped_session[Session], row: str, column: str
) -> None:
    with pytest.raises(BadFile) as refused:
        load(row)
    assert [(fault.row, fault.column) for fault in refused.value.faults] == [(2, column)]
    session.rollback()
