"""A few hundred people of an extract, with everything the register holds that they can touch."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from sqlalchemy import func, select

from foundation.acts import Act, batches, key_names, table_of
from foundation.database import db
from foundation.effective import FOR_EVER, Period
from foundation.model import Model
from people.accountability import Accountability, Registration
from people.employment import Employment, EmploymentDetails
from people.person import PersonDetails
from people.post import Tenure
from teams.extract.matching import Known
from teams.extract.reference import Reference
from teams.extract.staff_row import StaffRow
from teams.team import Management, Placement, PlacementDetails

Employments = dict[Known, list[StaffRow]]
"""One person's employments with this employer, each with the rows that the file has of it: none when it is gone."""


class Elsewhere(NamedTuple):
    """An employment of somebody with another organisation: its number, and its days from first to last."""

    employment_id: int
    period: Period


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
    elsewhere: dict[int, list[Elsewhere]] = field(default_factory=lambda: defaultdict(list))
    ended: dict[tuple[type[Model], int], set[date]] = field(default_factory=lambda: defaultdict(set))

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
        self._load_ended(EmploymentDetails, [one.employment_id for one in known])
        self._load_ended(PlacementDetails, [n for person_id in people for n in self.placements[person_id]])

    def longest_standing(self, employments: Iterable[Known]) -> Known:
        """Of several employments with this employer, the one that speaks for what they share: the person's name
        and address, their registration and their professional line."""
        return min(employments, key=self._standing)

    def speaks_for(self, known: Known) -> bool:
        """Whether no other employer has employed the person for longer, and still does."""
        return all(
            self._standing(known) < (other.period.end <= self.on, other.period.starts_on, other.employment_id)
            for other in self.elsewhere[known.person_id]
        )

    def _standing(self, known: Known) -> tuple[bool, date, int]:
        """The smaller, the longer: whether it is over by the day, when it began, and its number."""
        timeline = self.act.timeline(EmploymentDetails, (known.employment_id,))
        over = not timeline or timeline[-1].period.end <= self.on
        return over, timeline[0].period.starts_on if timeline else FOR_EVER, known.employment_id

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
        end = func.max(func.coalesce(EmploymentDetails.until, FOR_EVER))
        rows = db.session.execute(
            select(Employment.person_id, func.min(EmploymentDetails.starts_on), Employment.id, end)
            .join(EmploymentDetails, EmploymentDetails.employment_id == Employment.id)
            .where(
                Employment.person_id.in_(people),
                Employment.organisation_id != self.reference.employer_id,
                EmploymentDetails.superseded_at.is_(None),
            )
            .group_by(Employment.person_id, Employment.id)
        )
        for person_id, since, employment_id, last in rows:
            period = Period(since, None if last == FOR_EVER else last)
            self.elsewhere[person_id].append(Elsewhere(employment_id, period))

    def _load_ended(self, model: type[Model], numbers: Collection[int]) -> None:
        """The days on which a spell ended, as is known now or was once: days that are out, as `until` is."""
        table, [key] = table_of(model), key_names(model)
        for batch in batches(numbers):
            rows = db.session.execute(
                select(table.c[key], table.c.until)
                .distinct()
                .where(table.c[key].in_(batch), table.c.until.is_not(None))
            )
            for number, until in rows:
                self.ended[model, number].add(until)
