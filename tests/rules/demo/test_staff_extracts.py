"""Each extract by itself: what a real importer would refuse must not be in it."""

import re
from collections import Counter, defaultdict
from datetime import timedelta

import pytest

from app.demo.establishment import NEIGHBOURHOOD_TEAM
from tests.rules.demo.conftest import SAMPLES
from tests.rules.demo.written import Row, Written, day, key_of

FORMAT = (
    "employer, assignment_number, given_name, family_name, known_as, email, phone, profession, "
    "registration_number, registration_expires_on, registration_checked_on, job_title, contract, "
    "contracted_hours, employment_starts_on, employment_ends_on, team, placement_role, placement_hours, "
    "placement_starts_on, placement_ends_on, management_post, professional_post, post_held, post_holding, "
    "funding, funding_ends_on"
)
EMPLOYMENT_COLUMNS = FORMAT.split(", ")[:16]


def people_placed(written: Written) -> set[str]:
    return {row["email"] for row in written.placed_today}


def test_an_extract_has_exactly_the_columns_of_the_format(sample: Written) -> None:
    for file in sorted((sample.folder / "staff").glob("*.csv")):
        header = file.read_text(encoding="utf-8").splitlines()[0]
        assert header.split(",") == FORMAT.split(", "), file.name


def test_an_extract_is_one_employers_and_in_the_order_of_assignment_numbers(sample: Written) -> None:
    for extract in sample.extracts:
        assert {row["employer"] for row in extract.rows} <= {extract.employer}
        numbers = [row["assignment_number"] for row in extract.rows]
        assert numbers == sorted(numbers)


def test_the_rows_of_an_employment_agree_and_differ_by_team_or_role(sample: Written) -> None:
    for extract in sample.extracts:
        for rows in extract.employments.values():
            assert len({tuple(row[column] for column in EMPLOYMENT_COLUMNS) for row in rows}) == 1
            assert len({(row["team"], row["placement_role"]) for row in rows}) == len(rows)


def test_hours_fit_into_the_contract_and_the_contract_into_a_full_week(sample: Written) -> None:
    full_time = {row["code"]: float(row["full_time_hours"]) for row in sample.reference("organisations")}
    for extract in sample.extracts:
        for rows in extract.employments.values():
            contracted = float(rows[0]["contracted_hours"])
            assert sum(float(row["placement_hours"] or 0) for row in rows) <= contracted + 0.001
            assert 0 < contracted <= full_time[extract.employer]


def test_nobody_is_employed_for_more_than_a_full_week_by_two_employers(sample: Written) -> None:
    hours: defaultdict[str, dict[tuple[str, str], float]] = defaultdict(dict)
    for row in sample.todays_rows:
        hours[row["email"]][key_of(row)] = float(row["contracted_hours"])
    assert max(sum(contracts.values()) for contracts in hours.values()) <= 37.5


def test_placements_lie_within_their_employment(sample: Written) -> None:
    for row in (row for extract in sample.extracts for row in extract.rows if row["team"]):
        assert row["employment_starts_on"] <= row["placement_starts_on"]
        if row["employment_ends_on"]:
            assert row["placement_starts_on"] <= row["placement_ends_on"] <= row["employment_ends_on"]
        if row["placement_ends_on"]:
            assert row["placement_starts_on"] <= row["placement_ends_on"]


def test_an_extract_shows_nobody_who_has_left_or_starts_after_two_months(sample: Written) -> None:
    for extract in sample.extracts:
        for row in extract.rows:
            assert day(row["employment_starts_on"]) <= extract.as_of + timedelta(days=60)
            assert not row["employment_ends_on"] or day(row["employment_ends_on"]) >= extract.as_of


def test_every_code_is_in_the_reference_files_or_the_sample(sample: Written) -> None:
    teams = {row["code"] for row in sample.table("teams")}
    posts = {row["code"] for row in sample.reference("posts")}
    professions = {row["code"] for row in sample.reference("professions")}
    for row in (row for extract in sample.extracts for row in extract.rows):
        assert row["profession"] in professions
        assert row["team"] in teams | {""}
        assert {row["management_post"], row["professional_post"], row["post_held"]} <= posts | {""}
        assert row["contract"] in ("substantive", "secondment", "honorary", "bank", "volunteer")
        assert row["post_holding"] in (("substantive", "acting", "deputy") if row["post_held"] else ("",))


