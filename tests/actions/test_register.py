"""Starting, changing and ending what the register holds, and everything that is refused."""

from datetime import date
from decimal import Decimal

import pytest
from flask_sqlalchemy.session import Session
from sqlalchemy import func, select
from sqlalchemy.orm import scoped_session

from accounts.audit import AuditEntry
from foundation.acts import Act
from foundation.effective import Period, through
from foundation.errors import RuleBroken
from people import actions as people
from people.accountability import Accountability
from people.deeds import doing
from people.employment import Contract, EmploymentDetails
from people.person import PersonDetails
from people.post import Holding, PostDetails, Tenure
from teams import actions as teams
from teams.team import Management, PlacementDetails
from tests import builders as make
from tests.actions.registers import NOW, Register, act, held, register, row_of

pytestmark = pytest.mark.usefixtures("session")
START, DECEMBER, NOVEMBER_30 = make.START, date(2026, 12, 1), date(2026, 11, 30)
TERMS = {"contract": Contract.SUBSTANTIVE, "contracted_hours": Decimal("37.5"), "job_title": "Nurse"}


@pytest.fixture
def r(session: scoped_session[Session]) -> Register:
    return register()


def place(r: Register, **values: object) -> teams.Place:
    usual = {
        "employment_id": r.contract.id, "team_id": r.east.id, "role": "nurse", "hours": Decimal("37.5"),
        "profession_id": r.nurse.id,
    }  # fmt: skip
    return teams.Place(**usual | values)  # pyright: ignore[reportArgumentType]


# What the acts do


def test_a_new_person_with_a_contract_is_held_from_the_day(r: Register) -> None:
    person = people.new_person()
    with doing("person.start", "person", person.id, by=r.office.id, at=NOW) as doing_it:
        people.start_person(
            doing_it, person.id, DECEMBER, given_name="Dee", family_name="Sample", known_as=None, email=None,
            phone=None,
        )  # fmt: skip
        people.start_employment(doing_it, person.id, r.trust.id, "101", Period(DECEMBER), **TERMS)
    assert (DECEMBER, None, "Dee") in held(PersonDetails, "given_name")
    assert held(EmploymentDetails, "contract")[-1] == (DECEMBER, None, "substantive")


def test_somebody_who_comes_back_takes_up_the_same_contract(r: Register) -> None:
    with act(r) as a:
        teams.end_employment(a, r.contract.id, date(2026, 3, 31), with_placements=True)
    with act(r) as a:
        again = people.start_employment(a, r.ada.id, r.trust.id, "100", Period(DECEMBER), **TERMS)
    assert again.id == r.contract.id
    assert held(EmploymentDetails) == [(START, date(2026, 4, 1)), (DECEMBER, None)]


def test_a_change_ends_one_row_and_starts_the_next(r: Register) -> None:
    with act(r) as a:
        teams.change_management(a, r.place.id, r.board.id, DECEMBER)
    assert held(Management, "post_id") == [(START, DECEMBER, r.lead.id), (DECEMBER, None, r.board.id)]


def test_a_change_lasts_as_long_as_what_it_changes(r: Register) -> None:
    later = date(2027, 4, 1)
    with act(r) as a:
        teams.change_management(a, r.place.id, r.board.id, later)
    with act(r) as a:
        other = make.post("other", "management", r.trust)
        teams.change_management(a, r.place.id, other.id, later.replace(year=2026))
    days = [(row[0], row[2]) for row in held(Management, "post_id")]
    assert days == [(START, r.lead.id), (date(2026, 4, 1), other.id), (later, r.board.id)]


def test_ending_an_employment_ends_its_placements_and_management_lines_as_one_act(r: Register) -> None:
    with act(r) as a:
        teams.end_employment(a, r.contract.id, NOVEMBER_30, with_placements=True)
    for model in (EmploymentDetails, PlacementDetails, Management):
        assert held(model) == [(START, DECEMBER)]
    assert held(Accountability) == [(START, None)], "the professional line is another line"


