"""What an employer's extract does to the register: each case as the office would tell it."""

from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from flask_sqlalchemy.session import Session
from sqlalchemy import func, select
from sqlalchemy.orm import scoped_session

from foundation.acts import Act
from foundation.database import db
from foundation.effective import Period
from people.accountability import Accountability, RegisterCheck, Registration
from people.employment import EmploymentDetails
from people.person import Person, PersonDetails
from people.post import Tenure
from teams.team import Management, Placement, PlacementDetails
from tests.actions.extract_ground import (
    APRIL,
    JULY,
    JUNE,
    MAY,
    START,
    Ground,
    believed,
    everything,
    lay_ground,
    look,
    nine,
    on_day,
    people,
    take,
)
from tests.rules.extract.written import Row, row, unplaced

pytestmark = pytest.mark.usefixtures("session")
FULL, PART = Decimal("37.5"), Decimal("20")
A_DAY = timedelta(days=1)


@pytest.fixture
def g(session: scoped_session[Session]) -> Ground:
    return lay_ground()


def part_time(**said: str) -> Row:
    return row(contracted_hours="20", placement_hours="20") | said


# The first import, and the same again


def test_the_first_import_lays_down_every_line(g: Ground) -> None:
    outcome = take(g, [row()], APRIL)
    assert believed(EmploymentDetails, "contracted_hours") == [(START, None, FULL)]
    assert believed(PlacementDetails, "team_id", "hours") == [(START, None, g.teams["east"], FULL)]
    assert believed(Management, "post_id") == [(START, None, g.posts["lead_east"])]
    assert believed(Accountability, "post_id") == [(START, None, g.posts["director"])]
    assert believed(Registration, "number") == [(START, None, "00A0000A")]
    assert on_day(PersonDetails, "family_name", START) == ["Sample"]
    assert db.session.scalars(select(RegisterCheck.checked_on)).all() == [date(2026, 4, 1)]
    assert (outcome.counts["started"], outcome.counts["unchanged"], outcome.ending) == (1, 0, set())


RICH = [
    row(post_held="lead_west", post_holding="acting"),
    row(assignment_number="101", given_name="Ben", email="", registration_number="", registration_expires_on="",
        registration_checked_on="", employment_ends_on="2026-12-31"),
    unplaced(assignment_number="102", given_name="Cy", email="cy@example.test", registration_number="00C0000C",
             post_held="chief", post_holding="substantive", professional_post="chief"),
    row(assignment_number="103", given_name="Dee", email="dee@example.test", registration_number="00D0000D",
        placement_hours="20"),
    row(assignment_number="103", given_name="Dee", email="dee@example.test", registration_number="00D0000D",
        placement_hours="17.5", team="west", management_post="lead_west", placement_starts_on="2026-02-01",
        funding="ageing well", funding_ends_on="2026-09-30"),
    row(assignment_number="104", given_name="Eve", email="eve@example.test", registration_number="00E0000E",
        employment_starts_on="2026-09-01", placement_starts_on="2026-09-01"),
    row(assignment_number="105", given_name="Flo", email="flo@example.test", registration_number="00F0000F",
        management_post="", professional_post=""),
    row(assignment_number="106", given_name="Gus", email="gus@example.test", registration_number="00G0000G",
        employment_ends_on="2026-01-31"),
    row(assignment_number="107", given_name="Hal", email="hal@example.test", registration_number="00H0000H",
        placement_ends_on="2025-12-31"),
    row(assignment_number="107", given_name="Hal", email="hal@example.test", registration_number="00H0000H",
        team="west", management_post="lead_west", placement_starts_on="2026-01-01"),
]  # fmt: skip


@pytest.mark.parametrize("later", [0, 1, 200])
def test_the_same_file_again_changes_nothing(g: Ground, later: int) -> None:
    take(g, RICH, APRIL)
    before = everything()
    again = take(g, RICH, APRIL + later * A_DAY, at=nine(APRIL) + timedelta(hours=1))
    assert everything() == before
    assert again.counts["unchanged"] == len(RICH)
    assert again.effects == []


