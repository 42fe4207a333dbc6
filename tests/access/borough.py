"""A small borough in which every name, number and reason is a word of its own, so that a leak can be told.

Two employers, two neighbourhoods with a team and a case each, one account for each role, the lead's and the
coordinator's of the east.
"""

import json
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import select

from accounts.account import Account, RoleGrant
from accounts.passkey import Passkey
from accounts.permissions import Role
from accounts.sealing import seal
from caseload.allocation.request import AllocationRequest
from caseload.capacity.overload import OverCapacity, OverCapacityEntry
from caseload.capacity.weighting import ONE_SCALE, Reduction, WeightSet, WeightsInForce
from caseload.capacity.weights import PROVISIONAL
from caseload.cases.case import (
    Allocation,
    Case,
    CaseDetails,
    CaseNeed,
    Holds,
    PossibleSame,
    Resident,
    ResidentDetails,
    ResidentMerge,
    ReviewTier,
)
from caseload.cases.contact import Contact
from caseload.privacy.look import Look, OddPattern, SubjectReport
from caseload.reviews.review import (
    Action,
    Escalation,
    Plan,
    PlannedAttendance,
    PlannedReview,
    Review,
    ReviewSession,
    Unplaced,
)
from caseload.reviews.sessions.pattern import SessionPattern, SessionPatternDetails
from foundation import clock
from foundation.database import compact_json, db
from foundation.errand import Errand
from neighbourhoods.neighbourhood import Neighbourhood
from people.accountability import RegisterCheck, Supervision
from people.availability import Absence
from people.employment import Employment
from people.organisation import Organisation, Profession
from people.person import Person
from people.post import Post, PostDetails
from teams.extract.outcome import Effect
from teams.extract_import import ExtractImport
from teams.function import Function
from teams.mandate import Mandate, MandateTerms
from teams.position import Position
from teams.positions.findings import Figures, Findings
from teams.positions.sealing import Signed, digest_of, to_bytes
from teams.team import Team
from tests import builders as make
from tests.access.policy import Actor
from tests.laying import laid_once

SECRETS = {
    "other.name": ("Zedgiven", "Zedfamily"),
    "other.email": ("zed.mail@sample.invalid",),
    "other.phone": ("0161 496 0777",),
    "east.name": ("Eastgiven", "Eastfamily"),
    "east.reference": ("ACM-EAST",),
    "east.reason": ("Eastreason",),
    "east.referrer": ("Eastreferrer",),
    "east.born": ("11 November 1931", "1931-11-11"),
    "east.unplaced": ("Eastunplaced",),
    "east.action": ("Eastaction",),
    "east.postcode": ("BL9 1EE",),
    "east.nhs_number": ("9990000018", "999 000 0018"),
    "north.name": ("Northgiven", "Northfamily"),
    "north.reference": ("ACM-NORTH",),
    "north.reason": ("Northreason",),
    "north.referrer": ("Northreferrer",),
    "north.born": ("12 December 1932", "1932-12-12"),
    "north.unplaced": ("Northunplaced",),
    "north.postcode": ("BL9 2NN",),
    "north.nhs_number": ("9990000026", "999 000 0026"),
    # What people wrote freely about themselves, their work and their looking.
    "other.absence": ("Zedabsence",),
    "other.supervision": ("Zedsupervision",),
    "other.overload": ("Zedoverload",),
    "staff.overload": ("Staffoverload",),
    "look.words": ("Lookwords",),
    "look.beyond": ("Lookbeyond",),
    "odd.words": ("Oddwords",),
    "odd.beyond": ("Oddbeyond",),
    "report.words": ("Reportwords",),
}
"""The words by which each secret would be told in an answer."""

SCOPES = {
    Actor.LEAD: "east",
    Actor.COORDINATOR: "east",
    Actor.DIRECTOR: "chief",
    Actor.EMPLOYER_HR: "nca",
    Actor.PRIVACY_OFFICER: "nca",
}


