"""The scheme of delegation on one day: what each employer has ceded, shared and kept, and why. Pure.

A cell says at a glance what `teams.authority.authority` would rule about every member of staff one by one.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from foundation.formats import plural
from teams.authority import cession
from teams.authority.authority import NEVER
from teams.authority.ceding import DECIDES
from teams.authority.cells import OF_PARTY, Cell, Clause, Column, Extent, Scheme, StaffGroup, count
from teams.authority.facts import (
    Cedable,
    DayFacts,
    FunctionFact,
    MandateFact,
    OrganisationFact,
    Party,
    PlaceFact,
)
from teams.mandate import ALL

ANYWHERE = PlaceFact("", "", None, None, cession.ALL_HOURS, None)
"""A place to ask about a mandate that has been read as one for all staff in all teams."""


def scheme_of(facts: DayFacts, staff: Iterable[StaffGroup]) -> Scheme:
    """The scheme on the day of the facts; `staff` are the people in placement on it. Posts are not needed."""
    ceding = {m.organisation for m in facts.mandates if cession.in_force(m, facts.on)}
    columns = columns_of(facts, staff)
    shown = tuple(c for c in columns if c.staff or c.organisation.code in ceding)
    others = tuple(c.organisation for c in columns if not (c.staff or c.organisation.code in ceding))
    return Scheme(facts.on, facts.functions, shown, others)


def columns_of(facts: DayFacts, staff: Iterable[StaffGroup]) -> list[Column]:
    """Every organisation's side, also of those with neither staff nor a mandate, in their order."""
    employed: dict[str, list[StaffGroup]] = {}
    for group in staff:
        employed.setdefault(group.organisation, []).append(group)
    return [column_of(o, facts, employed.get(o.code, ())) for o in facts.organisations.values()]


def column_of(organisation: OrganisationFact, facts: DayFacts, staff: Sequence[StaffGroup]) -> Column:
    """One employer's side; `staff` are its own."""
    mandates = as_they_stand(organisation, facts)
    employer = _Employer(organisation, facts.on, tuple(staff), [(m, _reach(m, staff)) for m in mandates])
    return Column(organisation, employer.staff, tuple(employer.cell(f) for f in facts.functions))


def as_they_stand(organisation: OrganisationFact, facts: DayFacts) -> list[MandateFact]:
    """An employer's mandates in the words in which each stands on the day (before it starts: in those in
    which it will), the one that started first first."""
    standing: dict[str, MandateFact] = {}
    own = (mandate for mandate in facts.mandates if mandate.organisation == organisation.code)
    for mandate in sorted(own, key=lambda m: m.period.starts_on):
        if mandate.code not in standing or mandate.period.starts_on <= facts.on:
            standing[mandate.code] = mandate
    return sorted(standing.values(), key=lambda m: (m.period.starts_on, m.code))


def _reach(mandate: MandateFact, staff: Sequence[StaffGroup]) -> frozenset[int]:
    """Which of the groups the agreement names, whatever it cedes."""
    return frozenset(
        number
        for number, group in enumerate(staff)
        if cession.covers_staff(mandate, group.place.profession, group.job_title)
        and cession.covers_team(mandate, group.place)
    )