@pytest.mark.parametrize("same_start", [False, True])
def test_two_employers_of_one_person_do_not_take_turns(g: Ground, same_start: bool) -> None:
    """The one of longest standing speaks for the name, the address and the professional line."""
    start = "2025-01-01" if same_start else "2025-06-01"
    ours = part_time(phone="1", registration_expires_on="2027-03-31")
    theirs = part_time(
        assignment_number="C7", phone="2", registration_expires_on="2028-03-31", professional_post="chief",
        employment_starts_on=start, placement_starts_on=start, team="west", management_post="lead_west",
    )  # fmt: skip
    take(g, [ours], APRIL)
    take(g, [theirs], APRIL, employer="council")
    assert len(set(people().values())) == 1
    before = everything()
    for _ in range(2):
        take(g, [ours], MAY)
        take(g, [theirs], MAY, employer="council")
        assert everything() == before


def test_a_change_of_hours_does_not_pass_the_word_to_the_other_employer(g: Ground) -> None:
    ours, theirs = part_time(phone="1"), part_time(assignment_number="C7", phone="2", team="west",
        employment_starts_on="2025-06-01", placement_starts_on="2025-06-01")  # fmt: skip
    take(g, [ours], APRIL)
    take(g, [theirs], APRIL, employer="council")
    take(g, [ours | {"contracted_hours": "18", "placement_hours": "18"}], MAY)
    take(g, [theirs], MAY, employer="council")
    assert on_day(PersonDetails, "phone", MAY) == ["1"]


# Changes


def test_hours_change_from_the_day_of_the_extract(g: Ground) -> None:
    take(g, [row()], APRIL)
    outcome = take(g, [part_time()], MAY)
    assert believed(EmploymentDetails, "contracted_hours") == [(START, MAY, FULL), (MAY, None, PART)]
    assert believed(PlacementDetails, "hours") == [(START, MAY, FULL), (MAY, None, PART)]
    assert believed(Management, "post_id") == [(START, None, g.posts["lead_east"])]
    assert (outcome.counts["changed"], outcome.counts["started"], outcome.counts["ended"]) == (1, 0, 0)


def test_a_move_between_teams_ends_one_placement_and_starts_another(g: Ground) -> None:
    take(g, [row()], APRIL)
    moved = row(team="west", management_post="lead_west", placement_starts_on="2026-05-01")
    outcome = take(g, [moved], MAY)
    assert believed(PlacementDetails, "team_id") == [
        (START, MAY, g.teams["east"]), (MAY, None, g.teams["west"])
    ]  # fmt: skip
    assert believed(Management, "post_id") == [
        (START, MAY, g.posts["lead_east"]), (MAY, None, g.posts["lead_west"])
    ]  # fmt: skip
    assert believed(EmploymentDetails) == [(START, None)]
    assert believed(Accountability, "post_id") == [(START, None, g.posts["director"])]
    assert (outcome.counts["started"], outcome.counts["ended"], outcome.ending) == (1, 1, set())


def test_a_new_name_holds_from_the_day_of_the_extract(g: Ground) -> None:
    take(g, [row()], APRIL)
    take(g, [row(family_name="Married")], MAY)
    assert on_day(PersonDetails, "family_name", MAY - A_DAY) == ["Sample"]
    assert on_day(PersonDetails, "family_name", MAY) == ["Married"]
    assert len(people()) == 1


def test_a_line_moved_moves_from_the_day_and_the_other_stays(g: Ground) -> None:
    take(g, [row()], APRIL)
    take(g, [row(management_post="lead_west")], MAY)
    assert believed(Management, "post_id") == [
        (START, MAY, g.posts["lead_east"]), (MAY, None, g.posts["lead_west"])
    ]  # fmt: skip
    assert believed(Accountability, "post_id") == [(START, None, g.posts["director"])]
    take(g, [row(management_post="lead_west", professional_post="chief")], JUNE)
    assert believed(Accountability, "post_id") == [
        (START, JUNE, g.posts["director"]), (JUNE, None, g.posts["chief"])
    ]  # fmt: skip
    assert len(believed(Management)) == 2


