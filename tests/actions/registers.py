"""A few people in one team, with both lines, for acts to change."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime

from sqlalchemy import select

from accounts.account import Account
from accounts.permissions import Role
from foundation.acts import Act, table_of
from foundation.database import begin_writing, db
from foundation.effective import Dated
from foundation.model import Model
from people.deeds import doing
from people.employment import Employment
from people.organisation import Organisation, Profession
from people.person import Person
from people.post import Post
from teams.team import Placement, Team
from tests import builders as make
from tests.laying import laid_once

NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)


@dataclass(frozen=True)
class Register:
    """Ada works in East under a lead, Bea, who reports to a board; Cy leads the nurses, under a chief."""

    office: Account
    trust: Organisation
    council: Organisation
    nurse: Profession
    east: Team
    north: Team
    board: Post
    lead: Post
    chief: Post
    nursing: Post
    ada: Person
    bea: Person
    cy: Person
    contract: Employment
    place: Placement


@laid_once
def register() -> Register:
    """Every fact from 1 January 2025, without an end."""
    trust, council, nurse = make.organisation("nca"), make.organisation("council"), make.profession()
    east, north = (
        make.team("east", make.neighbourhood("east")),
        make.team("north", make.neighbourhood("north")),
    )
    board = make.post("board", "management", trust)
    lead = make.post("lead", "management", trust, reports_to=board)
    chief = make.post("chief", "professional", trust)
    nursing = make.post("nursing", "professional", trust, reports_to=chief)
    ada, bea, cy = (make.person(name) for name in ("Ada", "Bea", "Cy"))
    contract = make.employment(ada, trust, "100")
    place = make.placement(contract, east, nurse)
    make.tenure(lead, bea)
    make.tenure(nursing, cy)
    make.management(place, lead)
    make.accountability(ada, nurse, nursing)
    office = make.account(Role.OFFICE)
    db.session.commit()
    return Register(
        office, trust, council, nurse, east, north, board, lead, chief, nursing, ada, bea, cy, contract, place
    )


@contextmanager
def act(register: Register, *, because: str | None = None, at: datetime = NOW) -> Iterator[Act]:
    """One act of the office on its own transaction, committed."""
    db.session.commit()  # what the test laid down
    begin_writing()
    with doing(
        "test.act", "person", register.ada.id, by=register.office.id, at=at, because=because
    ) as doing_it:
        yield doing_it
    db.session.commit()


def held(model: type[Model], *columns: str) -> list[tuple[object, ...]]:
    """What is believed now: first day, first day out, and the columns, in order."""
    assert issubclass(model, Dated)
    table = table_of(model)
    found = select(table.c.starts_on, table.c.until, *(table.c[name] for name in columns)).where(
        table.c.superseded_at.is_(None)
    )
    return [tuple(row) for row in db.session.execute(found.order_by(table.c.starts_on, table.c.id))]


def row_of(model: type[Model], starts_on: date = make.START) -> int:
    """The believed row that starts on the day."""
    table = table_of(model)
    found = select(table.c.id).where(table.c.superseded_at.is_(None), table.c.starts_on == starts_on)
    return db.session.scalars(found.order_by(table.c.id)).one()
