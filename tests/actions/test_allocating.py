"""Giving a case to somebody, asking where one may not, ending it, and what the second of two is told."""

import json
from datetime import date, timedelta
from typing import Any

import pytest
from flask_sqlalchemy.session import Session
from sqlalchemy import select
from sqlalchemy.orm import scoped_session

from accounts.account import Account, RoleGrant, Viewer
from accounts.audit import AuditEntry
from accounts.permissions import Role
from caseload.allocation.allocating import Done, Wish, carry_out, end, give_to_team, suitable
from caseload.allocation.answering import answer, withdraw, worker_answers
from caseload.allocation.candidates import Taking
from caseload.allocation.directing import How
from caseload.allocation.request import AllocationRequest, Answer, RequestAnswer
from caseload.allocation.requesting import ask
from caseload.cases.case import Allocation, Case, Informed
from caseload.cases.holding import Contribution, TeamAllocation
from caseload.keeping.particulars import inform
from caseload.queries.allocations import team_id_of
from caseload.queries.matching import AskedCase, Matching, facts_for
from caseload.queries.requests import get_request
from foundation.database import db
from foundation.effective import AsAt, in_force
from foundation.errors import NotThere, RuleBroken
from foundation.formats import day
from people.deeds import doing
from people.person import Person
from tests import builders as make
from tests.allocating_ground import DAY, NOON, AllocatingGround, allocating_ground, conflict, held, open_case
from tests.decision_ground import mandate

Db = scoped_session[Session]
TOMORROW = DAY + timedelta(days=1)
EAST = frozenset({"east"})


@pytest.fixture
def g(session: Db) -> AllocatingGround:
    return allocating_ground()


def read(g: AllocatingGround, case: Case | None = None) -> Matching:
    return facts_for([(case or g.case).id], DAY, account_id=g.leader.id, scopes=EAST)


def asked(g: AllocatingGround, case: Case | None = None) -> AskedCase:
    return read(g, case).case((case or g.case).id)


def wish(g: AllocatingGround, who: Person, **said: Any) -> Done:
    case = said.pop("case", g.case)
    usual: dict[str, Any] = {"taking": Taking.KEY_WORKER, "because": "Knows the family"}
    wanted = Wish(case_id=case.id, person_id=who.id, **usual | said)
    return carry_out(wanted, read(g, case), by=g.leader.id, at=NOON)


def now(case: Case) -> dict[str, int]:
    """Who holds the case today, by role."""
    rows = db.session.execute(
        select(Allocation.role, Allocation.person_id)
        .where(Allocation.case_id == case.id, in_force(Allocation, AsAt(DAY)))
        .order_by(Allocation.role)
    )
    return {row[0]: row[1] for row in rows}


def requests() -> list[AllocationRequest]:
    return list(db.session.scalars(select(AllocationRequest).order_by(AllocationRequest.id)))


def answers() -> list[tuple[str, str, str]]:
    rows = db.session.scalars(select(RequestAnswer).order_by(RequestAnswer.id))
    return [(row.party, row.answer, row.because) for row in rows]


def viewer(account: Any) -> Viewer:
    grants = db.session.scalars(select(RoleGrant).where(RoleGrant.account_id == account.id))
    return Viewer(account.id, account.name, tuple((Role(grant.role), grant.scope) for grant in grants))


def test_where_work_is_ceded_the_case_is_given_at_once_with_reason_and_allocator(g: AllocatingGround) -> None:
    assert wish(g, g.ada) is Done.ALLOCATED
    row = db.session.scalars(select(Allocation)).one()
    assert (row.person_id, row.starts_on, row.until) == (g.ada.id, DAY, None)
    assert (row.because, row.recorded_by_id) == ("Knows the family", g.leader.id)
    [entry] = db.session.scalars(select(AuditEntry).where(AuditEntry.act == "case.allocate"))
    assert (entry.subject, entry.subject_id, entry.account_id) == ("case", g.case.id, g.leader.id)
    assert "family" not in (entry.after or "")