def test_a_line_that_was_missing_stays_missing_for_the_days_it_was(g: Ground) -> None:
    take(g, [row(management_post="", professional_post="")], APRIL)
    assert believed(Management) == believed(Accountability) == []
    take(g, [row()], MAY)
    assert believed(Management) == believed(Accountability) == [(MAY, None)]


def test_a_line_the_extract_leaves_empty_ends_on_the_day(g: Ground) -> None:
    take(g, [row()], APRIL)
    take(g, [row(management_post="", professional_post="")], MAY)
    assert believed(Management) == believed(Accountability) == [(START, MAY)]


# Ends


def test_a_row_that_is_gone_ends_on_the_day(g: Ground) -> None:
    take(g, [row(post_held="lead_west", post_holding="acting")], APRIL)
    outcome = take(g, [], MAY)
    for model in (EmploymentDetails, PlacementDetails, Management, Accountability, Tenure):
        assert believed(model) == [(START, MAY)], model.__tablename__
    assert outcome.ending == set(people().values())
    assert outcome.counts["ended"] == 1
    before = everything()
    take(g, [], JUNE)
    assert everything() == before


def test_a_leaver_with_a_stated_last_day(g: Ground) -> None:
    take(g, [row(post_held="lead_west", post_holding="acting")], APRIL)
    take(g, [row(post_held="lead_west", post_holding="acting", employment_ends_on="2026-05-31")], MAY)
    for model in (EmploymentDetails, PlacementDetails, Management, Accountability, Tenure):
        assert believed(model) == [(START, JUNE)], model.__tablename__


def test_a_stated_last_day_may_move(g: Ground) -> None:
    take(g, [row(employment_ends_on="2026-05-31")], APRIL)
    take(g, [row(employment_ends_on="2026-06-30")], APRIL + A_DAY)
    for model in (EmploymentDetails, PlacementDetails, Management, Accountability):
        assert believed(model) == [(START, JULY)], model.__tablename__


def test_a_last_day_withdrawn_leaves_everything_as_if_it_had_not_been_said(g: Ground) -> None:
    held = row(post_held="lead_west", post_holding="acting")
    take(g, [held], APRIL)
    take(g, [held | {"employment_ends_on": "2026-05-31"}], MAY)
    take(g, [held], MAY + A_DAY)
    for model in (EmploymentDetails, PlacementDetails, Management, Accountability, Tenure):
        assert believed(model) == [(START, None)], model.__tablename__


def test_one_of_two_placements_gone_leaves_the_person_and_the_professional_line(g: Ground) -> None:
    both = [row(placement_hours="20"), row(team="west", placement_hours="17.5", management_post="lead_west")]
    take(g, both, APRIL)
    assert believed(Accountability) == [(START, None)]
    outcome = take(g, both[:1], MAY)
    assert believed(PlacementDetails, "team_id") == [
        (START, None, g.teams["east"]), (START, MAY, g.teams["west"])
    ]  # fmt: skip
    assert believed(Management) == [(START, None), (START, MAY)]
    assert believed(Accountability) == [(START, None)]
    assert outcome.ending == set()


def test_somebody_left_out_once_and_named_again_is_as_before(g: Ground) -> None:
    """An extract that forgot a row: the next one names it with the start it always had."""
    take(g, [row()], APRIL)
    take(g, [], MAY)
    take(g, [row()], JUNE)
    for model in (EmploymentDetails, PlacementDetails, Management, Accountability):
        assert believed(model) == [(START, None)], model.__tablename__
    assert db.session.scalar(select(func.count()).select_from(Placement)) == 1


def test_somebody_named_again_without_a_line_has_none_from_that_day(g: Ground) -> None:
    take(g, [row()], APRIL)
    take(g, [], MAY)
    take(g, [row(management_post="")], JUNE)
    assert believed(Management) == [(START, JUNE)]
    before = everything()
    take(g, [row(management_post="")], JUNE)
    assert everything() == before


# Starts


def test_a_future_starter_starts_on_their_day(g: Ground) -> None:
    june = row(employment_starts_on="2026-06-01", placement_starts_on="2026-06-01")
    take(g, [june], APRIL)
    for model in (EmploymentDetails, PlacementDetails, Management, Accountability):
        assert believed(model) == [(JUNE, None)], model.__tablename__


