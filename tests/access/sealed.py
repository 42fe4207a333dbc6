"""One more resident in the small borough, of the east, whose record is sealed: everything known of them has a word
of its own. Of those who sign in, the member of staff is named."""

from datetime import date, timedelta
from typing import Any

from sqlalchemy import select

from caseload.allocation.request import AllocationRequest
from caseload.cases.case import Allocation, Case, CaseDetails, CaseNeed, Resident, ResidentDetails, ReviewTier
from caseload.cases.contact import Contact, UrgentContact
from caseload.cases.holding import Contribution
from caseload.cases.stage import CaseStage
from caseload.reviews.review import Action, Escalation, Plan, PlannedReview, Review, ReviewSession, Unplaced
from caseload.sealing.seal import SEALED, Seal, SealName
from foundation import clock
from foundation.database import compact_json, db
from neighbourhoods.neighbourhood import Neighbourhood
from people.employment import Employment
from people.organisation import Profession
from people.post import Post
from tests import builders as make
from tests.access.borough import Borough
from tests.access.policy import Actor

NHS_NUMBER, REFERENCE = "9990000050", "ACM-SEALED"
GIVEN, FAMILY, BORN, POSTCODE = "Sealgiven", "Sealfamily", date(1933, 3, 13), "BL9 7SL"
CANARIES = (
    GIVEN, FAMILY, "13 March 1933", BORN.isoformat(), POSTCODE, NHS_NUMBER, "999 000 0050", REFERENCE,
    "Sealreason", "Sealreferrer", "Sealaction", "Sealbecause", "Sealunplaced", "Sealrequest", "Sealescalated",
)  # fmt: skip
"""By which the record would be told in an answer."""


def seal_somebody(small: Borough) -> int:
    """The number of the sealed case, with a row in every table that a case comes to have, committed. Its rows come
    last in each."""
    east = db.session.scalars(select(Neighbourhood.id).where(Neighbourhood.code == "east")).one()
    resident = make.kept(Resident(nhs_number=SEALED + NHS_NUMBER))
    make.dated(Seal, resident_id=resident.id, why="safety", because="Sealbecause")
    for named in (int(small.named["staff"]), int(small.named["other"])):
        make.dated(SealName, resident_id=resident.id, person_id=named)
    make.dated(
        ResidentDetails,
        resident_id=resident.id,
        given_name=GIVEN,
        family_name=FAMILY,
        date_of_birth=BORN,
        postcode=POSTCODE,
        neighbourhood_id=east,
    )
    referred = {"referred_on": make.START, "referred_by": "Sealreferrer"}
    case = make.kept(Case(local_reference=SEALED + REFERENCE, resident_id=resident.id, **referred))
    _facts(case.id)
    _holding(small, case.id)
    _reviews(small, case.id)
    db.session.commit()
    return case.id


def _facts(case_id: int) -> None:
    tier, nurse = (
        db.session.scalars(select(model.id).order_by(model.id)).first() for model in (ReviewTier, Profession)
    )
    make.dated(CaseDetails, case_id=case_id, tier_id=tier, informed="yes", reason="Sealreason")
    make.dated(CaseStage, case_id=case_id, stage="review_cycle")
    make.dated(CaseNeed, case_id=case_id, profession_id=nurse)


def _holding(small: Borough, case_id: int) -> None:
    staff, other = int(small.named["staff"]), int(small.named["other"])
    make.dated(Allocation, case_id=case_id, role="key_worker", person_id=staff)
    make.dated(Contribution, case_id=case_id, person_id=other)
    known = _known()
    make.kept(Contact(case_id=case_id, held_on=make.START, kind="visit", person_id=staff, **known))
    make.kept(UrgentContact(case_id=case_id, happened_on=make.START, kind="ambulance", **known))
    contract = db.session.scalars(select(Employment.id).where(Employment.person_id == other)).one()
    request = AllocationRequest(
        case_id=case_id, role="deputy", person_id=other, employment_id=contract, starts_on=clock.today(),
        because="Sealrequest", decider_kind="organisation", decider_code="nca", asked_by_id=known["recorded_by_id"],
        asked_at=make.KNOWN_SINCE,
    )  # fmt: skip
    make.kept(request)


def _reviews(small: Borough, case_id: int) -> None:
    """Held, planned in the published plan and the draft, left out of them, acted on and escalated."""
    known = _known()
    make.kept(Review(case_id=case_id, held_on=make.START + timedelta(weeks=4), **known))
    trust = db.session.scalars(select(Employment.organisation_id).order_by(Employment.id)).first() or 0
    action = {"number": 99, "what": "Sealaction", "raised_on": make.START, "due_on": make.START}
    owner = int(small.named["staff"])
    make.kept(Action(case_id=case_id, organisation_id=trust, owner_person_id=owner, **action, **known))
    session = db.session.scalars(select(ReviewSession.id).order_by(ReviewSession.id)).first() or 0
    because = {"because": compact_json(["Sealunplaced"])}
    for plan in db.session.scalars(select(Plan.id).order_by(Plan.id)).all():
        make.kept(PlannedReview(plan_id=plan, session_id=session, case_id=case_id, starts_minute=45))
        make.kept(Unplaced(plan_id=plan, case_id=case_id, due_on=clock.today(), **because))
    lead = db.session.scalars(select(Post.id).where(Post.code == "lead_east")).one()
    told = {"over": "capacity", "due_on": make.START, "because": compact_json(["Sealescalated"])}
    make.kept(Escalation(case_id=case_id, post_id=lead, raised_at=clock.now(), **told))


def _known() -> dict[str, Any]:
    return {"recorded_at": make.KNOWN_SINCE, "recorded_by_id": make.recorder().id}


UNNAMED = [actor for actor in Actor if actor is not Actor.STAFF]