@dataclass(frozen=True, slots=True)
class Borough:
    """`named` is what the names in the policy's addresses stand for; `own` the person behind each account."""

    accounts: dict[Actor, Account]
    own: dict[Actor, int]
    named: dict[str, str]

    def address(self, pattern: str, actor: Actor) -> str:
        """A policy's address for whoever is asking; nobody signed in stands where the staff member does."""
        own = self.own.get(actor, self.own[Actor.STAFF])
        return pattern.format(own=own, **self.named)


@dataclass(frozen=True, slots=True)
class _Ground:
    """What people and cases stand on."""

    trust: Organisation
    council: Organisation
    nurse: Profession
    east: Neighbourhood
    north: Neighbourhood
    team_east: Team
    team_north: Team
    tier: ReviewTier


@laid_once
def borough() -> Borough:
    """All of it, committed."""
    ground = _ground()
    accounts = {actor: _account(actor) for actor in Actor if actor is not Actor.SIGNED_OUT}
    people = {
        actor: make.person(f"Own{actor.name.title()}", "Reader", account=account)
        for actor, account in accounts.items()
        if actor is not Actor.NO_ROLE
    }
    other = make.person("Zedgiven", "Zedfamily", email="zed.mail@sample.invalid", phone="0161 496 0777")
    posts = _posts(ground, people, other)
    _function()
    _mandates(ground)
    row = _staff(ground, posts, people[Actor.STAFF], other)
    _what_roles_follow(ground, people)
    cases = _caseload(ground, {"east": people[Actor.STAFF], "north": other})
    named = {
        "other": other.id,
        "staff": people[Actor.STAFF].id,
        "other_family_name": "Zedfamily",
        "other_family_name_sealed": seal("find", "Zedfamily", at=clock.now()),
        "nobody": 987_654,
        "account": accounts[Actor.STAFF].id,
        "grant": _grant_of(accounts[Actor.STAFF]),
        "passkey": _passkey(accounts[Actor.LEAD]),
        "soon": clock.today().isoformat(),
        "row": row,
        "post_row": _row_of_post(posts["lead_north"]),
        "transfer": f"from_id={ground.council.id}&to_id={ground.trust.id}&team_id={ground.team_north.id}"
        f"&on={clock.today().isoformat()}",
        **_absent(other),
        **_practised(ground, other, accounts[Actor.DIRECTOR]),
        "position": _position(1, "chief", accounts[Actor.DIRECTOR]),
        "not_theirs": _position(2, "dass", accounts[Actor.DIRECTOR]),
        "reduction": make.dated(
            Reduction, person_id=people[Actor.STAFF].id, reason="training", percent=10
        ).id,
        **_weights(accounts[Actor.OFFICE]),
        "import": _extract(ground, accounts[Actor.OFFICE]),
        **cases,
        **_requests(cases, people[Actor.STAFF], other, accounts[Actor.LEAD]),
        "action": _action(ground, cases["case_east"], people[Actor.STAFF]),
        **_over_capacity(people[Actor.STAFF], other, accounts[Actor.STAFF]),
        **_spreads(accounts[Actor.LEAD], cases["case_east"], people),
        **_alike(ground, cases),
        **_escalations(cases["case_east"], posts),
        **_patterns(ground),
        **_looked(cases["case_north"], people[Actor.STAFF], other, accounts),
        **_plans(ground, cases, accounts[Actor.COORDINATOR], people[Actor.STAFF], other),
    }
    db.session.commit()
    return Borough(
        accounts,
        {actor: person.id for actor, person in people.items()},
        {name: str(value) for name, value in named.items()},
    )


def _grant_of(account: Account) -> int:
    """The number of its one role."""
    return db.session.scalars(select(RoleGrant.id).where(RoleGrant.account_id == account.id)).one()