def test_a_start_put_off_takes_everything_with_it(g: Ground) -> None:
    take(g, [row(employment_starts_on="2026-06-01", placement_starts_on="2026-06-01")], APRIL)
    take(g, [row(employment_starts_on="2026-07-01", placement_starts_on="2026-07-01")], MAY)
    for model in (EmploymentDetails, PlacementDetails, Management, Accountability):
        assert believed(model) == [(JULY, None)], model.__tablename__


def test_a_start_brought_forward_with_other_hours(g: Ground) -> None:
    july = row(employment_starts_on="2026-07-01", placement_starts_on="2026-07-01")
    take(g, [july], APRIL)
    june = part_time(employment_starts_on="2026-06-01", placement_starts_on="2026-06-01")
    take(g, [june], MAY)
    assert believed(EmploymentDetails, "contracted_hours") == [(JUNE, None, PART)]
    assert believed(PlacementDetails, "hours") == [(JUNE, None, PART)]
    for model in (Management, Accountability):
        assert believed(model) == [(JUNE, None)], model.__tablename__


def test_nobody_is_placed_outside_their_contract(g: Ground) -> None:
    """A starter's second placement is dropped and the start put off, both before the first day."""
    starts = {"employment_starts_on": "2026-06-01", "placement_starts_on": "2026-06-01"}
    take(g, [row(**starts, placement_hours="20"), row(**starts, team="west", placement_hours="10")], APRIL)
    later = {"employment_starts_on": "2026-07-01", "placement_starts_on": "2026-07-01"}
    take(g, [row(**later, placement_hours="20")], MAY)
    assert {starts_on for starts_on, _ in believed(PlacementDetails)} == {JULY}
    assert {starts_on for starts_on, _ in believed(Management)} == {JULY}


def test_a_start_corrected_to_an_earlier_day(g: Ground) -> None:
    take(g, [row(employment_starts_on="2026-03-01", placement_starts_on="2026-03-01")], APRIL)
    take(g, [row()], MAY)
    for model in (EmploymentDetails, PlacementDetails, Management, Accountability):
        assert believed(model) == [(START, None)], model.__tablename__


def test_a_start_corrected_to_a_later_day(g: Ground) -> None:
    take(g, [row()], APRIL)
    take(g, [row(employment_starts_on="2026-03-01", placement_starts_on="2026-03-01")], MAY)
    for model in (EmploymentDetails, PlacementDetails, Management, Accountability):
        assert believed(model) == [(date(2026, 3, 1), None)], model.__tablename__


def test_a_rehire_under_the_same_number_leaves_the_days_between_empty(g: Ground) -> None:
    take(g, [row()], APRIL)
    take(g, [], MAY)
    take(g, [row(employment_starts_on="2026-06-01", placement_starts_on="2026-06-01")], JULY)
    for model in (EmploymentDetails, PlacementDetails, Management, Accountability):
        assert believed(model) == [(START, MAY), (JUNE, None)], model.__tablename__
    assert len(people()) == db.session.scalar(select(func.count()).select_from(Person)) == 1


@pytest.mark.parametrize("hours", ["37.5", "20"])
def test_a_contract_that_follows_on_keeps_the_one_before(g: Ground, hours: str) -> None:
    """A fixed term that ends on 30 April and the next that starts on 1 May, under one number."""
    take(g, [row(employment_ends_on="2026-04-30")], APRIL)
    follows = row(employment_starts_on="2026-05-01", placement_starts_on="2026-05-01", contracted_hours=hours,
                  placement_hours=hours)  # fmt: skip
    take(g, [follows], MAY)
    before = everything()
    assert on_day(EmploymentDetails, "contracted_hours", MAY - A_DAY) == [FULL]
    assert on_day(PlacementDetails, "hours", MAY) == [Decimal(hours)]
    assert on_day(Management, "post_id", MAY - A_DAY) == on_day(Management, "post_id", MAY)
    take(g, [follows], JUNE)
    assert everything() == before


# What is known of later days