def test_where_it_is_not_ceded_the_same_act_is_a_request_and_nothing_is_allocated(
    g: AllocatingGround,
) -> None:
    assert wish(g, g.sol) is Done.ASKED
    [request] = requests()
    assert (request.decider_kind, request.decider_code) == ("organisation", "council")
    assert (request.person_id, request.role, request.because) == (g.sol.id, "key_worker", "Knows the family")
    assert now(g.case) == {}
    assert read(g).work.load_of(g.sol.id).reserved == 440
    assert read(g).work.load_of(g.sol.id).held == 0


def test_the_same_wish_again_changes_nothing(g: AllocatingGround) -> None:
    assert wish(g, g.ada, shown=asked(g).shown(Taking.KEY_WORKER)) is Done.ALLOCATED
    assert wish(g, g.ada, shown="1.0.0") is Done.ALREADY
    other = open_case(g, "ACM-2")
    assert wish(g, g.sol, case=other) is Done.ASKED
    assert wish(g, g.sol, case=other) is Done.ALREADY_ASKED
    assert len(requests()) == 1


def test_a_second_lead_is_told_who_was_quicker_and_by_whom(g: AllocatingGround) -> None:
    shown = asked(g).shown(Taking.KEY_WORKER)
    wish(g, g.ada, shown=shown)
    with pytest.raises(RuleBroken) as refusal:
        wish(g, g.bea, shown=shown)
    assert str(refusal.value) == (
        "Ada Sample became its key worker after you opened this page (Sample lead, 20 November 2026, 12:00). "
        "Nothing was changed, and what you typed is kept. Look at what holds now before you decide again."
    )
    assert now(g.case) == {"key_worker": g.ada.id}


def test_a_second_lead_is_told_of_a_request_and_of_an_ending(g: AllocatingGround) -> None:
    shown = asked(g).shown(Taking.KEY_WORKER)
    wish(g, g.sol, shown=shown)
    with pytest.raises(RuleBroken, match="Sample lead asked that Sol Socialsample be its key worker after"):
        wish(g, g.bea, shown=shown)
    other = open_case(g, "ACM-2")
    held(other, g.ada)
    shown = asked(g, other).shown(Taking.KEY_WORKER)
    end(asked(g, other), Taking.KEY_WORKER, g.ada.id, "Wrong person", on=DAY, by=g.leader.id, at=NOON)
    with pytest.raises(RuleBroken, match="Somebody ended its key worker"):
        wish(g, g.bea, case=other, shown=shown)


def test_a_transfer_ends_one_and_starts_the_next(g: AllocatingGround) -> None:
    held(g.case, g.ada)
    assert wish(g, g.bea, because="Ada has too much") is Done.ALLOCATED
    parts = [(p.person_id, p.starts_on, p.until) for p in asked(g).parts]
    assert parts == [(g.bea.id, DAY, None), (g.ada.id, date(2026, 9, 10), DAY)]


def test_whoever_is_to_follow_keeps_their_day(g: AllocatingGround) -> None:
    held(g.case, g.bea, starts_on=TOMORROW)
    wish(g, g.ada)
    parts = [(p.person_id, p.starts_on, p.until) for p in asked(g).parts]
    assert parts == [(g.bea.id, TOMORROW, None), (g.ada.id, DAY, TOMORROW)]


def test_one_part_takes_the_place_of_a_lesser_one(g: AllocatingGround) -> None:
    held(g.case, g.ada, "deputy")
    make.dated(Contribution, case_id=g.case.id, person_id=g.bea.id)
    wish(g, g.ada)
    wish(g, g.bea, taking=Taking.DEPUTY)
    assert now(g.case) == {"key_worker": g.ada.id, "deputy": g.bea.id}
    assert asked(g).fact.contributors == frozenset()


def test_contributors_are_many(g: AllocatingGround) -> None:
    for who in (g.ada, g.bea):
        assert wish(g, who, taking=Taking.CONTRIBUTOR) is Done.ALLOCATED
    assert asked(g).fact.contributors == {g.ada.id, g.bea.id}
    end(asked(g), Taking.CONTRIBUTOR, g.ada.id, "Done", on=DAY, by=g.leader.id, at=NOON + timedelta(hours=1))
    assert asked(g).fact.contributors == {g.bea.id}


