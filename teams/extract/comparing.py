"""An extract against the register: what it starts, ends, changes and leaves."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import date
from typing import Any, TypeVar

from sqlalchemy import insert, select

from foundation.acts import Act, table_of
from foundation.database import db
from foundation.effective import AsAt, Period, in_force
from foundation.model import Model
from people.accountability import Accountability, RegisterCheck, Registration
from people.deeds import on_day, said
from people.employment import Employment, EmploymentDetails
from people.person import Person, PersonDetails
from teams.extract.chunk import Chunk, Employments
from teams.extract.matching import Known, Matches, find_matches
from teams.extract.one_employment import (
    end_placements,
    keep_within_contract,
    placed_on_the_day,
    settle_employment,
    settle_placement,
)
from teams.extract.outcome import Outcome
from teams.extract.professional import (
    end_posts_held,
    practised,
    settle_person,
    settle_posts_held,
    settle_professions,
)
from teams.extract.reference import Reference
from teams.extract.staff_row import StaffRow
from teams.extract.words import Names, effects_on
from teams.team import Management, Placement, PlacementDetails

T = TypeVar("T")
CHUNK = 500  # people at a time: bounds memory, whatever the size of the file


class Comparison:
    """One employer's extract on one day, against the register, person by person.

    It writes as it goes, some hundreds of people at a time. A preview is the same, taken back: nothing
    else could tell what the later people of a file find after the earlier ones.
    """

    def __init__(self, reference: Reference, *, on: date, act: Act, in_words: bool = True) -> None:
        self.reference, self.on, self.act, self.in_words = reference, on, act, in_words
        self.outcome = Outcome()
        self._names = Names.of(reference)
        self._known = _known_employments(reference.employer_id)
        self._of_person: dict[int, list[Known]] = defaultdict(list)
        for known in self._known.values():
            self._of_person[known.person_id].append(known)
        self._spare: dict[int, list[int]] = defaultdict(list)

    def run(self, rows: Sequence[StaffRow]) -> Outcome:
        """Every employment the file names, and every one in force that it leaves out, person by person."""
        in_force_now = _employments_in_force(self.reference.employer_id, self.on)
        self.outcome.staff = len({self._known[number].person_id for number in in_force_now})
        stated: dict[str, list[StaffRow]] = defaultdict(list)
        for row in rows:
            stated[row.assignment_number].append(row)
        self._meet({number: of_one for number, of_one in stated.items() if number not in self._known})
        gone: dict[str, list[StaffRow]] = {number: [] for number in in_force_now if number not in stated}
        people: dict[int, dict[str, list[StaffRow]]] = defaultdict(dict)
        for number, of_one in [*stated.items(), *gone.items()]:
            people[self._known[number].person_id][number] = of_one
        for chunk in _chunks(list(people.items())):
            self._compare(dict(chunk))
        return self.outcome

    def _compare(self, people: dict[int, dict[str, list[StaffRow]]]) -> None:
        stated = {number: rows for of_one in people.values() for number, rows in of_one.items()}
        chunk = Chunk(act=self.act, reference=self.reference, on=self.on, new_placement=self._new_placement)
        self._load(chunk, people, stated)
        self._lay_out_placements([row for rows in stated.values() for row in rows if row.team])
        for of_one in people.values():
            self._settle(chunk, {self._known[number]: rows for number, rows in of_one.items()})
        if self.in_words:
            self._tell(chunk, stated)
        self._write_checks([row for rows in stated.values() for row in rows])
        self.act.write()

    def _tell(self, chunk: Chunk, stated: dict[str, list[StaffRow]]) -> None:
        """What changes, in words: for a preview, and to see that what is applied is what it said."""
        for number, rows in stated.items():
            known = self._known[number]
            called = rows[0].name if rows else self._called(known)
            self.outcome.add(effects_on(chunk, self._names, number, known, called))

    def _settle(self, chunk: Chunk, employments: Employments) -> None:
        """One person: every contract with its placements, then what hangs on all of them."""
        before = practised(chunk, employments)
        settled = {known: self._settle_contract(chunk, known, rows) for known, rows in employments.items()}
        settle_person(chunk, employments)
        settle_professions(chunk, employments, before)
        for known, rows in employments.items():
            settle_posts_held(chunk, known, rows)
        end_posts_held(chunk, employments)
        for known, rows in employments.items():
            self._count(known, rows, *settled[known])

    def _settle_contract(
        self, chunk: Chunk, known: Known, rows: list[StaffRow]
    ) -> tuple[dict[int, int], set[int]]:
        """Gives the placement of each row, by its number, and the placements in force that the file leaves out."""
        placed, settled = placed_on_the_day(chunk, known), dict[int, int]()
        if rows:
            settle_employment(chunk, known, rows[0])
        else:
            chunk.act.clear(EmploymentDetails, (known.employment_id,), Period(self.on))
        for row in rows:
            if row.team:
                settled[row.number] = settle_placement(chunk, known, row, settled.values())
        end_placements(chunk, known, rows, settled.values())
        keep_within_contract(chunk, known)
        return settled, placed - placed_on_the_day(chunk, known) - set(settled.values())

    def _called(self, known: Known) -> str:
        """What the register calls somebody whom the file no longer names: a list of those who end needs names."""
        held = on_day(self.act.timeline(PersonDetails, (known.person_id,)), self.on)
        details = said(PersonDetails, held) if held else {}
        first = details.get("known_as") or details.get("given_name")
        return f"{first} {details['family_name']}" if first else "Name not recorded"

    def _count(self, known: Known, rows: list[StaffRow], settled: dict[int, int], gone: set[int]) -> None:
        for row in rows:
            self.outcome.counts[self._row_outcome(known, row, settled.get(row.number))] += 1
        self.outcome.counts["ended"] += len(gone) or (not rows)
        dropped, added = self.act.differs(EmploymentDetails, (known.employment_id,))
        ends = any(self.on in s.period for s in dropped) and max(
            (s.period.end for s in added), default=self.on
        ) < max(s.period.end for s in dropped)
        if ends or (gone and not settled):
            self.outcome.ending.add(known.person_id)

    def _row_outcome(self, known: Known, row: StaffRow, placement_id: int | None) -> str:
        keys: list[tuple[type[Model], tuple[int, ...]]] = [
            (EmploymentDetails, (known.employment_id,)),
            (PersonDetails, (known.person_id,)),
        ]
        if row.profession:
            profession_id = self.reference.professions[row.profession].id
            keys += [(model, (known.person_id, profession_id)) for model in (Registration, Accountability)]
        if placement_id is not None:
            keys += [(PlacementDetails, (placement_id,)), (Management, (placement_id,))]
        anchor = (
            (EmploymentDetails, (known.employment_id,))
            if placement_id is None
            else (PlacementDetails, (placement_id,))
        )
        if not self.act.was(*anchor):
            return "started"
        return "changed" if any(any(self.act.differs(model, key)) for model, key in keys) else "unchanged"

    # Numbers for who and what is new.

    def _meet(self, new: dict[str, list[StaffRow]]) -> None:
        """Find or make the person of each new employment, and make the employment."""
        professions = self.reference.professions.values()
        regulators = {p.code: p.regulator for p in professions if p.regulator}
        matches = find_matches([row for rows in new.values() for row in rows], regulators)
        people = self._people_for(new, matches)
        rows = [
            {"person_id": people[n], "organisation_id": self.reference.employer_id, "assignment_number": n}
            for n in new
        ]
        for assignment_number, employment_id in self._make(Employment, rows, "assignment_number"):
            known = Known(employment_id, people[assignment_number])
            self._known[assignment_number] = known
            self._of_person[known.person_id].append(known)

    def _people_for(self, new: dict[str, list[StaffRow]], matches: Matches) -> dict[str, int]:
        found = {number: matches.person_for(rows) for number, rows in new.items()}
        numbers = [number for _, number in self._make(Person, [{} for _ in range(matches.met)], "id")]
        self.outcome.counts["new people"] += len(numbers)
        self.outcome.counts["people already known by another employment"] += len(new) - len(numbers)
        return {n: person if person > 0 else numbers[-person - 1] for n, person in found.items()}

    def _lay_out_placements(self, rows: list[StaffRow]) -> None:
        """Nobody new has a placement yet: make theirs in one statement."""
        people = [self._known[row.assignment_number].person_id for row in rows]
        new = [person_id for person_id in people if not self.act.was(PersonDetails, (person_id,))]
        self._spare = defaultdict(list)
        for person_id, placement_id in self._make(Placement, [{"person_id": p} for p in new], "person_id"):
            self._spare[person_id].append(placement_id)

    def _new_placement(self, person_id: int) -> int:
        spare = self._spare[person_id]
        if not spare:
            spare += [number for _, number in self._make(Placement, [{"person_id": person_id}], "person_id")]
        placement_id = spare.pop(0)
        self.act.new_key(PlacementDetails, (placement_id,))
        self.act.new_key(Management, (placement_id,))
        return placement_id

    def _make(
        self, model: type[Model], rows: list[dict[str, Any]], told_apart_by: str
    ) -> list[tuple[Any, int]]:
        """New numbers, each beside its row's value in one column."""
        if not rows:
            return []
        # A database may number the rows in any order, so each number is matched by what it comes with.
        table = table_of(model)
        made = db.session.execute(insert(table).returning(table.c[told_apart_by], table.c.id), rows)
        return sorted((value, number) for value, number in made)

    def _load(self, chunk: Chunk, people: Collection[int], stated: dict[str, list[StaffRow]]) -> None:
        chunk.load([known for person_id in people for known in self._of_person[person_id]], people)
        for number, rows in stated.items():
            for code in {row.profession for row in rows if row.profession}:
                key = (self._known[number].person_id, self.reference.professions[code].id)
                self.act.new_key(Accountability, key)
                self.act.new_key(Registration, key)

    def _write_checks(self, rows: list[StaffRow]) -> None:
        """That somebody looked in the regulator's register: an event, kept once."""
        wanted = {
            (
                self._known[row.assignment_number].person_id,
                self.reference.professions[row.profession].id,
                checked_on,
            )
            for row in rows
            if row.profession and (checked_on := row.registration_checked_on)
        }
        had = db.session.execute(
            select(RegisterCheck.person_id, RegisterCheck.profession_id, RegisterCheck.checked_on).where(
                RegisterCheck.person_id.in_({person_id for person_id, _, _ in wanted}),
                RegisterCheck.superseded_at.is_(None),
            )
        )
        new = sorted(wanted - {tuple(row) for row in had})
        if new:
            common = {"recorded_at": self.act.at, "recorded_by_id": self.act.by}
            values = [{"person_id": p, "profession_id": f, "checked_on": day, **common} for p, f, day in new]
            db.session.execute(insert(table_of(RegisterCheck)), values)


def _known_employments(organisation_id: int) -> dict[str, Known]:
    """Every assignment number this employer ever had here."""
    rows = db.session.execute(
        select(Employment.assignment_number, Employment.id, Employment.person_id).where(
            Employment.organisation_id == organisation_id
        )
    )
    return {number: Known(employment_id, person_id) for number, employment_id, person_id in rows}


def _employments_in_force(organisation_id: int, on: date) -> list[str]:
    """The assignment numbers in force on the day, in order."""
    return list(
        db.session.scalars(
            select(Employment.assignment_number)
            .join(EmploymentDetails, EmploymentDetails.employment_id == Employment.id)
            .where(Employment.organisation_id == organisation_id, in_force(EmploymentDetails, AsAt(on)))
            .order_by(Employment.assignment_number)
        )
    )


def _chunks(listed: list[T]) -> Iterable[list[T]]:
    return (listed[start : start + CHUNK] for start in range(0, len(listed), CHUNK))
