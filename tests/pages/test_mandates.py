"""Mandates on screen: what everybody reads, what the office keeps, and what each page costs."""

import csv
import io
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from flask_sqlalchemy.session import Session
from sqlalchemy import select
from sqlalchemy.orm import scoped_session
from werkzeug.test import TestResponse

from accounts.permissions import Role
from foundation import clock
from foundation.database import db
from teams.mandate import Mandate, MandateTerms
from teams.mandates.mandate_file import import_mandates
from tests import builders as make
from tests.actions.mandates import UNSIGNED, Ceding, ceding_borough, mandates_file
from tests.pages.client import CheckedClient, statements

NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)
TODAY = NOW.date()
MOST_STATEMENTS = 10
DRAFT = {
    "code": "DRAFT-1", "organisation": "council", "reference": "", "functions": "direct_work",
    "professions": "job:Team leader", "teams": "team_north;neighbourhood:east", "conditions": "",
    "starts_on": "2027-01-01", "ends_on": "", "review_on": "", "status": "draft",
} | UNSIGNED  # fmt: skip
WITHDRAWN = {"code": "NCA-0", "starts_on": "2026-03-09", "ends_on": "2026-03-31", "status": "withdrawn"}
ENDED = {"code": "C-0", "organisation": "council", "starts_on": "2026-03-09", "ends_on": "2026-10-31"}
COMING = {"code": "V-1", "organisation": "vcfa", "instrument": "memorandum", "functions": "*", "teams": "*"} | {
    "professions": "*", "conditions": "the alliance agrees in writing", "starts_on": "2027-01-01", "ends_on": "",
    "review_on": "2027-12-01",
}  # fmt: skip


@pytest.fixture(autouse=True)
def today() -> Iterator[None]:
    with clock.pretending(NOW):
        yield


@pytest.fixture
def b(client: CheckedClient, session: scoped_session[Session]) -> Ceding:
    made = ceding_borough()
    client.sign_in(made.office)
    return made


def keep(b: Ceding, *changes: dict[str, str], at: datetime = NOW - timedelta(days=1)) -> None:
    """Mandates in the register: NCA-1 is in force until 31 March 2027 and its review is overdue."""
    import_mandates("kept.csv", mandates_file(*changes), by=b.office.id, at=at, on=at.date())
    db.session.commit()


def answers(**given: object) -> dict[str, object]:
    """A draft that is in order but for what is given."""
    usual: dict[str, object] = {
        "code": "NCA-2", "organisation": "nca", "instrument": "section_75", "reference": "S75-2",
        "functions": ["allocate_work", "annual_leave"], "condition_annual_leave": "the trust keeps the record",
        "professions": ["physiotherapist"], "jobs": "Team leader\nTherapy lead", "teams": ["dementia"],
        "neighbourhoods": ["north"], "starts_on": "2027-01-01", "last_day": "2027-12-31",
        "review_on": "2027-06-01",
    }  # fmt: skip
    return usual | given


def signed(**given: object) -> dict[str, object]:
    usual: dict[str, object] = {
        "signed_by_organisation": "Orla Invented", "signed_by_organisation_on": "2026-11-02",
        "signed_by_partnership": "Pat Madeup", "signed_by_partnership_on": "2026-11-09",
    }  # fmt: skip
    return usual | given


def upload(client: CheckedClient, content: bytes, button: str) -> TestResponse:
    file = (io.BytesIO(content), "mandates.csv")
    return client.post("/mandates/import", data={"file": file, button: "yes"})


def kept(code: str) -> list[MandateTerms]:
    """What is believed of a mandate now."""
    found = (
        select(MandateTerms)
        .join(Mandate, Mandate.id == MandateTerms.mandate_id)
        .where(Mandate.code == code, MandateTerms.superseded_at.is_(None))
        .order_by(MandateTerms.starts_on)
    )
    return list(db.session.scalars(found))


# The list


