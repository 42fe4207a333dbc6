"""A new referral, and the residents it may be about. Whoever refers is never told of a resident they may not
see: the referral is taken as it is, and the two are put to somebody who may see both."""

import secrets
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from caseload.cases.case import UNCONFIRMED, Case, PossibleSame, Resident, ResidentDetails, SameBy
from caseload.cases.stage import CaseStage, Stage
from caseload.keeping.days import refuse_ahead
from caseload.keeping.particulars import Particulars, move_resident
from caseload.keeping.references import next_reference
from caseload.keeping.telling import tell_the_named
from caseload.policy import covers
from caseload.queries.residents import Match, find_matches
from foundation.acts import Act
from foundation.database import db
from foundation.effective import Period
from foundation.errors import RuleBroken
from foundation.formats import day


@dataclass(frozen=True, slots=True, kw_only=True)
class Referral:
    """Who is referred, when and by whom. `same_as`: the resident, of those shown, that it is about."""

    nhs_number: str
    who: Particulars
    referred_on: date
    referred_by: str
    same_as: int | None = None


def matches_for(referral: Referral, scopes: Collection[str], on: date) -> tuple[list[Match], list[Match]]:
    """Residents who may be the one referred: those whom a viewer of these neighbourhoods may be shown, and the
    rest, of whom nothing may be said. Whoever objects is of the rest: they are in no search."""
    who = referral.who
    found = find_matches(referral.nhs_number, who.family_name, who.date_of_birth, who.postcode, on)
    shown = [m for m in found if not m.known.objects and covers(scopes, m.known.neighbourhood_code)]
    return shown, [match for match in found if match not in shown]


def refer(act: Act, referral: Referral, shown: Sequence[Match], hidden: Sequence[Match]) -> int:
    """The number of the new case, at the stage of referral; why it was made is the act's reason.

    `shown` and `hidden` are the two parts of `matches_for`. Raises RuleBroken for a day that cannot be, for a
    resident who has an open case, and where a number and a name contradict each other.
    """
    refuse_ahead(act, referral.referred_on)
    if referral.referred_on < referral.who.date_of_birth:
        raise RuleBroken(f"They were born on {day(referral.who.date_of_birth)}: not referred before that.")
    chosen = next((match for match in shown if match.known.id == referral.same_as), None)
    _refuse_contradiction(referral, chosen, shown)
    if chosen is not None:
        return _open_case(act, chosen.known.id, referral)
    by_number = [match for match in hidden if match.found_by is SameBy.NHS_NUMBER]
    resident_id = _new_resident(act, referral, taken=bool(by_number))
    _note_alike(act, resident_id, hidden, shown)
    tell_the_named(act, [referral.nhs_number])
    return _open_case(act, resident_id, referral)


def _refuse_contradiction(referral: Referral, chosen: Match | None, shown: Sequence[Match]) -> None:
    holder = next((match for match in shown if match.found_by is SameBy.NHS_NUMBER), None)
    if referral.same_as is not None and chosen is None:
        raise RuleBroken("Choose again whether it is one of these people.")
    if chosen is None and holder is not None:
        raise RuleBroken(
            f"{holder.known.name} has that NHS number. If this is somebody else, one of the two numbers is wrong."
        )
    if chosen is None:
        return
    if chosen.found_by is not SameBy.NHS_NUMBER and chosen.known.confirmed:
        raise RuleBroken(
            f"{chosen.known.name} is recorded with another NHS number. Check both numbers before you go on."
        )
    if chosen.known.open_case is not None:
        raise RuleBroken(
            f"{chosen.known.name} has an open case already, {chosen.known.open_case.reference}. Keep that one."
        )


def _new_resident(act: Act, referral: Referral, *, taken: bool) -> int:
    """A number that another has already is not given twice: a mark stands for it until somebody decides."""
    number = f"{UNCONFIRMED}{secrets.token_hex(16)}" if taken else referral.nhs_number
    resident = Resident(nhs_number=number)
    db.session.add(resident)
    db.session.flush()
    act.new_key(ResidentDetails, (resident.id,))
    move_resident(act, resident.id, referral.who, referral.referred_on)
    return resident.id


def _note_alike(act: Act, resident_id: int, hidden: Sequence[Match], shown: Sequence[Match]) -> None:
    """To be decided by somebody who may see both; those that were shown have been told apart already."""
    for match in [*hidden, *shown]:
        told_apart = match in shown
        db.session.add(
            PossibleSame(
                newer_id=resident_id,
                older_id=match.known.id,
                found_by=match.found_by.value,
                found_at=act.at,
                same=False if told_apart else None,
                answered_by_id=act.by if told_apart else None,
                answered_at=act.at if told_apart else None,
            )
        )


def _open_case(act: Act, resident_id: int, referral: Referral) -> int:
    case = Case(
        local_reference=next_reference(),
        resident_id=resident_id,
        referred_on=referral.referred_on,
        referred_by=referral.referred_by,
    )
    db.session.add(case)
    db.session.flush()
    act.new_key(CaseStage, (case.id,))
    values = {"stage": Stage.REFERRAL.value, "outcome": None}
    act.put(CaseStage, (case.id,), Period(referral.referred_on), **values)
    return case.id