def test_a_change_known_for_a_later_day_survives(g: Ground) -> None:
    take(g, [row()], APRIL)
    planned(g, JULY)
    before = everything()
    take(g, [row()], MAY)
    assert everything() == before
    take(g, [row(management_post="lead_west", contracted_hours="30", placement_hours="30")], JUNE)
    assert believed(EmploymentDetails, "contracted_hours") == [
        (START, JUNE, FULL), (JUNE, JULY, Decimal(30)), (JULY, None, PART)
    ]  # fmt: skip
    assert believed(Management, "post_id") == [
        (START, JUNE, g.posts["lead_east"]), (JUNE, JULY, g.posts["lead_west"]), (JULY, None, g.posts["board"]),
    ]  # fmt: skip


def planned(g: Ground, on: date) -> None:
    """What the office has said on its screens of a day to come."""
    act = Act(by=g.office, at=nine(APRIL) + timedelta(hours=2))
    [employment_id] = on_day(EmploymentDetails, "employment_id", APRIL)
    [placement_id] = on_day(PlacementDetails, "placement_id", APRIL)
    act.put(EmploymentDetails, (employment_id,), Period(on), contract="substantive", contracted_hours=PART,
            job_title="Nurse")  # fmt: skip
    act.put(Management, (placement_id,), Period(on), post_id=g.posts["board"])
    [person_id] = people().values()
    act.put(PersonDetails, (person_id,), Period(on), given_name="Ada", family_name="Planned", known_as=None,
            email="ada@example.test", phone=None)  # fmt: skip
    act.write()
    db.session.commit()


def test_a_successor_who_is_known_already_keeps_the_post(g: Ground) -> None:
    """Somebody takes a vacant post until the day that another is to take it."""
    ben = row(assignment_number="101", given_name="Ben", email="", registration_number="00B0000B")
    take(g, [row(), ben], APRIL)
    successor = people()["101"]
    act = Act(by=g.office, at=nine(APRIL) + timedelta(hours=2))
    act.put(Tenure, (g.posts["lead_west"], "acting"), Period(JULY), person_id=successor)
    act.write()
    take(g, [row(post_held="lead_west", post_holding="acting"), ben], MAY)
    assert believed(Tenure, "person_id") == [(START, JULY, people()["100"]), (JULY, None, successor)]


# Who is who


def test_a_person_is_known_by_registration_number_and_family_name(g: Ground) -> None:
    take(g, [row()], APRIL)
    take(
        g,
        [row(assignment_number="C7", given_name="Adeline", email="other@example.test")],
        APRIL,
        employer="council",
    )
    assert people()["C7"] == people()["100"]


def test_a_person_is_known_by_address_and_whole_name(g: Ground) -> None:
    take(g, [row()], APRIL)
    known = row(assignment_number="C7", email="ADA@example.test", registration_number="")
    take(g, [known], APRIL, employer="council")
    assert people()["C7"] == people()["100"]


@pytest.mark.parametrize(
    "said",
    [
        {"family_name": "Other"},
        {"family_name": "Other", "registration_number": ""},
        {"given_name": "Adeline", "registration_number": ""},
        {"email": "other@example.test", "registration_number": "00Z0000Z"},
        {"email": "", "registration_number": ""},
    ],
)
def test_people_are_never_merged_when_names_differ_or_no_mark_agrees(g: Ground, said: Row) -> None:
    take(g, [row()], APRIL)
    take(g, [row(assignment_number="C7") | said], APRIL, employer="council")
    assert people()["C7"] != people()["100"]


def test_people_are_never_merged_when_the_marks_point_at_two(g: Ground) -> None:
    ben = row(assignment_number="101", email="shared@example.test", registration_number="00B0000B")
    take(g, [row(), ben], APRIL)
    both = row(assignment_number="C7", email="shared@example.test")  # Ada's number, Ben's address, both names
    take(g, [both], APRIL, employer="council")
    assert people()["C7"] not in {people()["100"], people()["101"]}


def test_two_numbers_of_one_new_person_in_one_file_are_one_person(g: Ground) -> None:
    take(g, [part_time(), part_time(assignment_number="101", team="west")], APRIL)
    assert people()["100"] == people()["101"]


# A service changes employer


