"""What a coordinator has done in the sample: how far each case has come, what work it is, who was in touch, what
was urgent, and referrals that wait. Said through the verbs that a coordinator's pages use."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from sqlalchemy import and_, select

from app.demo.names import invent_name
from app.demo.residents import nhs_numbers
from caseload.cases.case import Allocation, Case, CaseDetails, Holds, Resident, ResidentDetails, ReviewTier
from caseload.cases.contact import CareKind, CarePackage, Contact, ContactKind, UrgentContact, UrgentKind
from caseload.cases.stage import CaseKind, CaseStage, CaseWork, Stage
from caseload.keeping.contacts import arrange_care, record_many
from caseload.keeping.particulars import Particulars, change_work
from caseload.keeping.referring import Referral, matches_for, refer
from caseload.keeping.stages import move_on, triage
from foundation.acts import Act
from foundation.database import db
from foundation.effective import AsAt, in_force
from neighbourhoods.neighbourhood import Neighbourhood

A_YEAR = timedelta(weeks=52)
KINDS = {CaseKind.STANDARD: 82, CaseKind.COMPLEX: 9, CaseKind.SAFEGUARDING: 4, CaseKind.END_OF_LIFE: 5}
SHARE_STATUTORY, SHARE_TRAVELLING, SHARE_STEPPING_DOWN = 0.08, 0.06, 0.15
SHARE_WITH_CARE, SHARE_OF_CARE_LESSENED = 0.4, 0.45
CONTACT_KINDS = {
    ContactKind.VISIT: 45,
    ContactKind.TELEPHONE: 40,
    ContactKind.VIDEO: 5,
    ContactKind.CARER: 10,
}
URGENT_A_YEAR = {"intensive": 4.5, "active": 2.2, "maintenance": 0.9}
URGENT_KEPT = 0.62
"""Of the urgent contacts before acceptance, what remains after it, on the whole."""

REASONS = ("Falls at home", "Home from hospital", "Care under strain", "Memory loss")
WAITING = 4


@dataclass(frozen=True, slots=True)
class OpenCase:
    """A case of the sample as the case list left it."""

    id: int
    tier: str
    contact_weeks: int
    accepted_on: date
    key_worker_id: int | None


def keep_sample_cases(*, by: int, at: datetime, today: date, seed: int = 1) -> None:
    """Everything a coordinator has recorded of the cases there are, and the referrals that wait."""
    random, cases = Random(f"{seed} case work"), _open_cases(today)
    act = Act(by=by, at=at)
    keys = [(case.id,) for case in cases]
    for model in (CaseDetails, CaseStage, CaseWork, CarePackage):
        act.load(model, keys)
    for case in cases:
        _say_work(act, case, today, random)
        _arrange_care(act, case, today, random)
    act.write()
    record_many(Contact, [row for case in cases for row in _contacts(case, today, random)], by=by, at=at)
    record_many(UrgentContact, [row for case in cases for row in _urgent(case, today, random)], by=by, at=at)
    _refer_some(by=by, at=at, today=today, random=random, numbers=_unused(seed))


def _open_cases(today: date) -> list[OpenCase]:
    holds = and_(
        Allocation.case_id == Case.id,
        Allocation.role == Holds.KEY_WORKER.value,
        in_force(Allocation, AsAt(today)),
    )
    rows: Any = db.session.execute(
        select(
            Case.id,
            ReviewTier.code,
            ReviewTier.coordinator_contact_weeks,
            CaseDetails.starts_on,
            Allocation.person_id,
        )
        .join(CaseDetails, CaseDetails.case_id == Case.id)
        .join(ReviewTier, ReviewTier.id == CaseDetails.tier_id)
        .outerjoin(Allocation, holds)
        .where(in_force(CaseDetails, AsAt(today)))
        .order_by(Case.id)
    )
    return [OpenCase(*row) for row in rows]


def _say_work(act: Act, case: OpenCase, today: date, random: Random) -> None:
    (kind,) = random.choices(list(KINDS), list(KINDS.values()))
    statutory = kind is CaseKind.SAFEGUARDING or random.random() < SHARE_STATUTORY
    travel = random.random() < SHARE_TRAVELLING
    if kind is not CaseKind.STANDARD or statutory or travel:
        change_work(act, case.id, case.accepted_on, kind=kind, statutory=statutory, travel=travel)
    settled = case.tier == "maintenance" and today - case.accepted_on > A_YEAR / 2
    if settled and random.random() < SHARE_STEPPING_DOWN:
        move_on(act, case.id, Stage.STEPPING_DOWN, today - timedelta(days=random.randint(5, 60)))


def _arrange_care(act: Act, case: OpenCase, today: date, random: Random) -> None:
    """Care from before the case was accepted, which a good part needs less of a few months on."""
    if random.random() > SHARE_WITH_CARE:
        return
    (kind,) = random.choices([CareKind.HOME_CARE, CareKind.DAY_CARE, CareKind.DIRECT_PAYMENT], [8, 1, 1])
    hours = Decimal(random.choice((7, 10, 14, 21, 28)))
    arrange_care(act, case.id, kind, hours, case.accepted_on - timedelta(days=random.randint(30, 300)))
    lessened_on = case.accepted_on + timedelta(days=random.randint(60, 150))
    if lessened_on <= today and random.random() < SHARE_OF_CARE_LESSENED:
        arrange_care(act, case.id, kind, hours * random.choice((5, 6, 7)) / 10, lessened_on)


def _contacts(case: OpenCase, today: date, random: Random) -> Iterator[dict[str, Any]]:
    """By the tier's interval, for the last year at most; nobody is in touch where nobody holds the case."""
    held_on = max(case.accepted_on, today - A_YEAR) + timedelta(days=random.randint(0, 6))
    while held_on <= today and case.key_worker_id is not None:
        (kind,) = random.choices(list(CONTACT_KINDS), list(CONTACT_KINDS.values()))
        yield {
            "case_id": case.id,
            "held_on": held_on,
            "kind": kind.value,
            "person_id": case.key_worker_id,
        }
        held_on += timedelta(days=max(1, 7 * case.contact_weeks + random.randint(-2, 4)))