def test_the_list_says_of_each_where_it_stands(client: CheckedClient, b: Ceding) -> None:
    keep(b, {}, DRAFT, WITHDRAWN, ENDED, COMING)
    page = client.get("/mandates").text
    for words in (
        "section 75 agreement S75-NCA-1", "2 functions", "Every team of Sample east", "The job Team leader",
        "until 31 March 2027", "from 1 April 2026", "on 31 October 2026", "starts on 1 January 2027",
        "1 Apr 2026 to 31 Mar 2027", ">5 mandates<",
    ):  # fmt: skip
        assert words in page
    order = [page.index(f"/mandates/{code}") for code in ("C-0", "DRAFT-1", "NCA-0", "V-1")]
    assert order == sorted(order)


def test_what_ends_or_is_to_be_reviewed_soon_comes_first(client: CheckedClient, b: Ceding) -> None:
    soon = {"code": "C-1", "organisation": "council", "ends_on": "2027-01-21", "review_on": "2027-01-20"}
    later = {"code": "V-2"} | {k: v for k, v in COMING.items() if k != "code"} | {
        "starts_on": "2026-04-01", "ends_on": "2027-01-22", "review_on": "2027-01-22"
    }  # fmt: skip
    keep(b, {}, soon, later, ENDED | {"code": "C-9", "professions": "physiotherapist"})
    coming = client.get("/mandates").text.partition("All mandates</h2>")[0]
    assert "was to be reviewed by 1 October 2026" in coming
    assert coming.count("Review overdue") == 1
    assert "ends, its last day is 21 January 2027" in coming
    assert "is to be reviewed by 20 January 2027" in coming
    assert "V-2" not in coming
    assert "C-9" not in coming


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("organisation=council", {"C-0", "DRAFT-1"}),
        ("standing=in+force", {"NCA-1"}),
        ("standing=draft", {"DRAFT-1"}),
        ("standing=signed", {"V-1"}),
        ("standing=ended", {"C-0"}),
        ("standing=withdrawn", {"NCA-0"}),
        ("standing=ended&organisation=nca", set[str]()),
        ("on=2027-02-01&standing=in+force", {"NCA-1", "V-1"}),
        ("on=2026-05-01&standing=in+force", {"NCA-1", "C-0"}),
    ],
)
def test_the_list_is_narrowed(client: CheckedClient, b: Ceding, query: str, shown: set[str]) -> None:
    keep(b, {}, DRAFT, WITHDRAWN, ENDED, COMING)
    _, _, below = client.get(f"/mandates?{query}").text.partition("All mandates</h2>")
    assert {
        code for code in ("NCA-1", "DRAFT-1", "NCA-0", "C-0", "V-1") if f"/mandates/{code}" in below
    } == shown
    assert ("No mandate matches these filters." in below) == (not shown)


@pytest.mark.parametrize("query", ["organisation=nowhere", "standing=lost", "on=soon"])
def test_a_filter_that_is_no_choice_is_not_found(client: CheckedClient, b: Ceding, query: str) -> None:
    assert client.get(f"/mandates?{query}").status_code == 404


def test_without_mandates_the_list_says_what_that_means(client: CheckedClient, b: Ceding) -> None:
    page = client.get("/mandates").text
    assert "No mandate is known. Nothing is ceded" in page
    assert "in the next 60 days" not in page


def test_a_reader_is_offered_no_act(client: CheckedClient, b: Ceding) -> None:
    keep(b, {})
    for role in (Role.STAFF, Role.DIRECTOR):
        client.sign_in(make.account(role))
        for page in (client.get("/mandates").text, client.get("/mandates/NCA-1").text):
            for act in ("new", "import", "withdraw", "end", "correct"):
                assert f'/{act}"' not in page.partition("<main")[2]


