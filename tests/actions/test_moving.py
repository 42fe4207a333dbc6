"""Moving many cases as one act: for good, for some days, by request; refused as a whole; two leads at once."""

import re
from datetime import date, timedelta

import pytest
from flask_sqlalchemy.session import Session
from sqlalchemy import func, select
from sqlalchemy.orm import scoped_session

from accounts.audit import AuditEntry
from caseload.allocation.candidates import Taking
from caseload.allocation.request import AllocationRequest
from caseload.cases.case import Allocation, Case
from caseload.cases.holding import Contribution
from caseload.moves.moving import Moved, Transfer, move
from caseload.moves.placing import Part, placing_of
from caseload.queries.matching import Matching, facts_for
from caseload.queries.moving import whole_list
from caseload.spreading import propose
from foundation.database import db
from foundation.effective import Period
from foundation.errors import RuleBroken
from people.person import Person
from tests import builders as make
from tests.allocating_ground import DAY, NOON, AllocatingGround, allocating_ground, conflict, held, open_case

Db = scoped_session[Session]
EAST = frozenset({"east"})
SINCE = date(2026, 9, 10)
KEY = Taking.KEY_WORKER
Rows = list[tuple[date, date | None, int]]


@pytest.fixture
def g(session: Db) -> AllocatingGround:
    """Ada holds ACM-1 to ACM-4."""
    made = allocating_ground()
    for case in (made.case, *(open_case(made, f"ACM-{number}") for number in (2, 3, 4))):
        held(case, made.ada)
    return made


def cases(g: AllocatingGround) -> list[Case]:
    return list(db.session.scalars(select(Case).order_by(Case.local_reference)))


def read(g: AllocatingGround, on: date = DAY) -> Matching:
    return facts_for([case.id for case in cases(g)], on, account_id=g.leader.id, scopes=EAST)


def transfer(
    g: AllocatingGround, number: int, to: Person, taking: Taking = KEY, on: date = DAY, **said: str
) -> Transfer:
    case = cases(g)[number - 1]
    shown = said.get("shown") or read(g, on).case(case.id).shown(taking)
    return Transfer(Part(case.id, taking), g.ada.id, to.id, shown)


def moved(
    g: AllocatingGround, *transfers: Transfer, period: Period | None = None, because: str = "Ada leaves"
) -> Moved:
    days = period or Period(DAY)
    about = ("case.move", "person", g.ada.id)
    return move(transfers, read(g, days.starts_on), days, because, about=about, by=g.leader.id, at=NOON)


def holding(case: Case, role: str = "key_worker") -> Rows:
    found = (
        select(Allocation.starts_on, Allocation.until, Allocation.person_id)
        .where(Allocation.case_id == case.id, Allocation.role == role, Allocation.superseded_at.is_(None))
        .order_by(Allocation.starts_on)
    )
    return [(row[0], row[1], row[2]) for row in db.session.execute(found)]


def requests() -> list[AllocationRequest]:
    return list(db.session.scalars(select(AllocationRequest).order_by(AllocationRequest.id)))


def test_a_list_is_moved_as_one_act_which_says_what_it_did(g: AllocatingGround) -> None:
    told = moved(g, transfer(g, 1, g.bea), transfer(g, 2, g.bea), transfer(g, 3, g.sol))
    assert told.sentence == "Moved 2: ACM-1 and ACM-2 to Bea Sample. Asked for 1: ACM-3 to Sol Socialsample."
    assert holding(cases(g)[0]) == [(SINCE, DAY, g.ada.id), (DAY, None, g.bea.id)]
    assert holding(cases(g)[2]) == [(SINCE, None, g.ada.id)]
    [asked] = requests()
    assert (asked.case_id, asked.person_id, asked.decider_code) == (cases(g)[2].id, g.sol.id, "council")
    acts = select(AuditEntry).where(AuditEntry.act == "case.move")
    [entry] = db.session.scalars(acts)
    assert (entry.subject, entry.subject_id) == ("person", g.ada.id)
    assert f'"allocation_request":[{{"id":{asked.id}}}]' in (entry.after or "")


def test_for_an_absence_the_holder_has_them_again_afterwards(g: AllocatingGround) -> None:
    first, last = DAY + timedelta(days=3), DAY + timedelta(days=9)
    away = Period(first, last + timedelta(days=1))
    moved(g, transfer(g, 1, g.bea, on=first), period=away)
    assert holding(cases(g)[0]) == [
        (SINCE, first, g.ada.id),
        (first, away.until, g.bea.id),
        (away.until, None, g.ada.id),
    ]


def test_a_deputy_who_takes_over_for_some_days_is_deputy_again_afterwards(g: AllocatingGround) -> None:
    held(cases(g)[0], g.bea, "deputy")
    away = Period(DAY, DAY + timedelta(days=5))
    moved(g, transfer(g, 1, g.bea), period=away)
    assert holding(cases(g)[0], "deputy") == [(SINCE, DAY, g.bea.id), (away.until, None, g.bea.id)]


def test_a_contributor_who_takes_over_contributes_no_longer(g: AllocatingGround) -> None:
    make.dated(Contribution, case_id=cases(g)[0].id, person_id=g.bea.id, starts_on=SINCE)
    moved(g, transfer(g, 1, g.bea))
    ends = select(Contribution.until).where(Contribution.superseded_at.is_(None))
    assert db.session.scalars(ends).one() == DAY