def test_whoever_is_not_the_first_needs_a_reason(g: AllocatingGround) -> None:
    first = read(g).suggestions(g.case.id).ranked[0]
    second = read(g).suggestions(g.case.id).ranked[1]
    with pytest.raises(RuleBroken, match=f"Say why {second.candidate.name} is to be its key worker"):
        wish(g, db.session.get_one(Person, second.person_id), because=" ")
    assert wish(g, db.session.get_one(Person, first.person_id), because="") is Done.ALLOCATED
    assert db.session.scalars(select(Allocation.because)).one() == "The first suggested."


def test_nobody_is_given_a_case_whom_something_bars(g: AllocatingGround) -> None:
    conflict(g.case, g.ada)
    with pytest.raises(RuleBroken) as refusal:
        wish(g, g.ada)
    assert str(refusal.value) == (
        "Ada Sample cannot be given this case. A conflict of interest with this case is recorded for them."
    )
    with pytest.raises(RuleBroken, match="They work in no team that could take this case today"):
        wish(g, g.base.lee)
    with pytest.raises(NotThere):
        facts_for([g.case.id], DAY, account_id=g.leader.id, scopes={"north"}).case(g.case.id)


def test_what_has_been_ceded_meanwhile_is_said_before_anything_is_done(g: AllocatingGround) -> None:
    with pytest.raises(
        RuleBroken, match="What has been ceded changed after you opened the page: now it has to"
    ):
        wish(g, g.sol, how=How.DIRECT)
    with pytest.raises(RuleBroken, match="now you may give it to them directly"):
        wish(g, g.ada, how=How.REQUEST)


def test_a_mistake_is_ended_with_a_reason_and_its_history_is_kept(g: AllocatingGround) -> None:
    wish(g, g.ada)
    with pytest.raises(RuleBroken, match="Say why"):
        end(asked(g), Taking.KEY_WORKER, g.ada.id, " ", on=DAY, by=g.leader.id, at=NOON)
    later = NOON + timedelta(minutes=1)
    end(asked(g), Taking.KEY_WORKER, g.ada.id, "The wrong Ada", on=DAY, by=g.leader.id, at=later)
    assert now(g.case) == {}
    [row] = db.session.scalars(select(Allocation))
    assert (row.superseded_at, row.superseded_by_id) == (later, g.leader.id)
    with pytest.raises(RuleBroken, match="Somebody changed this"):
        end(asked(g), Taking.KEY_WORKER, g.ada.id, "Again", on=DAY, by=g.leader.id, at=later)


def test_a_team_can_be_given_a_case_before_anybody_of_it(g: AllocatingGround) -> None:
    rapid = team_id_of("rapid_response")
    give_to_team(asked(g), rapid, "Needs a rapid start", on=DAY, by=g.leader.id, at=NOON)
    assert (asked(g).team, asked(g).team_name) == ("rapid_response", "Rapid response")
    give_to_team(asked(g), None, "", on=DAY, by=g.leader.id, at=NOON + timedelta(minutes=1))
    assert asked(g).team is None
    assert len(list(db.session.scalars(select(TeamAllocation)))) == 1


def test_one_request_at_a_time(g: AllocatingGround) -> None:
    wish(g, g.sol)
    with pytest.raises(RuleBroken, match="There is a request for this case already"):
        wish(g, g.val)
    assert wish(g, g.ada) is Done.ALLOCATED
    assert answers() == [("asker", "lapsed", "The case was given to somebody without it.")]
    assert requests()[0].closed_at is not None


@pytest.mark.parametrize("because", ["Olive knows him", "for mrs MOCKSHAW", "999 000 0018"])
def test_a_request_does_not_name_the_resident(g: AllocatingGround, because: str) -> None:
    with pytest.raises(RuleBroken, match="The reason names the resident"):
        wish(g, g.sol, because=because)
    assert wish(g, g.ada, because=because) is Done.ALLOCATED


