"""What is to be done about one case, and who has it, out of all that was told of it. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from caseload.cases.told import Told
from caseload.cases.words import ROLES


@dataclass(frozen=True, slots=True)
class Task:
    """An action. `owner` is a person with their organisation, or an organisation alone."""

    number: int
    what: str
    owner: str
    due_on: date
    done_on: date | None
    dropped_on: date | None
    because: str | None

    @property
    def is_open(self) -> bool:
        """Whether it is still to be done."""
        return self.done_on is None and self.dropped_on is None


def tasks_of(told: Iterable[Told]) -> list[Task]:
    """Every action of the case: what is open first, by the day it is due; then the rest, the latest first."""
    found = [_task(each) for each in told if each.table == "action" and each.believed]
    still = sorted((t for t in found if t.is_open), key=lambda t: (t.due_on, t.number))
    over = sorted((t for t in found if not t.is_open), key=lambda t: (t.due_on, t.number), reverse=True)
    return still + over


def holders_told(told: Iterable[Told], on: date) -> list[tuple[str, str]]:
    """As what and by whom the case is held on the day: key worker, deputy, then whoever contributes."""
    held = [each for each in told if each.holds(on)]
    found = [
        (ROLES[t.words[1] or ""], t.words[0] or "not yet in the register")
        for t in held
        if t.table == "allocation"
    ]
    found += [
        ("Contributes", t.words[0] or "not yet in the register") for t in held if t.table == "contribution"
    ]
    order = [*ROLES.values(), "Contributes"]
    return sorted(found, key=lambda each: (order.index(each[0]), each[1]))


def _task(told: Told) -> Task:
    what, person, organisation, done_on, dropped_on = (word or "" for word in told.words)
    return Task(
        told.key or 0,
        what,
        f"{person}, {organisation}" if person else organisation,
        told.starts_on,
        date.fromisoformat(done_on) if done_on else None,
        date.fromisoformat(dropped_on) if dropped_on else None,
        told.because,
    )
