"""names to search"""

from collections.abc import Callable

import sqlalchemy as sa
from alembic import op

from people.spelling import fold

revision = "0004"
down_revision = "0003"

ROWS = 5000


def upgrade() -> None:
    op.add_column("person_details", sa.Column("searched", sa.String(), nullable=False, server_default=""))
    _without_rules(_fill)


def downgrade() -> None:
    op.drop_column("person_details", "searched")


def _fill() -> None:
    """Fold what is stored already, a few thousand rows at a time."""
    connection = op.get_bind()
    details = sa.table(
        "person_details",
        *(sa.column(n) for n in ("id", "given_name", "known_as", "family_name", "email", "searched")),
    )
    d, last = details.c, 0
    change = sa.update(details).where(d.id == sa.bindparam("row")).values(searched=sa.bindparam("folded"))
    said = sa.select(d.id, d.given_name, d.known_as, d.family_name, d.email).order_by(d.id).limit(ROWS)
    while rows := connection.execute(said.where(d.id > last)).all():
        folded = [{"row": row[0], "folded": fold(" ".join(word for word in row[1:] if word))} for row in rows]
        connection.execute(change, folded)
        last = rows[-1][0]


def _without_rules(change: Callable[[], None]) -> None:
    """SQLite's triggers keep rows from being edited, which for once is what is done here."""
    connection = op.get_bind()
    triggers = (
        connection.execute(
            sa.text("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'person_details'")
        ).all()
        if connection.dialect.name == "sqlite"
        else []
    )
    for name, _ in triggers:
        op.execute(f"DROP TRIGGER {name}")
    change()
    for _, statement in triggers:
        op.execute(statement)