def test_a_long_list_comes_in_pages_at_the_same_cost(client: CheckedClient, b: Ceding) -> None:
    keep(b, {})
    with statements() as few:
        client.get("/mandates")
    keep(b, *(DRAFT | {"code": f"D-{number:02}"} for number in range(60)))
    with statements() as many:
        page = client.get("/mandates").text
    assert "Showing 1 to 50 of 61 mandates" in page
    assert "Showing 51 to 61 of 61 mandates" in client.get("/mandates?page=2").text
    assert len(many) == len(few) <= MOST_STATEMENTS


# One mandate


def test_its_page_says_everything(client: CheckedClient, b: Ceding) -> None:
    keep(b, {})
    page = client.get("/mandates/NCA-1").text
    for words in (
        "Sample Trust cedes 2 functions to the neighbourhood by section 75 agreement S75-NCA-1",
        "In force until 31 March 2027", "district nurse", "Every team of Sample east",
        "Orla Invented, 2 March 2026", "Pat Madeup, 9 March 2026", "1 October 2026 (overdue)",
        "the trust is consulted first", "Day-to-day direction", "0 people on 22 November 2026",
    ):  # fmt: skip
        assert words in page


def test_a_draft_is_shown_to_everybody_and_marked(client: CheckedClient, b: Ceding) -> None:
    keep(b, DRAFT)
    client.sign_in(make.account(Role.STAFF))
    page = client.get("/mandates/DRAFT-1").text
    assert "This is a draft. Nobody has signed it, so it cedes nothing" in page
    assert page.count("Not signed yet") == 2


@pytest.mark.parametrize(
    "address", ["/mandates/NONE", "/mandates/NCA-1?known_at=2026-01-01T09:00", "/mandates/NCA-1/there"]
)
def test_what_was_not_known_is_not_found(client: CheckedClient, b: Ceding, address: str) -> None:
    keep(b, {})
    assert client.get(address).status_code == 404


def test_who_it_is_about_is_counted_by_the_rules_of_rulings(client: CheckedClient, b: Ceding) -> None:
    """Of the organisation, of its professions or jobs, in its teams, each person once."""
    nurse, other = (db.session.scalars(select(make.Profession).where(make.Profession.code == code)).one()
                    for code in ("district_nurse", "physiotherapist"))  # fmt: skip
    east, north = (db.session.scalars(select(make.Team).where(make.Team.code == code)).one()
                   for code in ("team_east", "team_north"))  # fmt: skip
    for number, (employer, job, profession, team) in enumerate(
        [
            (b.trust, "Nurse", nurse, east),
            (b.trust, "TEAM LEADER", None, east),
            (b.trust, "Nurse", nurse, north),
            (b.trust, "Therapist", other, east),
            (b.council, "Nurse", nurse, east),
        ]
    ):
        contract = make.employment(make.person(f"P{number}"), employer, str(number), job_title=job)
        make.placement(contract, team, profession)
        if number == 0:
            make.placement(contract, east, profession)
    keep(b, {"professions": "district_nurse;job:Team leader"})
    assert "2 people on 22 November 2026" in client.get("/mandates/NCA-1").text
    assert "0 people on 1 June 2024" in client.get("/mandates/NCA-1?on=2024-06-01").text


def test_its_story_tells_each_change_and_only_the_office_who_made_it(
    client: CheckedClient, b: Ceding
) -> None:
    keep(b, DRAFT)
    client.post("/mandates/DRAFT-1/change", data=answers(code=None, organisation=None, condition="as agreed"))
    client.post("/mandates/DRAFT-1/sign", data=signed())
    client.post("/mandates/DRAFT-1/withdraw", data={"on": "2027-03-01", "because": "The service moved"})
    page = client.get("/mandates/DRAFT-1?on=2027-04-01").text
    told = [
        "Withdrawn from 1 March 2027.", "The service moved",
        "Signed, in force 1 Jan 2027 to 31 Dec 2027. By Orla Invented for Sample Council on 2 November 2026 and by "
        "Pat Madeup for the partnership on 9 November 2026.",
        "Functions added: Work allocation; Annual leave. Functions taken out: Day-to-day direction.",
        "Conditions added: Annual leave: the trust keeps the record; as agreed.",
        "Review day: 1 June 2027 instead of nothing.",
        "Drafted, for the days from 1 Jan 2027.",
    ]  # fmt: skip
    assert [page.find(words) for words in told] == sorted(page.find(words) for words in told)
    assert "Sample office" in page.partition("Its story")[2]
    before = client.get("/mandates/DRAFT-1?known_at=2026-11-21T12:00").text
    assert "Drafted" in before
    assert "The service moved" not in before
    client.sign_in(make.account(Role.DIRECTOR))
    assert "Sample office" not in client.get("/mandates/DRAFT-1").text


