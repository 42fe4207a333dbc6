"""A small register for tests: one plain function for each kind of row, with sensible values for the rest.

Every row is dated from START and known since then unless a test says otherwise. Nothing commits.
"""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any, TypeVar

from sqlalchemy import select

from accounts.account import Account, RoleGrant
from accounts.permissions import Role
from foundation.database import db
from foundation.effective import Dated
from foundation.model import Model
from neighbourhoods.neighbourhood import Neighbourhood, Practice, PracticeSite, Ward
from people.accountability import Accountability, Registration
from people.employment import Employment, EmploymentDetails
from people.organisation import Organisation, Profession
from people.person import Person, PersonDetails
from people.post import Post, PostDetails, Tenure
from teams.team import Management, Placement, PlacementDetails, Team

START = date(2025, 1, 1)
KNOWN_SINCE = datetime(2025, 1, 1, 9, tzinfo=UTC)
FULL_TIME = Decimal("37.5")
RECORDER = "recorder@example.test"

T = TypeVar("T", bound=Model)


def kept(row: T) -> T:
    """The row with its number."""
    db.session.add(row)
    db.session.flush()
    return row


def dated(model: type[Dated], **values: Any) -> Any:
    """One row of a dated table, from START and known since KNOWN_SINCE unless said otherwise."""
    recorded = {"starts_on": START, "recorded_at": KNOWN_SINCE, "recorded_by_id": recorder().id}
    return kept(model(**recorded | values))  # pyright: ignore[reportArgumentType]


def recorder() -> Account:
    """The account in whose name the test's facts are recorded; looked for once in a test, not for each fact.

    The session itself holds on to an object only while somebody else does, so it is held here.
    """
    noted = db.session().info
    held = noted.get(RECORDER)
    if held is None or held not in db.session:
        held = db.session.scalars(select(Account).where(Account.email == RECORDER)).first()
    noted[RECORDER] = held or kept(Account(email=RECORDER, name="Rita Recorder", created_at=KNOWN_SINCE))
    return noted[RECORDER]


def account(role: Role | None = None, scope: str = "", *, email: str = "") -> Account:
    """An account holding one role; its address follows from the role unless given."""
    address = email or f"{role or 'nobody'}{scope}@example.test"
    made = kept(Account(email=address, name=f"Sample {role or 'nobody'}", created_at=KNOWN_SINCE))
    if role is not None:
        kept(RoleGrant(account_id=made.id, role=role.value, scope=scope))
    return made


def organisation(code: str = "nca", **values: Any) -> Organisation:
    """An employer with a full-time week of 37.5 hours."""
    usual = {"name": f"Sample {code} Trust", "kind": "nhs_trust", "full_time_hours": FULL_TIME}
    return kept(Organisation(code=code, **usual | values))


def profession(code: str = "district_nurse", *, regulator: str | None = "NMC", **values: Any) -> Profession:
    """A regulated profession; `regulator=None` makes one that is not."""
    usual: dict[str, Any] = {"name": code.replace("_", " ")}
    return kept(Profession(code=code, regulator=regulator, **usual | values))


def neighbourhood(code: str = "east", **values: Any) -> Neighbourhood:
    """A neighbourhood without wards or practices."""
    usual: dict[str, Any] = {"name": f"Sample {code}"}
    return kept(Neighbourhood(code=code, **usual | values))


def ward(gss_code: str, place: Neighbourhood, **values: Any) -> Ward:
    """A ward of the neighbourhood."""
    return kept(Ward(gss_code=gss_code, neighbourhood_id=place.id, **{"name": f"Ward {gss_code}"} | values))


def practice(ods_code: str, *places: Neighbourhood, **site: Any) -> Practice:
    """A practice serving each of the neighbourhoods; `site` holds values of the serving."""
    made = kept(Practice(ods_code=ods_code, name=f"Practice {ods_code}"))
    for place in places:
        kept(PracticeSite(practice_id=made.id, neighbourhood_id=place.id, **site))
    return made


def team(code: str = "team_east", place: Neighbourhood | None = None, **values: Any) -> Team:
    """A neighbourhood's core team, or a borough-wide service where no neighbourhood is given."""
    kind = "service" if place is None else "core"
    usual = {"name": f"Sample {code}", "kind": kind, "neighbourhood_id": place and place.id}
    return kept(Team(code=code, **usual | values))


def person(
    given: str = "Ada", family: str = "Sample", *, account: Account | None = None, **values: Any
) -> Person:
    """Somebody with a name."""
    made = kept(Person(account_id=account and account.id))
    dated(PersonDetails, person_id=made.id, given_name=given, family_name=family, **values)
    return made


def employment(who: Person, employer: Organisation, number: str, **values: Any) -> Employment:
    """A full-time substantive contract."""
    made = kept(Employment(person_id=who.id, organisation_id=employer.id, assignment_number=number))
    usual = {"contract": "substantive", "contracted_hours": FULL_TIME, "job_title": "Nurse"}
    dated(EmploymentDetails, employment_id=made.id, **usual | values)
    return made


def placement(contract: Employment, where: Team, practising: Profession | None, **values: Any) -> Placement:
    """The employed person's full-time place in a team."""
    made = kept(Placement(person_id=contract.person_id))
    dated(
        PlacementDetails,
        placement_id=made.id,
        employment_id=contract.id,
        team_id=where.id,
        profession_id=practising and practising.id,
        **{"role": "nurse", "hours": FULL_TIME, "funding": "recurrent"} | values,
    )
    return made


def post(code: str, line: str, whose: Organisation, *, reports_to: Post | None = None, **values: Any) -> Post:
    """A post, an apex unless it reports to another."""
    made = kept(Post(code=code, line=line))
    usual = {"title": f"Sample {code}", "organisation_id": whose.id}
    dated(PostDetails, post_id=made.id, reports_to_id=reports_to and reports_to.id, **usual | values)
    return made


def tenure(held: Post, who: Person, holding: str = "substantive", **values: Any) -> Tenure:
    """Somebody holding the post."""
    return dated(Tenure, post_id=held.id, person_id=who.id, holding=holding, **values)


def management(place: Placement, to: Post, **values: Any) -> Management:
    """The placement's management line."""
    return dated(Management, placement_id=place.id, post_id=to.id, **values)


def accountability(who: Person, practising: Profession, to: Post, **values: Any) -> Accountability:
    """The person's professional line."""
    return dated(Accountability, person_id=who.id, profession_id=practising.id, post_id=to.id, **values)


def registration(who: Person, practising: Profession, **values: Any) -> Registration:
    """A registration in force that does not run out during a test."""
    usual = {"number": "00A0000A", "expires_on": date(2030, 1, 1)}
    return dated(Registration, person_id=who.id, profession_id=practising.id, **usual | values)
