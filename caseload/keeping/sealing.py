"""Sealing a resident's record, and who is named on it. Whoever is not named sees no trace of it.

Only somebody who keeps the case says so, and only somebody who is named can change it afterwards: to everybody
else there is nothing to change.
"""

import secrets
from collections.abc import Collection
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, select, update

from caseload.cases.case import UNCONFIRMED, Case, PossibleSame, Resident, SameBy
from caseload.keeping.days import refuse_without_reason, today_of
from caseload.keeping.references import next_reference
from caseload.queries.seals import holders_of_resident, one_person, person_of_account, sealed_cases
from caseload.sealing.seal import SEALED, Seal, SealName, SealWhy
from foundation.acts import Act, table_of
from foundation.database import db
from foundation.effective import Period
from foundation.errors import RuleBroken
from foundation.formats import listed
from foundation.model import Model
from people.deeds import SUPERSEDED, on_day


def seal(act: Act, resident_id: int, why: SealWhy, names: Collection[int]) -> None:
    """From today only these people see the record, and whoever seals it. Everybody who has a case of the resident
    has to be among them.

    Raises RuleBroken without a reason, when it is sealed already, for an account that is nobody's in the register,
    and while somebody who has a case is not named.
    """
    refuse_without_reason(act)
    on = today_of(act)
    if on_day(act.timeline(Seal, (resident_id,)), on) is not None:
        raise RuleBroken("This record is sealed already.")
    named = {*names, _own_person(act)}
    unnamed = [name for number, name in holders_of_resident(resident_id, on).items() if number not in named]
    if unnamed:
        raise RuleBroken(
            f"{listed(unnamed)}: they have a case of this resident, so they have to be named too."
        )
    for each in one_person(resident_id):
        act.put(Seal, (each,), Period(on), why=why.value)
        for person_id in sorted(named):
            act.put(SealName, (each, person_id), Period(on))
        _take_out_of_sight(each)


def unseal(act: Act, resident_id: int) -> None:
    """From now on the record is there again for whoever may see the neighbourhood's residents. Raises RuleBroken
    without a reason, and when it is not sealed."""
    refuse_without_reason(act)
    on = today_of(act)
    for each in one_person(resident_id):
        _refuse_unsealed(act, each)
        act.clear(Seal, (each,), Period(on))
        for key in act.load_where(SealName, "resident_id", [each]):
            act.clear(SealName, key, Period(on))
        _bring_back(act, each)


def name(act: Act, resident_id: int, person_id: int) -> None:
    """From now on they see it. Raises RuleBroken without a reason, and when it is not sealed."""
    refuse_without_reason(act)
    for each in one_person(resident_id):
        _refuse_unsealed(act, each)
        act.put(SealName, (each, person_id), Period(today_of(act)))


def take_off(act: Act, resident_id: int, person_id: int) -> None:
    """From now on they do not see it.

    Raises RuleBroken without a reason, for oneself (so that somebody stays who can change it), for whoever has a
    case of the resident, and when they are not named.
    """
    refuse_without_reason(act)
    on = today_of(act)
    if person_id == _own_person(act):
        raise RuleBroken("You cannot take yourself off. Somebody else who is named and keeps the case can.")
    holders = holders_of_resident(resident_id, on)
    if person_id in holders:
        raise RuleBroken(f"{holders[person_id]} has a case of this resident. Give it to somebody else first.")
    for each in one_person(resident_id):
        if on_day(act.timeline(SealName, (each, person_id)), on) is None:
            raise RuleBroken(SUPERSEDED)
        act.clear(SealName, (each, person_id), Period(on))


def refuse_unnamed(given: Collection[tuple[int, int]], on: date) -> None:
    """Of cases and the people they are to be given to. Raises RuleBroken for whoever could not see theirs."""
    sealed = sealed_cases({case_id for case_id, _ in given}, on)
    if any(case_id in sealed and person_id not in sealed[case_id] for case_id, person_id in given):
        raise RuleBroken(
            "The record is sealed, and they are not named on it. Name them first, on the case’s page."
        )


def _own_person(act: Act) -> int:
    own = person_of_account(act.by)
    if own is None:
        raise RuleBroken(
            "Your account is nobody’s in the register, so you could not be named on the record yourself. "
            "Ask the partnership office to say whose account it is."
        )
    return own


def _refuse_unsealed(act: Act, resident_id: int) -> None:
    if on_day(act.timeline(Seal, (resident_id,)), today_of(act)) is None:
        raise RuleBroken(SUPERSEDED)


def _take_out_of_sight(resident_id: int) -> None:
    """Their number and references are free from now on for whoever does not know of them. A mark that stands for a
    number is like no other, and stays."""
    residents, cases = table_of(Resident).c, table_of(Case).c
    own_number = residents.nhs_number.not_like(f"{UNCONFIRMED}%")
    _change(Resident, residents.id == resident_id, own_number, nhs_number=SEALED + residents.nhs_number)
    _change(Case, cases.resident_id == resident_id, local_reference=SEALED + cases.local_reference)


def _bring_back(act: Act, resident_id: int) -> None:
    """Their number and references are theirs again. Where somebody was given one meanwhile: a mark stands for the
    number until it is said whether the two are one person, and the case has a new reference."""
    number = db.session.scalars(select(Resident.nhs_number).where(Resident.id == resident_id)).one()
    same = select(Resident.id).where(Resident.nhs_number == number, Resident.id != resident_id)
    other = db.session.scalar(same)
    if other is not None:
        _note_alike(act, newer_id=other, older_id=resident_id)
        number = f"{UNCONFIRMED}{secrets.token_hex(16)}"
    _change(Resident, table_of(Resident).c.id == resident_id, nhs_number=number)
    own = select(Case.id, Case.local_reference).where(Case.resident_id == resident_id).order_by(Case.id)
    for case_id, reference in db.session.execute(own).all():
        taken = db.session.scalar(select(Case.id).where(Case.local_reference == reference))
        again = reference if taken is None else next_reference()
        _change(Case, table_of(Case).c.id == case_id, local_reference=again)


def _change(model: type[Model], *which: ColumnElement[bool], **values: Any) -> None:
    db.session.execute(update(table_of(model)).where(*which).values(**values))


def _note_alike(act: Act, *, newer_id: int, older_id: int) -> None:
    found_by = SameBy.NHS_NUMBER.value
    db.session.add(PossibleSame(newer_id=newer_id, older_id=older_id, found_by=found_by, found_at=act.at))
    db.session.flush()
