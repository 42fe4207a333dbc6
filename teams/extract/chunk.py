"""A few hundred employments of an extract, with everything the register holds that they can touch."""

from collections import defaultdict
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import select

from foundation.acts import Act
from foundation.database import db
from foundation.effective import AsAt, in_force
from people.accountability import Accountability, Registration
from people.employment import Employment, EmploymentDetails
from people.person import PersonDetails
from people.post import Tenure
from teams.extract.matching import Known
from teams.extract.reference import Reference
from teams.team import Management, Placement, PlacementDetails


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """Somebody's employments with other organisations on the day: earliest start, latest end (None: open)."""

    since: date
    until: date | None


@dataclass(slots=True)
class Chunk:
    """Loaded in a fixed number of statements. `new_placement` gives the number of a new placement."""

    act: Act
    reference: Reference
    on: date
    new_placement: Callable[[int], int]
    placements: dict[int, list[int]] = field(default_factory=lambda: defaultdict(list))
    employments: dict[int, list[int]] = field(default_factory=lambda: defaultdict(list))
    professions: dict[int, list[int]] = field(default_factory=lambda: defaultdict(list))
    tenures: dict[int, list[tuple[int, str]]] = field(default_factory=lambda: defaultdict(list))
    elsewhere: dict[int, Elsewhere] = field(default_factory=dict)

    def load(self, known: Collection[Known], people: Collection[int]) -> None:
        """Fetch it all. `known` holds every employment of these people with this employer."""
        for one in known:
            self.employments[one.person_id].append(one.employment_id)
        self.act.load(EmploymentDetails, [(one.employment_id,) for one in known])
        self.act.load(PersonDetails, [(person_id,) for person_id in people])
        self._load_placements(people)
        self._load_professions(people)
        for post_id, holding in self.act.load_where(Tenure, "person_id", people):
            for person_id in {s.value[0] for s in self.act.timeline(Tenure, (post_id, holding))}:
                self.tenures[person_id].append((post_id, holding))
        self._load_elsewhere(people)

    def speaks_for(self, known: Known) -> bool:
        """Of several employers, the one of longest standing speaks for what they share: the person's name
        and address, their registration and their professional line."""
        other = self.elsewhere.get(known.person_id)
        mine = self.act.timeline(EmploymentDetails, (known.employment_id,))
        return other is None or bool(mine and mine[0].period.starts_on <= other.since)

    def _load_placements(self, people: Collection[int]) -> None:
        rows = db.session.execute(
            select(Placement.id, Placement.person_id)
            .where(Placement.person_id.in_(people))
            .order_by(Placement.id)
        )
        for placement_id, person_id in rows:
            self.placements[person_id].append(placement_id)
        keys = [(placement_id,) for of_one in self.placements.values() for placement_id in of_one]
        self.act.load(PlacementDetails, keys)
        self.act.load(Management, keys)

    def _load_professions(self, people: Collection[int]) -> None:
        for person_id, profession_id in self.act.load_where(Accountability, "person_id", people):
            self.professions[person_id].append(profession_id)
        self.act.load_where(Registration, "person_id", people)

    def _load_elsewhere(self, people: Collection[int]) -> None:
        rows = db.session.execute(
            select(Employment.person_id, EmploymentDetails.starts_on, EmploymentDetails.until)
            .join(EmploymentDetails, EmploymentDetails.employment_id == Employment.id)
            .where(
                Employment.person_id.in_(people),
                Employment.organisation_id != self.reference.employer_id,
                in_force(EmploymentDetails, AsAt(self.on)),
            )
            .order_by(Employment.person_id, EmploymentDetails.starts_on)
        )
        for person_id, starts_on, until in rows:
            had = self.elsewhere.get(person_id)
            latest = (
                None
                if until is None or (had and had.until is None)
                else max(until, (had and had.until) or until)
            )
            self.elsewhere[person_id] = Elsewhere(had.since if had else starts_on, latest)
