"""Alembic's way to our tables."""

from alembic import context
from flask import current_app

from foundation.model import Base


def run() -> None:
    """Migrate in one transaction; SQLite rebuilds tables in batches."""
    engine = current_app.extensions["migrate"].db.engine
    with engine.connect() as connection:
        context.configure(
            connection=connection,
            target_metadata=Base.metadata,
            render_as_batch=True,
            transactional_ddl=True,  # SQLite's too, since our connections say BEGIN themselves
            compare_type=True,
            process_revision_directives=_nothing_new,
        )
        with context.begin_transaction():
            context.run_migrations()


def _nothing_new(_context: object, _revision: object, directives: list) -> None:
    """No empty migration when nothing changed."""
    if getattr(context.config.cmd_opts, "autogenerate", False) and directives[0].upgrade_ops.is_empty():
        directives[:] = []


run()
