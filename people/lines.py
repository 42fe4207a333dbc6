"""The three lines of one person on one day, side by side. Pure: facts in, lines with their reasons out.

Each line is judged from its own facts. No line is ever inferred from another, and several employments,
placements or professions are several chains.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from foundation.effective import Period
from people.climb import Chain, Gap, GapKind, climb
from people.line_facts import (
    EmploymentFact,
    LineFacts,
    PlacementFact,
    ProfessionFact,
    RegistrationFact,
    latest_end,
    only_on,
    true_on,
    unbroken,
)
from people.line_sentences import Whose, employer_sentence, management_sentence, professional_sentence
from people.post import Line


@dataclass(frozen=True, slots=True)
class EmployerChain:
    """A contract and the organisation it is with, which is the top of this line. `days`: how long it runs,
    whatever changed in its terms."""

    employment: EmploymentFact
    days: Period
    sentence: str


@dataclass(frozen=True, slots=True)
class ManagementChain:
    """Who directs the work of one placement."""

    placement: PlacementFact
    chain: Chain
    sentence: str


@dataclass(frozen=True, slots=True)
class ProfessionalChain:
    """Who answers for one profession, and the registration it rests on. `practises`: in a placement."""

    profession: ProfessionFact
    practises: bool
    chain: Chain
    registration: RegistrationFact | None
    registration_gap: Gap | None
    sentence: str


@dataclass(frozen=True, slots=True)
class Placed:
    """A placement with its employment and, where a regulated person is not cleared to practise in it, why.
    `days`: how long it runs, whatever changed in its terms."""

    placement: PlacementFact
    employment: EmploymentFact | None
    days: Period
    not_cleared: tuple[str, ...]

    @property
    def regulated(self) -> bool:
        """Whether nobody may work in it without a registration in force."""
        return self.placement.profession is not None and self.placement.profession.regulator is not None

    @property
    def cleared_to_practise(self) -> bool:
        """A live professional line and a registration in force, where the profession is regulated."""
        return not self.not_cleared


@dataclass(frozen=True, slots=True)
class Lines:
    """All three on one day. `unemployed`: placements that rest on no employment in force."""

    on: date
    employer: tuple[EmployerChain, ...]
    management: tuple[ManagementChain, ...]
    professional: tuple[ProfessionalChain, ...]
    placements: tuple[Placed, ...]
    unemployed: tuple[Gap, ...]

    @property
    def gaps(self) -> tuple[Gap, ...]:
        """Every way in which a line does not hold, once: employer, management, then professional."""
        management = [gap for line in self.management for gap in line.chain.gaps]
        professional = [gap for line in self.professional for gap in line.chain.gaps]
        registration = [line.registration_gap for line in self.professional if line.registration_gap]
        return tuple(dict.fromkeys((*self.unemployed, *management, *professional, *registration)))


def lines_of(facts: LineFacts, on: date, whose: Whose) -> Lines:
    """The lines of the person these facts are about."""
    placements = true_on(facts.placements, on)
    return Lines(
        on,
        tuple(_employer(employment, facts, on, whose) for employment in true_on(facts.employments, on)),
        tuple(_management(placement, facts, on, whose) for placement in placements),
        tuple(_professional(profession, facts, on, whose) for profession in _professions(facts, on)),
        tuple(_placed(placement, facts, on) for placement in placements),
        tuple(gap for placement in placements for gap in _unemployed(placement, facts, on)),
    )


def _employer(employment: EmploymentFact, facts: LineFacts, on: date, whose: Whose) -> EmployerChain:
    terms = [e for e in facts.employments if e.employment_id == employment.employment_id]
    sentence = employer_sentence(employment, facts.employments, on, whose)
    return EmployerChain(employment, unbroken(terms, on) or employment.period, sentence)


def _management(placement: PlacementFact, facts: LineFacts, on: date, whose: Whose) -> ManagementChain:
    rows = [row for row in facts.management if row.placement_id == placement.placement_id]
    row = only_on(rows, on)
    if row is None:
        since = max(_days_placed(placement, facts, on).starts_on, latest_end(rows, on) or date.min)
        reason = f"No management line is recorded for the placement in {placement.team}."
        chain = Chain((), Gap(GapKind.NO_LINE, Line.MANAGEMENT, since, reason))
    else:
        chain = climb(row.post_id, row.period, Line.MANAGEMENT, facts, on)
    return ManagementChain(placement, chain, management_sentence(chain, placement.team, whose))


def _professions(facts: LineFacts, on: date) -> list[ProfessionFact]:
    """What the person practises in a placement, answers for, or is registered as, by name."""
    practised = [p.profession for p in true_on(facts.placements, on) if p.profession]
    answered = [a.profession for a in true_on(facts.accountabilities, on)]
    registered = [r.profession for r in true_on(facts.registrations, on)]
    return sorted({*practised, *answered, *registered}, key=lambda p: (p.name, p.id))


def _professional(profession: ProfessionFact, facts: LineFacts, on: date, whose: Whose) -> ProfessionalChain:
    practice = _practice(profession, facts, on)
    rows = [row for row in facts.accountabilities if row.profession == profession]
    row = only_on(rows, on)
    if row is not None:
        chain = climb(row.post_id, row.period, Line.PROFESSIONAL, facts, on)
    elif practice is not None:
        chain = Chain((), _no_professional_line(profession, practice, latest_end(rows, on)))
    else:
        chain = Chain(())
    return ProfessionalChain(
        profession,
        practice is not None,
        chain,
        only_on([r for r in facts.registrations if r.profession == profession], on),
        _registration_gap(profession, practice or (row and row.period), facts, on),
        professional_sentence(chain, practises=practice is not None, whose=whose),
    )


def _practice(profession: ProfessionFact, facts: LineFacts, on: date) -> Period | None:
    """The unbroken days, this one among them, of placements in the profession."""
    return unbroken([p for p in facts.placements if p.profession == profession], on)


def _no_professional_line(profession: ProfessionFact, practice: Period, ended: date | None) -> Gap:
    since = max(practice.starts_on, ended or practice.starts_on)
    reason = f"No professional line is recorded for the profession {profession.name}."
    return Gap(GapKind.NO_LINE, Line.PROFESSIONAL, since, reason)


def _registration_gap(
    profession: ProfessionFact, needed: Period | None, facts: LineFacts, on: date
) -> Gap | None:
    """Why a registration that is needed is not in force. A number without an expiry day counts as in force."""
    if profession.regulator is None or needed is None:
        return None
    numbered = [r for r in facts.registrations if r.profession == profession and r.number is not None]
    registration = only_on(numbered, on)
    if registration is None:
        since = max(needed.starts_on, latest_end(numbered, on) or needed.starts_on)
        reason = f"No {profession.regulator} registration number is recorded for {profession.name}."
        return Gap(GapKind.REGISTRATION_MISSING, Line.PROFESSIONAL, since, reason)
    if registration.expires_on is None or on <= registration.expires_on:
        return None
    since = max(registration.expires_on + timedelta(days=1), needed.starts_on)
    reason = f"The {profession.regulator} registration as {profession.name} has lapsed."
    return Gap(GapKind.REGISTRATION_LAPSED, Line.PROFESSIONAL, since, reason)


def _placed(placement: PlacementFact, facts: LineFacts, on: date) -> Placed:
    employment = only_on([e for e in facts.employments if e.employment_id == placement.employment_id], on)
    return Placed(
        placement, employment, _days_placed(placement, facts, on), tuple(_not_cleared(placement, facts, on))
    )


def _days_placed(placement: PlacementFact, facts: LineFacts, on: date) -> Period:
    same = [p for p in facts.placements if p.placement_id == placement.placement_id]
    return unbroken(same, on) or placement.period


def _not_cleared(placement: PlacementFact, facts: LineFacts, on: date) -> Iterable[str]:
    """Rule 7: nobody regulated works in a team without a live professional line and a registration in force."""
    profession = placement.profession
    if profession is None or profession.regulator is None:
        return
    if only_on([a for a in facts.accountabilities if a.profession == profession], on) is None:
        yield f"No professional line is recorded for the profession {profession.name}."
    gap = _registration_gap(profession, placement.period, facts, on)
    if gap is not None:
        yield gap.reason


def _unemployed(placement: PlacementFact, facts: LineFacts, on: date) -> Iterable[Gap]:
    terms = [e for e in facts.employments if e.employment_id == placement.employment_id]
    if only_on(terms, on) is not None:
        return
    since = max(_days_placed(placement, facts, on).starts_on, latest_end(terms, on) or date.min)
    reason = f"The placement in {placement.team} rests on no employment in force."
    yield Gap(GapKind.NO_EMPLOYMENT, Line.EMPLOYER, since, reason)
