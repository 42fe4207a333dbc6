"""What is said of a case while it goes on: tier, whether the resident is informed, the kind of work, what it
asks for, who must not hold it, pauses; and where the resident lives."""

from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass
from datetime import date

from caseload.cases.case import (
    Allocation,
    CaseDetails,
    CaseNeed,
    CasePause,
    Holds,
    Informed,
    ResidentDetails,
    Why,
)
from caseload.cases.holding import CaseCompetence, ConflictOfInterest, Contribution
from caseload.cases.stage import CaseKind, CaseWork
from caseload.keeping.days import from_day, open_on, refuse_ahead, refuse_without_reason
from caseload.queries.residents import ward_is_in
from foundation.acts import Act
from foundation.effective import Period
from foundation.errors import RuleBroken
from foundation.formats import day
from people.deeds import on_day, said


@dataclass(frozen=True, slots=True, kw_only=True)
class Particulars:
    """Who a resident is and where they live. Where they live and where they are registered are two facts."""

    given_name: str
    family_name: str
    date_of_birth: date
    postcode: str
    neighbourhood_id: int
    ward_id: int | None = None
    practice_id: int | None = None


def change_tier(act: Act, case_id: int, tier_id: int, on: date) -> None:
    """Stepped up or down from the day. Raises RuleBroken when the case is not open, and without a reason."""
    refuse_ahead(act, on)
    refuse_without_reason(act)
    held = open_on(act, case_id, on)
    values = said(CaseDetails, held) | {"tier_id": tier_id}
    act.put(CaseDetails, (case_id,), Period(on, held.period.until), **values)


def inform(act: Act, case_id: int, informed: Informed, informed_on: date | None, on: date) -> None:
    """Whether the resident is informed, from the day on and whatever else changed since. An objection stops
    listing from that moment. Raises RuleBroken when the case is not open."""
    refuse_ahead(act, on)
    open_on(act, case_id, on)
    if informed_on is not None:
        refuse_ahead(act, informed_on)
    for stretch in [s for s in act.timeline(CaseDetails, (case_id,)) if s.period.end > on]:
        values = said(CaseDetails, stretch) | {"informed": informed.value, "informed_on": informed_on}
        act.put(
            CaseDetails,
            (case_id,),
            Period(max(on, stretch.period.starts_on), stretch.period.until),
            **values,
        )


def change_work(act: Act, case_id: int, on: date, *, kind: CaseKind, statutory: bool, travel: bool) -> None:
    """What makes the case more or less work. Raises RuleBroken when it is not open."""
    refuse_ahead(act, on)
    open_on(act, case_id, on)
    from_day(act, CaseWork, (case_id,), on, kind=kind.value, statutory=statutory, travel=travel)


def want(act: Act, case_id: int, wanted: Mapping[int, bool], on: date) -> None:
    """These professions are wanted at the reviews from the day, each with whether it must be there; no other
    is. Raises RuleBroken when the case is not open."""
    refuse_ahead(act, on)
    open_on(act, case_id, on)
    for key in act.load_where(CaseNeed, "case_id", [case_id]):
        if key[1] not in wanted:
            act.clear(CaseNeed, key, Period(on))
    for profession_id, hard in wanted.items():
        act.put(CaseNeed, (case_id, profession_id), Period(on), hard=hard)


def ask_for(act: Act, case_id: int, competences: Collection[int], on: date) -> None:
    """Whoever holds the case needs these competences from the day, and no others."""
    refuse_ahead(act, on)
    open_on(act, case_id, on)
    for key in act.load_where(CaseCompetence, "case_id", [case_id]):
        if key[1] not in competences:
            act.clear(CaseCompetence, key, Period(on))
    for competence_id in competences:
        act.put(CaseCompetence, (case_id, competence_id), Period(on))


def name_conflict(act: Act, case_id: int, person_id: int, on: date) -> bool:
    """Somebody must not hold or contribute to the case, from the day. Whether they do so still: then somebody
    has to take it from them. Raises RuleBroken without a reason."""
    refuse_ahead(act, on)
    refuse_without_reason(act)
    act.put(ConflictOfInterest, (case_id, person_id), Period(on))
    return _works_on(act, case_id, person_id, on)


def end_conflict(act: Act, case_id: int, person_id: int, on: date) -> None:
    """They may hold it from the day. Raises RuleBroken without a reason, or when nothing kept them from it."""
    refuse_ahead(act, on)
    refuse_without_reason(act)
    if on_day(act.timeline(ConflictOfInterest, (case_id, person_id)), on) is None:
        raise RuleBroken(f"Nothing keeps them from holding the case on {day(on)}.")
    act.clear(ConflictOfInterest, (case_id, person_id), Period(on))


def pause(act: Act, case_id: int, why: Why, on: date) -> None:
    """The case stands still from the day. Raises RuleBroken when it is not open, or paused already."""
    refuse_ahead(act, on)
    open_on(act, case_id, on)
    running = [s for s in act.timeline(CasePause, (case_id,)) if s.period.end > on]
    if running:
        raise RuleBroken(f"The case is paused already, from {day(running[0].period.starts_on)}.")
    act.put(CasePause, (case_id,), Period(on), why=why.value)


def resume(act: Act, case_id: int, on: date) -> None:
    """The case goes on from the day. Raises RuleBroken when it is not paused."""
    refuse_ahead(act, on)
    running = [s for s in act.timeline(CasePause, (case_id,)) if s.period.end > on]
    if not running:
        raise RuleBroken(f"The case is not paused on {day(on)}.")
    if on < running[0].period.starts_on:
        raise RuleBroken(f"It was paused on {day(running[0].period.starts_on)}: it cannot go on before that.")
    act.clear(CasePause, (case_id,), Period(on))


def move_resident(act: Act, resident_id: int, particulars: Particulars, on: date) -> None:
    """Who they are and where they live, from the day. Raises RuleBroken for a ward of another neighbourhood."""
    refuse_ahead(act, on)
    if particulars.ward_id is not None and not ward_is_in(particulars.ward_id, particulars.neighbourhood_id):
        raise RuleBroken("That ward is in another neighbourhood. Choose both again.")
    from_day(act, ResidentDetails, (resident_id,), on, **asdict(particulars))


def _works_on(act: Act, case_id: int, person_id: int, on: date) -> bool:
    held = [on_day(act.timeline(Allocation, (case_id, role.value)), on) for role in Holds]
    holds = any(
        stretch is not None and said(Allocation, stretch)["person_id"] == person_id for stretch in held
    )
    return holds or on_day(act.timeline(Contribution, (case_id, person_id)), on) is not None