def _passkey(account: Account) -> int:
    """The number of its one passkey, whose key nobody has."""
    return make.kept(
        Passkey(
            account_id=account.id,
            credential_id=b"somewhere",
            public_key=b"",
            sign_count=0,
            name="Work phone",
            transports=(),
            created_at=make.KNOWN_SINCE,
        )
    ).id


def _escalations(case_id: int, posts: dict[str, Post]) -> dict[str, int]:
    """A breach of the east over capacity, told to its lead; and over supervision, along the professional line."""
    told = {"case_id": case_id, "due_on": make.START, "because": '["Because"]', "raised_at": clock.now()}
    return {
        "escalation": make.kept(Escalation(over="capacity", post_id=posts["lead_east"].id, **told)).id,
        "led_escalation": make.kept(Escalation(over="supervision", post_id=posts["nursing"].id, **told)).id,
    }


def _spreads(lead: Account, case_id: int, people: dict[Actor, Person]) -> dict[str, int]:
    """A fairer spread that the lead of the east asked for and nobody has begun, and one that was worked out."""
    holder, taker = people[Actor.STAFF].id, people[Actor.LEAD].id
    standing = {"percent": 90, "unevenness": 1000}
    answer = {
        "people": 2,
        "cases": 1,
        "today": standing,
        "best": standing,
        "bound": standing,
        "proven": True,
        "distance": 9.0,
        "gap": 0.1,
        "settled": False,
        "moves": [{"cases": [[case_id, holder, taker]], "percent": 45, "above": 0.0}],
        "spread": [[holder, 900, 450, 1000], [taker, 0, 450, 1000]],
    }
    asked = {"kind": "rebalance", "asked_by_id": lead.id, "asked_at": clock.now()}
    question = compact_json({"neighbourhoods": ["east"], "on": clock.today(), "account": lead.id})
    waiting = make.kept(Errand(question=question, **asked))
    found = make.kept(Errand(question=question, answer=compact_json(answer), ended_at=clock.now(), **asked))
    return {"errand": waiting.id, "spread": found.id}


def _weights(office: Account) -> dict[str, int]:
    """A version that counts, and a draft."""
    kept = {
        name: make.kept(
            WeightSet(
                name=name,
                points=replace(PROVISIONAL, name=name).as_json(),
                made_at=clock.now(),
                made_by_id=office.id,
            )
        ).id
        for name in ("weights", "weights_draft")
    }
    make.dated(WeightsInForce, scale=ONE_SCALE, weight_set_id=kept["weights"])
    return kept


def _account(actor: Actor) -> Account:
    if actor is Actor.NO_ROLE:
        return make.account(email="no-role@sample.invalid")
    return make.account(Role(actor.value), SCOPES.get(actor, ""))


def _ground() -> _Ground:
    east, north = make.neighbourhood("east"), make.neighbourhood("north")
    tier = ReviewTier(
        code="active",
        name="Active",
        review_interval_weeks=12,
        hard_maximum_weeks=16,
        coordinator_contact_weeks=4,
        complexity_minutes=10,
        overdue_weight=3,
    )
    return _Ground(
        make.organisation("nca"),
        make.organisation("council", kind="council"),
        make.profession(),
        east,
        north,
        make.team("team_east", east),
        make.team("team_north", north),
        make.kept(tier),
    )


def _posts(ground: _Ground, people: dict[Actor, Person], other: Person) -> dict[str, Post]:
    board = make.post("board", "management", ground.trust)
    chief = make.post("chief", "professional", ground.trust)
    posts = {
        "lead_east": make.post("lead_east", "management", ground.trust, reports_to=board, scope="east"),
        "lead_north": make.post("lead_north", "management", ground.council, reports_to=board, scope="north"),
        "nursing": make.post("nursing", "professional", ground.trust, reports_to=chief),
    }
    make.tenure(posts["lead_east"], people[Actor.LEAD])
    make.tenure(posts["lead_north"], other)
    make.tenure(chief, people[Actor.DIRECTOR])
    return posts