def test_a_placement_starts_with_its_management_line(r: Register) -> None:
    with act(r) as a:
        people.change_employment(
            a, r.contract.id, DECEMBER, contract=Contract.SUBSTANTIVE, contracted_hours=Decimal(45), job_title="Nurse"
        )  # fmt: skip
        teams.start_placement(
            a, r.ada.id, place(r, team_id=r.north.id, hours=Decimal("7.5")), Period(DECEMBER), post_id=r.board.id
        )  # fmt: skip
    assert held(Management, "post_id")[-1] == (DECEMBER, None, r.board.id)


def test_ending_a_tenure_leaves_whoever_was_named_to_follow(r: Register) -> None:
    with act(r) as a:
        teams.end_tenure(a, r.lead.id, Holding.SUBSTANTIVE, NOVEMBER_30)
        teams.start_tenure(a, r.lead.id, Holding.SUBSTANTIVE, r.cy.id, Period(date(2027, 2, 1)))
    with act(r) as a:
        teams.end_tenure(a, r.lead.id, Holding.SUBSTANTIVE, date(2026, 10, 31))
    assert (date(2027, 2, 1), None, r.cy.id) in held(Tenure, "person_id")
    assert (START, date(2026, 11, 1), r.bea.id) in held(Tenure, "person_id")


def test_each_act_leaves_one_audit_entry_of_numbers_and_days(
    r: Register, session: scoped_session[Session]
) -> None:
    with doing("management.change", "person", r.ada.id, by=r.office.id, at=NOW) as doing_it:
        teams.change_management(doing_it, r.place.id, r.board.id, DECEMBER)
    entry = session.scalars(select(AuditEntry)).one()
    assert (entry.act, entry.subject, entry.subject_id) == ("management.change", "person", r.ada.id)
    assert '"starts_on":"2026-12-01"' in (entry.after or "")
    assert "Ada" not in (entry.after or "")


@pytest.mark.parametrize("line", ["employer", "management", "professional"])
def test_changing_one_line_leaves_the_other_two_untouched(r: Register, line: str) -> None:
    def change(a: Act) -> None:
        if line == "employer":
            people.change_employment(
                a, r.contract.id, DECEMBER, contract=Contract.BANK, contracted_hours=Decimal(0), job_title="Nurse"
            )  # fmt: skip
        elif line == "management":
            teams.change_management(a, r.place.id, r.board.id, DECEMBER)
        else:
            people.change_accountability(a, r.ada.id, r.nurse.id, r.chief.id, DECEMBER)

    tables = {"employer": EmploymentDetails, "management": Management, "professional": Accountability}
    before = {name: held(model, "id", "recorded_at") for name, model in tables.items()}
    with act(r) as a:
        change(a)
    changed = {name for name, model in tables.items() if held(model, "id", "recorded_at") != before[name]}
    assert changed == {line}


# What is refused


def refused(r: Register, message: str, verb: object, *values: object, **named: object) -> None:
    """The verb is refused with a sentence holding the message, and nothing is kept."""
    entries = select(func.count()).select_from(AuditEntry)
    before = [
        held(m, "id") for m in (EmploymentDetails, PlacementDetails, Management, Accountability, Tenure)
    ]
    with pytest.raises(RuleBroken, match=message), act(r) as a:
        verb(a, *values, **named)  # pyright: ignore[reportCallIssue]
    make.db.session.rollback()
    now = [held(m, "id") for m in (EmploymentDetails, PlacementDetails, Management, Accountability, Tenure)]
    assert now == before
    assert make.db.session.scalar(entries) == 0


def test_an_assignment_number_belongs_to_one_person(r: Register) -> None:
    refused(
        r, "Assignment number 100 at Sample nca Trust already belongs to Ada Sample", people.start_employment,
        r.bea.id, r.trust.id, "100", Period(DECEMBER), **TERMS,
    )  # fmt: skip


def test_an_employment_starts_once(r: Register) -> None:
    refused(
        r, r"already holds something for those days \(since 1 Jan 2025\)", people.start_employment,
        r.ada.id, r.trust.id, "100", Period(DECEMBER), **TERMS,
    )  # fmt: skip


def test_nothing_changes_before_it_starts(r: Register) -> None:
    refused(
        r, "Nothing is in force on 31 December 2024 to change", teams.change_management, r.place.id, r.board.id,
        date(2024, 12, 31),
    )  # fmt: skip