def test_the_page_of_one_costs_the_same_for_many_staff(client: CheckedClient, b: Ceding) -> None:
    keep(b, {})
    with statements() as few:
        client.get("/mandates/NCA-1")
    nurse = db.session.scalars(select(make.Profession).order_by(make.Profession.id)).first()
    east = db.session.scalars(select(make.Team).order_by(make.Team.id)).first()
    assert east
    for number in range(20):
        contract = make.employment(make.person(f"P{number}"), b.trust, str(number))
        make.placement(contract, east, nurse)
    with statements() as many:
        assert "20 people" in client.get("/mandates/NCA-1").text
    assert len(many) == len(few) <= MOST_STATEMENTS


@pytest.mark.parametrize(
    "page",
    ["new", "import", "NCA-1/end", "NCA-1/withdraw", "NCA-1/correct", "DRAFT-1/change", "DRAFT-1/sign"],
)
def test_each_form_has_its_cost(client: CheckedClient, b: Ceding, page: str) -> None:
    keep(b, {}, DRAFT)
    with statements() as asked:
        assert client.get(f"/mandates/{page}").status_code == 200
    assert len(asked) <= MOST_STATEMENTS


# A draft


def test_a_draft_is_kept_as_it_was_answered(client: CheckedClient, b: Ceding) -> None:
    told = client.post("/mandates/new", data=answers(), follow_redirects=True)
    assert "The draft is kept. It cedes nothing until both sides have signed." in told.text
    [row] = kept("NCA-2")
    assert (row.status, row.starts_on.isoformat(), row.until and row.until.isoformat()) == (
        "draft", "2027-01-01", "2028-01-01",
    )  # fmt: skip
    assert row.functions == ("allocate_work", "annual_leave")
    assert row.conditions == ("annual_leave: the trust keeps the record",)
    assert row.professions == ("physiotherapist", "job:Team leader", "job:Therapy lead")
    assert row.teams == ("dementia", "neighbourhood:north")


def test_what_can_never_be_ceded_is_not_offered(client: CheckedClient, b: Ceding) -> None:
    page = client.get("/mandates/new").text
    assert 'value="annual_leave"' in page
    assert 'name="condition_annual_leave"' in page
    assert 'name="condition_allocate_work"' not in page
    for never in ("safe_workload", "disciplinary", "Sample Partnership"):
        assert never not in page


def test_a_refusal_lists_all_beside_their_fields_and_keeps_the_answers(
    client: CheckedClient, b: Ceding
) -> None:
    told = client.post(
        "/mandates/new",
        data=answers(
            organisation="vcfa", condition_annual_leave="", condition_rota="always", professions=[], jobs="",
            neighbourhoods=[], teams=[], last_day="2026-12-01",
        ),
    )  # fmt: skip
    assert told.status_code == 422
    summary = told.text.partition("There is a problem")[2].partition("<form")[0]
    for field, words in (
        ("instrument-0", "A section 75 agreement cannot bind Sample VCF"),
        ("condition_annual_leave", "The scheme of delegation lets these be ceded only on a condition"),
        ("condition_rota", "It puts a condition on Rota, which it does not cede"),
        ("professions-0", "Choose the staff it is about"),
        ("teams-0", "Choose the teams or neighbourhoods it is about"),
        ("last_day", "Its last day, 1 December 2026, is before its first"),
    ):
        assert f'href="#{field}">{words}' in summary.replace("&#39;", "'")
        assert f'id="{field}"' in told.text
    assert 'value="always"' in told.text
    assert kept("NCA-2") == []