def _staff(ground: _Ground, posts: dict[str, Post], staff: Person, other: Person) -> int:
    """Both at work, with their lines. The number of the other's management line."""
    for who, employer, number, team in (
        (staff, ground.trust, "OWN-1", ground.team_east),
        (other, ground.council, "ZED-1", ground.team_north),
    ):
        place = make.placement(make.employment(who, employer, number), team, ground.nurse)
        lead = posts["lead_east" if who is staff else "lead_north"]
        line = make.management(place, lead)
        make.accountability(who, ground.nurse, posts["nursing"])
        make.registration(who, ground.nurse)
    return line.id


def _what_roles_follow(ground: _Ground, people: dict[Actor, Person]) -> None:
    """The coordinator's placement in the east, contracts of HR and privacy officer; lead and director hold posts."""
    coordinates = make.employment(people[Actor.COORDINATOR], ground.trust, "OWN-2")
    make.placement(coordinates, ground.team_east, None, role="care_coordinator")
    make.employment(people[Actor.EMPLOYER_HR], ground.trust, "OWN-3")
    make.employment(people[Actor.PRIVACY_OFFICER], ground.trust, "OWN-4")


def _function() -> None:
    """One decision of the scheme of delegation."""
    make.kept(
        Function(
            code="annual_leave",
            number=1,
            name="Annual leave approval",
            before_cession="employer",
            after_cession="neighbourhood",
            cedable="conditional",
            consult="employer",
        )
    )


def _mandates(ground: _Ground) -> None:
    """One in force and a draft, of the trust."""
    signed = {
        "signed_by_organisation": "Signatory for the trust",
        "signed_by_organisation_on": make.START,
        "signed_by_partnership": "Signatory for the partnership",
        "signed_by_partnership_on": make.START,
    }
    for code, status, signatures in (("SIGNED-1", "signed", signed), ("DRAFT-1", "draft", {})):
        mandate = make.kept(Mandate(code=code, organisation_id=ground.trust.id))
        make.dated(
            MandateTerms,
            mandate_id=mandate.id,
            status=status,
            instrument="section_75",
            reference=f"S75-{code}",
            functions=("annual_leave",),
            professions=("*",),
            teams=("team_north",),
            conditions=("it is recorded within two days",),
            **signatures,
        )


def _absent(person: Person) -> dict[str, int]:
    """Their contract, and an absence from it."""
    contract = db.session.scalars(select(Employment.id).where(Employment.person_id == person.id)).one()
    return {
        "contract": contract,
        "absence": make.dated(
            Absence, employment_id=contract, kind="away", because=SECRETS["other.absence"][0]
        ).id,
    }


def _practised(ground: _Ground, person: Person, account: Account) -> dict[str, int]:
    """That they were supervised, and the register checked."""
    about = {"person_id": person.id, "profession_id": ground.nurse.id}
    known = {"recorded_at": make.KNOWN_SINCE, "recorded_by_id": account.id}
    why = {"because": SECRETS["other.supervision"][0]}
    held = make.kept(Supervision(**about, **known, **why, held_on=make.START, kind="one_to_one"))
    check = make.kept(RegisterCheck(**about, **known, checked_on=make.START))
    return {"supervision": held.id, "check": check.id}


def _row_of_post(post: Post) -> int:
    return db.session.scalars(select(PostDetails.id).where(PostDetails.post_id == post.id)).one()


def _caseload(ground: _Ground, workers: dict[str, Person]) -> dict[str, int]:
    """A case in each neighbourhood, held by somebody who works there."""
    return {
        f"case_{place.code}": _case(ground, place, workers[place.code])
        for place in (ground.east, ground.north)
    }


