"""Keeping cases: what each verb says, what it refuses, and what a case list may not undo."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from flask_sqlalchemy.session import Session
from sqlalchemy import func, select
from sqlalchemy.orm import scoped_session

from caseload.allocation.request import AllocationRequest, RequestAnswer
from caseload.case_lists.actions import import_cases
from caseload.cases.case import (
    Allocation,
    Case,
    CaseDetails,
    CaseNeed,
    CasePause,
    Informed,
    PossibleSame,
    Resident,
    ResidentMerge,
    ReviewTier,
    Why,
)
from caseload.cases.contact import CareKind, CarePackage, Contact, UrgentContact
from caseload.cases.holding import Contribution
from caseload.cases.stage import CaseKind, CaseStage, CaseWork, Outcome, Stage
from caseload.keeping import contacts, merging, particulars, stages
from caseload.keeping.particulars import Particulars
from caseload.keeping.referring import Referral, matches_for, refer
from caseload.keeping.stages import Acceptance
from caseload.queries.residents import get_pair
from foundation.acts import Act
from foundation.effective import AsAt, in_force
from foundation.errors import BadFile, RuleBroken
from neighbourhoods.neighbourhood import Neighbourhood
from people.employment import Employment
from people.files import Counts
from people.organisation import Profession
from tests import builders
from tests.laying import laid_once
from tests.small_borough import NHS_NUMBERS, NOW, TODAY, Borough, case_list, small_borough

Db = scoped_session[Session]
LAST_WEEK = TODAY - timedelta(days=7)
ACCEPTED = date(2026, 9, 8)
WAITING = {
    "accepted_on": "", "tier": "", "last_review_on": "", "needs": "", "informed": "no", "informed_on": "",
    "key_worker_employer": "", "key_worker_assignment": "", "deputy_employer": "", "deputy_assignment": "",
}  # fmt: skip
OTHER = {
    "given_name": "Percy",
    "family_name": "Ó Northsample",
    "date_of_birth": "1951-02-03",
    "neighbourhood": "north",
}
ROWS: tuple[dict[str, str], ...] = ({}, WAITING, OTHER)


@pytest.fixture
@laid_once
def borough(session: Db) -> Borough:
    """ACM-1 open in East, ACM-2 waiting there, ACM-3 open in North."""
    borough = small_borough()
    take_in(borough)
    return borough


def take_in(borough: Borough, *rows: dict[str, str], days: int = 0) -> Counts:
    on, at = TODAY + timedelta(days=days), NOW - timedelta(minutes=30) + timedelta(days=days)
    return import_cases("cases.csv", case_list(*(rows or ROWS)), by=borough.by, at=at, on=on)


def number_of(session: Db, reference: str) -> int:
    return session.scalars(select(Case.id).where(Case.local_reference == reference)).one()


def do(
    borough: Borough, say: Callable[[Act], Any], because: str | None = "Because it is so", minutes: int = 0
) -> Any:
    act = Act(by=borough.by, at=NOW + timedelta(minutes=minutes), because=because)
    answer = say(act)
    act.write()
    return answer


def held(session: Db, model: Any, on: date = TODAY) -> list[Any]:
    return list(session.scalars(select(model).where(in_force(model, AsAt(on))).order_by(model.id)))


def stage_of(session: Db, reference: str, on: date = TODAY) -> tuple[str, str | None]:
    rows = [row for row in held(session, CaseStage, on) if row.case_id == number_of(session, reference)]
    return (rows[0].stage, rows[0].outcome) if rows else ("", None)


def tier(session: Db, code: str) -> int:
    return session.scalars(select(ReviewTier.id).where(ReviewTier.code == code)).one()


def accepted(session: Db, **said: Any) -> Acceptance:
    return Acceptance(**{"tier_id": tier(session, "active"), "informed": Informed.YES} | said)


# What a case list says of a stage, and what it leaves


def test_a_new_case_starts_where_its_days_say(session: Db) -> None:
    borough = small_borough()
    take_in(borough, {}, {"last_review_on": ""}, WAITING, WAITING | {"informed": "objects"})
    assert [stage_of(session, f"ACM-{n}")[0] for n in (1, 2, 3, 4)] == [
        "review_cycle", "assessment", "referral", "declined",
    ]  # fmt: skip
    assert stage_of(session, "ACM-1", ACCEPTED - timedelta(days=1))[0] == "referral"
    assert take_in(borough, {}, {"last_review_on": ""}, WAITING, WAITING | {"informed": "objects"}) == Counts(
        unchanged=4
    )


def test_a_list_that_accepts_a_referral_moves_it_on(session: Db, borough: Borough) -> None:
    assert (
        take_in(borough, {}, {"last_review_on": "", "accepted_on": "2026-09-20"}, OTHER, days=1).changed == 1
    )
    assert stage_of(session, "ACM-2") == ("assessment", None)


def test_a_list_never_undoes_what_a_coordinator_said_of_a_stage(session: Db, borough: Borough) -> None:
    first, second = number_of(session, "ACM-1"), number_of(session, "ACM-2")
    do(borough, lambda act: stages.move_on(act, first, Stage.STEPPING_DOWN, LAST_WEEK))
    do(borough, lambda act: stages.accept(act, second, accepted(session), LAST_WEEK))
    assert take_in(borough, days=1) == Counts(unchanged=3)
    assert stage_of(session, "ACM-1")[0] == "stepping_down"
    assert stage_of(session, "ACM-2")[0] == "assessment"
    assert len(held(session, CaseDetails, TODAY + timedelta(days=1))) == 3


def test_a_list_never_opens_a_closed_case_again(session: Db, borough: Borough) -> None:
    first = number_of(session, "ACM-1")
    do(borough, lambda act: stages.close(act, first, Outcome.GOALS_MET, TODAY))
    assert take_in(borough, days=1).unchanged == 3
    assert stage_of(session, "ACM-1") == ("closed", "goals_met")
    assert first not in {row.case_id for row in held(session, Allocation, TODAY + timedelta(days=1))}


def test_an_objection_stands_until_a_list_gives_a_later_day(session: Db, borough: Borough) -> None:
    first = number_of(session, "ACM-1")
    do(borough, lambda act: particulars.inform(act, first, Informed.OBJECTS, None, LAST_WEEK))
    do(borough, lambda act: particulars.change_tier(act, first, tier(session, "active"), TODAY), minutes=1)
    take_in(borough, days=1)
    informed = {row.case_id: row.informed for row in held(session, CaseDetails, TODAY + timedelta(days=1))}
    assert informed[first] == "objects"
    take_in(borough, {"informed_on": TODAY.isoformat()}, WAITING, OTHER, days=2)
    informed = {row.case_id: row.informed for row in held(session, CaseDetails, TODAY + timedelta(days=2))}
    assert informed[first] == "yes"


def test_a_list_starts_no_second_case_beside_one_that_goes_on(session: Db, borough: Borough) -> None:
    refer_it(borough, referral(session, "east"), {"east"})
    listed = {"nhs_number": NHS_NUMBERS[5], "local_reference": "ACM-9"}
    with pytest.raises(BadFile) as refusal:
        take_in(borough, *ROWS, listed, days=1)
    (fault,) = refusal.value.faults
    assert (fault.row, fault.column, fault.read) == (5, "local_reference", "ACM-9")
    assert fault.expected == "REF-00004, the resident’s case that goes on, or that it is closed first"
    referred = number_of(session, "REF-00004")
    do(borough, lambda act: stages.decline(act, referred, Outcome.ALREADY_KNOWN, TODAY), minutes=2)
    assert take_in(borough, *ROWS, listed, days=1).started == 1


# From referral to closure


def test_acceptance_says_all_of_it_from_one_day(session: Db, borough: Borough) -> None:
    second = number_of(session, "ACM-2")
    gp = session.scalars(select(Profession.id).where(Profession.code == "gp")).one()
    as_what = accepted(session, kind=CaseKind.COMPLEX, statutory=True, needs={gp: True})
    do(borough, lambda act: stages.triage(act, second, LAST_WEEK))
    do(borough, lambda act: stages.accept(act, second, as_what, TODAY), minutes=1)
    assert stage_of(session, "ACM-2", LAST_WEEK)[0] == "triage"
    assert stage_of(session, "ACM-2")[0] == "assessment"
    (work,) = held(session, CaseWork)
    assert (work.case_id, work.kind, work.statutory, work.travel) == (second, "complex", True, False)
    assert [row.hard for row in held(session, CaseNeed) if row.case_id == second] == [True]


def test_closing_ends_everybody_and_everything_open_that_day(session: Db, borough: Borough) -> None:
    first, doctor = number_of(session, "ACM-1"), borough.staff["G1"].id
    builders.dated(Contribution, case_id=first, person_id=doctor)
    contract = session.scalars(select(Employment.id).where(Employment.person_id == doctor)).one()
    builders.kept(
        AllocationRequest(
            case_id=first, role="key_worker", person_id=doctor, employment_id=contract, starts_on=TODAY,
            because="Room", decider_kind="organisation", decider_code="nca", asked_by_id=borough.by, asked_at=NOW,
        )
    )  # fmt: skip
    do(borough, lambda act: particulars.pause(act, first, Why.HOSPITAL, LAST_WEEK))
    ended = do(borough, lambda act: stages.close(act, first, Outcome.DIED, TODAY), minutes=1)
    assert (ended.holders, ended.contributors, ended.requests) == (2, 1, 1)
    for model in (Allocation, Contribution, CasePause, CaseDetails):
        assert first not in {row.case_id for row in held(session, model)}, model
        before = {row.case_id for row in held(session, model, TODAY - timedelta(days=1))}
        assert model is Allocation or first in before, model
    assert session.scalars(select(RequestAnswer.answer)).all() == ["lapsed"]
    assert session.scalars(select(AllocationRequest.closed_at)).one() is not None


def test_reopening_puts_back_what_was_and_gives_it_to_nobody(session: Db, borough: Borough) -> None:
    first = number_of(session, "ACM-1")
    before = [row.tier_id for row in held(session, CaseDetails) if row.case_id == first]
    do(borough, lambda act: stages.close(act, first, Outcome.MOVED, TODAY))
    do(borough, lambda act: stages.reopen(act, first), minutes=1)
    assert [row.tier_id for row in held(session, CaseDetails) if row.case_id == first] == before
    assert stage_of(session, "ACM-1") == ("review_cycle", None)
    assert first not in {row.case_id for row in held(session, Allocation)}


def test_a_case_is_not_reopened_beside_another(session: Db, borough: Borough) -> None:
    first = number_of(session, "ACM-1")
    do(borough, lambda act: stages.close(act, first, Outcome.GOALS_MET, TODAY))
    again = referral(session, "east", nhs_number=NHS_NUMBERS[0], same_as=resident_of(session, "ACM-1"))
    refer_it(borough, again, {"east"})
    with pytest.raises(RuleBroken, match="has another case by now, REF-00004"):
        do(borough, lambda act: stages.reopen(act, first), minutes=2)


Says = Callable[[Act, Db], Any]
REFUSED: tuple[tuple[Says, str], ...] = (
    (lambda act, s: stages.triage(act, number_of(s, "ACM-1"), TODAY), "Only a referral that nobody"),
    (lambda act, s: stages.accept(act, number_of(s, "ACM-1"), accepted(s), TODAY), "was accepted on 8 September"),
    (lambda act, s: stages.accept(act, number_of(s, "ACM-2"), accepted(s, informed=Informed.OBJECTS), TODAY), "objects"),
    (lambda act, s: stages.accept(act, number_of(s, "ACM-2"), accepted(s), date(2026, 8, 1)), "no sooner than that"),
    (lambda act, s: stages.accept(act, number_of(s, "ACM-2"), accepted(s), TODAY + timedelta(days=1)), "still to come"),
    (lambda act, s: stages.decline(act, number_of(s, "ACM-2"), Outcome.GOALS_MET, TODAY), "cannot have met its goals"),
    (lambda act, s: stages.close(act, number_of(s, "ACM-2"), Outcome.DIED, TODAY), "Decline it instead"),
    (lambda act, s: stages.close(act, number_of(s, "ACM-1"), Outcome.DIED, date(2026, 9, 1)), "was never accepted"),
    (lambda act, s: stages.move_on(act, number_of(s, "ACM-1"), Stage.CLOSED, TODAY), "a page of its own"),
    (lambda act, s: stages.move_on(act, number_of(s, "ACM-2"), Stage.REVIEW_CYCLE, TODAY), "was not open"),
    (lambda act, s: stages.reopen(act, number_of(s, "ACM-1")), "nothing to reopen"),
    (lambda act, s: particulars.resume(act, number_of(s, "ACM-1"), TODAY), "not paused"),
    (lambda act, s: particulars.pause(act, number_of(s, "ACM-2"), Why.AWAY, TODAY), "was not open"),
    (lambda act, s: particulars.end_conflict(act, number_of(s, "ACM-1"), 1, TODAY), "Nothing keeps them"),
    (lambda act, s: contacts.end_care(act, number_of(s, "ACM-1"), TODAY), "No formal care"),
)  # fmt: skip


@pytest.mark.parametrize(("say", "sentence"), REFUSED)
def test_each_refusal_says_why(session: Db, borough: Borough, say: Says, sentence: str) -> None:
    with pytest.raises(RuleBroken, match=sentence):
        do(borough, lambda act: say(act, session))


@pytest.mark.parametrize(
    "say",
    [
        lambda act, number, tier_id: stages.decline(act, number, Outcome.DIED, TODAY),
        lambda act, number, tier_id: stages.close(act, number, Outcome.DIED, TODAY),
        lambda act, number, tier_id: stages.reopen(act, number),
        lambda act, number, tier_id: particulars.change_tier(act, number, tier_id, TODAY),
        lambda act, number, tier_id: particulars.name_conflict(act, number, 1, TODAY),
    ],
)
def test_what_needs_a_reason_is_refused_without(
    session: Db, borough: Borough, say: Callable[..., Any]
) -> None:
    first, tier_id = number_of(session, "ACM-1"), tier(session, "active")
    with pytest.raises(RuleBroken, match="Say why"):
        do(borough, lambda act: say(act, first, tier_id), because=" ")


# Particulars and contacts


def test_a_tier_changes_from_a_day_and_a_second_change_of_that_day_supersedes(
    session: Db, borough: Borough
) -> None:
    first = number_of(session, "ACM-1")
    do(borough, lambda act: particulars.change_tier(act, first, tier(session, "active"), LAST_WEEK))
    do(
        borough,
        lambda act: particulars.change_tier(act, first, tier(session, "maintenance"), LAST_WEEK),
        minutes=1,
    )
    codes = {
        on: session.scalars(
            select(ReviewTier.code)
            .join(CaseDetails, CaseDetails.tier_id == ReviewTier.id)
            .where(CaseDetails.case_id == first, in_force(CaseDetails, AsAt(on)))
        ).one()
        for on in (LAST_WEEK - timedelta(days=1), LAST_WEEK, TODAY)
    }
    assert list(codes.values()) == ["intensive", "maintenance", "maintenance"]
    believed = session.scalars(select(func.count()).select_from(CaseDetails)).one()
    assert believed > 3  # what was believed before is kept


def test_an_objection_holds_through_every_later_change(session: Db, borough: Borough) -> None:
    first = number_of(session, "ACM-1")
    do(borough, lambda act: particulars.change_tier(act, first, tier(session, "active"), TODAY))
    do(borough, lambda act: particulars.inform(act, first, Informed.OBJECTS, None, LAST_WEEK), minutes=1)
    for on in (LAST_WEEK, TODAY):
        assert [row.informed for row in held(session, CaseDetails, on) if row.case_id == first] == ["objects"]


def test_somebody_who_must_not_hold_it_and_does_is_said(session: Db, borough: Borough) -> None:
    first = number_of(session, "ACM-1")
    holds = do(borough, lambda act: particulars.name_conflict(act, first, borough.staff["N1"].id, TODAY))
    does_not = do(borough, lambda act: particulars.name_conflict(act, first, borough.staff["N9"].id, TODAY))
    assert (holds, does_not) == (True, False)


def test_care_takes_the_place_of_what_was_before(session: Db, borough: Borough) -> None:
    first = number_of(session, "ACM-1")
    say = contacts.arrange_care
    do(borough, lambda act: say(act, first, CareKind.HOME_CARE, Decimal("14"), date(2026, 1, 1)))
    do(borough, lambda act: say(act, first, CareKind.HOME_CARE, Decimal("7.5"), LAST_WEEK), minutes=1)
    hours = [held(session, CarePackage, on)[0].hours for on in (LAST_WEEK - timedelta(days=1), TODAY)]
    assert hours == [Decimal("14"), Decimal("7.5")]
    do(borough, lambda act: contacts.end_care(act, first, TODAY), minutes=2)
    assert held(session, CarePackage) == []


def test_many_contacts_are_recorded_once(session: Db, borough: Borough) -> None:
    first = number_of(session, "ACM-1")
    rows = [
        {"case_id": first, "held_on": LAST_WEEK, "kind": kind, "person_id": borough.staff["N1"].id}
        for kind in ("visit", "telephone")
    ]
    given = {"by": borough.by, "at": NOW}
    assert contacts.record_many(Contact, rows, **given) == 2
    assert contacts.record_many(Contact, rows, **given) == 0
    urgent = [{"case_id": first, "happened_on": date(2025, 9, 1), "kind": "ambulance"}]
    assert contacts.record_many(UrgentContact, urgent, **given) == 1


# Referrals and residents who are one person


def referral(session: Db, code: str, **said: Any) -> Referral:
    place = session.scalars(select(Neighbourhood.id).where(Neighbourhood.code == code)).one()
    who = {
        "given_name": "Percival", "family_name": "O Northsample", "date_of_birth": date(1951, 2, 3),
        "postcode": "BL9 2ZZ", "neighbourhood_id": place,
    } | said.pop("who", {})  # fmt: skip
    usual = {"nhs_number": NHS_NUMBERS[5], "referred_on": LAST_WEEK, "referred_by": "GP practice"}
    return Referral(who=Particulars(**who), **usual | said)


def refer_it(borough: Borough, asked: Referral, scopes: set[str]) -> int:
    return do(borough, lambda act: refer(act, asked, *matches_for(asked, scopes, TODAY)), minutes=1)


def resident_of(session: Db, reference: str) -> int:
    return session.scalars(select(Case.resident_id).where(Case.local_reference == reference)).one()


def test_a_name_is_the_same_however_it_is_written(session: Db, borough: Borough) -> None:
    shown, hidden = matches_for(referral(session, "east"), {"east"}, TODAY)
    assert (shown, [match.known.family_name for match in hidden]) == ([], ["Ó Northsample"])
    shown, hidden = matches_for(referral(session, "east"), {""}, TODAY)
    assert ([match.same_postcode for match in shown], hidden) == ([True], [])
    other = referral(session, "east", who={"date_of_birth": date(1951, 2, 4)})
    assert matches_for(other, {""}, TODAY) == ([], [])


def test_a_number_that_somebody_elsewhere_has_is_taken_without_a_word(session: Db, borough: Borough) -> None:
    case_id = refer_it(borough, referral(session, "east", nhs_number=NHS_NUMBERS[2]), {"east"})
    numbers = session.scalars(select(Resident.nhs_number).order_by(Resident.id)).all()
    assert numbers.count(NHS_NUMBERS[2]) == 1
    assert numbers[-1].startswith("unconfirmed:")
    assert session.execute(select(PossibleSame.found_by, PossibleSame.same)).one() == ("nhs_number", None)
    assert session.get_one(Case, case_id).local_reference == "REF-00004"
    again = take_in(borough, *ROWS, days=1)
    assert again.unchanged == 3


def test_whoever_objects_is_in_no_search(session: Db, borough: Borough) -> None:
    third = number_of(session, "ACM-3")
    do(borough, lambda act: particulars.inform(act, third, Informed.OBJECTS, None, TODAY))
    shown, hidden = matches_for(referral(session, "north"), {""}, TODAY)
    assert (len(shown), len(hidden)) == (0, 1)


def test_somebody_shown_and_not_meant_is_told_apart_at_once(session: Db, borough: Borough) -> None:
    refer_it(borough, referral(session, "east"), {""})
    assert session.scalars(select(PossibleSame.same)).all() == [False]


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"nhs_number": NHS_NUMBERS[2]}, "one of the two numbers is wrong"),
        ({"same_as": 3}, "another NHS number"),
        ({"same_as": 99}, "Choose again"),
        ({"same_as": 3, "nhs_number": NHS_NUMBERS[2]}, "has an open case already, ACM-3"),
        ({"referred_on": TODAY + timedelta(days=1)}, "still to come"),
        ({"who": {"date_of_birth": TODAY}}, "not referred before that"),
    ],
)
def test_a_referral_that_contradicts_itself_is_refused(
    session: Db, borough: Borough, said: dict[str, Any], sentence: str
) -> None:
    if said.get("same_as") == 3:
        said = said | {"same_as": resident_of(session, "ACM-3")}
    with pytest.raises(RuleBroken, match=sentence):
        refer_it(borough, referral(session, "east", **said), {""})


def pair_of(session: Db, borough: Borough) -> int:
    """Somebody of North, referred in East by name and number."""
    refer_it(borough, referral(session, "east", nhs_number=NHS_NUMBERS[2]), {"east"})
    return session.scalars(select(PossibleSame.id)).one()


def merge_it(session: Db, borough: Borough, pair_id: int, goes_on: int | None) -> None:
    pair = get_pair(pair_id, {"east", "north"}, TODAY)
    do(borough, lambda act: merging.merge(act, pair, goes_on), minutes=2)


@pytest.mark.parametrize(("stays", "ends"), [("ACM-3", "REF-00004"), ("REF-00004", "ACM-3")])
def test_one_case_goes_on_and_the_other_ends_as_already_known(
    session: Db, borough: Borough, stays: str, ends: str
) -> None:
    kept = resident_of(session, "ACM-3")
    merge_it(session, borough, pair_of(session, borough), number_of(session, stays))
    assert resident_of(session, "REF-00004") == kept  # the record with a number of its own is kept
    assert stage_of(session, ends)[1] == "already_known"
    assert stage_of(session, stays)[1] is None


def test_a_merge_is_taken_back_with_the_cases_each_had(session: Db, borough: Borough) -> None:
    pair = pair_of(session, borough)
    newer = resident_of(session, "REF-00004")
    merge_it(session, borough, pair, number_of(session, "ACM-3"))
    merge = session.scalars(select(ResidentMerge)).one()
    assert merge.cases == (str(number_of(session, "REF-00004")),)
    do(borough, lambda act: merging.take_back(act, merge.id), minutes=3)
    assert resident_of(session, "REF-00004") == newer
    assert session.scalars(select(PossibleSame.same)).all() == [None]
    referred = number_of(session, "REF-00004")
    do(borough, lambda act: stages.reopen(act, referred), minutes=4)
    assert stage_of(session, "REF-00004") == ("referral", None)
    with pytest.raises(RuleBroken, match="taken back already"):
        do(borough, lambda act: merging.take_back(act, merge.id), minutes=5)


def test_a_number_that_was_merged_finds_the_one_who_was_kept(session: Db, borough: Borough) -> None:
    refer_it(borough, referral(session, "east"), {"east"})
    pair = session.scalars(select(PossibleSame.id)).one()
    merge_it(session, borough, pair, number_of(session, "ACM-3"))
    shown, _ = matches_for(referral(session, "east"), {""}, TODAY)
    assert [match.known.id for match in shown] == [resident_of(session, "ACM-3")]
