"""A neighbourhood on one page: two populations, the team, what is amiss, who comes and goes, this month's reviews."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from flask_sqlalchemy.session import Session
from sqlalchemy import select
from sqlalchemy.orm import scoped_session

from accounts.permissions import Role
from caseload.cases.case import Case, Resident
from caseload.reviews.review import Plan, PlannedReview, PlanStatus, ReviewSession
from foundation import clock
from foundation.database import db
from neighbourhoods.neighbourhood import Neighbourhood
from tests import builders as made
from tests.pages.client import CheckedClient, statements

NOW = datetime(2026, 6, 15, 12, tzinfo=UTC)
TODAY = NOW.date()
SOON = TODAY + timedelta(days=20)
LATER = TODAY + timedelta(days=90)


@pytest.fixture(autouse=True)
def today() -> Iterator[None]:
    with clock.pretending(NOW):
        yield


class East:
    """One neighbourhood with a team, an employer, a regulated profession, and a post on each line."""

    def __init__(self) -> None:
        self.place = made.neighbourhood("east")
        self.team = made.team("team_east", self.place)
        self.trust = made.organisation("nca")
        self.nurse = made.profession("district_nurse")
        self.lead = made.post("lead_east", "management", self.trust)
        self.matron = made.post("matron", "professional", self.trust)
        boss = made.person("Holly", "Holder")
        made.tenure(self.lead, boss)
        made.tenure(self.matron, boss)

    def join(
        self, number: int = 1, family: str = "Sample", until: date | None = None, **place: object
    ) -> None:
        """Somebody whose lines and registration are all in place."""
        who = made.person("Ada", family)
        contract = made.employment(who, self.trust, str(number), until=until)
        where = made.placement(contract, self.team, self.nurse, until=until, **place)
        made.management(where, self.lead, until=until)
        made.accountability(who, self.nurse, self.matron, until=until)
        made.registration(who, self.nurse)


@pytest.fixture
def east(session: scoped_session[Session]) -> East:
    return East()


def signed_in(client: CheckedClient, role: Role = Role.LEAD, scope: str = "east") -> CheckedClient:
    client.sign_in(made.account(role, scope))
    return client


def page(client: CheckedClient, address: str = "/neighbourhoods/east") -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return " ".join(answer.text.split())


def test_residents_and_registered_patients_are_two_facts(client: CheckedClient, east: East) -> None:
    east.place.population, east.place.population_basis = 32300, "census"
    west = made.neighbourhood("west")
    made.practice("P1", east.place, west, registered_patients=4000, counted_on=TODAY, count_status="invented")
    made.practice("P2", east.place)
    made.ward("E1", east.place, status="provisional")
    text = page(signed_in(client))
    assert "32,300, census" in text
    assert '4,000, with 1 of 2 practices counted <span class="count">(invented)' in text
    assert 'Ward E1 <span class="count">(provisional)</span>' in text
    assert "Sample west" in text and "No other neighbourhood" in text


def test_what_is_not_loaded_says_so(client: CheckedClient, east: East) -> None:
    text = page(signed_in(client))
    assert text.count("Not loaded") == 3
    assert "No practice is loaded for this neighbourhood." in text
    assert "Nobody works here on this day." in text
    assert "Nobody is known to start or leave in the next 60 days." in text
    assert "No review session is set for this month." in text


def test_the_team_is_counted_by_employer_with_its_own_full_time_week(
    client: CheckedClient, east: East
) -> None:
    east.join(1)
    east.join(2, hours=Decimal("18.5"))
    council = made.organisation("council", full_time_hours=Decimal(37))
    contract = made.employment(made.person("Bo"), council, "C1")
    made.placement(contract, east.team, None, hours=Decimal("18.5"))
    text = page(signed_in(client))
    assert "3 people, 74.5 hours a week, 1.99 whole-time equivalents" in text
    assert "1.49" in text and "0.50" in text


def test_all_is_well(client: CheckedClient, east: East) -> None:
    east.join()
    text = page(signed_in(client))
    assert "Everybody’s lines, registrations and funding are in place" in text
    assert "Every post that the team’s lines run to is held." in text
    assert "Not yet cleared to practise" not in text


def nurse_without(east: East, *missing: str, **values: object) -> None:
    who = made.person("Nora", "Nurse")
    contract = made.employment(who, east.trust, "N1")
    where = made.placement(contract, east.team, east.nurse, **values.get("placement", {}))  # pyright: ignore
    if "management" not in missing:
        made.management(where, east.lead, **values.get("management", {}))  # pyright: ignore
    if "professional" not in missing:
        made.accountability(who, east.nurse, east.matron, **values.get("professional", {}))  # pyright: ignore
    if "registration" not in missing:
        made.registration(who, east.nurse, **values.get("registration", {}))  # pyright: ignore


@pytest.mark.parametrize(
    ("missing", "values", "said", "cleared"),
    [
        (("management",), {}, "No management line.", True),
        (("professional",), {}, "No professional line as district nurse.", False),
        (("registration",), {}, "No registration in force as district nurse.", False),
        ((), {"registration": {"number": None}}, "No registration in force", False),
        ((), {"registration": {"expires_on": TODAY - timedelta(days=1)}}, "No registration in force", False),
        ((), {"registration": {"expires_on": TODAY}}, "The registration expires on 15 June 2026.", True),
        ((), {"management": {"until": SOON}}, "The management line ends on 4 July 2026.", True),
        ((), {"professional": {"until": SOON}}, "The professional line ends on 4 July 2026.", True),
        (
            (),
            {"placement": {"funding": "winter", "funding_ends_on": SOON}},
            "Funding (winter) ends on 5 July 2026.",
            True,
        ),
    ],
)
def test_what_is_amiss_is_said(
    client: CheckedClient,
    east: East,
    missing: tuple[str, ...],
    values: dict[str, object],
    said: str,
    cleared: bool,
) -> None:
    nurse_without(east, *missing, **values)
    text = page(signed_in(client))
    assert said in text
    assert ("Not yet cleared to practise</strong>" not in text) is cleared


@pytest.mark.parametrize(("expires_on", "counted"), [(TODAY, 1), (TODAY - timedelta(days=1), 0)])
def test_registrations_that_expire_are_counted_and_those_that_lapsed_are_counted_as_not_cleared(
    client: CheckedClient, east: East, expires_on: date, counted: int
) -> None:
    nurse_without(east, registration={"expires_on": expires_on})
    text = page(signed_in(client))
    assert f"With a registration that expires within 60 days: {counted}" in text
    assert f"Not yet cleared to practise: {1 - counted}" in text


@pytest.mark.parametrize(
    "values",
    [
        {"management": {"until": LATER}},
        {"professional": {"until": LATER}},
        {"registration": {"expires_on": LATER}},
        {"registration": {"expires_on": None}},
        {"placement": {"funding": "winter", "funding_ends_on": LATER}},
        {"management": {"until": SOON}, "placement": {"until": SOON}},
    ],
)
def test_what_is_far_off_or_ends_with_the_placement_is_not_amiss(
    client: CheckedClient, east: East, values: dict[str, object]
) -> None:
    nurse_without(east, **values)
    assert "Everybody’s lines, registrations and funding" in page(signed_in(client))


def test_a_line_that_is_followed_by_another_does_not_end(client: CheckedClient, east: East) -> None:
    who = made.person("Nora", "Nurse")
    where = made.placement(made.employment(who, east.trust, "N1"), east.team, None)
    other = made.post("other", "management", east.trust)
    made.management(where, east.lead, until=SOON)
    made.management(where, other, starts_on=SOON)
    assert "line ends on" not in page(signed_in(client))


def test_starters_and_leavers(client: CheckedClient, east: East) -> None:
    east.join(1, "Leaver", until=SOON)
    east.join(2, "Faraway", until=LATER)
    contract = made.employment(made.person("Sue", "Starter"), east.trust, "3", starts_on=SOON)
    made.placement(contract, east.team, None, starts_on=SOON)
    text = page(signed_in(client))
    assert (
        'Ada Leaver</a></th><td data-label="What">Last day here is 4 July 2026: the employment ends' in text
    )
    assert 'Sue Starter</a></th><td data-label="What">Starts on 5 July 2026' in text
    assert ">2 starters and leavers<" in text


def test_a_contract_that_ends_under_a_placement_is_a_leaver(client: CheckedClient, east: East) -> None:
    contract = made.employment(made.person("Len", "Leaver"), east.trust, "1", until=SOON)
    made.placement(contract, east.team, None)
    assert "Last day here is 4 July 2026: the employment ends" in page(signed_in(client))


def test_new_hours_or_a_new_employer_is_neither_start_nor_leaving(client: CheckedClient, east: East) -> None:
    who = made.person("Mo", "Mover")
    old = made.employment(who, east.trust, "1", until=SOON)
    new = made.employment(who, made.organisation("council"), "2", starts_on=SOON)
    where = made.placement(old, east.team, None, until=SOON)
    made.dated(
        made.PlacementDetails, placement_id=where.id, employment_id=new.id, team_id=east.team.id,
        role="nurse", hours=Decimal(20), starts_on=SOON,
    )  # fmt: skip
    assert "Nobody is known to start or leave" in page(signed_in(client))


def test_a_vacant_post_is_named_with_the_day_it_fell_vacant(client: CheckedClient, east: East) -> None:
    left = TODAY - timedelta(days=14)
    post = made.post("empty", "management", east.trust)
    made.tenure(post, made.person("Gone", "Sample"), until=left)
    where = made.placement(made.employment(made.person(), east.trust, "1"), east.team, None)
    made.management(where, post)
    text = page(signed_in(client))
    assert "Sample empty</a>" in text
    assert "since 1 Jun 2026" in text


def planned(place: Neighbourhood, status: PlanStatus) -> None:
    """A session this month and one next month; a plan puts one review in the first."""
    first, _next = [
        made.kept(
            ReviewSession(
                code=f"S{month}", neighbourhood_id=place.id, starts_at=datetime(2026, month, 20, 8, 30, tzinfo=UTC),
                minutes=90, place="Sample hall",
            )
        )
        for month in (6, 7)
    ]  # fmt: skip
    plan = made.kept(
        Plan(
            made_at=NOW,
            made_by_id=made.recorder().id,
            starts_on=TODAY,
            weeks=12,
            status=status.value,
            figures="{}",
        )
    )
    resident = made.kept(Resident(nhs_number="9990000018"))
    case = made.kept(Case(local_reference="C1", resident_id=resident.id, referred_on=TODAY))
    made.kept(PlannedReview(plan_id=plan.id, session_id=first.id, case_id=case.id, starts_minute=0))


def test_this_months_reviews_are_counted_from_the_published_plan(client: CheckedClient, east: East) -> None:
    planned(east.place, PlanStatus.PUBLISHED)
    text = page(signed_in(client))
    assert "1 review in 1 session, from the published plan." in text
    assert "20 June 2026, 09:30" in text and "July" not in text.split("Reviews in June 2026")[1]


def test_a_cancelled_session_is_not_counted(client: CheckedClient, east: East) -> None:
    planned(east.place, PlanStatus.PUBLISHED)
    for row in db.session.scalars(select(ReviewSession)):
        row.cancelled_because = "The hall is closed"
    assert "No review session is set for this month." in page(signed_in(client))


def test_a_draft_counts_for_nothing(client: CheckedClient, east: East) -> None:
    planned(east.place, PlanStatus.DRAFT)
    assert "1 session. No plan of reviews has been published." in page(signed_in(client))


@pytest.mark.parametrize(
    ("role", "scope", "told"),
    [
        (Role.LEAD, "east", True),
        (Role.LEAD, "", True),
        (Role.COORDINATOR, "east", True),
        (Role.LEAD, "west", False),
        (Role.COORDINATOR, "west", False),
        (Role.DIRECTOR, "", False),
        (Role.OFFICE, "", False),
    ],
)
def test_reviews_are_only_for_those_who_see_the_cases_here(
    client: CheckedClient, east: East, role: Role, scope: str, told: bool
) -> None:
    planned(east.place, PlanStatus.PUBLISHED)
    assert ("Reviews in" in page(signed_in(client, role, scope))) is told


def test_a_coordinator_is_offered_no_link_that_would_be_refused(client: CheckedClient, east: East) -> None:
    east.join()
    text = page(signed_in(client, Role.COORDINATOR))
    assert "Ada Sample" in text
    assert "/people/" not in text and "/organisations/" not in text


@pytest.mark.parametrize(
    "address", ["/neighbourhoods/nowhere", "/neighbourhoods/east?amiss=2", "/neighbourhoods/east?on=x"]
)
def test_what_is_not_there(client: CheckedClient, east: East, address: str) -> None:
    assert signed_in(client).get(address).status_code == 404


def test_staff_may_not_open_it(client: CheckedClient, east: East) -> None:
    assert signed_in(client, Role.STAFF).get("/neighbourhoods/east").status_code == 404


def test_as_at_an_earlier_day(client: CheckedClient, east: East) -> None:
    east.join(starts_on=SOON)
    text = page(signed_in(client), "/neighbourhoods/east?on=2026-06-01")
    assert "Nobody works here on this day." in text
    assert "reading the register as at 1 June 2026" in text


def test_the_list_keeps_the_two_populations_apart(client: CheckedClient, east: East) -> None:
    east.join()
    made.neighbourhood("west", population=1000)
    text = page(signed_in(client), "/neighbourhoods")
    assert "Sample east" in text and "1,000" in text
    assert text.count("Not loaded") == 3


@pytest.mark.parametrize("size", [20, 120])
def test_the_page_asks_the_same_number_of_questions_at_any_size(
    client: CheckedClient, east: East, size: int
) -> None:
    for number in range(size):
        east.join(number, f"Sample{number:03}", until=SOON)
    planned(east.place, PlanStatus.PUBLISHED)
    signed_in(client)
    with statements() as sent:
        text = page(client)
    assert len(sent) == 10
    assert f"{size} placements<" in text
    with statements() as sent:
        page(client, "/neighbourhoods")
    assert len(sent) == 3
