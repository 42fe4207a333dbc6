"""Anything that may be done to a caseload, in any order, over some weeks: what must hold holds after each step.

Nothing is committed: each run is one transaction, taken back when it ends, and a refused step is taken back to where
it began.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, ClassVar

from flask_sqlalchemy.session import Session
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import select
from sqlalchemy.orm import scoped_session

from accounts.account import RoleGrant, Viewer
from accounts.permissions import Role
from caseload.allocation import allocating, answering
from caseload.allocation.allocating import Wish
from caseload.allocation.candidates import Taking
from caseload.cases.case import Allocation, CasePause, Informed, PossibleSame, Why
from caseload.cases.stage import OVER, CaseStage, Outcome
from caseload.keeping import merging, stages
from caseload.keeping.particulars import inform, pause, resume
from caseload.moves import leaving, moving
from caseload.moves.leaving import Settlement
from caseload.moves.placing import Part
from caseload.queries.leaving import loose_ends
from caseload.queries.matching import AskedCase, Matching, facts_for
from caseload.queries.residents import get_pair
from foundation.acts import Act
from foundation.database import db
from foundation.effective import Period
from foundation.errors import NotThere, RuleBroken
from people.deeds import doing
from people.post import Post
from tests import builders as make
from tests.actions import caseload_promises as promises
from tests.actions.caseload_promises import Caseload
from tests.allocating_ground import DAY, NOON, allocating_ground, open_case

EAST = frozenset({"east"})
CASES, NTH = st.integers(0, 3), st.integers(0, 3)
PEOPLE = st.sampled_from(["ada", "bea", "sol", "val", "rex"])
TAKING = st.sampled_from(list(Taking))


@dataclass(frozen=True)
class Laid:
    """Numbers of the ground, which every run starts from. `deciders`: accounts by the code of who decides."""

    cases: list[int]
    people: dict[str, int]
    accounts: dict[str, int]
    deciders: dict[str, int]
    leader: int
    pair: int


class CaseloadMachine(RuleBasedStateMachine):
    """One caseload, the day it is, and what its rows were before the step."""

    laid: ClassVar[Laid]

    def __init__(self) -> None:
        super().__init__()
        self.on, self.minutes, self.gone = DAY, 0, ""
        self.before = Caseload()

    def teardown(self) -> None:
        db.session.rollback()

    @property
    def at(self) -> datetime:
        return NOON + (self.on - DAY) + timedelta(minutes=self.minutes)

    @property
    def given(self) -> dict[str, Any]:
        return {"by": self.laid.leader, "at": self.at}

    @contextmanager
    def trying(self) -> Iterator[None]:
        """A refusal changes nothing; anything else that goes wrong is a fault."""
        self.minutes += 1
        db.session.expire_all()
        try:
            with db.session.begin_nested():
                yield
        except (RuleBroken, NotThere):
            pass

    @contextmanager
    def keeping(self, name: str, number: int) -> Iterator[Act]:
        with self.trying(), doing(name, "case", number, because="As it is", **self.given) as act:
            yield act

    def matching(self, number: int) -> Matching:
        return facts_for([number], self.on, account_id=self.laid.leader, scopes=EAST)

    def case(self, number: int) -> AskedCase:
        return self.matching(number).case(number)

    @initialize()
    def some_are_held(self) -> None:
        """Two that stand in for each other, one held alone, and two that are asked for."""
        for case, who, deputy in ((0, "ada", "bea"), (1, "bea", "ada")):
            self.allocate(case, who, Taking.KEY_WORKER)
            self.allocate(case, deputy, Taking.DEPUTY)
        self.allocate(2, "ada", Taking.KEY_WORKER)
        self.ask(2, "sol", Taking.DEPUTY)
        self.ask(3, "val", Taking.KEY_WORKER)

    @rule(case=CASES, who=st.sampled_from(["sol", "val", "rex"]), taking=TAKING)
    def ask(self, case: int, who: str, taking: Taking) -> None:
        """Nobody of them may be given work directly."""
        self.allocate(case, who, taking)

    @rule(case=CASES, who=st.sampled_from(["ada", "bea"]), taking=TAKING)
    def allocate(self, case: int, who: str, taking: Taking) -> None:
        """A transfer where somebody has it so already."""
        number = self.laid.cases[case]
        with self.trying():
            wish = Wish(case_id=number, taking=taking, person_id=self.laid.people[who], because="Knows them")
            allocating.carry_out(wish, self.matching(number), **self.given)

    @precondition(lambda self: self.before.on(Allocation, self.on))
    @rule(nth=NTH, taking=TAKING)
    def take_another_part(self, nth: int, taking: Taking) -> None:
        """Whoever has a case in one way is to have it in another."""
        held = self.one_of(self.before.on(Allocation, self.on), nth)
        with self.trying():
            wish = Wish(case_id=held.case_id, taking=taking, person_id=held.person_id, because="Knows them")
            allocating.carry_out(wish, self.matching(held.case_id), **self.given)

    @precondition(lambda self: self.before.on(Allocation, self.on))
    @rule(nth=NTH)
    def end(self, nth: int) -> None:
        held = self.one_of(self.before.on(Allocation, self.on), nth)
        with self.trying():
            found, taking = self.case(held.case_id), Taking(held.role)
            allocating.end(found, taking, held.person_id, "A mistake", on=self.on, **self.given)

    @precondition(lambda self: self.before.on(Allocation, self.on))
    @rule(nth=NTH, who=PEOPLE, days=st.sampled_from([None, 1, 4]))
    def move(self, nth: int, who: str, days: int | None) -> None:
        """From whoever has it to somebody else: for good, or while they are away."""
        held = self.one_of(self.before.on(Allocation, self.on), nth)
        period = Period(self.on, None if days is None else self.on + timedelta(days=days))
        part, about = Part(held.case_id, Taking(held.role)), ("case.move", "person", held.person_id)
        with self.trying():
            transfer = moving.Transfer(part, held.person_id, self.laid.people[who], None)
            moving.move([transfer], self.matching(held.case_id), period, "Away", about=about, **self.given)

    @precondition(lambda self: not self.gone)
    @rule(who=PEOPLE)
    def leave(self, who: str) -> None:
        """Today is their last day, and nobody is named to follow them. One of them in a run."""
        self.gone = who
        person = self.laid.people[who]
        with self.trying(), doing("person.leave", "person", person, because="Left", **self.given) as act:
            settled = Settlement(last_day=self.on, posts={}, cases={}, sessions={})
            leaving.leave(act, person, loose_ends(person, self.on), settled)

    @precondition(lambda self: self.before.open_requests)
    @rule(nth=NTH, accepted=st.booleans())
    def decide(self, nth: int, accepted: bool) -> None:
        with self.trying():
            request = self.open_request(nth)
            viewer = viewer_of(self.laid.deciders[request.decider_code])
            answering.answer(
                request.id, accepted=accepted, because="So it is", viewer=viewer, on=self.on, at=self.at
            )

    @precondition(lambda self: self.before.open_requests)
    @rule(nth=NTH, accepted=st.booleans())
    def worker_answers(self, nth: int, accepted: bool) -> None:
        with self.trying():
            request = self.open_request(nth)
            name = next(name for name, number in self.laid.people.items() if number == request.person_id)
            by = self.laid.accounts[name]
            answering.worker_answers(request.id, accepted=accepted, because="Room", by=by, at=self.at)

    @precondition(lambda self: self.before.open_requests)
    @rule(nth=NTH)
    def withdraw(self, nth: int) -> None:
        with self.trying():
            viewer = viewer_of(self.laid.leader)
            answering.withdraw(self.open_request(nth).id, "Not needed", viewer=viewer, on=self.on, at=self.at)

    @rule(case=CASES)
    def pause(self, case: int) -> None:
        number = self.laid.cases[case]
        with self.keeping("case.pause", number) as act:
            pause(act, number, Why.HOSPITAL, self.on)

    @precondition(lambda self: self.before.on(CasePause, self.on))
    @rule(case=CASES)
    def resume(self, case: int) -> None:
        number = self.laid.cases[case]
        with self.keeping("case.resume", number) as act:
            resume(act, number, self.on)

    @rule(case=CASES, informed=st.sampled_from([Informed.OBJECTS, Informed.YES]))
    def inform(self, case: int, informed: Informed) -> None:
        number = self.laid.cases[case]
        with self.keeping("case.inform", number) as act:
            inform(act, number, informed, self.on, self.on)

    @precondition(lambda self: len(self.over()) < 2)
    @rule(case=CASES)
    def close(self, case: int) -> None:
        number = self.laid.cases[case]
        with self.keeping("case.close", number) as act:
            stages.close(act, number, Outcome.GOALS_MET, self.on)

    @precondition(lambda self: self.over())
    @rule(case=CASES)
    def reopen(self, case: int) -> None:
        number = self.laid.cases[case]
        with self.keeping("case.reopen", number) as act:
            stages.reopen(act, number)

    @precondition(lambda self: len(self.over()) < 2)
    @rule(first=st.booleans())
    def merge(self, first: bool) -> None:
        """The residents of the first two cases are one person: one case goes on."""
        with self.trying():
            pair = get_pair(self.laid.pair, EAST, self.on)
            act = Act(because="Same person", **self.given)
            merging.merge(act, pair, self.laid.cases[0 if first else 1])
            act.write()

    @rule(days=st.integers(1, 5))
    def days_pass(self, days: int) -> None:
        self.on += timedelta(days=days)

    @invariant()
    def what_must_hold(self) -> None:
        db.session.expire_all()
        now = Caseload()
        promises.refuse_two_holders(now)
        promises.refuse_held_when_over(now, self.on)
        promises.refuse_listed_objection(now, self.on)
        promises.refuse_other_counts(now, list(self.laid.people.values()), self.on)
        promises.refuse_unreasoned(now)
        promises.refuse_two_requests(now)
        promises.refuse_edited(self.before, now)
        self.before = now

    def over(self) -> list[Any]:
        """Cases that are closed."""
        return [row for row in self.before.on(CaseStage, self.on) if row.stage in OVER]

    def open_request(self, nth: int) -> Any:
        return self.one_of(self.before.open_requests, nth)

    def one_of(self, found: list[Any], nth: int) -> Any:
        """The nth, going round."""
        return found[nth % len(found)]


def viewer_of(account_id: int) -> Viewer:
    """The account as it asks."""
    grants = db.session.scalars(select(RoleGrant).where(RoleGrant.account_id == account_id))
    return Viewer(account_id, "", tuple((Role(grant.role), grant.scope) for grant in grants))


def lay() -> Laid:
    """The ground of allocating, with four cases; the residents of two may be one person. Committed."""
    g = allocating_ground()
    cases = [g.case, *(open_case(g, f"ACM-{number}") for number in (2, 3, 4))]
    accounts = {name: make.account(Role.STAFF, email=f"{name}@sample.test") for name in g.people}
    for name in ("sol", "val", "rex", "bea"):
        getattr(g, name).account_id = accounts[name].id
    pair = PossibleSame(
        newer_id=cases[0].resident_id, older_id=cases[1].resident_id, found_by="nhs_number", found_at=NOON
    )
    ros = make.account(Role.STAFF, email="decider@sample.test")
    make.tenure(post_of("rapid_lead"), make.person("Rhea", "Rapidsample", account=ros), "deputy")
    return Laid(
        [case.id for case in cases],
        g.people,
        {name: account.id for name, account in accounts.items()} | {"ada": g.base.staff.id},
        {code: account.id for code, account in g.hr.items()}
        | {"rapid_lead": ros.id, "lead_east": g.leader.id},
        g.leader.id,
        make.kept(pair).id,
    )


def post_of(code: str) -> Any:
    return db.session.scalars(select(Post).where(Post.code == code)).one()


def test_whatever_is_done_in_any_order_what_must_hold_holds(session: scoped_session[Session]) -> None:
    CaseloadMachine.laid = lay()
    session.commit()
    run_state_machine_as_test(
        CaseloadMachine,
        settings=settings(
            max_examples=6,
            stateful_step_count=14,
            deadline=None,
            phases=[Phase.generate],  # made smaller, a failure takes minutes
            suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
        ),
    )