def test_nothing_ends_before_it_starts(r: Register) -> None:
    refused(
        r, "The last day is before the first day, 1 January 2025", teams.end_placement, r.place.id,
        date(2024, 6, 1),
    )  # fmt: skip


def test_what_has_ended_does_not_end_again(r: Register) -> None:
    with act(r) as a:
        people.end_accountability(a, r.ada.id, r.nurse.id, NOVEMBER_30)
    with pytest.raises(RuleBroken, match="It ended on 30 November 2026"), act(r) as a:
        people.end_accountability(a, r.ada.id, r.nurse.id, date(2026, 12, 31))


def test_where_there_is_no_line_there_is_nothing_to_end(r: Register) -> None:
    refused(
        r, "Nothing is in force on 30 November 2026 to end", people.end_accountability, r.bea.id, r.nurse.id,
        NOVEMBER_30,
    )  # fmt: skip


def test_saying_what_is_already_so_is_refused(r: Register) -> None:
    refused(
        r, "That is what the register says already", teams.change_management, r.place.id, r.lead.id, DECEMBER
    )


def test_an_employment_does_not_leave_its_placements_behind(r: Register) -> None:
    refused(
        r, "The employment’s last day is 30 November 2026; a placement under it must end by then",
        teams.end_employment, r.contract.id, NOVEMBER_30, with_placements=False,
    )  # fmt: skip


def test_a_placement_does_not_outlast_its_employment(r: Register) -> None:
    short = make.employment(r.bea, r.trust, "102", until=DECEMBER)
    make.db.session.commit()
    there = place(r, employment_id=short.id)
    refused(
        r, "last day is 30 November 2026", teams.start_placement, r.bea.id, there, Period(START), post_id=None
    )
    refused(
        r, "There is no employment on 1 December 2026", teams.start_placement, r.bea.id, there,
        Period(DECEMBER), post_id=None,
    )  # fmt: skip


def test_a_placement_is_under_the_persons_own_employment(r: Register) -> None:
    refused(r, "somebody else’s", teams.start_placement, r.bea.id, place(r), Period(DECEMBER), post_id=None)


def test_placements_take_no_more_hours_than_the_contract(r: Register) -> None:
    refused(
        r, "that makes 45 hours a week in teams, and the contract is for 37.5 hours", teams.start_placement,
        r.ada.id, place(r, hours=Decimal("7.5")), Period(DECEMBER), post_id=None,
    )  # fmt: skip


def test_a_bank_contract_promises_no_hours_to_exceed(r: Register) -> None:
    bank = make.employment(r.bea, r.trust, "103", contract="bank", contracted_hours=Decimal(0))
    with act(r) as a:
        teams.start_placement(a, r.bea.id, place(r, employment_id=bank.id), Period(DECEMBER), post_id=None)
    assert len(held(PlacementDetails)) == 2


def test_a_management_line_runs_to_a_management_post(r: Register) -> None:
    refused(
        r, "Sample nursing is a professional post. A management line runs to a management post",
        teams.change_management, r.place.id, r.nursing.id, DECEMBER,
    )  # fmt: skip


def test_a_professional_line_runs_to_a_professional_post(r: Register) -> None:
    refused(
        r, "Sample lead is a management post", people.change_accountability, r.ada.id, r.nurse.id, r.lead.id,
        DECEMBER,
    )  # fmt: skip


def test_a_line_runs_to_a_post_that_is_there(r: Register) -> None:
    closing = make.post("closing", "management", r.trust, until=date(2027, 4, 1))
    make.db.session.commit()
    refused(
        r, "closing is not in the register on 1 April 2027", teams.change_management, r.place.id, closing.id,
        DECEMBER,
    )  # fmt: skip


def test_a_management_line_holds_only_within_its_placement(r: Register) -> None:
    with act(r) as a:
        teams.end_placement(a, r.place.id, NOVEMBER_30)
    with pytest.raises(RuleBroken, match="There is no placement on 1 December 2026"), act(r) as a:
        teams.start_management(a, r.place.id, r.lead.id, DECEMBER)