def test_jobs_and_neighbourhoods_are_refused_in_their_own_place(client: CheckedClient, b: Ceding) -> None:
    told = client.post("/mandates/new", data=answers(jobs="Team leader; Therapy lead"))
    assert told.status_code == 422
    assert 'href="#jobs">A semicolon separates' in told.text
    assert "Team leader; Therapy lead</textarea>" in told.text


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"code": ""}, "Enter a code, such as NCA-2026-03"),
        ({"code": "import"}, "cannot be the address of its page"),
        ({"code": "a b"}, "Use letters, digits, full stops, - and _ only"),
        ({"code": "NCA-1"}, "There is a mandate NCA-1 already"),
        ({"organisation": ""}, "Choose the organisation that cedes"),
        ({"organisation": "lco"}, "Choose one from the list"),
        ({"instrument": ""}, "Choose the form of the agreement"),
        ({"starts_on": ""}, "Enter the first day"),
        ({"professions": ["*", "district_nurse"]}, "Choose all staff, or particular professions and jobs, not both"),
        ({"professions": ["*"]}, "Choose all staff, or particular professions and jobs, not both"),
        ({"teams": ["*"]}, "Choose every team, or particular teams and neighbourhoods, not both"),
        ({"functions": ["*", "rota"]}, "Choose every function that may be ceded, or particular ones, not both"),
        ({"functions": ["disciplinary"]}, "disciplinary"),
    ],
)  # fmt: skip
def test_a_draft_is_refused_in_words(
    client: CheckedClient, b: Ceding, given: dict[str, object], words: str
) -> None:
    keep(b, {})
    told = client.post("/mandates/new", data=answers(**given))
    assert told.status_code == 422
    assert words in told.text.partition("<form")[2]
    assert kept("NCA-2") == []


def test_a_draft_is_changed_with_everything_it_says(client: CheckedClient, b: Ceding) -> None:
    keep(b, DRAFT | {"functions": "*", "conditions": "rota: first;both agree"})
    page = client.get("/mandates/DRAFT-1/change").text
    for words in ('value="first"', 'value="both agree"', "Team leader</textarea>", 'value="2027-01-01"'):
        assert words in page
    assert page.count(" checked") == 4  # the instrument, every function, team_north and the neighbourhood
    same = answers(
        functions=["*"], condition_rota="first", condition="both agree", condition_annual_leave="", teams=["team_north"],
        professions=[], jobs="Team leader", neighbourhoods=["east"], reference="", last_day="", review_on="",
    )  # fmt: skip
    told = client.post("/mandates/DRAFT-1/change", data=same)
    assert told.status_code == 422
    assert "That is what the register says already" in told.text
    assert client.post("/mandates/DRAFT-1/change", data=same | {"reference": "R-1"}).status_code == 302
    [row] = kept("DRAFT-1")
    assert (row.functions, row.conditions) == (("*",), ("rota: first", "both agree"))
    assert (row.professions, row.teams) == (("job:Team leader",), ("team_north", "neighbourhood:east"))


# Signing, withdrawing, ending, correcting


def test_a_signed_draft_is_in_force_on_its_days(client: CheckedClient, b: Ceding) -> None:
    keep(b, DRAFT | {"reference": "R-1"})
    told = client.post("/mandates/DRAFT-1/sign", data=signed(), follow_redirects=True)
    assert "Both signatures are recorded" in told.text
    assert "Signed starts on 1 January 2027" in told.text
    assert [row.status for row in kept("DRAFT-1")] == ["signed"]


