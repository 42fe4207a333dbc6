"""The local references that this service gives to cases it was not given one for."""

from sqlalchemy import func, select

from caseload.cases.case import Case
from foundation.database import db

FIRST_LETTERS = "REF-"


def next_reference() -> str:
    """One that no case has: one writer at a time makes it safe to count."""
    number = db.session.scalar(select(func.max(Case.id))) or 0
    while True:
        number += 1
        reference = f"{FIRST_LETTERS}{number:05d}"
        taken = select(Case.id).where(Case.local_reference == reference)
        if db.session.scalars(taken).first() is None:
            return reference
