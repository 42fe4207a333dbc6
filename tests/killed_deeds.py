"""One act of each kind that writes, each the form of a page, in the borough of the tests of access."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import delete, select

from accounts.actions import HASHER
from accounts.permissions import Role
from caseload.allocation.request import AllocationRequest
from caseload.reviews.review import Plan, PlannedAttendance, PlannedReview, ReviewSession
from foundation import clock
from foundation.database import begin_writing, db
from people.employment import Employment
from people.organisation import Organisation
from people.post import Post
from teams.extract.actions import receive_extract
from teams.function import Function
from teams.mandate import Mandate, MandateTerms
from teams.team import Placement
from tests import builders as make
from tests.access.borough import SECRETS, Borough, borough
from tests.access.policy import Actor
from tests.rules.extract.written import csv_of, unplaced

PLANNER = "planner@example.test"
PASSWORD, NEW_PASSWORD = "a password that was given", "another password of theirs"


@dataclass(frozen=True, slots=True)
class Deed:
    """What whose account does. `address` and `fields` may name something of the borough in braces, and `{at}`, which is
    another word at each try: such an act can be done again and again. `page`: the page that has the form, where the
    form is sent elsewhere."""

    email: str
    address: str
    fields: Mapping[str, str | tuple[str, ...]]
    page: str = ""

    @property
    def again_and_again(self) -> bool:
        """Whether it can be done any number of times."""
        return any("{at}" in said for said in self.fields.values())


SOMEBODY_NEW = "somebody new"
DEEDS: Mapping[str, Deed] = {
    SOMEBODY_NEW: Deed(
        "office@example.test",
        "/people/new",
        {"given_name": "Ann", "family_name": "Example", "known_as": "", "starts_on": "{soon}", "organisation_id": "1",
         "assignment_number": "new-{at}", "contract": "substantive", "contracted_hours": "37", "job_title": "Nurse",
         "because": "She came"},
    ),
    "somebody placed": Deed(
        "office@example.test",
        "/people/{hr}/register/placement/start",
        {"employment_id": "{hr_contract}", "team_id": "1", "role": "nurse", "hours": "7.5", "profession_id": "",
         "funding": "", "funding_ends_on": "", "post_id": "{lead_east}", "starts_on": "{soon}", "last_day": "",
         "because": "Moved"},
    ),
    "a request answered": Deed(
        "employer_hrnca@example.test",
        "/requests/{request}/answer",
        {"accept": "yes", "because": ""},
        page="/requests/{request}",
    ),
    "a mandate signed": Deed(
        "office@example.test",
        "/mandates/WORK-1/sign",
        {"signed_by_organisation": "Orla Invented", "signed_by_organisation_on": "2024-12-02",
         "signed_by_partnership": "Pat Madeup", "signed_by_partnership_on": "2024-12-02"},
    ),
    "an allocation": Deed(
        "leadeast@example.test",
        "/allocate/{case_east}?role=contributor",
        {"person_id": "{hr}", "how": "direct", "because": "Knows her"},
        page="/allocate/{case_east}?role=contributor&person={hr}",
    ),
    "a meeting's outcome": Deed(
        "coordinatoreast@example.test",
        "/reviews/sessions/{session_east}/cases/{case_east}",
        {"outcome": "continue", "tier": "", "closed_as": "", "carried_to": "", "owner": "", "organisation": "",
         "due_on": "", "next_on": "", "keep": "yes"},
    ),
    "a plan published": Deed(
        PLANNER,
        "/reviews/plans/{draft}/publish",
        {"publish": "yes"},
        page="/reviews/plans/{draft}",
    ),
    "a look": Deed(
        "staff@example.test",
        "/looks/new",
        {"nhs_number": SECRETS["north.nhs_number"][0], "born": SECRETS["north.born"][1], "reason": "covering",
         "because": "Covering"},
    ),
    "an import put into force": Deed(
        "office@example.test", "/imports/{received}/apply", {"because": ""}, page="/imports/{received}"
    ),
    "a record sealed": Deed(
        "coordinatoreast@example.test",
        "/cases/{case_east}/change/seal",
        {"why": "safety", "names": ("{staff}", "{hr}"), "because": "Asked for"},
    ),
    "an account closed": Deed(
        "administrator@example.test", "/accounts/{lead_account}/close", {"because": "Left"}
    ),
    "a password changed": Deed(
        "staff@example.test",
        "/me/account/password",
        {"password": PASSWORD, "new": NEW_PASSWORD, "again": NEW_PASSWORD},
    ),
}  # fmt: skip
"""In the order in which they are done: each leaves the next something to do."""


def deeds_ground() -> Borough:
    """The borough, with something to do for each; committed. The same numbers each time in an empty register."""
    small = borough()
    small.accounts[Actor.STAFF].password_hash = HASHER.hash(PASSWORD)
    _ceding_work()
    _for_a_meeting(small)
    deputy, hr, lead = small.own[Actor.COORDINATOR], small.own[Actor.EMPLOYER_HR], _lead_east()
    request = db.session.get_one(AllocationRequest, int(small.named["request"]))
    request.person_id, request.employment_id = deputy, _contract_of(deputy)
    make.management(_placement_of(deputy), lead)
    names = {"hr": hr, "hr_contract": _contract_of(hr), "lead_east": lead.id,
             "lead_account": small.accounts[Actor.LEAD].id}  # fmt: skip
    db.session.commit()
    small.named.update({name: str(value) for name, value in names.items()}, received=str(_received(small)))
    db.session.commit()
    return small


def _for_a_meeting(small: Borough) -> None:
    """The session of the east is being held, and whoever plans for the whole borough has a draft that follows
    what counts and asks nobody."""
    session = db.session.get_one(ReviewSession, int(small.named["session_east"]))
    session.starts_at = clock.now() - timedelta(minutes=10)
    make.account(Role.COORDINATOR, email=PLANNER)
    plan = db.session.get_one(Plan, int(small.named["draft"]))
    plan.follows_id = int(small.named["published"])
    for table in (PlannedReview, PlannedAttendance):
        db.session.execute(delete(table).where(table.plan_id == plan.id))


def _contract_of(person_id: int) -> int:
    return db.session.scalars(select(Employment.id).where(Employment.person_id == person_id)).one()


def _placement_of(person_id: int) -> Placement:
    return db.session.scalars(select(Placement).where(Placement.person_id == person_id)).one()


def _lead_east() -> Post:
    return db.session.scalars(select(Post).where(Post.code == "lead_east")).one()


def _ceding_work() -> None:
    """A draft by which the trust cedes that its people are given work, to be signed."""
    trust = db.session.scalars(select(Organisation.id).where(Organisation.code == "nca")).one()
    ceded: dict[str, Any] = {"before_cession": "employer", "after_cession": "neighbourhood", "consult": ""}
    make.kept(Function(code="allocate_work", number=2, name="Allocating work", cedable="yes", **ceded))
    terms: dict[str, Any] = {"functions": ("allocate_work",), "professions": ("*",), "teams": ("*",)}
    mandate = make.kept(Mandate(code="WORK-1", organisation_id=trust))
    make.dated(
        MandateTerms, mandate_id=mandate.id, status="draft", instrument="section_75", reference="S75-WORK",
        conditions=(), **terms,
    )  # fmt: skip


def _received(small: Borough) -> int:
    """The first extract of an employer, which ends nobody, waiting to be applied."""
    make.organisation("alliance", kind="vcf")
    db.session.commit()
    begin_writing()
    unregistered = dict.fromkeys(("profession", "professional_post", "registration_number"), "")
    unregistered |= dict.fromkeys(("registration_expires_on", "registration_checked_on"), "")
    content = csv_of([unplaced(employer="alliance", assignment_number="777", **unregistered)])
    return receive_extract(
        "alliance.csv", content, employer="alliance", on=clock.today(), at=clock.now(),
        by=small.accounts[Actor.OFFICE].id,
    ).id  # fmt: skip
