"""Rows in, rulings out: as at days, as known at moments, with absences and patterns, in so many statements."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

import pytest
from flask_sqlalchemy.session import Session
from sqlalchemy.orm import scoped_session

from bench.imports import counting
from foundation.acts import Act
from foundation.effective import AsAt, Period, through
from people.availability import Absence, WorkingPattern
from people.post import Tenure
from teams.authority.ruling import Basis
from teams.queries.authority import (
    all_organisations,
    authority_of_all,
    authority_over,
    employed_by,
    employments_of,
    everybody_employed,
)
from teams.team import PlacementDetails
from tests import builders as made
from tests.queries import ceding_borough
from tests.queries.ceding_borough import LAST_DAY, SCHEME, Borough, decides, mandate, put_terms, ruling

MARCH, APRIL, MAY, JUNE, JULY = (date(2026, month, 1) for month in (3, 4, 5, 6, 7))
NOTED = datetime(2026, 5, 20, 9, tzinfo=UTC)
BEFORE_NOTED, AFTER_NOTED = (datetime(2026, 5, day, tzinfo=UTC) for day in (19, 21))
MONDAY, FRIDAY, SATURDAY = date(2026, 6, 15), date(2026, 6, 19), date(2026, 6, 20)
LENA = "Neighbourhood lead: East (Lena Sample)"
DEV = "Neighbourhood lead: East (Dev Sample)"
CLEO = "Chief officer (Cleo Sample)"


@pytest.fixture
def borough(session: scoped_session[Session]) -> Iterator[Borough]:
    yield ceding_borough.borough()
    session.rollback()


@pytest.mark.parametrize(
    ("on", "decider"),
    [
        (date(2026, 3, 31), "Sample Trust"),
        (APRIL, LENA),
        (LAST_DAY, LENA),
        (JULY, "Sample Trust"),
    ],
)
def test_a_past_day_is_answered_with_what_was_true_then(borough: Borough, on: date, decider: str) -> None:
    mandate(borough)
    assert decides(borough.nora, on) == decider


def test_everything_that_the_ruling_shows(borough: Borough) -> None:
    mandate(borough)
    found = ruling(borough.nora, MAY)
    assert found.mandate is not None
    assert (found.mandate.code, found.mandate.reference, found.basis) == ("M1", "S75/1", Basis.MANDATE)
    assert found.mandate.signed_by_partnership_on == MARCH
    assert found.mandate.period == Period(APRIL, JULY)
    assert [each.decider and each.decider.title for each in found.consult] == ["Sample Trust"]
    assert found.because == (
        "Mandate M1 (section 75 agreement S75/1) cedes Annual leave, 1 Apr 2026 to 30 Jun 2026.",
        "Condition: told the same day.",
        "The placement in East team answers to Neighbourhood lead: East.",
        "Lena Sample holds Neighbourhood lead: East.",
    )


def test_every_line_of_the_scheme_has_its_decider(borough: Borough) -> None:
    codes = [code for code, *_ in SCHEME]
    assert [decides(borough.nora, MAY, function=code) for code in codes] == [
        "Sample Trust", "Sample Trust", "Sample Trust", "Director of nursing (Dina Sample)", "Anyone",
    ]  # fmt: skip


def test_a_mandate_recorded_late_was_not_known_before(borough: Borough) -> None:
    mandate(borough, recorded=NOTED)
    assert decides(borough.nora, MAY) == LENA
    assert decides(borough.nora, MAY, AFTER_NOTED) == LENA
    assert decides(borough.nora, MAY, BEFORE_NOTED) == "Sample Trust"


def test_a_correction_changes_the_answer_but_not_what_was_answered_then(borough: Borough) -> None:
    signed = mandate(borough)
    corrected = {"functions": ("allocate_work",), "conditions": ()}
    put_terms(signed, through(APRIL, LAST_DAY), NOTED, **corrected)
    assert decides(borough.nora, MAY, BEFORE_NOTED) == LENA
    assert decides(borough.nora, MAY) == "Sample Trust"
    assert decides(borough.nora, MAY, BEFORE_NOTED, "allocate_work") == "Sample Trust"
    assert decides(borough.nora, MAY, function="allocate_work") == LENA


def test_a_mandate_withdrawn_from_a_day_holds_until_then(borough: Borough) -> None:
    signed = mandate(borough)
    put_terms(signed, Period(JUNE), NOTED, status="withdrawn")
    assert decides(borough.nora, date(2026, 5, 31)) == LENA
    assert decides(borough.nora, JUNE) == "Sample Trust"
    assert decides(borough.nora, JUNE, BEFORE_NOTED) == LENA
    assert "Mandate M1 was withdrawn from 1 June 2026." in ruling(borough.nora, JUNE).because


def test_who_held_the_post_is_read_as_it_was_known(borough: Borough) -> None:
    mandate(borough)
    act = Act(by=made.recorder().id, at=NOTED)
    act.clear(Tenure, (borough.posts["lead"].id, "substantive"), Period(MAY))
    act.write()
    assert decides(borough.nora, date(2026, 4, 30)) == LENA
    assert decides(borough.nora, MAY) == DEV
    assert decides(borough.nora, MAY, BEFORE_NOTED) == LENA


def _away(borough: Borough, name: str, on: date, **values: Any) -> None:
    contract = borough.contracts[name]
    usual = {"starts_on": on, "until": through(on, on).until, "kind": "away"}
    made.dated(Absence, employment_id=contract.id, **usual | values)


def test_whoever_is_away_is_stood_in_for(borough: Borough) -> None:
    mandate(borough)
    _away(borough, "Lena", MONDAY)
    assert decides(borough.nora, MONDAY) == DEV
    _away(borough, "Dev", MONDAY, kind="elsewhere")
    assert decides(borough.nora, MONDAY) == CLEO
    _away(borough, "Cleo", MONDAY)
    assert decides(borough.nora, MONDAY) == "gap: holder_away"


def test_a_half_day_is_not_a_day_and_two_halves_are(borough: Borough) -> None:
    mandate(borough)
    _away(borough, "Lena", MONDAY, half="am")
    assert decides(borough.nora, MONDAY) == LENA
    _away(borough, "Lena", MONDAY, half="pm")
    assert decides(borough.nora, MONDAY) == DEV


def test_nobody_is_asked_on_a_day_they_do_not_work(borough: Borough) -> None:
    mandate(borough)
    made.dated(WorkingPattern, employment_id=borough.contracts["Lena"].id, half_days="1" * 8 + "00")
    assert decides(borough.nora, MONDAY) == LENA
    assert decides(borough.nora, FRIDAY) == DEV
    assert decides(borough.nora, SATURDAY) == LENA
    assert "does not work that day" in " ".join(ruling(borough.nora, FRIDAY).because)


def test_an_absence_noted_later_was_not_known_before(borough: Borough) -> None:
    mandate(borough)
    _away(borough, "Lena", MAY, recorded_at=NOTED)
    assert decides(borough.nora, MAY, BEFORE_NOTED) == LENA
    assert decides(borough.nora, MAY) == DEV


def test_a_change_of_employer_leaves_the_lead_and_takes_the_mandate(borough: Borough) -> None:
    mandate(borough)
    home_care = made.organisation("home_care", name="Sample Home Care", kind="care_provider")
    contract = made.employment(borough.nora, home_care, "H1", starts_on=JUNE)
    act = Act(by=made.recorder().id, at=made.KNOWN_SINCE.replace(month=2))
    values = {"team_id": borough.team.id, "profession_id": borough.nursing.id, "role": "nurse"}
    values |= {"hours": made.FULL_TIME, "funding": "recurrent", "funding_ends_on": None}
    act.put(PlacementDetails, (borough.nursed.id,), Period(JUNE), employment_id=contract.id, **values)
    act.write()
    moved = employments_of(borough.nora.id, AsAt(JUNE))[-1]
    assert (moved.organisation.code, moved.situation.organisation) == ("home_care", "home_care")
    assert [place.post_id for place in moved.situation.places] == [borough.posts["lead"].id]
    found = authority_over([moved], AsAt(JUNE)).ruling(moved.subject, "annual_leave")
    assert (found.decider and found.decider.title, found.basis) == ("Sample Home Care", Basis.DEFAULT)
    assert decides(borough.nora, date(2026, 5, 31)) == LENA


def test_two_employments_are_two_answers_oldest_first(borough: Borough) -> None:
    mandate(borough)
    alliance = made.organisation("vcfa", name="Sample Alliance", kind="vcf")
    made.placement(made.employment(borough.nora, alliance, "V1"), made.team("service"), None)
    employed = employments_of(borough.nora.id, AsAt(MAY))
    authority = authority_over(employed, AsAt(MAY))
    found = [authority.ruling(each.subject, "annual_leave").decider for each in employed]
    assert [decider and decider.code for decider in found] == ["lead", "vcfa"]


def test_the_place_with_most_hours_comes_first_and_of_two_alike_the_older(borough: Borough) -> None:
    person = made.person("Sam")
    contract = made.employment(person, borough.trust, "S1")
    shorter, newer, older = (made.team(code) for code in ("shorter", "newer", "older"))
    made.placement(contract, shorter, None, hours=7)
    made.placement(contract, newer, borough.nursing, hours=15, starts_on=MARCH)
    made.placement(contract, older, None, hours=15)
    places = employments_of(person.id, AsAt(MAY))[0].situation.places
    assert [place.team for place in places] == ["older", "newer", "shorter"]
    assert [place.neighbourhood for place in places] == [None, None, None]
    assert [place.profession for place in places] == [None, "district_nurse", None]


def test_nobody_employed_on_the_day_is_asked_about(borough: Borough) -> None:
    assert employments_of(borough.nora.id, AsAt(date(2024, 12, 31))) == []
    assert list(everybody_employed(AsAt(date(2024, 12, 31)))) == []


def test_one_by_one_and_all_at_once_are_the_same(borough: Borough) -> None:
    mandate(borough)
    made.organisation("vcfa", name="Another Alliance", kind="vcf")
    as_at = AsAt(MAY)
    everybody = list(everybody_employed(as_at))
    assert everybody == [each for p in borough.people.values() for each in employments_of(p.id, as_at)]
    assert everybody == list(employed_by(borough.trust.id, as_at))
    assert list(all_organisations()) == ["vcfa", "nca"]
    authority = authority_of_all(as_at)
    for each in everybody:
        assert authority.rulings(each.subject) == authority_over([each], as_at).rulings(each.subject)


@pytest.mark.parametrize("more", [0, 30])
def test_so_many_statements_however_many_people_and_posts(borough: Borough, more: int) -> None:
    mandate(borough)
    above = borough.posts["chief"]
    for number in range(more):
        above = made.post(f"p{number}", "management", borough.trust, reports_to=above)
        made.tenure(above, made.person(f"Holder{number}"))
        person = made.person(f"Nurse{number}")
        contract = made.employment(person, borough.trust, f"X{number}")
        made.management(made.placement(contract, borough.team, borough.nursing), above)
        made.accountability(person, borough.nursing, borough.posts["nursing"])
    as_at, nora_id = AsAt(MAY), borough.nora.id
    with counting() as asked:
        employments_of(nora_id, as_at)
    assert len(asked) == 1
    with counting() as asked:
        everybody = list(everybody_employed(as_at))
    assert len(asked) == 1
    assert len(everybody) == len(borough.people) + more
    with counting() as asked:
        authority = authority_over(everybody, as_at)
    assert len(asked) == 5
    with counting() as asked:
        authority_of_all(as_at)
    assert len(asked) == 6
    with counting() as asked:
        rulings = [authority.rulings(each.subject) for each in everybody]
    assert asked == []
    assert {len(ruled) for ruled in rulings} == {len(SCHEME)}
