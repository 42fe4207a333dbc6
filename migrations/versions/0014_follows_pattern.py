"""why a session follows its pattern again"""

from alembic import op

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    op.execute("ALTER TABLE review_session ADD COLUMN follows_because VARCHAR")


def downgrade() -> None:
    op.drop_column("review_session", "follows_because")