def test_signing_is_refused_with_every_reason_in_its_place(client: CheckedClient, b: Ceding) -> None:
    keep(b, DRAFT)
    told = client.post(
        "/mandates/DRAFT-1/sign",
        data=signed(
            signed_by_organisation="", signed_by_organisation_on="2027-02-01", signed_by_partnership_on=""
        ),
    )
    assert told.status_code == 422
    for words in (
        "<li>Give the reference of the agreement",
        '#signed_by_organisation">Give the name of who signed for the organisation: until both have signed',
        '#signed_by_organisation_on">The day on which the organisation signs, 1 February 2027, has not come yet',
        '#signed_by_partnership_on">Give the day of signing for the partnership',
    ):
        assert words in told.text
    assert 'value="Pat Madeup"' in told.text
    assert [row.status for row in kept("DRAFT-1")] == ["draft"]


def test_two_deciders_are_refused_and_both_named(client: CheckedClient, b: Ceding) -> None:
    same = {"code": "NCA-2", "starts_on": "2027-01-01", "review_on": "", "status": "draft"} | UNSIGNED
    keep(b, {}, same)
    told = client.post("/mandates/NCA-2/sign", data=signed())
    assert told.status_code == 422
    assert "Mandates NCA-1 and NCA-2 would both cede Day-to-day direction and Rota" in told.text


def test_withdrawing_says_what_it_means_and_is_kept_from_the_day(client: CheckedClient, b: Ceding) -> None:
    keep(b, {})
    page = client.get("/mandates/NCA-1/withdraw").text
    assert "2 functions go back to the employer or the professional line, for 0 people as of today" in page
    assert "/what-if?withdraw=NCA-1" in page
    told = client.post("/mandates/NCA-1/withdraw", data={"on": "2026-12-01", "because": ""})
    assert told.status_code == 422
    assert "Enter why it is withdrawn" in told.text
    client.post("/mandates/NCA-1/withdraw", data={"on": "2026-12-01", "because": "Notice was given"})
    assert [(row.status, row.starts_on.isoformat()) for row in kept("NCA-1")] == [
        ("signed", "2026-04-01"),
        ("withdrawn", "2026-12-01"),
    ]
    assert "In force withdrawn from 1 December 2026" in client.get("/mandates/NCA-1").text


def test_what_is_withdrawn_before_its_first_day_never_ceded_anything(
    client: CheckedClient, b: Ceding
) -> None:
    keep(b, COMING)
    client.post("/mandates/V-1/withdraw", data={"on": "2026-12-01", "because": "Agreed too soon"})
    page = client.get("/mandates/V-1").text
    assert "Withdrawn never in force" in page
    assert "What it would have ceded" in page
    assert "Days it was meant for" in page
    assert "Days in force" not in page


def test_a_draft_is_withdrawn_whatever_the_day(client: CheckedClient, b: Ceding) -> None:
    keep(b, DRAFT)
    page = client.get("/mandates/DRAFT-1/withdraw").text
    assert "a draft cedes nothing" in page
    assert 'name="on"' not in page
    client.post("/mandates/DRAFT-1/withdraw", data={"because": "Nobody wants it"})
    assert [row.status for row in kept("DRAFT-1")] == ["withdrawn"]


def test_a_mandate_ends_sooner_and_runs_on_only_with_a_reason(client: CheckedClient, b: Ceding) -> None:
    keep(b, {})
    client.post("/mandates/NCA-1/end", data={"last_day": "2026-12-31", "because": ""})
    assert [str(row.until) for row in kept("NCA-1")] == ["2027-01-01"]
    told = client.post("/mandates/NCA-1/end", data={"last_day": "2027-02-28", "because": ""})
    assert told.status_code == 422
    assert "needs a reason" in told.text
    client.post("/mandates/NCA-1/end", data={"last_day": "2027-02-28", "because": "Ended too soon"})
    assert [str(row.until) for row in kept("NCA-1")] == ["2027-03-01"]