def _urgent(case: OpenCase, today: date, random: Random) -> Iterator[dict[str, Any]]:
    """In the year before the case was accepted and in the year after; each day and kind once."""
    a_year = URGENT_A_YEAR.get(case.tier, 1.0)
    before = _days(case.accepted_on - A_YEAR, case.accepted_on, a_year, random)
    after = _days(case.accepted_on, min(case.accepted_on + A_YEAR, today), a_year * URGENT_KEPT, random)
    for day in sorted({*before, *after}):
        yield {"case_id": case.id, "happened_on": day, "kind": random.choice(list(UrgentKind)).value}


def _days(first: date, until: date, a_year: float, random: Random) -> Iterator[date]:
    """Days apart as chance has it, so many a year."""
    day = first + timedelta(days=int(random.expovariate(a_year / 365)))
    while day < until:
        yield day
        day += timedelta(days=1 + int(random.expovariate(a_year / 365)))


def _refer_some(*, by: int, at: datetime, today: date, random: Random, numbers: Iterator[str]) -> None:
    """Referrals that wait, two of them in triage; and three about somebody who may be there already: by name,
    by name in other letters, and by NHS number."""
    places = db.session.execute(select(Neighbourhood.code, Neighbourhood.id).order_by(Neighbourhood.id)).all()
    for number in range(WAITING):
        code, place = places[number % len(places)]
        born = today - timedelta(days=random.randint(70 * 365, 95 * 365))
        given, family = invent_name(random)
        who = Particulars(
            given_name=given, family_name=family, date_of_birth=born, postcode="BL9 0ZZ", neighbourhood_id=place
        )  # fmt: skip
        case_id = _refer(next(numbers), who, code, by=by, at=at, today=today, random=random)
        if number % 2:
            act = Act(by=by, at=at)
            triage(act, case_id, today)
            act.write()
    for number, (nhs_number, who) in enumerate(_known_elsewhere(places[0][1], random)):
        own = nhs_number if number == 2 else next(numbers)
        _refer(own, who, places[0][0], by=by, at=at, today=today, random=random)


def _refer(
    nhs_number: str, who: Particulars, code: str, *, by: int, at: datetime, today: date, random: Random
) -> int:
    """By somebody of that neighbourhood alone, who is told of nobody elsewhere."""
    referral = Referral(
        nhs_number=nhs_number,
        who=who,
        referred_on=today - timedelta(days=random.randint(1, 12)),
        referred_by=random.choice(("GP practice", "Hospital discharge team", "Adult social care")),
    )
    act = Act(by=by, at=at, because=random.choice(REASONS))
    case_id = refer(act, referral, *matches_for(referral, {code}, today))
    act.write()
    return case_id


def _known_elsewhere(place: int, random: Random) -> list[tuple[str, Particulars]]:
    """Three residents of other neighbourhoods, as somebody here might describe them."""
    d = ResidentDetails
    rows: Any = db.session.execute(
        select(Resident.nhs_number, d.given_name, d.family_name, d.date_of_birth)
        .join(d, d.resident_id == Resident.id)
        .join(Case, Case.resident_id == Resident.id)
        .join(CaseDetails, CaseDetails.case_id == Case.id)
        .where(d.neighbourhood_id != place, d.superseded_at.is_(None), CaseDetails.informed == "yes")
        .order_by(Resident.id)
    ).all()
    found = random.sample(list(rows), 3)
    return [
        (
            nhs_number,
            Particulars(
                given_name=given,
                family_name=family.upper() if number == 1 else family,
                date_of_birth=born,
                postcode="BL9 0ZZ",
                neighbourhood_id=place,
            ),
        )
        for number, (nhs_number, given, family, born) in enumerate(found)
    ]


def _unused(seed: int) -> Iterator[str]:
    """Sample NHS numbers that no resident has."""
    used = set(db.session.scalars(select(Resident.nhs_number)))
    return (number for number in nhs_numbers(seed) if number not in used)