def test_the_employer_accepts_and_the_case_is_given_in_the_same_act(g: AllocatingGround) -> None:
    wish(g, g.val)
    [request] = requests()
    came = answer(
        request.id, accepted=True, because="She has room", viewer=viewer(g.hr["vcfa"]), on=DAY, at=NOON
    )
    assert came.answer is Answer.ACCEPTED
    assert now(g.case) == {"key_worker": g.val.id}
    row = db.session.scalars(select(Allocation)).one()
    assert (row.recorded_by_id, row.because) == (g.hr["vcfa"].id, "Knows the family Agreed: She has room")
    db.session.expire_all()
    assert db.session.get_one(AllocationRequest, request.id).closed_at == NOON
    with pytest.raises(RuleBroken, match="This request is over: it was accepted by"):
        answer(request.id, accepted=True, because="", viewer=viewer(g.hr["vcfa"]), on=DAY, at=NOON)


def test_what_was_asked_for_a_day_to_come_is_given_from_that_day(g: AllocatingGround) -> None:
    later = DAY + timedelta(days=14)
    case, who = asked(g), read(g).suggestions(g.case.id, Taking.KEY_WORKER).find(g.val.id)
    ask(case, suitable(who), Taking.KEY_WORKER, "The holder leaves", on=later, by=g.leader.id, at=NOON)
    [request] = requests()
    came = answer(request.id, accepted=True, because="", viewer=viewer(g.hr["vcfa"]), on=DAY, at=NOON)
    assert came.sentence == f"Accepted. Val Alliancesample is its key worker from {day(later)}."
    assert db.session.scalars(select(Allocation)).one().starts_on == later
    assert now(g.case) == {}


def test_the_employer_declines_with_a_reason(g: AllocatingGround) -> None:
    wish(g, g.val)
    [request] = requests()
    hr = viewer(g.hr["vcfa"])
    with pytest.raises(RuleBroken, match="Say why it is declined"):
        answer(request.id, accepted=False, because=" ", viewer=hr, on=DAY, at=NOON)
    answer(request.id, accepted=False, because="No room until January", viewer=hr, on=DAY, at=NOON)
    assert (now(g.case), answers()) == ({}, [("decider", "declined", "No room until January")])
    assert read(g).work.load_of(g.val.id).reserved == 0


def test_nobody_else_answers_not_even_whoever_asked(g: AllocatingGround) -> None:
    wish(g, g.val)
    [request] = requests()
    for account in (g.leader, g.hr["council"], g.base.staff):
        with pytest.raises(NotThere):
            answer(request.id, accepted=True, because="", viewer=viewer(account), on=DAY, at=NOON)


def test_whoever_holds_the_deciding_post_answers(session: Db, g: AllocatingGround) -> None:
    """The trust cedes for nurses everywhere, so the lead of Rapid response decides about Rex."""
    wish(g, g.rex)
    [request] = requests()
    assert (request.decider_kind, request.decider_code) == ("post", "rapid_lead")
    account = session.scalars(select(Account).where(Account.email == "ros@example.test")).one()
    answer(request.id, accepted=True, because="", viewer=viewer(account), on=DAY, at=NOON)
    assert now(g.case) == {"key_worker": g.rex.id}


def test_an_acceptance_is_judged_afresh(session: Db, g: AllocatingGround) -> None:
    wish(g, g.val)
    [request] = requests()
    conflict(g.case, g.val)
    with pytest.raises(RuleBroken, match="Val Alliancesample cannot be given this case"):
        answer(request.id, accepted=True, because="", viewer=viewer(g.hr["vcfa"]), on=DAY, at=NOON)
    assert now(g.case) == {}


def test_an_acceptance_is_refused_once_somebody_else_decides(session: Db, g: AllocatingGround) -> None:
    wish(g, g.sol)
    [request] = requests()
    mandate(g.base.council, "COUNCIL-1", professions=("*",), functions=("allocate_work",))
    with pytest.raises(RuleBroken, match="It is now for Lead of East to decide about their work"):
        answer(request.id, accepted=True, because="", viewer=viewer(g.hr["council"]), on=DAY, at=NOON)