def test_a_correction_needs_a_reason_and_keeps_what_was_believed(client: CheckedClient, b: Ceding) -> None:
    keep(b, {})
    right = answers(
        functions=["direct_work"], condition_annual_leave="", condition_rota="", professions=["district_nurse"], jobs="",
        teams=[], neighbourhoods=["east"], starts_on="2026-04-01", last_day="2027-03-31", review_on="2026-10-01",
        reference="S75-NCA-1", status="signed",
    ) | signed(signed_by_organisation_on="2026-03-02", signed_by_partnership_on="2026-03-09")  # fmt: skip
    told = client.post("/mandates/NCA-1/correct", data=right | {"because": ""})
    assert "Enter why it is corrected" in told.text
    client.post("/mandates/NCA-1/correct", data=right | {"because": "The rota was never ceded"})
    [row] = kept("NCA-1")
    assert (row.functions, row.conditions) == (("direct_work",), ())
    page = client.get("/mandates/NCA-1").text
    assert "Functions taken out: Rota." in page
    assert "The rota was never ceded" in page
    assert "Rota" in client.get("/mandates/NCA-1?known_at=2026-11-21T12:00").text.partition("Its story")[0]


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("NCA-1/sign", "Mandate NCA-1 is in force until 31 March 2027, so that cannot be done"),
        ("NCA-1/change", "Mandate NCA-1 is in force until 31 March 2027, so that cannot be done"),
        ("DRAFT-1/end", "Mandate DRAFT-1 is a draft, so that cannot be done"),
        ("NCA-0/withdraw", "Mandate NCA-0 is withdrawn from 1 April 2026, so that cannot be done"),
    ],
)
def test_an_act_out_of_turn_is_told_before_its_form_is_filled_in(
    client: CheckedClient, b: Ceding, address: str, words: str
) -> None:
    keep(b, {}, DRAFT, WITHDRAWN)
    assert words in client.get(f"/mandates/{address}", follow_redirects=True).text


def test_an_act_out_of_turn_is_refused_by_its_rule(client: CheckedClient, b: Ceding) -> None:
    keep(b, {})
    told = client.post("/mandates/NCA-1/sign", data=signed())
    assert told.status_code == 422
    assert "Both have signed mandate NCA-1, so its text cannot be edited" in told.text


# Files


def test_a_checked_file_says_every_change_in_words_and_writes_nothing(
    client: CheckedClient, b: Ceding
) -> None:
    keep(b, {}, DRAFT)
    file = mandates_file({"ends_on": "2026-12-31"}, DRAFT, COMING)
    told = upload(client, file, "check").text
    for words in (
        "Nothing was written", "Its days: 1 Apr 2026 to 31 Dec 2026 instead of 1 Apr 2026 to 31 Mar 2027.",
        "Recorded as signed by both sides, in force from 1 Jan 2027.", "What it would change",
    ):  # fmt: skip
        assert words in told
    assert "DRAFT-1" not in told
    assert kept("V-1") == []
    assert [str(row.until) for row in kept("NCA-1")] == ["2027-04-01"]
    told = upload(client, file, "take").text
    assert "The file is imported" in told
    assert "What it changed" in told
    assert [row.status for row in kept("V-1")] == ["signed"]
    assert "The register says all of it already." in upload(client, file, "take").text


def test_a_bad_file_is_refused_with_every_place(client: CheckedClient, b: Ceding) -> None:
    told = upload(
        client, mandates_file({"functions": "fly"}, {"code": "X", "instrument": "handshake"}), "take"
    )
    assert told.status_code == 422
    for words in (
        "The file was not imported: 3 places",
        "no function “fly”",
        "handshake",
        "one of section_75",
    ):
        assert words in told.text
    assert kept("NCA-1") == kept("X") == []


def test_no_file_is_asked_for(client: CheckedClient, b: Ceding) -> None:
    told = client.post("/mandates/import", data={"check": "yes"})
    assert told.status_code == 422
    assert "Choose the file of mandates" in told.text


