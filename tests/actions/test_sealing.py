"""Sealing a record, naming people on it and ending it: who may, and what is refused."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from flask_sqlalchemy.session import Session
from sqlalchemy import String, cast, select
from sqlalchemy.orm import scoped_session

from accounts.asker import asks, nobody_asking
from caseload.case_lists.actions import import_cases
from caseload.cases.case import UNCONFIRMED, Case, PossibleSame, Resident
from caseload.keeping.sealing import name, refuse_unnamed, seal, take_off, unseal
from caseload.queries.seals import sealed_cases
from caseload.sealing.hiding import SEALED_TOO
from caseload.sealing.seal import SEALED, Seal, SealName, SealWhy
from foundation import clock
from foundation.acts import Act, table_of
from foundation.database import db
from foundation.errors import BadFile, RuleBroken
from people.deeds import doing
from tests import builders
from tests.small_borough import NHS_NUMBERS, NOW, TODAY, Borough, case_list, small_borough

Db = scoped_session[Session]
A_DAY = timedelta(days=1)


@pytest.fixture
def borough(session: Db) -> Borough:
    """One case of the east, held by N1 with N2 as deputy. Whoever acts is Gita, and asks."""
    found = small_borough()
    found.staff["G1"].account_id = found.by
    take_in(found, case_list({}))
    asks(found.by)
    return found


def take_in(borough: Borough, content: bytes) -> None:
    import_cases("cases.csv", content, by=borough.by, at=NOW, on=TODAY)


def do(borough: Borough, act: Callable[[Act], object], because: str = "Asked for") -> None:
    with doing("case.seal", "case", 1, by=borough.by, at=NOW, because=because) as deed:
        act(deed)


def resident() -> int:
    return db.session.scalars(select(Resident.id).order_by(Resident.id)).first() or 0


def sealed(borough: Borough) -> int:
    """The resident, sealed with everybody who has to be named."""
    number = resident()
    names = {borough.staff["N1"].id, borough.staff["N2"].id}
    do(borough, lambda act: seal(act, number, SealWhy.SAFETY, names))
    return number


def kept(column: str) -> list[str]:
    """The column as the database has it, of every row."""
    table = table_of(Resident if column == "nhs_number" else Case)
    text = select(cast(table.c[column], String)).order_by(table.c.id)
    return list(db.session.scalars(text, execution_options=SEALED_TOO))


def test_only_the_named_find_it(borough: Borough) -> None:
    number = sealed(borough)
    assert db.session.scalars(select(Resident.id)).all() == [number]
    assert db.session.scalars(select(Case.local_reference)).all() == ["ACM-1"]
    with nobody_asking():
        assert db.session.scalars(select(Resident.id)).all() == []
    asks(builders.account(email="stranger@sample.invalid").id)
    assert db.session.scalars(select(Case.id)).all() == []
    assert kept("nhs_number") == [SEALED + NHS_NUMBERS[0]]


def test_whoever_has_a_case_has_to_be_named(borough: Borough) -> None:
    with pytest.raises(RuleBroken, match="Nils SampleN2: they have a case of this resident"):
        do(borough, lambda act: seal(act, resident(), SealWhy.SAFETY, {borough.staff["N1"].id}))


def test_a_seal_needs_a_reason_and_somebody_in_the_register(borough: Borough) -> None:
    names = {borough.staff["N1"].id, borough.staff["N2"].id}
    with pytest.raises(RuleBroken, match="Say why"):
        do(borough, lambda act: seal(act, resident(), SealWhy.SAFETY, names), because=" ")
    borough.staff["G1"].account_id = None
    with pytest.raises(RuleBroken, match="nobody’s in the register"):
        do(borough, lambda act: seal(act, resident(), SealWhy.SAFETY, names))


def test_what_is_sealed_is_not_sealed_again(borough: Borough) -> None:
    sealed(borough)
    with pytest.raises(RuleBroken, match="sealed already"):
        sealed(borough)


def test_somebody_named_later_sees_it_until_they_are_taken_off(borough: Borough) -> None:
    number, nell = sealed(borough), borough.staff["N9"]
    nell.account_id = builders.account(email="nell@sample.invalid").id
    do(borough, lambda act: name(act, number, nell.id))
    assert nell.id in sealed_cases([1], TODAY)[1]
    asks(nell.account_id)
    assert db.session.scalars(select(Resident.id)).all() == [number]
    asks(borough.by)
    do(borough, lambda act: take_off(act, number, nell.id))
    asks(nell.account_id)
    assert db.session.scalars(select(Resident.id)).all() == []


@pytest.mark.parametrize(("until", "seen"), [(TODAY, False), (TODAY + A_DAY, True)])
def test_whoever_was_named_sees_it_to_their_last_day(borough: Borough, until: date, seen: bool) -> None:
    """They were named long ago, so that there is a row that ends."""
    number, nell = sealed(borough), borough.staff["N9"]
    nell.account_id = builders.account(email="nell@sample.invalid").id
    builders.dated(SealName, resident_id=number, person_id=nell.id, until=until)
    asks(nell.account_id)
    with clock.pretending(NOW):
        assert db.session.scalars(select(Resident.id)).all() == ([number] if seen else [])


@pytest.mark.parametrize(
    ("starts_on", "until", "hidden"),
    [
        (TODAY, None, True),
        (TODAY + A_DAY, None, False),
        (builders.START, TODAY + A_DAY, True),
        (builders.START, TODAY, False),
    ],
)
def test_a_seal_hides_from_its_first_day_to_its_last(
    borough: Borough, starts_on: date, until: date | None, hidden: bool
) -> None:
    number = resident()
    builders.dated(Seal, resident_id=number, why="safety", starts_on=starts_on, until=until)
    asks(builders.account(email="stranger@sample.invalid").id)
    with clock.pretending(NOW):
        assert db.session.scalars(select(Resident.id)).all() == ([] if hidden else [number])


def test_neither_oneself_nor_a_holder_nor_anybody_else_is_taken_off(borough: Borough) -> None:
    number = sealed(borough)
    for who, sentence in (("G1", "take yourself off"), ("N1", "has a case"), ("N9", "Somebody changed this")):
        with pytest.raises(RuleBroken, match=sentence):
            do(borough, lambda act, who=who: take_off(act, number, borough.staff[who].id))


def test_a_case_is_given_to_nobody_who_could_not_see_it(borough: Borough) -> None:
    sealed(borough)
    refuse_unnamed([(1, borough.staff["N1"].id)], TODAY)
    with pytest.raises(RuleBroken, match="not named"):
        refuse_unnamed([(1, borough.staff["N9"].id)], TODAY)


def test_a_list_changes_no_sealed_record(borough: Borough) -> None:
    """Who is named is told so; for anybody else the resident is new."""
    sealed(borough)
    with pytest.raises(BadFile):
        take_in(borough, case_list({}))
    with nobody_asking():
        take_in(borough, case_list({}))
    assert kept("nhs_number") == [SEALED + NHS_NUMBERS[0], NHS_NUMBERS[0]]
    assert kept("local_reference") == [f"{SEALED}ACM-1", "ACM-1"]


def test_when_it_ends_everything_is_as_it_was(borough: Borough) -> None:
    number = sealed(borough)
    do(borough, lambda act: unseal(act, number))
    with nobody_asking():
        assert db.session.scalars(select(Case.local_reference)).all() == ["ACM-1"]
    assert kept("nhs_number") == [NHS_NUMBERS[0]]


def test_a_number_and_a_reference_given_meanwhile_are_not_given_twice(borough: Borough) -> None:
    number = sealed(borough)
    with nobody_asking():
        take_in(borough, case_list({}))
    do(borough, lambda act: unseal(act, number))
    assert [n.startswith(UNCONFIRMED) for n in kept("nhs_number")] == [True, False]
    assert kept("local_reference") == ["REF-00003", "ACM-1"]
    pair = db.session.execute(select(PossibleSame.newer_id, PossibleSame.older_id)).one()
    assert tuple(pair) == (2, number)
