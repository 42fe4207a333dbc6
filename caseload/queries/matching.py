"""Reading what suggestions are made from, for one case or many: eight statements, however many people.

found = facts_for([41], on, account_id=viewer.id, scopes=viewer.scopes(Permission.ALLOCATE))
found.suggestions(41).ranked
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from caseload.allocation.candidates import CaseFact, Need, Taking
from caseload.allocation.matching import Suggestions, suggest
from caseload.capacity.workload import HeldWork, points_of
from caseload.cases.case import Holds, Informed
from caseload.policy import covers
from caseload.queries.matching_many import Kind, Told, select_many
from caseload.queries.matching_people import Candidates
from caseload.queries.matching_rows import select_asked, select_ceding, select_employed
from caseload.queries.workloads import WorkFacts, facts_of_people
from foundation.effective import AsAt, Period
from foundation.errors import NotThere
from foundation.prepared import ask
from teams.queries.authority import NAMELESS, Employed, grouped

DAYS_AHEAD = 14
EVERYWHERE = frozenset({""})


@dataclass(frozen=True, slots=True)
class Part:
    """Somebody having a case in some way over some days, and why they were given it."""

    person_id: int
    name: str
    taking: Taking
    starts_on: date
    until: date | None
    because: str | None

    def now(self, on: date) -> bool:
        """Whether it holds on the day."""
        return on in Period(self.starts_on, self.until)


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedCase:
    """A case as suggestions for it are shown: the least of the resident. `rows`: the number of the row that says
    who holds it in each role; `details_row` that of the tier and of what the resident says. `parts`: everybody who
    has or has had it, the latest first."""

    fact: CaseFact
    reference: str
    resident_id: int
    given_name: str
    family_name: str
    neighbourhood_code: str
    neighbourhood: str
    tier: str
    paused: bool
    details_row: int
    rows: Mapping[str, int]
    requests: Mapping[str, int]
    held_since: date | None
    team: str | None
    team_name: str | None
    parts: tuple[Part, ...]

    @property
    def resident(self) -> str:
        """What they are called."""
        return f"{self.given_name} {self.family_name}"

    def shown(self, taking: Taking) -> str:
        """A mark of what a page showed about who has the case so: another mark, another state."""
        return f"{self.details_row}.{self.rows.get(taking, 0)}.{self.requests.get(taking, 0)}"


@dataclass(frozen=True, slots=True)
class Matching:
    """Some cases on a day, and everybody who could take them."""

    on: date
    cases: Mapping[int, AskedCase]
    work: WorkFacts
    people: Candidates
    judged: dict[tuple[int, Taking, str | None], Suggestions] = field(default_factory=dict, compare=False)

    def case(self, case_id: int) -> AskedCase:
        """One of them. Raises NotThere."""
        if case_id not in self.cases:
            raise NotThere
        return self.cases[case_id]

    def suggestions(
        self, case_id: int, taking: Taking = Taking.KEY_WORKER, team: str | None = None
    ) -> Suggestions:
        """For one case, of everybody in its neighbourhood's team and the borough-wide services; of one team
        where it is named. Judged once, however often it is asked."""
        key = case_id, taking, team
        if key not in self.judged:
            case = self.case(case_id)
            self.judged[key] = suggest(case.fact, self.people.of(case.neighbourhood_code, team), taking)
        return self.judged[key]

    def teams(self, case_id: int) -> list[tuple[str, str]]:
        """Code and name of the teams that could take the case, the neighbourhood's own first."""
        return self.people.teams(self.case(case_id).neighbourhood_code)


def facts_for(
    case_ids: Collection[int], on: date, *, account_id: int, scopes: Collection[str] = EVERYWHERE
) -> Matching:
    """Those of the cases that are open and live in these neighbourhoods, as things are today, with everybody
    who could take them. `account_id`: whose posts say whom they may direct."""
    return facts_of(
        ask(select_asked, AsAt(on), case_ids=list(case_ids)), on, account_id=account_id, scopes=scopes
    )