def test_registration_numbers_fit_their_pattern_and_belong_to_one_person(sample: Written) -> None:
    patterns = {row["code"]: row["number_pattern"] for row in sample.reference("professions")}
    holders: defaultdict[str, set[str]] = defaultdict(set)
    for row in (row for extract in sample.extracts for row in extract.rows):
        if row["registration_number"]:
            assert re.fullmatch(patterns[row["profession"]], row["registration_number"])
            holders[row["profession"] + row["registration_number"]].add(row["email"])
        cells = (row["registration_number"], row["registration_expires_on"], row["registration_checked_on"])
        assert all(cells) or not any(cells)
    assert all(len(people) == 1 for people in holders.values())


def test_every_placement_answers_where_it_usually_does_but_for_the_flaws(sample: Written) -> None:
    usual = {(row["profession"], row["employer"]): row for row in sample.reference("professional_apex")}
    leads = {row["scope"]: row["code"] for row in sample.reference("posts") if row["line"] == "management"}
    teams = {row["code"]: row["neighbourhood"] for row in sample.table("teams")}
    flawed = sample.flawed_people("no_professional_line") | sample.flawed_people("no_management_line")
    flawed |= sample.flawed_people("holder_not_fit")
    for row in sample.placed_today:
        if key_of(row) in flawed or (row["post_held"] and row["post_holding"] != "deputy"):
            continue
        assert row["management_post"] == leads.get(teams[row["team"]], "lco_executive")
        assert row["professional_post"] == usual[row["profession"], row["employer"]]["usual_first_post"]


def test_nobody_answers_to_the_post_they_hold(sample: Written) -> None:
    for row in (row for extract in sample.extracts for row in extract.rows):
        if row["post_holding"] in ("substantive", "acting"):
            assert row["post_held"] not in (row["management_post"], row["professional_post"])


def test_staff_in_placement_are_exactly_as_many_as_were_asked_for(
    sample: Written, request: pytest.FixtureRequest
) -> None:
    wanted = SAMPLES[request.node.callspec.params["sample"]].get("staff", 285)
    assert len(people_placed(sample)) == wanted


def test_a_neighbourhood_has_about_57_staff_in_the_proportions_of_the_borough(usual: Written) -> None:
    wanted = Counter({"nca": 22, "council": 16, "pennine_care": 9, "primary care": 5, "vcfa": 5})
    primary = {"gp_federation": "primary care", "bardoc": "primary care"}
    for team in (row["code"] for row in usual.table("teams") if row["kind"] == "neighbourhood"):
        people = {row["email"]: row for row in usual.placed_today if row["team"] == team}
        found = Counter(primary.get(row["employer"], row["employer"]) for row in people.values())
        assert 52 <= len(people) <= 62, team
        assert set(found) == set(wanted)
        assert all(abs(found[employer] - wanted[employer]) <= 3 for employer in wanted), (team, found)


def test_every_neighbourhood_team_has_every_profession(sample: Written) -> None:
    professions = {profession for _, profession, _ in NEIGHBOURHOOD_TEAM}
    found: defaultdict[str, set[str]] = defaultdict(set)
    for row in sample.placed_today:
        found[row["team"]].add(row["profession"])
    for team in (row["code"] for row in sample.table("teams") if row["kind"] == "neighbourhood"):
        assert professions <= found[team], team


def test_some_names_are_awkward_and_some_people_are_known_by_another(usual: Written) -> None:
    names = [row["given_name"] + " " + row["family_name"] for row in usual.todays_rows]
    assert any("'" in name for name in names)
    assert any("-" in name for name in names)
    assert any(not name.isascii() for name in names)
    assert max(map(len, names)) > 60
    known_as = Counter(bool(row["known_as"]) for row in usual.todays_rows)
    assert known_as[True] >= 20
    assert known_as[False] >= 20


def test_split_posts_two_employers_and_two_professions_are_there(usual: Written) -> None:
    rows: defaultdict[str, list[Row]] = defaultdict(list)
    for row in usual.todays_rows:
        rows[row["email"]].append(row)
    split = [
        person for person in rows.values() if len({row["assignment_number"] for row in person}) < len(person)
    ]
    employers = [
        person for person in rows.values() if {"council", "vcfa"} <= {row["employer"] for row in person}
    ]
    professions = [person for person in rows.values() if len({row["profession"] for row in person}) > 1]
    assert len(split) >= 5
    assert employers
    assert professions
    assert {"substantive", "bank", "honorary", "volunteer"} <= {row["contract"] for row in usual.todays_rows}


def test_neighbourhood_leads_have_five_different_employers(usual: Written) -> None:
    leads = {
        row["post_held"]: row["employer"]
        for row in usual.todays_rows
        if row["post_held"].startswith("neighbourhood_lead_") and row["post_holding"] != "deputy"
    }
    assert len(leads) == 5
    assert len(set(leads.values())) == 5