def test_nobody_answers_to_a_post_that_only_they_hold(r: Register) -> None:
    with act(r) as a:
        teams.end_tenure(a, r.lead.id, Holding.SUBSTANTIVE, NOVEMBER_30)
    with (
        pytest.raises(
            RuleBroken, match="Ada Sample cannot answer to Sample lead: from 1 Dec 2026 nobody else"
        ),
        act(r) as a,
    ):
        teams.start_tenure(a, r.lead.id, Holding.ACTING, r.ada.id, Period(DECEMBER))


def test_a_line_to_a_post_that_the_person_alone_holds_is_refused(r: Register) -> None:
    contract = make.employment(r.bea, r.trust, "104")
    own = make.placement(contract, r.east, None)
    make.db.session.commit()
    refused(r, "Bea Sample cannot answer to Sample lead", teams.start_management, own.id, r.lead.id, DECEMBER)
    refused(
        r, "Cy Sample cannot answer to Sample nursing", people.start_accountability, r.cy.id, r.nurse.id,
        r.nursing.id, Period(DECEMBER),
    )  # fmt: skip


def test_the_holder_of_an_apex_may_answer_to_it(r: Register) -> None:
    make.tenure(r.chief, r.bea)
    with act(r) as a:
        people.start_accountability(a, r.bea.id, r.nurse.id, r.chief.id, Period(DECEMBER))
    assert (DECEMBER, None, r.bea.id) in held(Accountability, "person_id")


def test_a_deputy_of_a_vacant_post_goes_on_answering_to_it(r: Register) -> None:
    with act(r) as a:
        teams.start_tenure(a, r.lead.id, Holding.DEPUTY, r.ada.id, Period(DECEMBER))
        teams.end_tenure(a, r.lead.id, Holding.SUBSTANTIVE, NOVEMBER_30)
    assert (DECEMBER, None, "deputy") in held(Tenure, "holding")


def test_when_the_other_holder_leaves_nobody_is_left_answering_to_themselves(r: Register) -> None:
    with act(r) as a:
        teams.start_tenure(a, r.lead.id, Holding.ACTING, r.ada.id, Period(date(2026, 6, 1)))
    with pytest.raises(RuleBroken, match="from 1 Dec 2026 nobody else holds it"), act(r) as a:
        teams.end_tenure(a, r.lead.id, Holding.SUBSTANTIVE, NOVEMBER_30)


def test_a_post_has_one_holder_of_each_kind(r: Register) -> None:
    refused(
        r, "already holds something for those days", teams.start_tenure, r.lead.id, Holding.SUBSTANTIVE,
        r.cy.id, Period(DECEMBER),
    )  # fmt: skip


def test_nobody_leaves_a_post_they_do_not_hold(r: Register) -> None:
    refused(r, "Nobody holds the post", teams.end_tenure, r.board.id, Holding.ACTING, DECEMBER)


def test_posts_do_not_report_in_a_circle(r: Register) -> None:
    refused(
        r, "Sample board cannot report to Sample lead: from 1 Dec 2026 the line would go round in a circle",
        teams.move_post, r.board.id, r.lead.id, DECEMBER,
    )  # fmt: skip


def test_a_circle_that_would_only_close_later_is_refused_too(r: Register) -> None:
    upper = make.post("upper", "management", r.trust)
    make.db.session.commit()
    with act(r) as a:
        teams.move_post(a, upper.id, r.lead.id, date(2027, 6, 1))
    with pytest.raises(RuleBroken, match="from 1 Jun 2027 the line would go round in a circle"), act(r) as a:
        teams.move_post(a, r.board.id, upper.id, DECEMBER)


def test_a_post_reports_within_its_own_line(r: Register) -> None:
    refused(r, "Sample chief is a professional post", teams.move_post, r.lead.id, r.chief.id, DECEMBER)


def test_a_post_moves_from_the_day(r: Register) -> None:
    with act(r) as a:
        teams.move_post(a, r.lead.id, None, DECEMBER)
    rows = [row for row in held(PostDetails, "post_id", "reports_to_id") if row[2] == r.lead.id]
    assert rows == [(START, DECEMBER, r.lead.id, r.board.id), (DECEMBER, None, r.lead.id, None)]


# Corrections


