"""What suggesting somebody for a case is made from: facts about the case and about each person, on one day."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from caseload.allocation.directing import Directing
from caseload.capacity.workload import Workload


class Taking(StrEnum):
    """How somebody would have a case."""

    KEY_WORKER = "key_worker"
    DEPUTY = "deputy"
    CONTRIBUTOR = "contributor"


AS = {Taking.KEY_WORKER: "key worker", Taking.DEPUTY: "deputy", Taking.CONTRIBUTOR: "contributor"}


@dataclass(frozen=True, slots=True)
class Need:
    """A profession wanted at the case's reviews, by code and name; a hard one must be there."""

    code: str
    name: str
    hard: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseFact:
    """A case on a day, as far as it says who could take it. People by number, places by the row's number.

    `points`: what it counts for somebody in each role. `competences`: names by code. `known`: everybody who has
    held, contributed to or made contact in a case of this resident before. `asked`: whom an open request names,
    by role; their points are reserved already.
    """

    case_id: int
    points: Mapping[str, int]
    needs: tuple[Need, ...] = ()
    competences: Mapping[str, str] = field(default_factory=dict)
    practice_id: int | None = None
    practice: str = ""
    ward_id: int | None = None
    ward: str = ""
    holders: Mapping[str, int] = field(default_factory=dict)
    contributors: frozenset[int] = frozenset()
    conflicts: frozenset[int] = frozenset()
    known: frozenset[int] = frozenset()
    asked: Mapping[str, int] = field(default_factory=dict)
    objects: bool = False

    def parts_of(self, person_id: int) -> tuple[Taking, ...]:
        """How somebody has the case today."""
        held = [Taking(role) for role, holder in self.holders.items() if holder == person_id]
        return (*held, Taking.CONTRIBUTOR) if person_id in self.contributors else tuple(held)


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """Somebody who works in a team that could take a case, that day.

    `not_cleared`: why they may not practise; `away`: why they are not there; both None as a rule. `away_next`:
    the first day away in the next 14. `half_days`: of ten, worked this week; None: not recorded. `wards` and
    `practices`: how many cases they hold of each, by number.
    """

    person_id: int
    name: str
    employment_id: int
    employer: str
    team: str
    team_name: str
    profession: str | None
    profession_name: str
    workload: Workload
    directing: Directing
    not_cleared: str | None = None
    away: str | None = None
    away_next: date | None = None
    half_days: int | None = None
    competences: frozenset[str] = frozenset()
    wards: Mapping[int, int] = field(default_factory=dict)
    practices: Mapping[int, int] = field(default_factory=dict)