def _case(ground: _Ground, place: Neighbourhood, worker: Person) -> int:
    word = {name.partition(".")[2]: said for name, said in SECRETS.items() if name.startswith(place.code)}
    resident = make.kept(Resident(nhs_number=word["nhs_number"][0]))
    given, family = word["name"]
    make.dated(
        ResidentDetails,
        resident_id=resident.id,
        given_name=given,
        family_name=family,
        date_of_birth=date.fromisoformat(word["born"][1]),
        postcode=word["postcode"][0],
        neighbourhood_id=place.id,
    )
    case = make.kept(
        Case(
            local_reference=word["reference"][0],
            resident_id=resident.id,
            referred_on=make.START,
            referred_by=word["referrer"][0],
        )
    )
    make.dated(CaseDetails, case_id=case.id, tier_id=ground.tier.id, informed="yes", reason=word["reason"][0])
    make.dated(CaseNeed, case_id=case.id, profession_id=ground.nurse.id)
    make.dated(Allocation, case_id=case.id, role=Holds.KEY_WORKER.value, person_id=worker.id)
    known = {"recorded_at": make.KNOWN_SINCE, "recorded_by_id": make.recorder().id}
    make.kept(Review(case_id=case.id, held_on=make.START + timedelta(weeks=4), **known))
    return case.id


def _alike(ground: _Ground, cases: dict[str, int]) -> dict[str, int]:
    """Records that may be one person: two of the east, one of each neighbourhood; and two that are one."""
    east, north = (
        db.session.get_one(Case, cases[f"case_{place}"]).resident_id for place in ("east", "north")
    )
    second, third = (_second_record(ground, number) for number in ("9990000034", "9990000042"))
    found = {"found_by": "name_and_birth", "found_at": make.KNOWN_SINCE}
    known = {"recorded_at": make.KNOWN_SINCE, "recorded_by_id": make.recorder().id}
    contact = {"case_id": cases["case_east"], "held_on": make.START, "kind": "visit"}
    worker = select(Allocation.person_id).where(Allocation.case_id == cases["case_east"])
    return {
        "pair": make.kept(PossibleSame(newer_id=second, older_id=east, **found)).id,
        "pair_beyond": make.kept(PossibleSame(newer_id=second, older_id=north, **found)).id,
        "merge": make.kept(ResidentMerge(kept_id=east, merged_id=third, cases=(), **known)).id,
        "in_touch": make.kept(Contact(person_id=db.session.scalars(worker).one(), **contact, **known)).id,
    }


def _action(ground: _Ground, case_id: int, owner: Person) -> int:
    """Something the staff member is to do about the east's case."""
    known: dict[str, Any] = {"recorded_at": make.KNOWN_SINCE, "recorded_by_id": make.recorder().id}
    row = Action(
        number=1, case_id=case_id, what=SECRETS["east.action"][0], raised_on=make.START, due_on=make.START,
        organisation_id=ground.trust.id, owner_person_id=owner.id, **known,
    )  # fmt: skip
    return make.kept(row).number


def _over_capacity(staff: Person, other: Person, account: Account) -> dict[str, int]:
    """The staff member's plan, since they think that people are not safe; and somebody else's, about work alone."""
    asked: tuple[tuple[str, Person, dict[str, Any]], ...] = (
        ("over", staff, {"safety": True, "management_post": "lead_east", "professional_post": "nursing"}),
        ("over_beyond", other, {"safety": False, "management_post": "lead_north"}),
    )
    found: dict[str, int] = {}
    for name, who, said in asked:
        plan = OverCapacity(person_id=who.id, said_at=make.KNOWN_SINCE, held=900, capacity=800, **said)
        word = SECRETS["staff.overload" if name == "over" else "other.overload"][0]
        written = {"writer": "person", "says": word, "written_at": make.KNOWN_SINCE}
        found[name] = make.kept(plan).id
        make.kept(OverCapacityEntry(over_capacity_id=found[name], written_by_id=account.id, **written))
    return found


