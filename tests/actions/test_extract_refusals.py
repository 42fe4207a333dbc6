"""A refused file changes nothing at all, in any table."""

from datetime import timedelta

import pytest
from flask_sqlalchemy.session import Session
from sqlalchemy.orm import scoped_session

from foundation.database import begin_writing, db
from foundation.errors import BadFile, RuleBroken
from teams.extract.actions import import_extract, receive_extract
from tests.actions.extract_ground import APRIL, Ground, everything, lay_ground, nine, take
from tests.registers_read import counts
from tests.rules.extract.bad_files import BAD_ROWS, EVERY, Bad
from tests.rules.extract.written import FILE, csv_of, row

pytestmark = pytest.mark.usefixtures("session")


@pytest.fixture
def g(session: scoped_session[Session]) -> Ground:
    ground = lay_ground()
    take(
        ground, [row(), row(assignment_number="101", email="ben@example.test", registration_number="")], APRIL
    )
    return ground


def given(g: Ground) -> dict[str, object]:
    return {"employer": "nca", "on": APRIL, "at": nine(APRIL) + timedelta(hours=1), "by": g.office}


@pytest.mark.parametrize("bad", EVERY, ids=[bad.why for bad in EVERY])
def test_a_refused_file_leaves_every_table_as_it_was(g: Ground, bad: Bad) -> None:
    before, held = counts(), everything()
    begin_writing()
    with pytest.raises(BadFile) as refusal:
        import_extract(bad.file, bad.content, **given(g))  # pyright: ignore[reportArgumentType]
    db.session.commit()  # what it had written before it refused would now be kept
    assert (counts(), everything()) == (before, held)
    assert len(refusal.value.faults) == len(bad.places)


def test_a_refused_upload_is_not_kept(g: Ground) -> None:
    before = counts()
    begin_writing()
    with pytest.raises(BadFile):
        receive_extract(FILE, BAD_ROWS[0].content, **given(g))  # pyright: ignore[reportArgumentType]
    db.session.commit()
    assert counts() == before


def test_an_employer_that_is_not_in_the_register_is_refused_in_words(g: Ground) -> None:
    begin_writing()
    with pytest.raises(RuleBroken, match="no organisation with the code nobody"):
        import_extract(FILE, csv_of([row()]), **given(g) | {"employer": "nobody"})  # pyright: ignore[reportArgumentType]