def facts_of(found: Iterable[Any], on: date, *, account_id: int, scopes: Collection[str]) -> Matching:
    """The same for cases that were found in another way: rows of `select_asked`. Seven statements."""
    as_at = AsAt(on)
    asked = [row for row in found if covers(scopes, row[5])]
    places = sorted({row[5] for row in asked})
    employed = list(grouped(ask(select_employed, as_at, places=places)))
    ceding = ask(select_ceding, as_at, function="allocate_work", organisations=_employers(employed)).all()
    many = _many(as_at, [row[0] for row in asked], places, account_id)
    work = facts_of_people(sorted({each.person_id for each in employed}), on)
    cases = {row[0]: _case(row, many, work) for row in asked}
    return Matching(on, cases, work, Candidates(on, employed, ceding, many, work))


def _employers(employed: Collection[Employed]) -> list[str]:
    return sorted({each.organisation.code for each in employed})


def _many(
    as_at: AsAt, case_ids: Collection[int], places: Collection[str], account_id: int
) -> dict[str, list[Told]]:
    rows = ask(
        select_many,
        as_at,
        case_ids=list(case_ids),
        places=list(places),
        account_id=account_id,
        ahead=as_at.on + timedelta(days=DAYS_AHEAD),
    )
    found: dict[str, list[Told]] = {kind: [] for kind in Kind}
    for row in rows:
        found[row[0]].append(Told(*row))
    return found


def _case(row: Any, many: Mapping[str, list[Told]], work: WorkFacts) -> AskedCase:
    case_id, reference, resident_id, given_name, family_name, place_code, place = row[:7]
    tier_name, details_row = row[12:14]
    key_worker, deputy = row[20:23], row[23:25]
    held = {Holds.KEY_WORKER.value: key_worker, Holds.DEPUTY.value: deputy}
    requests = [told for told in many[Kind.REQUEST] if told.one == case_id]
    return AskedCase(
        fact=_fact(row, held, requests, many, work),
        reference=reference,
        resident_id=resident_id,
        given_name=given_name,
        family_name=family_name,
        neighbourhood_code=place_code,
        neighbourhood=place,
        tier=tier_name,
        paused=bool(row[17]),
        details_row=details_row,
        rows={role: found[0] for role, found in held.items() if found[0] is not None},
        requests={told.code or "": told.tally or 0 for told in requests},
        held_since=key_worker[2],
        team=row[26],
        team_name=row[27],
        parts=_parts(case_id, many[Kind.PART]),
    )


def _parts(case_id: int, told: list[Told]) -> tuple[Part, ...]:
    parts = [
        Part(t.other or 0, t.word or NAMELESS, Taking(t.code or ""), t.first, t.until, t.more)
        for t in told
        if t.one == case_id
    ]
    return tuple(sorted(parts, key=lambda part: (-part.starts_on.toordinal(), part.taking, part.name)))


def _fact(
    row: Any, held: Mapping[str, Any], requests: list[Told], many: Mapping[str, list[Told]], work: WorkFacts
) -> CaseFact:
    case_id, ward_id, ward, practice_id, practice, tier = row[0], *row[7:12]

    def others(kind: Kind) -> frozenset[int]:
        return frozenset(told.other for told in many[kind] if told.one == case_id and told.other is not None)

    return CaseFact(
        case_id=case_id,
        points={role: _points(row, tier, role, work) for role in Taking},
        needs=tuple(
            Need(told.code or "", told.word or "", told.other == 1)
            for told in many[Kind.NEED]
            if told.one == case_id
        ),
        competences={t.code or "": t.word or "" for t in many[Kind.WANTS] if t.one == case_id},
        practice_id=practice_id,
        practice=practice or "",
        ward_id=ward_id,
        ward=ward or "",
        holders={role: found[1] for role, found in held.items() if found[1] is not None},
        contributors=others(Kind.CONTRIBUTOR),
        conflicts=others(Kind.CONFLICT),
        known=others(Kind.KNOWN),
        asked={told.code or "": told.other or 0 for told in requests},
        objects=row[14] == Informed.OBJECTS,
    )


def _points(row: Any, tier: str, role: Taking, work: WorkFacts) -> int:
    kind, stage, paused, travel, statutory = row[15:20]
    held = HeldWork(row[0], tier, kind, stage, role.value, bool(paused), bool(travel), bool(statutory))
    return points_of(held, work.weights)