def _second_record(ground: _Ground, nhs_number: str) -> int:
    """Another record of the east's resident, without a case."""
    resident = make.kept(Resident(nhs_number=nhs_number))
    given, family = SECRETS["east.name"]
    make.dated(
        ResidentDetails,
        resident_id=resident.id,
        given_name=given,
        family_name=family,
        date_of_birth=date.fromisoformat(SECRETS["east.born"][1]),
        postcode=SECRETS["east.postcode"][0],
        neighbourhood_id=ground.east.id,
    )
    return resident.id


def _requests(cases: dict[str, int], staff: Person, other: Person, lead: Account) -> dict[str, int]:
    """That the staff member be the east case's deputy, put by the lead to the trust; and somebody else's request
    about the north's, put to the council."""
    found = {}
    for name, case, who, employer, asker in (
        ("request", "case_east", staff, "nca", lead.id),
        ("request_beyond", "case_north", other, "council", make.recorder().id),
    ):
        contract = db.session.scalars(select(Employment.id).where(Employment.person_id == who.id)).one()
        row = AllocationRequest(
            case_id=cases[case], role="deputy", person_id=who.id, employment_id=contract,
            starts_on=clock.today(), because="Has room", decider_kind="organisation", decider_code=employer,
            asked_by_id=asker, asked_at=make.KNOWN_SINCE,
        )  # fmt: skip
        found[name] = make.kept(row).id
    return found


def _patterns(ground: _Ground) -> dict[str, int]:
    """A pattern of sessions in each neighbourhood, which has given none yet."""
    how = {"weekday": 1, "every_weeks": 1, "starts": "09:30", "minutes": 90}
    found: dict[str, int] = {}
    for place in (ground.east, ground.north):
        pattern = make.kept(SessionPattern(code=f"{place.code}-p1", neighbourhood_id=place.id))
        make.dated(SessionPatternDetails, pattern_id=pattern.id, starts_on=clock.today(), **how)
        found[f"pattern_{place.code}"] = pattern.id
    return found


def _looked(case_id: int, staff: Person, other: Person, accounts: dict[Actor, Account]) -> dict[str, int]:
    """Looks at the resident of the north: by the staff member, going on and over, and by somebody else; an odd pattern
    of each of the two; and reports about that resident, of now, of yesterday and of another officer."""
    resident, now = db.session.get_one(Case, case_id).resident_id, clock.now()
    hour = timedelta(hours=1)
    own, elsewhere, officer = accounts[Actor.STAFF].id, make.recorder().id, accounts[Actor.PRIVACY_OFFICER].id
    looks = {
        name: make.kept(
            Look(
                account_id=account, person_id=person.id, reason="covering", because=word, on=clock.today(),
                starts_at=now - ago, minutes=60, resident_id=resident,
            )
        ).id
        for name, account, person, ago, (word,) in (
            ("look", own, staff, 0 * hour, SECRETS["look.words"]),
            ("look_over", own, staff, 2 * hour, SECRETS["look.words"]),
            ("look_beyond", elsewhere, other, 0 * hour, SECRETS["look.beyond"]),
        )
    }  # fmt: skip
    odd = {
        name: make.kept(
            OddPattern(
                once=name, kind="own_name", account_id=account, person_id=person.id, on=clock.today(), why=word,
                found_at=now, resident_id=resident,
            )
        ).id
        for name, account, person, (word,) in (
            ("odd", own, staff, SECRETS["odd.words"]), ("odd_beyond", elsewhere, other, SECRETS["odd.beyond"])
        )
    }  # fmt: skip
    reports = {
        name: make.kept(
            SubjectReport(
                account_id=account,
                because=SECRETS["report.words"][0],
                made_at=now - ago,
                resident_id=resident,
            )
        ).id
        for name, account, ago in (
            ("report", officer, 0 * hour),
            ("report_over", officer, 24 * hour),
            ("report_beyond", elsewhere, 0 * hour),
        )
    }
    return looks | odd | reports


