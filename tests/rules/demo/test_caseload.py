"""The case list: valid numbers, known codes, and reviews that stand as they are said to."""

from collections import Counter, defaultdict
from datetime import timedelta
from itertools import islice

import pytest

from app.demo.residents import nhs_numbers
from tests.rules.demo.conftest import SAMPLES
from tests.rules.demo.written import Row, Written, day

FORMAT = (
    "local_reference, nhs_number, given_name, family_name, date_of_birth, postcode, ward, neighbourhood, "
    "practice_ods_code, referred_on, referred_by, accepted_on, tier, reason, informed, informed_on, "
    "key_worker_employer, key_worker_assignment, deputy_employer, deputy_assignment, needs, last_review_on, "
    "paused_from"
)


def days_since_review(case: Row, written: Written) -> int:
    return (written.today - day(case["last_review_on"] or case["accepted_on"])).days


def test_the_case_list_has_exactly_the_columns_of_the_format(usual: Written) -> None:
    header = (usual.folder / "cases.csv").read_text(encoding="utf-8").splitlines()[0]
    assert header.split(",") == FORMAT.split(", ")


def test_there_are_as_many_cases_as_were_asked_for(sample: Written, request: pytest.FixtureRequest) -> None:
    cases = sample.table("cases")
    assert len(cases) == SAMPLES[request.node.callspec.params["sample"]].get("cases", 600)
    assert len({case["local_reference"] for case in cases}) == len(cases)


def test_nhs_numbers_are_valid_begin_999_and_are_nobodys_twice(sample: Written) -> None:
    numbers = [case["nhs_number"] for case in sample.table("cases")]
    for number in numbers:
        assert number.startswith("999")
        assert len(number) == 10
        # Modulus 11: with the check digit counted once, the weighted sum is a multiple of eleven.
        assert (
            sum(int(digit) * weight for digit, weight in zip(number, range(10, 0, -1), strict=True)) % 11 == 0
        )
    assert len(set(numbers)) == len(numbers)


@pytest.mark.parametrize("seed", [0, 1, 999])
def test_there_are_150_000_different_nhs_numbers(seed: int) -> None:
    assert len(set(islice(nhs_numbers(seed), 150_000))) == 150_000


def test_residents_live_in_a_ward_of_their_neighbourhood_and_have_a_known_practice(sample: Written) -> None:
    wards = {row["gss_code"]: row["neighbourhood"] for row in sample.reference("wards")}
    practices: defaultdict[str, set[str]] = defaultdict(set)
    for row in sample.reference("practices"):
        practices[row["ods_code"]].add(row["neighbourhood"])
    elsewhere = 0
    for case in sample.table("cases"):
        assert wards[case["ward"]] == case["neighbourhood"]
        assert case["postcode"].endswith("ZZ")
        elsewhere += case["neighbourhood"] not in practices[case["practice_ods_code"]]
    assert elsewhere >= 1


def test_two_in_ten_cases_are_intensive_five_active_and_three_for_maintenance(usual: Written) -> None:
    tiers = Counter(case["tier"] for case in usual.table("cases"))
    assert tiers == {"intensive": 120, "active": 300, "maintenance": 180}


def test_key_workers_and_deputies_work_in_the_residents_team_since_before_the_case(sample: Written) -> None:
    since: defaultdict[tuple[str, str, str], str] = defaultdict(lambda: "9999-12-31")
    for row in sample.placed_today:
        since[row["team"], row["employer"], row["assignment_number"]] = row["placement_starts_on"]
    for case in sample.table("cases"):
        team = f"team_{case['neighbourhood']}"
        worker = (case["key_worker_employer"], case["key_worker_assignment"])
        deputy = (case["deputy_employer"], case["deputy_assignment"])
        for person in {worker, deputy} - {("", "")}:
            assert since[team, *person] <= case["accepted_on"]
        assert worker != deputy or worker == ("", "")
        assert deputy == ("", "") or worker != ("", "")


def test_days_follow_one_another(sample: Written) -> None:
    for case in sample.table("cases"):
        assert case["referred_on"] < case["accepted_on"] <= sample.today.isoformat()
        assert not case["last_review_on"] or case["accepted_on"] < case["last_review_on"]
        assert (
            max(case["last_review_on"], case["informed_on"], case["paused_from"]) <= sample.today.isoformat()
        )
        assert (
            not case["paused_from"] or case["paused_from"] >= (sample.today - timedelta(days=21)).isoformat()
        )


def test_reviews_are_in_time_overdue_or_in_breach_as_the_manifest_says(sample: Written) -> None:
    weeks = {row["code"]: row for row in sample.reference("review_tiers")}
    found: defaultdict[str, list[str]] = defaultdict(list)
    for case in sample.table("cases"):
        tier = weeks[case["tier"]]
        days = days_since_review(case, sample)
        if days > int(tier["hard_maximum_weeks"]) * 7:
            found["breach"].append(case["local_reference"])
        elif days > int(tier["review_interval_weeks"]) * 7:
            found["overdue"].append(case["local_reference"])
    assert found["breach"] == sample.flaw("breach")["cases"]
    assert found["overdue"] == sample.flaw("overdue")["cases"]
    assert found["breach"]
    assert len(found["breach"]) + len(found["overdue"]) < len(sample.table("cases")) / 8


def test_cases_without_key_worker_paused_or_objected_to_are_all_named(sample: Written) -> None:
    cases = sample.table("cases")
    unheld = [case["local_reference"] for case in cases if not case["key_worker_employer"]]
    paused = [case["local_reference"] for case in cases if case["paused_from"]]
    objecting = [case["local_reference"] for case in cases if case["informed"] == "objects"]
    assert unheld == sample.flaw("no_key_worker")["cases"]
    assert paused == sample.flaw("paused")["cases"]
    assert objecting == sample.flaw("objects")["cases"]
    assert len(unheld) >= 3
    assert len(paused) >= 3
    assert len(objecting) == 2


def test_residents_are_informed_in_every_way_there_is(usual: Written) -> None:
    informed = Counter(case["informed"] for case in usual.table("cases"))
    assert set(informed) == {"yes", "no", "best_interest", "objects"}
    assert informed["yes"] > 450
    assert all((case["informed"] == "no") == (case["informed_on"] == "") for case in usual.table("cases"))


def test_needs_are_professions_of_the_team_more_for_the_higher_tiers(sample: Written) -> None:
    available: defaultdict[str, set[str]] = defaultdict(set)
    for row in sample.placed_today:
        available[row["team"]].add(row["profession"])
    number = {"intensive": 3, "active": 2, "maintenance": 1}
    hard = 0
    for case in sample.table("cases"):
        needs = case["needs"].split(";")
        hard += case["needs"].count("!")
        professions = {need.removesuffix("!") for need in needs}
        assert len(needs) == len(professions) == number[case["tier"]]
        assert professions <= available[f"team_{case['neighbourhood']}"]
    assert 0 < hard < len(sample.table("cases")) / 4