def test_a_correction_keeps_what_was_believed(r: Register, session: scoped_session[Session]) -> None:
    row = row_of(Management)
    with act(r, because="The board line was left out") as a:
        teams.correct_row(a, Management, row, through(date(2025, 3, 1), None), post_id=r.board.id)
    assert held(Management, "post_id", "because") == [
        (date(2025, 3, 1), None, r.board.id, "The board line was left out")
    ]
    before = session.get_one(Management, row)
    assert (before.superseded_at, before.superseded_by_id) == (NOW, r.office.id)
    assert before.post_id == r.lead.id


def test_a_neighbour_gives_way_to_a_corrected_first_day(r: Register) -> None:
    with act(r) as a:
        teams.change_management(a, r.place.id, r.board.id, DECEMBER)
    with act(r, because="It was a month earlier") as a:
        row = row_of(Management, DECEMBER)
        teams.correct_row(a, Management, row, Period(date(2026, 11, 1)), post_id=r.board.id)
    assert held(Management, "post_id") == [
        (START, date(2026, 11, 1), r.lead.id), (date(2026, 11, 1), None, r.board.id),
    ]  # fmt: skip


def test_a_correction_never_buries_a_neighbour(r: Register) -> None:
    with act(r) as a:
        teams.change_management(a, r.place.id, r.board.id, DECEMBER)
    with (
        pytest.raises(RuleBroken, match="leave no day of what the register holds for 1 Jan 2025 to 30 Nov"),
        act(r, because="Wrong") as a,
    ):
        teams.correct_row(a, Management, row_of(Management, DECEMBER), Period(START), post_id=r.board.id)


def test_what_never_was_true_is_withdrawn(r: Register) -> None:
    with act(r, because="Somebody else of the same name") as a:
        teams.withdraw_row(a, Accountability, row_of(Accountability))
    assert held(Accountability) == []


def test_why_it_was_withdrawn_is_kept_with_what_was_believed(r: Register) -> None:
    with act(r, because="Read from the wrong column") as a:
        teams.correct_row(a, Management, row_of(Management), Period(START), post_id=r.board.id)
    with act(r, because="Another Ada") as a:
        teams.withdraw_row(a, Management, row_of(Management))
    kept = select(Management.because, Management.superseded_at.is_(None)).order_by(Management.id)
    found = [tuple(row) for row in make.db.session.execute(kept)]
    assert found == [(None, False), ("Read from the wrong column. Another Ada", False)]


def test_a_corrected_placement_takes_its_management_line_with_it(r: Register) -> None:
    with act(r, because="She started in March") as a:
        values = {
            "employment_id": r.contract.id, "team_id": r.east.id, "role": "nurse", "hours": Decimal("37.5"),
            "profession_id": r.nurse.id, "funding": "recurrent", "funding_ends_on": None,
        }  # fmt: skip
        teams.correct_row(a, PlacementDetails, row_of(PlacementDetails), Period(date(2025, 3, 1)), **values)
    assert held(Management) == [(date(2025, 3, 1), None)]


@pytest.mark.parametrize("because", [None, "", "  "])
def test_a_correction_needs_a_reason(r: Register, because: str | None) -> None:
    with pytest.raises(RuleBroken, match="A correction needs a reason"), act(r, because=because) as a:
        teams.withdraw_row(a, Management, row_of(Management))


def test_a_superseded_row_is_not_corrected_again(r: Register) -> None:
    row = row_of(Management)
    with act(r) as a:
        teams.change_management(a, r.place.id, r.board.id, DECEMBER)
    with (
        pytest.raises(RuleBroken, match="Somebody changed this after you opened the page"),
        act(r, because="Wrong") as a,
    ):
        teams.withdraw_row(a, Management, row)


def test_a_correction_keeps_to_the_rules(r: Register) -> None:
    terms = {"contract": "substantive", "contracted_hours": Decimal("37.5"), "job_title": "Nurse"}
    with (
        pytest.raises(RuleBroken, match="There is no employment on 1 January 2025"),
        act(r, because="She started later") as a,
    ):
        teams.correct_row(a, EmploymentDetails, row_of(EmploymentDetails), Period(date(2025, 3, 1)), **terms)
    make.db.session.rollback()
    assert held(EmploymentDetails) == [(START, None)]
