"""why a session follows its pattern again"""

from alembic import op

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    op.execute("ALTER TABLE review_session ADD COLUMN follows_because VARCHAR")