def _plans(
    ground: _Ground, cases: dict[str, int], planner: Account, staff: Person, other: Person
) -> dict[str, int]:
    """A published plan and a draft, each with both cases in a session and both also not placed in time."""
    tomorrow = clock.today() + timedelta(days=1)
    sessions = {
        code: make.kept(
            ReviewSession(
                code=f"session-{code}",
                neighbourhood_id=place.id,
                starts_at=datetime.combine(tomorrow, time(9, 30), clock.LONDON),
                minutes=90,
                place="Sample hub",
                chair_person_id=chair.id,
            )
        )
        for code, place, chair in (("east", ground.east, staff), ("north", ground.north, other))
    }
    asked = {"starts_on": clock.today(), "weeks": 12, "seconds": 20, "because": "", "account": planner.id}
    errand = Errand(
        kind="plan-reviews", question=compact_json(asked), asked_by_id=planner.id, asked_at=clock.now()
    )
    return {
        "plan_errand": make.kept(errand).id,
        **{f"session_{code}": session.id for code, session in sessions.items()},
        **{state: _plan(state, sessions, cases, planner, staff, other) for state in ("published", "draft")},
    }


def _plan(
    state: str,
    sessions: dict[str, ReviewSession],
    cases: dict[str, int],
    planner: Account,
    staff: Person,
    other: Person,
) -> int:
    counts = ("score", "weighted_overdue_days", "breach_days", "breaches", "waiting_minutes", "moved")
    figures = {**dict.fromkeys(counts, 0), "needs_met_percent": 100.0, "attendances": 2}
    plan = make.kept(
        Plan(
            made_at=make.KNOWN_SINCE,
            made_by_id=planner.id,
            starts_on=clock.today(),
            weeks=12,
            status=state,
            figures=compact_json(figures),
            published_at=make.KNOWN_SINCE if state == "published" else None,
        )
    )
    for code, who in (("east", staff), ("north", other)):
        about: dict[str, Any] = {"plan_id": plan.id}
        session, case_id = sessions[code].id, cases[f"case_{code}"]
        make.kept(PlannedReview(session_id=session, case_id=case_id, starts_minute=0, **about))
        make.kept(PlannedAttendance(session_id=session, person_id=who.id, **about))
        because = compact_json([SECRETS[f"{code}.unplaced"][0]])
        make.kept(Unplaced(case_id=case_id, due_on=clock.today(), because=because, **about))
    return plan.id


def _position(number: int, scope: str, account: Account) -> int:
    """A day on which nobody was in placement, signed for an apex post."""
    on, nothing = make.START, Decimal("0.0")
    findings = Findings(Figures(0, 0, nothing, nothing), {}, ())
    signed = make.KNOWN_SINCE, account.id, account.name, make.KNOWN_SINCE
    content = to_bytes(Signed(number, scope, on, *signed, "Nobody was there.", findings, {"post": {}}))
    row = Position(
        number=number, scope=scope, on=on, known_at=make.KNOWN_SINCE, signed_by_id=account.id,
        signed_at=make.KNOWN_SINCE, content=content, digest=digest_of(content),
    )  # fmt: skip
    return make.kept(row).number


def _extract(ground: _Ground, office: Account) -> int:
    """An import that waits to be applied, and names somebody."""
    counts = {"started": 0, "changed": 1, "unchanged": 0, "ended": 0, "ending": 0, "staff": 1}
    effect = Effect("ZED-1", "Zedgiven Zedfamily", "placement", "change", "the role becomes nurse")
    kept = ExtractImport(
        organisation_id=ground.council.id,
        as_of=clock.today(),
        file_name="council.csv",
        content=b"employer\n",
        sha256="",
        status="previewed",
        effects="",
        counts=json.dumps(counts | {"needs_second": False}),
        shown=json.dumps({"effects": [effect], "warnings": []}),
        uploaded_by_id=office.id,
        uploaded_at=make.KNOWN_SINCE,
    )
    return make.kept(kept).id
