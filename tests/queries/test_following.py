"""Which roles hold today: they follow the placements, posts and contracts of the person whose account it is."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from flask_sqlalchemy.session import Session
from sqlalchemy import select
from sqlalchemy.orm import scoped_session

from accounts.account import Account, RoleGrant
from accounts.actions import start_sign_in
from accounts.following import Standing, followed, standing
from accounts.permissions import Role
from accounts.queries import viewer_signed_in
from foundation import clock
from foundation.effective import AsAt
from people.availability import Absence, WorkingPattern
from people.employment import Employment
from people.organisation import Organisation
from people.person import Person
from people.post import Post
from people.who_is_away import away_people
from teams.team import Team
from tests import builders as make

TODAY = date(2026, 11, 23)
YESTERDAY, TOMORROW = TODAY - timedelta(days=1), TODAY + timedelta(days=1)
ENDED = {"until": TODAY}
AHEAD = {"starts_on": TOMORROW}


@dataclass(frozen=True, slots=True)
class Ground:
    employer: Organisation
    east: Team
    north: Team
    lead: Post


@pytest.fixture
def ground(session: scoped_session[Session]) -> Ground:
    employer = make.organisation()
    east, north = (make.team(f"team_{code}", make.neighbourhood(code)) for code in ("east", "north"))
    return Ground(employer, east, north, make.post("lead_east", "management", employer, scope="east"))


def somebody(role: Role = Role.LEAD, scope: str = "east") -> tuple[Account, Person]:
    account = make.account(role, scope)
    return account, make.person(account=account)


def stands(account: Account, on: date = TODAY) -> str:
    found = select(standing(on.weekday())).select_from(RoleGrant).where(RoleGrant.account_id == account.id)
    return make.db.session.execute(found, {"on": on}).scalar_one()


def placed(ground: Ground, who: Person, team: Team, **days: date) -> None:
    contract = make.employment(who, ground.employer, f"N{who.id}")
    make.placement(contract, team, None, **days)


@pytest.mark.parametrize("role", [Role.LEAD, Role.COORDINATOR])
@pytest.mark.parametrize(
    ("where", "days", "expected"),
    [
        ("east", {}, Standing.HOLDS),
        ("north", {}, Standing.REDUCED),
        ("east", ENDED, Standing.REDUCED),
        ("east", {"until": TOMORROW}, Standing.HOLDS),
        ("east", AHEAD, Standing.REDUCED),
        ("east", {"starts_on": TODAY}, Standing.HOLDS),
    ],
)
def test_a_role_in_a_neighbourhood_follows_the_placement(
    ground: Ground, role: Role, where: str, days: dict[str, Any], expected: Standing
) -> None:
    account, who = somebody(role)
    placed(ground, who, getattr(ground, where), **days)
    assert stands(account) == expected


@pytest.mark.parametrize(
    ("days", "expected"), [({}, Standing.HOLDS), (ENDED, Standing.RESTS), (AHEAD, Standing.RESTS)]
)
def test_or_the_post_that_leads_it(ground: Ground, days: dict[str, Any], expected: Standing) -> None:
    account, who = somebody()
    make.tenure(ground.lead, who, **days)
    assert stands(account) == expected


def test_a_post_of_another_neighbourhood_gives_nothing(ground: Ground) -> None:
    account, who = somebody(scope="north")
    make.tenure(ground.lead, who)
    assert stands(account) == Standing.RESTS


def test_transferred_at_midnight_the_next_day_obeys(ground: Ground) -> None:
    account, who = somebody()
    contract = make.employment(who, ground.employer, "N1")
    make.placement(contract, ground.east, None, until=TODAY)
    make.placement(contract, ground.north, None, starts_on=TODAY)
    assert [stands(account, on) for on in (YESTERDAY, TODAY)] == [Standing.HOLDS, Standing.REDUCED]


def test_what_is_believed_no_more_gives_nothing(ground: Ground) -> None:
    account, who = somebody()
    gone = {"superseded_at": datetime(2026, 11, 1, tzinfo=UTC), "superseded_by_id": make.recorder().id}
    make.tenure(ground.lead, who, **gone)
    assert stands(account) == Standing.RESTS


def test_an_account_that_is_nobodys_keeps_its_roles(ground: Ground) -> None:
    account = make.account(Role.LEAD, "east")
    assert stands(account) == Standing.HOLDS
    assert not followed(account.id, TODAY).tied


def test_the_whole_borough_follows_any_placement(ground: Ground) -> None:
    account, who = somebody(Role.COORDINATOR, "")
    assert stands(account) == Standing.RESTS
    placed(ground, who, ground.north)
    assert stands(account) == Standing.HOLDS


@pytest.mark.parametrize(("days", "expected"), [({}, Standing.HOLDS), (ENDED, Standing.RESTS)])
def test_a_director_follows_the_post(ground: Ground, days: dict[str, Any], expected: Standing) -> None:
    account, who = somebody(Role.DIRECTOR, "chief")
    make.tenure(ground.lead, who)
    make.tenure(make.post("chief", "professional", ground.employer), who, **days)
    assert stands(account) == expected


@pytest.mark.parametrize(
    ("scope", "days", "expected"),
    [("nca", {}, Standing.HOLDS), ("nca", ENDED, Standing.RESTS), ("council", {}, Standing.REDUCED)],
)
def test_hr_follows_the_employment(
    ground: Ground, scope: str, days: dict[str, Any], expected: Standing
) -> None:
    account, who = somebody(Role.EMPLOYER_HR, scope)
    make.employment(who, ground.employer, "N1", **days)
    assert stands(account) == expected


@pytest.mark.parametrize("role", [Role.STAFF, Role.OFFICE, Role.ADMINISTRATOR])
def test_other_roles_follow_nothing(ground: Ground, role: Role) -> None:
    assert stands(somebody(role, "")[0]) == Standing.HOLDS


@pytest.mark.parametrize(
    ("patterns", "absent", "halves"),
    [
        ((None,), (), ""),
        ((None,), (0,), ""),
        ((None,), (0,), "am"),
        (("0011111111",), (), ""),
        (("1011111111",), (0,), "am"),
        (("0111111111",), (0,), "am"),
        ((None, None), (0,), ""),
        ((None, None), (0, 1), ""),
        ((None, "0011111111"), (0,), ""),
        ((), (), ""),
    ],
)
@pytest.mark.parametrize("on", [TODAY, TODAY - timedelta(days=2)], ids=["Monday", "Saturday"])
def test_a_deputy_stands_in_just_while_the_holder_is_away(
    ground: Ground, patterns: tuple[str | None, ...], absent: tuple[int, ...], halves: str, on: date
) -> None:
    """As `people.presence` judges who is away, contract by contract and half by half."""
    account, deputy = somebody()
    holder = make.person("Hal", "Holder")
    make.tenure(ground.lead, holder)
    make.tenure(ground.lead, deputy, "deputy")
    for number, pattern in enumerate(patterns):
        contract = make.employment(holder, ground.employer, f"H{number}")
        if pattern is not None:
            make.dated(WorkingPattern, employment_id=contract.id, half_days=pattern)
        if number in absent:
            absent_for(contract, halves)
    away = holder.id in away_people([holder.id], AsAt(on))
    assert stands(account, on) == (Standing.HOLDS if away else Standing.RESTS)


def absent_for(contract: Employment, half: str) -> None:
    make.dated(Absence, employment_id=contract.id, kind="away", half=half)


@pytest.mark.parametrize("days", [{"until": TODAY}, {"starts_on": TOMORROW}], ids=["over", "to come"])
def test_a_deputy_whose_days_are_over_or_to_come_stands_in_for_nobody(
    ground: Ground, days: dict[str, date]
) -> None:
    account, deputy = somebody()
    holder = make.person("Hal", "Holder")
    make.tenure(ground.lead, holder)
    absent_for(make.employment(holder, ground.employer, "H1"), "")
    make.tenure(ground.lead, deputy, "deputy", **days)
    assert stands(account) == Standing.RESTS


def test_the_deputy_of_a_post_that_nobody_holds_stands_in_for_nobody(ground: Ground) -> None:
    account, deputy = somebody()
    make.tenure(ground.lead, deputy, "deputy")
    assert stands(account) == Standing.RESTS
    rest = followed(account.id, TODAY).rests[0]
    assert rest.sentence == (
        "Neighbourhood lead of Sample east rests: nobody they are the deputy of is away."
    )


def test_with_two_holders_both_are_to_be_away(ground: Ground) -> None:
    account, deputy = somebody()
    first, second = make.person("Hal", "Holder"), make.person("Una", "Acting")
    make.tenure(ground.lead, first)
    make.tenure(ground.lead, second, "acting")
    make.tenure(ground.lead, deputy, "deputy")
    absent_for(make.employment(first, ground.employer, "H1"), "")
    assert stands(account) == Standing.RESTS
    absent_for(make.employment(second, ground.employer, "H2"), "")
    assert stands(account) == Standing.HOLDS


def test_why_a_role_rests_is_said_with_its_day(ground: Ground) -> None:
    account, who = somebody()
    contract = make.employment(who, ground.employer, "N1")
    make.placement(contract, ground.east, None, until=date(2026, 4, 1))
    make.placement(contract, ground.east, None, starts_on=date(2026, 12, 1))
    found = followed(account.id, TODAY)
    assert found.tied
    assert [rest.sentence for rest in found.rests] == [
        "Neighbourhood lead of Sample east rests since 1 April 2026: no placement in Sample east and no post for it "
        "in force. It holds from 1 December 2026."
    ]


def test_nothing_is_said_of_a_role_that_holds(ground: Ground) -> None:
    account, who = somebody()
    placed(ground, who, ground.east)
    assert followed(account.id, TODAY).rests == ()


def test_the_day_begins_at_midnight_in_england(ground: Ground) -> None:
    """In July, five past eleven by universal time is the next day."""
    account, who = somebody()
    contract = make.employment(who, ground.employer, "N1")
    make.placement(contract, ground.east, None, until=date(2026, 7, 2))
    evening = datetime(2026, 7, 1, 22, 50, tzinfo=UTC)
    with clock.pretending(evening):
        token = start_sign_in(account)
    make.db.session.flush()
    seen = [viewer_signed_in(token, evening + timedelta(minutes=minutes)) for minutes in (5, 15)]
    assert [viewer and viewer.grants for viewer in seen] == [((Role.LEAD, "east"),), ((Role.STAFF, ""),)]