def test_a_request_lapses_when_the_case_went_to_somebody_else(session: Db, g: AllocatingGround) -> None:
    """By whatever way: here a case list said so."""
    wish(g, g.val)
    [request] = requests()
    held(g.case, g.ada, starts_on=DAY, recorded_at=NOON + timedelta(minutes=5))
    came = answer(
        request.id,
        accepted=True,
        because="",
        viewer=viewer(g.hr["vcfa"]),
        on=DAY,
        at=NOON + timedelta(hours=1),
    )
    assert came.answer is Answer.LAPSED
    assert "Ada" not in came.sentence
    assert (now(g.case), answers()[0][:2]) == ({"key_worker": g.ada.id}, ("asker", "lapsed"))


def test_an_objection_meanwhile_ends_a_request(session: Db, g: AllocatingGround) -> None:
    wish(g, g.val)
    [request] = requests()
    with doing("case.inform", "case", g.case.id, by=g.leader.id, at=NOON) as act:
        inform(act, g.case.id, Informed.OBJECTS, DAY, DAY)
    if session.get_one(AllocationRequest, request.id).closed_at is None:
        came = answer(request.id, accepted=True, because="", viewer=viewer(g.hr["vcfa"]), on=DAY, at=NOON)
        assert came.answer is Answer.LAPSED
    assert now(g.case) == {}


def test_the_worker_answers_for_themselves(session: Db, g: AllocatingGround) -> None:
    own = make.account(Role.STAFF, email="val@example.test")
    session.get_one(Person, g.val.id).account_id = own.id
    wish(g, g.val)
    [request] = requests()
    with pytest.raises(NotThere):
        worker_answers(request.id, accepted=True, because="", by=g.leader.id, at=NOON)
    worker_answers(request.id, accepted=True, because="I know her", by=own.id, at=NOON)
    seen = get_request(request.id, viewer(g.hr["vcfa"]), DAY)
    assert (seen.open, [said.because for said in seen.answers.values()]) == (True, ["I know her"])
    with pytest.raises(RuleBroken, match="answered this request already"):
        worker_answers(request.id, accepted=False, because="No", by=own.id, at=NOON)
    answer(request.id, accepted=True, because="", viewer=viewer(g.hr["vcfa"]), on=DAY, at=NOON)
    assert now(g.case) == {"key_worker": g.val.id}


def test_the_workers_no_ends_the_request(session: Db, g: AllocatingGround) -> None:
    own = make.account(Role.STAFF, email="val@example.test")
    session.get_one(Person, g.val.id).account_id = own.id
    wish(g, g.val)
    [request] = requests()
    with pytest.raises(RuleBroken, match="Say why it is declined"):
        worker_answers(request.id, accepted=False, because="", by=own.id, at=NOON)
    worker_answers(request.id, accepted=False, because="My list is full", by=own.id, at=NOON)
    with pytest.raises(RuleBroken, match="This request is over: it was declined"):
        answer(request.id, accepted=True, because="", viewer=viewer(g.hr["vcfa"]), on=DAY, at=NOON)


def test_whoever_asked_withdraws(g: AllocatingGround) -> None:
    wish(g, g.val)
    [request] = requests()
    with pytest.raises(NotThere):
        withdraw(request.id, "No", viewer=viewer(g.hr["vcfa"]), on=DAY, at=NOON)
    withdraw(request.id, "Bea can", viewer=viewer(g.leader), on=DAY, at=NOON)
    assert answers() == [("asker", "withdrawn", "Bea can")]
    assert wish(g, g.val) is Done.ASKED


def test_the_audit_of_a_request_holds_numbers_and_codes(g: AllocatingGround) -> None:
    wish(g, g.sol)
    [entry] = db.session.scalars(select(AuditEntry).where(AuditEntry.act == "request.ask"))
    assert json.loads(entry.after or "") == {
        "request": requests()[0].id, "person_id": g.sol.id, "role": "key_worker", "decider": "council",
    }  # fmt: skip
