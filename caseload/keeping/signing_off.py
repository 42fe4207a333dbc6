"""Competences, and who is signed off in each. None commits."""

from datetime import date

from caseload.cases.holding import Competence, PersonCompetence
from foundation.acts import Act
from foundation.database import db
from foundation.effective import Period
from foundation.errors import RuleBroken


def add_competence(code: str, name: str) -> Competence:
    """Something that people can be signed off in. Its number is given at once."""
    made = Competence(code=code, name=name)
    db.session.add(made)
    db.session.flush()
    return made


def sign_off(act: Act, person_id: int, competence_id: int, on: date, *, until: date | None = None) -> None:
    """They are signed off from the day, until the first day on which they no longer are. Raises RuleBroken when
    that is no later."""
    if until is not None and until <= on:
        raise RuleBroken("The last day is before the first day.")
    act.put(PersonCompetence, (person_id, competence_id), Period(on, until))
