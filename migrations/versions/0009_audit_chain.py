"""audit chain"""

from alembic import op

from accounts.audit_beginning import begin_chain
from foundation import clock

revision = "0009"
down_revision = "0008"

REFUSE = """
CREATE FUNCTION audit_entry_kept() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'audit_entry_kept'; END $$
"""
GUARD = """
CREATE TRIGGER audit_entry_kept BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_entry
FOR EACH STATEMENT EXECUTE FUNCTION audit_entry_kept()
"""


def upgrade() -> None:
    postgresql = op.get_bind().dialect.name == "postgresql"
    # Added in words: making the table anew on SQLite would drop the triggers that guard it.
    op.execute(f"ALTER TABLE audit_entry ADD COLUMN hash {'BYTEA' if postgresql else 'BLOB'}")
    op.execute("ALTER TABLE audit_entry ADD COLUMN key VARCHAR")
    if postgresql:
        op.execute(REFUSE)
        op.execute(GUARD)
    begin_chain(op.get_bind(), clock.now())


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP TRIGGER audit_entry_kept ON audit_entry")
        op.execute("DROP FUNCTION audit_entry_kept()")
    op.drop_column("audit_entry", "key")
    op.drop_column("audit_entry", "hash")