def transferred(number: str, of: Row) -> Row:
    return of | {
        "assignment_number": number, "employment_starts_on": "2026-07-01", "placement_starts_on": "2026-07-01"
    }  # fmt: skip


SERVICE = [
    row(),
    row(assignment_number="101", given_name="Ben", email="ben@example.test", registration_number="00B0000B",
        team="west", management_post="lead_west"),
]  # fmt: skip
AFTER = [transferred(f"C{number}", of) for number, of in enumerate(SERVICE)]


@pytest.mark.parametrize("ours_first", [True, False])
@pytest.mark.parametrize("as_of", [JULY, JULY + 9 * A_DAY])
def test_a_service_that_changes_employer_keeps_all_but_its_contracts(
    g: Ground, ours_first: bool, as_of: date
) -> None:
    """Whichever file comes first, and whether it comes on the day or the week after."""
    take(g, SERVICE, APRIL)
    before = kept_by_a_transfer()
    ending = [of | {"employment_ends_on": "2026-06-30"} for of in SERVICE]
    imports = [(ending, "nca"), (AFTER, "council")] if ours_first else [(AFTER, "council"), (ending, "nca")]
    if not ours_first:
        take(g, ending, MAY)  # the end is known beforehand, or nobody could tell that the placement goes on
    for rows, employer in imports:
        take(g, rows, as_of, employer=employer)
    assert kept_by_a_transfer() == before
    assert [team for *_, team in believed(PlacementDetails, "team_id")] == [*g.teams.values()] * 2
    assert {until for _, until in believed(EmploymentDetails)} == {JULY, None}
    settled = everything()
    for rows, employer in imports * 2:
        take(g, rows, as_of + A_DAY, employer=employer)
    assert everything() == settled


def test_a_transfer_known_beforehand_is_not_undone_by_either_employer(g: Ground) -> None:
    take(g, SERVICE, APRIL)
    before = kept_by_a_transfer()
    ending = [of | {"employment_ends_on": "2026-06-30"} for of in SERVICE]
    take(g, ending, MAY)
    take(g, AFTER, MAY, employer="council")
    assert kept_by_a_transfer() == before
    settled = everything()
    take(g, ending, JUNE)
    take(g, AFTER, JUNE, employer="council")
    assert everything() == settled


def test_a_last_day_withdrawn_after_the_next_employer_has_spoken_leaves_the_transfer(g: Ground) -> None:
    take(g, SERVICE, APRIL)
    take(g, [of | {"employment_ends_on": "2026-06-30"} for of in SERVICE], MAY)
    take(g, AFTER, MAY, employer="council")
    transfers = believed(PlacementDetails, "employment_id")
    take(g, SERVICE, JUNE)
    assert believed(PlacementDetails, "employment_id") == transfers


def kept_by_a_transfer() -> list[list[tuple[object, ...]]]:
    return [
        believed(Management, "placement_id", "post_id"),
        believed(Accountability, "person_id", "profession_id", "post_id"),
        sorted(
            {place[2:] for place in believed(PlacementDetails, "placement_id", "team_id", "role", "hours")}
        ),
    ]


# True and known


def test_as_known_before_the_import_the_former_truth_is_told(g: Ground) -> None:
    take(g, [row()], APRIL)
    take(g, [part_time(management_post="lead_west", family_name="Married")], MAY)
    take(g, [], JUNE)
    then: datetime = nine(MAY) - timedelta(microseconds=1)
    after = JULY
    assert on_day(EmploymentDetails, "contracted_hours", after, then) == [FULL]
    assert on_day(Management, "post_id", after, then) == [g.posts["lead_east"]]
    assert on_day(PersonDetails, "family_name", after, then) == ["Sample"]
    assert on_day(EmploymentDetails, "contracted_hours", after, nine(MAY)) == [PART]
    assert on_day(EmploymentDetails, "contracted_hours", after) == []
    assert on_day(EmploymentDetails, "contracted_hours", after, nine(APRIL) - A_DAY) == []


def test_looking_writes_nothing(g: Ground) -> None:
    before = everything()
    assert look(g, RICH, APRIL).counts["started"] == len(RICH)
    assert everything() == before
