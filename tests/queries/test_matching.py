"""What suggestions are read from: the facts of a case, of the people, and at what cost."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from flask_sqlalchemy.session import Session
from sqlalchemy import update
from sqlalchemy.orm import scoped_session

from caseload.allocation.candidates import Taking
from caseload.allocation.directing import How
from caseload.allocation.matching import Bar, Excluded, Suggestion
from caseload.cases.case import Allocation, CaseDetails
from caseload.cases.contact import Contact
from caseload.cases.holding import Contribution
from caseload.queries.matching import Matching, facts_for
from foundation.acts import table_of
from foundation.errors import NotThere
from people.accountability import Accountability, Registration
from people.availability import Absence, WorkingPattern
from people.post import Tenure
from tests import builders as make
from tests.allocating_ground import (
    DAY,
    AllocatingGround,
    allocating_ground,
    conflict,
    held,
    needs_competence,
    open_case,
)
from tests.pages.client import statements

Db = scoped_session[Session]
STATEMENTS = 8
LATER = make.KNOWN_SINCE.replace(hour=10)


@pytest.fixture
def g(session: Db) -> AllocatingGround:
    return allocating_ground()


def found(g: AllocatingGround, *others: int, **asked: Any) -> Matching:
    usual: dict[str, Any] = {"account_id": g.leader.id}
    return facts_for([g.case.id, *others], DAY, **usual | asked)


def said(g: AllocatingGround, name: str, taking: Taking = Taking.KEY_WORKER) -> Suggestion | Excluded:
    answer = found(g).suggestions(g.case.id, taking).find(g.people[name])
    assert answer is not None
    return answer


def bars(g: AllocatingGround, name: str) -> list[Bar]:
    answer = said(g, name)
    return [each.bar for each in answer.bars] if isinstance(answer, Excluded) else []


def test_everybody_of_the_team_and_of_borough_wide_services_is_judged(g: AllocatingGround) -> None:
    found_ = found(g).suggestions(g.case.id)
    judged = {each.person_id for each in (*found_.ranked, *found_.excluded)}
    assert judged == set(g.people.values())
    how = {name: said(g, name).candidate.directing.how for name in g.people}
    assert how == {
        "ada": How.DIRECT,
        "bea": How.DIRECT,
        "sol": How.REQUEST,
        "val": How.REQUEST,
        "rex": How.REQUEST,
    }


def test_a_case_is_read_with_what_it_counts_and_needs(g: AllocatingGround) -> None:
    case = found(g).case(g.case.id)
    assert (case.reference, case.resident, case.neighbourhood, case.tier) == (
        "ACM-1",
        "Olive Mockshaw",
        "Sample east",
        "Active",
    )
    assert case.fact.points == {"key_worker": 440, "deputy": 66, "contributor": 110}
    assert [(need.code, need.hard) for need in case.fact.needs] == [("district_nurse", True)]


def test_one_team_can_be_asked_about(g: AllocatingGround) -> None:
    matching = found(g)
    assert matching.teams(g.case.id) == [("team_east", "East team"), ("rapid_response", "Rapid response")]
    only = matching.suggestions(g.case.id, team="rapid_response")
    assert [each.person_id for each in only.ranked] == [g.rex.id]


def test_a_post_above_the_lead_may_direct_too(g: AllocatingGround) -> None:
    nobody = found(g, account_id=g.base.staff.id).suggestions(g.case.id).find(g.bea.id)
    assert nobody is not None
    assert nobody.candidate.directing.how is How.REQUEST


Change = Callable[[AllocatingGround], Any]
EXCLUDED: tuple[tuple[str, str, list[Bar], Change], ...] = (
    ("registration lapsed", "ada", [Bar.NOT_CLEARED], lambda g: registration(g, expires_on=date(2026, 11, 19))),
    ("expires today", "ada", [], lambda g: registration(g, expires_on=DAY)),
    ("no number", "ada", [Bar.NOT_CLEARED], lambda g: registration(g, number=None)),
    ("no professional line", "ada", [Bar.NOT_CLEARED], lambda g: ended(Accountability, g.ada.id)),
    ("away today", "ada", [Bar.AWAY], lambda g: absent(g, DAY, None)),
    ("back tomorrow", "ada", [Bar.AWAY], lambda g: absent(g, DAY, date(2026, 11, 21))),
    ("away tomorrow", "ada", [], lambda g: absent(g, date(2026, 11, 21), None)),
    ("a morning off", "ada", [], lambda g: absent(g, DAY, None, half="am")),
    ("works elsewhere", "ada", [], lambda g: absent(g, DAY, None, kind="elsewhere")),
    ("conflict", "ada", [Bar.CONFLICT], lambda g: conflict(g.case, g.ada)),
    ("holds it", "ada", [Bar.HAS_IT], lambda g: held(g.case, g.ada)),
    ("nobody leads", "ada", [Bar.NOT_PERMITTED], lambda g: ended(Tenure, None)),
    ("unregulated", "val", [], lambda g: None),
)  # fmt: skip


@pytest.mark.parametrize(("what", "who", "expected", "change"), EXCLUDED, ids=[e[0] for e in EXCLUDED])
def test_who_is_excluded(
    session: Db, g: AllocatingGround, what: str, who: str, expected: list[Bar], change: Change
) -> None:
    change(g)
    session.flush()
    assert bars(g, who) == expected, what


def registration(g: AllocatingGround, **values: Any) -> None:
    ended(Registration, g.ada.id)
    make.registration(g.ada, g.base.nurse, recorded_at=LATER, **{"starts_on": date(2026, 11, 1)} | values)


def ended(model: Any, person_id: int | None) -> None:
    """Without the rows of a person, or of anybody: superseded an hour after they were known."""
    row = table_of(model)
    change = update(row).values(superseded_at=LATER, superseded_by_id=1)
    make.db.session.execute(change if person_id is None else change.where(row.c.person_id == person_id))


def absent(g: AllocatingGround, first: date, until: date | None, **values: Any) -> None:
    contract = g.base.contracts["A1"].id
    usual: dict[str, Any] = {"kind": "away", "half": "", "starts_on": first, "until": until}
    make.dated(Absence, employment_id=contract, **usual | values)


def test_an_objection_excludes_everybody(g: AllocatingGround) -> None:
    case = open_case(g, "ACM-2", informed="objects")
    answer = found(g, case.id).suggestions(case.id)
    assert not answer.ranked
    assert all(each.bars[0].bar is Bar.OBJECTS for each in answer.excluded)


def test_days_in_and_away_soon_are_read(session: Db, g: AllocatingGround) -> None:
    make.dated(WorkingPattern, employment_id=g.base.contracts["A1"].id, half_days="1111110000")
    absent(g, date(2026, 11, 24), date(2026, 11, 25))
    ada = said(g, "ada")
    assert isinstance(ada, Suggestion)
    assert (ada.candidate.half_days, ada.candidate.away_next) == (6, date(2026, 11, 24))


def test_knowing_the_person_is_having_worked_with_them(session: Db, g: AllocatingGround) -> None:
    held(g.case, g.ada, starts_on=date(2026, 9, 10), until=date(2026, 10, 1))
    known = {"recorded_at": make.KNOWN_SINCE, "recorded_by_id": make.recorder().id}
    make.kept(
        Contact(case_id=g.case.id, held_on=date(2026, 10, 1), kind="visit", person_id=g.sol.id, **known)
    )
    make.dated(Contribution, case_id=g.case.id, person_id=g.val.id)
    fact = found(g).case(g.case.id).fact
    assert fact.known == {g.ada.id, g.sol.id, g.val.id}
    assert fact.contributors == {g.val.id}


def test_other_cases_of_the_ward_and_practice_are_counted(g: AllocatingGround) -> None:
    held(open_case(g, "ACM-2"), g.ada)
    held(open_case(g, "ACM-3"), g.ada, "deputy")
    held(open_case(g, "ACM-4", informed="objects"), g.ada)
    ada = said(g, "ada").candidate
    assert (ada.wards, ada.practices) == ({g.ward.id: 2}, {g.practice.id: 2})
    assert ada.workload.held == 440 + 66


def test_competences_are_read(g: AllocatingGround) -> None:
    needs_competence(g.case, "catheter_care", g.bea)
    first = found(g).suggestions(g.case.id).ranked[0]
    assert first.person_id == g.bea.id
    assert "Signed off in Catheter care." in first.in_favour


def test_a_case_of_elsewhere_or_not_open_is_not_there(session: Db, g: AllocatingGround) -> None:
    with pytest.raises(NotThere):
        found(g, scopes={"north"}).case(g.case.id)
    ended_on = {"superseded_at": LATER, "superseded_by_id": 1}
    session.execute(update(table_of(CaseDetails)).values(**ended_on))
    with pytest.raises(NotThere):
        found(g).case(g.case.id)


def test_the_statements_are_as_many_for_many_cases_and_people(session: Db, g: AllocatingGround) -> None:
    several = [open_case(g, f"ACM-{n}").id for n in range(2, 42)]
    for number in range(60):
        who = make.person("Nia", f"Sample{number}")
        contract = make.employment(who, g.base.trust, f"X{number}")
        make.management(make.placement(contract, g.base.east, g.base.nurse), g.base.lead)
    with statements() as one:
        found(g).suggestions(g.case.id)
    with statements() as many:
        matching = found(g, *several)
        assert len([matching.suggestions(number) for number in several]) == 40
    assert len(one) == len(many) == STATEMENTS


def test_what_a_page_showed_is_marked(session: Db, g: AllocatingGround) -> None:
    before = found(g).case(g.case.id).shown(Taking.KEY_WORKER)
    assert found(g).case(g.case.id).shown(Taking.KEY_WORKER) == before
    held(g.case, g.ada)
    assert found(g).case(g.case.id).shown(Taking.KEY_WORKER) != before
    assert session.query(Allocation).count() == 1