def test_what_was_to_end_ends_as_it_was_to(g: AllocatingGround) -> None:
    until = DAY + timedelta(days=30)
    fifth = open_case(g, "ACM-5")
    held(fifth, g.ada, until=until)
    moved(g, transfer(g, 5, g.bea))
    assert holding(fifth) == [(SINCE, DAY, g.ada.id), (DAY, until, g.bea.id)]


def test_a_request_is_for_good_so_nobody_is_asked_for_some_days(g: AllocatingGround) -> None:
    away = Period(DAY, DAY + timedelta(days=5))
    with pytest.raises(RuleBroken, match=r"ACM-2: a request gives a case for good, so Sol"):
        moved(g, transfer(g, 1, g.bea), transfer(g, 2, g.sol), period=away)
    db.session.rollback()
    assert not requests()


def test_one_refusal_in_the_middle_changes_nothing(g: AllocatingGround) -> None:
    transfers = [transfer(g, number, g.bea) for number in (1, 2, 3)]
    conflict(cases(g)[1], g.bea)
    db.session.commit()
    with pytest.raises(RuleBroken, match=r"ACM-2: Bea Sample cannot be given this case. A conflict"):
        moved(g, *transfers)
    db.session.rollback()
    assert [holding(case) for case in cases(g)] == [[(SINCE, None, g.ada.id)]] * 4
    assert db.session.scalar(select(func.count()).where(AuditEntry.act == "case.move")) == 0


def test_a_reason_that_names_the_resident_refuses_all_of_it(g: AllocatingGround) -> None:
    db.session.commit()
    with pytest.raises(RuleBroken, match=r"ACM-1: The reason names the resident"):
        moved(g, transfer(g, 2, g.bea), transfer(g, 1, g.sol), because="Olive likes Sol")
    db.session.rollback()
    assert holding(cases(g)[1]) == [(SINCE, None, g.ada.id)]


def test_the_second_of_two_leads_is_told_what_the_first_did(g: AllocatingGround) -> None:
    first, second = [transfer(g, 1, g.bea)], [transfer(g, 2, g.bea), transfer(g, 1, g.rex)]
    moved(g, *first)
    db.session.commit()
    told = r"ACM-1: Bea Sample became its key worker after you opened this page .* Nothing was moved"
    with pytest.raises(RuleBroken, match=told):
        moved(g, *second)
    db.session.rollback()
    assert holding(cases(g)[1]) == [(SINCE, None, g.ada.id)]


def test_the_same_act_again_is_refused_and_changes_nothing(g: AllocatingGround) -> None:
    again = transfer(g, 1, g.bea)
    moved(g, again)
    db.session.commit()
    with pytest.raises(RuleBroken, match="after you opened this page"):
        moved(g, again)


def test_a_case_that_was_closed_or_objected_to_meanwhile_is_said_without_naming_it(
    g: AllocatingGround,
) -> None:
    gone = Transfer(Part(99_999, KEY), g.ada.id, g.bea.id, "1.1.0")
    with pytest.raises(RuleBroken, match=re.escape("A case of this list is no longer there to be moved.")):
        moved(g, gone)


def test_nothing_chosen_and_no_reason_are_refused(g: AllocatingGround) -> None:
    with pytest.raises(RuleBroken, match="Nothing was chosen"):
        moved(g)
    with pytest.raises(RuleBroken, match="Say why"):
        moved(g, transfer(g, 1, g.bea), because=" ")


def test_nobody_becomes_the_deputy_of_what_they_are_given(g: AllocatingGround) -> None:
    fifth = open_case(g, "ACM-5")
    held(fifth, g.rex)
    held(fifth, g.ada, "deputy")
    both = [transfer(g, 1, g.bea), transfer(g, 5, g.bea, Taking.DEPUTY)]
    assert moved(g, *both).sentence == "Moved 2: ACM-1 and ACM-5 (as deputy) to Bea Sample."
    assert holding(fifth, "deputy") == [(SINCE, DAY, g.ada.id), (DAY, None, g.bea.id)]


def test_a_whole_list_is_read_with_what_is_arranged_already(g: AllocatingGround) -> None:
    held(open_case(g, "ACM-5", informed="objects"), g.ada)
    later = DAY + timedelta(days=9)
    moved(g, transfer(g, 2, g.bea, on=later), period=Period(later))
    listed = whole_list(g.ada.id, DAY, later, account_id=g.leader.id, scopes=EAST)
    references = [listed.matching.case(part.case_id).reference for part in listed.parts]
    assert references == ["ACM-1", "ACM-3", "ACM-4"]
    assert [(part.case_id, who) for part, who in listed.gone] == [(cases(g)[1].id, g.bea.id)]
    assert not whole_list(g.ada.id, DAY, later, account_id=g.leader.id, scopes={"north"}).parts


def test_a_proposal_keeps_to_the_neighbourhoods_own_people(g: AllocatingGround) -> None:
    listed = whole_list(g.ada.id, DAY, DAY, account_id=g.leader.id, scopes=EAST)
    placing = placing_of(listed.matching, listed.parts)
    proposal = propose(placing.cases, placing.takers)
    assert len(proposal.placed) == 4
    assert g.ada.id not in proposal.placed.values()
    assert g.rex.id not in proposal.placed.values()
    direct = placing_of(listed.matching, listed.parts, direct_only=True)
    assert set(propose(direct.cases, direct.takers).placed.values()) == {g.bea.id}