@dataclass(frozen=True, slots=True)
class _Employer:
    """One employer on the day: its staff, and its mandates with the numbers of the groups each reaches."""

    organisation: OrganisationFact
    on: date
    staff: tuple[StaffGroup, ...]
    mandates: list[tuple[MandateFact, frozenset[int]]]

    def cell(self, function: FunctionFact) -> Cell:
        """What it has done with one function."""
        if function.cedable is Cedable.NEVER or function.before is Party.ANYONE:
            return self._never(function)
        refusals = {
            m.code: self._why_not(m, function)
            for m, _ in self.mandates
            if cession.names_function(m, function)
        }
        clauses, left = self._clauses(function, [code for code, reason in refusals.items() if reason is None])
        parties = {function.after} if clauses else set[Party]()
        if left or not clauses:
            parties.add(function.before)
        return Cell(
            function,
            self.organisation,
            OF_PARTY[min(parties)] if len(parties) == 1 else Extent.SHARED,
            self.staff,
            clauses,
            tuple(p for p in function.consult if parties != {p}),
            tuple(self._because(function, clauses, refusals)),
        )

    def _never(self, function: FunctionFact) -> Cell:
        party = function.before
        names = [
            m.code for m, _ in self.mandates if function.code in m.functions and cession.in_force(m, self.on)
        ]
        because = [
            "Whoever sees it raises it, whoever employs or manages them."
            if party is Party.ANYONE
            else f"{function.name} {NEVER[party]}."
        ]
        because += [f"Mandate {code} names it, and that has no effect." for code in names]
        consult = tuple(p for p in function.consult if p is not party)
        return Cell(
            function, self.organisation, OF_PARTY[party], self.staff, consult=consult, because=tuple(because)
        )

    def _why_not(self, mandate: MandateFact, function: FunctionFact) -> str | None:
        """Why it cedes the function for nobody at all; None when it cedes it for the staff that it names."""
        for_all = replace(mandate, professions=(ALL,), teams=(ALL,))
        return cession.why_not(for_all, function, ANYWHERE, "", self.organisation, self.on)

    def _clauses(self, function: FunctionFact, ceding: Sequence[str]) -> tuple[tuple[Clause, ...], bool]:
        """The clauses that cede it, and whether that leaves anybody out. Of two for the same staff, the one
        that started first stands."""
        clauses: list[Clause] = []
        left = frozenset(range(len(self.staff)))
        for mandate, reach in self.mandates:
            reached = reach & left
            if mandate.code in ceding and (reached or not self.staff):
                staff = tuple(self.staff[number] for number in sorted(reached))
                clauses.append(Clause(mandate, cession.condition_of(mandate, function), staff))
                left -= reached
        if self.staff:
            return tuple(clauses), bool(left)
        return tuple(clauses), not any(c.mandate.professions == c.mandate.teams == (ALL,) for c in clauses)

    def _because(
        self, function: FunctionFact, clauses: Sequence[Clause], refusals: Mapping[str, str | None]
    ) -> Iterable[str]:
        people = count(self.staff)
        yield from (_says(clause, people) for clause in clauses)
        if clauses and function.after is not Party.NEIGHBOURHOOD:
            yield f"By the scheme, {DECIDES[function.after]} even when it is ceded."
        rest = people - sum(clause.people for clause in clauses)
        if clauses and rest:
            yield f"For the other {rest}, {DECIDES[function.before]}."
        if not clauses:
            yield f"Until it is ceded, {DECIDES[function.before]}."
            yield from self._refused(refusals)
        if not self.staff:
            yield "Nobody of this employer is in placement that day: this is what its mandates say."

    def _refused(self, refusals: Mapping[str, str | None]) -> Iterable[str]:
        if not refusals:
            yield "No mandate of this employer cedes it."
        for mandate, _ in self.mandates:
            if mandate.code in refusals:
                yield f"{refusals[mandate.code] or _for_nobody_here(mandate)}."


def _for_nobody_here(mandate: MandateFact) -> str:
    who, where = cession.spoken(mandate.professions), cession.spoken(mandate.teams)
    said = f"{'all staff' if who == ALL else who} in {'all teams' if where == ALL else where}"
    return f"Mandate {mandate.code} cedes it only for {said}, and none of them is in placement that day"


def _says(clause: Clause, people: int) -> str:
    whom = _of(clause, people) if people else clause.whom
    said = f"Mandate {clause.mandate.code} ({clause.agreement}) cedes it for {whom}."
    return f"{said} Condition: {clause.condition}." if clause.condition else said


def _of(clause: Clause, people: int) -> str:
    if clause.people == people:
        return "everybody in placement"
    return f"{clause.whom}: {clause.people} of {plural(people, 'person', 'people')} in placement"
