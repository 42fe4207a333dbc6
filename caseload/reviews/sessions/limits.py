"""How many review sessions a week somebody may be asked to. None commits."""

from datetime import date

from caseload.reviews.sessions.pattern import SessionLimit
from foundation.acts import Act
from foundation.effective import through
from people.deeds import end


def set_limit(act: Act, person_id: int, sessions: int, starts_on: date, last_day: date | None) -> None:
    """So many at most (0 to 10) on these days, in place of what was said of them before."""
    act.put(SessionLimit, (person_id,), through(starts_on, last_day), sessions=sessions)


def end_limit(act: Act, person_id: int, last_day: date) -> None:
    """After the last day the usual number holds. Raises RuleBroken where no limit of theirs is in force on it."""
    end(act, SessionLimit, (person_id,), last_day)