def test_the_download_is_what_the_import_reads(client: CheckedClient, b: Ceding) -> None:
    keep(b, {}, DRAFT, WITHDRAWN, ENDED, COMING)
    client.sign_in(make.account(Role.STAFF))
    told = client.get("/mandates.csv")
    assert told.headers["Content-Disposition"] == 'attachment; filename="mandates-2026-11-22.csv"'
    assert told.mimetype == "text/csv"
    rows = list(csv.DictReader(io.StringIO(told.text)))
    assert [row["code"] for row in rows] == ["C-0", "DRAFT-1", "NCA-0", "NCA-1", "V-1"]
    client.sign_in(b.office)
    assert "The register says all of it already." in upload(client, told.data, "take").text
    assert list(csv.DictReader(io.StringIO(client.get("/mandates.csv?known_at=2026-01-01T09:00").text))) == []


# A page that was opened before somebody else changed the mandate

ELSE = ("sign", "change", "withdraw")
ACTS = (("DRAFT-1", ELSE), ("NCA-1", ("withdraw", "end", "correct")))


@pytest.mark.parametrize(("code", "act"), [(code, act) for code, acts in ACTS for act in acts])
def test_a_page_opened_before_another_change_writes_nothing(
    client: CheckedClient, b: Ceding, code: str, act: str
) -> None:
    keep(b, {}, DRAFT)
    opened = client.get(f"/mandates/{code}/{act}").text
    seen = re.search(r'name="seen"[^>]*value="(\d+)"', opened)
    assert seen
    keep(b, {"reference": "NEW-1"}, DRAFT | {"functions": "allocate_work"}, at=NOW - timedelta(hours=1))
    given = answers(status="signed", on="2026-12-01", because="agreed") | signed() | {"seen": seen[1]}
    kept = terms_kept()
    answer = client.post(f"/mandates/{code}/{act}", data=given)
    assert answer.status_code == 422
    assert "Somebody changed this after you opened the page. Nothing was saved." in answer.text
    assert terms_kept() == kept


def terms_kept() -> list[tuple[int, datetime | None]]:
    found = select(MandateTerms.id, MandateTerms.superseded_at).order_by(MandateTerms.id)
    return [(row[0], row[1]) for row in db.session.execute(found)]


def test_a_page_that_is_up_to_date_is_taken(client: CheckedClient, b: Ceding) -> None:
    keep(b, DRAFT | {"reference": "C-75"})
    seen = re.search(r'name="seen"[^>]*value="(\d+)"', client.get("/mandates/DRAFT-1/sign").text)
    assert seen
    assert client.post("/mandates/DRAFT-1/sign", data=signed(seen=seen[1])).status_code == 302


def test_a_form_shows_every_condition_of_a_function(client: CheckedClient, b: Ceding) -> None:
    """A file may give one function two, and a form has one line for each function."""
    keep(b, DRAFT | {"functions": "rota", "conditions": "rota: told first;rota: told in writing"})
    assert 'value="told first. told in writing"' in client.get("/mandates/DRAFT-1/change").text


@pytest.mark.parametrize("code", [".", "..", "new", "import"])
def test_a_code_is_refused_that_its_page_could_not_have(client: CheckedClient, b: Ceding, code: str) -> None:
    answer = client.post("/mandates/new", data=answers(code=code))
    assert answer.status_code == 422
    assert "cannot be the address of its page" in answer.text


@pytest.mark.parametrize(
    "address",
    [
        "/mandates/%00",
        "/mandates?organisation=a%00",
        "/scheme/%00",
        "/who-decides?employer=nca&assignment=%00",
    ],
)
def test_a_nul_is_not_understood(client: CheckedClient, b: Ceding, address: str) -> None:
    assert client.get(address).status_code == 400


def test_a_nul_in_an_answer_is_not_understood(client: CheckedClient, b: Ceding) -> None:
    assert client.post("/mandates/new", data=answers(reference="S75\x00")).status_code == 400
