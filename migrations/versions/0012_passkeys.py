"""passkeys"""

import re
from collections.abc import Callable

import sqlalchemy as sa
from alembic import op

from foundation.model import Listed, Moment

revision = "0012"
down_revision = "0011"

Words = Callable[[list[str]], list[str]]
MORE = (
    ("sign_in", "how", ("passkey", "passkey_alone", "vouched")),
    ("half_sign_in", "how", ("passkey", "passkey_alone", "vouched")),
    ("notice", "kind", ("account_changed",)),
)


def upgrade() -> None:
    op.create_table("passkey",
    sa.Column("account_id", sa.Integer(), nullable=False),
    sa.Column("credential_id", sa.LargeBinary(), nullable=False),
    sa.Column("public_key", sa.LargeBinary(), nullable=False),
    sa.Column("sign_count", sa.Integer(), nullable=False),
    sa.Column("name", sa.String(), nullable=False),
    sa.Column("transports", Listed(), nullable=False),
    sa.Column("created_at", Moment(timezone=True), nullable=False),
    sa.Column("last_used_at", Moment(timezone=True), nullable=True),
    sa.Column("id", sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_passkey_account_id")),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_passkey")),
    sa.UniqueConstraint("credential_id", name=op.f("uq_passkey_credential_id")),
    )
    op.create_index(op.f("ix_passkey_account_id"), "passkey", ["account_id"])
    op.create_table("passkey_challenge",
    sa.Column("token_hash", sa.String(), nullable=False),
    sa.Column("challenge", sa.LargeBinary(), nullable=False),
    sa.Column("use", sa.String(), nullable=False),
    sa.Column("expires_at", Moment(timezone=True), nullable=False),
    sa.Column("account_id", sa.Integer(), nullable=True),
    sa.Column("id", sa.Integer(), nullable=False),
    sa.CheckConstraint("use IN ('add', 'alone', 'second')", name=op.f("ck_passkey_challenge_use")),
    sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_passkey_challenge_account_id")),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_passkey_challenge")),
    sa.UniqueConstraint("token_hash", name=op.f("uq_passkey_challenge_token_hash")),
    )
    op.create_index(op.f("ix_passkey_challenge_account_id"), "passkey_challenge", ["account_id"])
    op.add_column("account", sa.Column("given_until", Moment(timezone=True), nullable=True))
    op.add_column("outside_identity", sa.Column("vouched_at", Moment(timezone=True), nullable=True))
    for table, column, words in MORE:
        allow(table, column, lambda held, words=words: [*held, *words])


def downgrade() -> None:
    for table, column, words in MORE:
        listed = ", ".join(f"'{word}'" for word in words)
        op.execute(f"DELETE FROM {table} WHERE {column} IN ({listed})")
        allow(table, column, lambda held, words=words: [word for word in held if word not in words])
    op.drop_column("outside_identity", "vouched_at")
    op.drop_column("account", "given_until")
    op.drop_table("passkey_challenge")
    op.drop_table("passkey")


def allow(table: str, column: str, words: Words) -> None:
    """Let the column take other words than those it takes now."""
    anew = _anew_on_sqlite if op.get_bind().dialect.name == "sqlite" else _anew_on_postgresql
    anew(table, column, words)


def _anew_on_postgresql(table: str, column: str, words: Words) -> None:
    name = f"ck_{table}_{column}"
    rule = op.get_bind().scalar(
        sa.text("SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conname = :name"), {"name": name}
    )
    op.execute(f"ALTER TABLE {table} DROP CONSTRAINT {name}")
    op.execute(f"ALTER TABLE {table} ADD CONSTRAINT {name} CHECK ({_rule(column, words(_words(rule)))})")


def _anew_on_sqlite(table: str, column: str, words: Words) -> None:
    """The table as it is but for this rule. None of these tables has a trigger or is referred to."""
    kept = op.get_bind().execute(
        sa.text("SELECT type, name, sql FROM sqlite_master WHERE tbl_name = :table AND sql IS NOT NULL"), {"table": table}
    ).all()
    made = next(sql for kind, _, sql in kept if kind == "table")
    rule = re.search(rf"{column} IN \([^)]*\)", made)
    assert rule is not None
    made = made.replace(rule[0], _rule(column, words(_words(rule[0]))))
    op.rename_table(table, f"{table}_before")
    for kind, name, sql in kept:
        if kind == "index":
            op.execute(f"DROP INDEX {name}")
    op.execute(made)
    columns = ", ".join(row.name for row in op.get_bind().execute(sa.text(f"PRAGMA table_info({table})")))
    op.execute(f"INSERT INTO {table} ({columns}) SELECT {columns} FROM {table}_before")
    op.drop_table(f"{table}_before")
    for kind, _, sql in kept:
        if kind == "index":
            op.execute(sql)


def _words(rule: str) -> list[str]:
    return re.findall(r"'(\w+)'", rule)


def _rule(column: str, words: list[str]) -> str:
    listed = ", ".join(f"'{word}'" for word in words)
    return f"{column} IN ({listed})"
