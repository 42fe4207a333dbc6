"""Reference rows are known by a code: loading a file again changes only what differs."""

from collections.abc import Iterable, Sequence
from typing import Any, TypeVar

from sqlalchemy import select

from foundation.database import db
from foundation.model import Model

M = TypeVar("M", bound=Model)


def keep(model: type[M], key: Sequence[str], rows: Iterable[dict[str, Any]]) -> dict[tuple[Any, ...], M]:
    """Make each row so: add what is new, change what differs, leave the rest. Gives every row by its key."""
    stored = {tuple(getattr(row, name) for name in key): row for row in db.session.scalars(select(model))}
    for values in rows:
        had = stored.get(tuple(values[name] for name in key))
        if had is None:
            had = model(**values)
            db.session.add(had)
            stored[tuple(values[name] for name in key)] = had
        for name, value in values.items():
            if getattr(had, name) != value:
                setattr(had, name, value)
    db.session.flush()
    return stored


def by_code(model: type[M]) -> dict[str, int]:
    """The number behind each code."""
    codes: Any = model.__table__.c["code"]
    numbers: Any = model.__table__.c["id"]
    return dict(db.session.execute(select(codes, numbers)).all())  # a Result has keys() of its own
