"""Every flaw the manifest names is in the files, and what it does not name is sound."""

from collections import defaultdict
from datetime import date, timedelta
from itertools import pairwise

from tests.rules.demo.written import Key, Written, day, key_of

SOON = timedelta(days=60)


def test_two_posts_are_vacant_and_no_others(sample: Written) -> None:
    named = {flaw["post"] for flaw in sample.manifest["flaws"] if flaw["kind"] == "post_vacant"}
    assert named == {"principal_occupational_therapist", "ahp_lead_pennine_care"}
    vacant = {row["code"] for row in sample.reference("posts")}
    vacant -= {row["post_held"] for row in sample.todays_rows if row["post_holding"] != "deputy"}
    assert vacant == named


def test_one_lead_has_been_acting_for_more_than_six_months(sample: Written) -> None:
    post = sample.flaw("acting_long")["post"]
    (row,) = sample.rows_with("acting_long")
    assert (row["post_held"], row["post_holding"]) == (post, "acting")
    assert day(row["placement_starts_on"]) < sample.today - timedelta(days=183)


def test_one_lead_leaves_next_month_and_so_does_the_tenure(sample: Written) -> None:
    post = sample.flaw("lead_leaving")["post"]
    (row,) = sample.rows_with("lead_leaving")
    last_day = day(row["employment_ends_on"])
    assert (last_day.year * 12 + last_day.month) - (sample.today.year * 12 + sample.today.month) == 1
    (tenure,) = [each for each in sample.table("tenures") if each["post"] == post]
    assert (tenure["employer"], tenure["assignment_number"]) == key_of(row)
    assert tenure["ends_on"] == row["employment_ends_on"]


def test_registrations_in_force_and_checked_but_for_the_flaws(sample: Written) -> None:
    regulated = {row["code"] for row in sample.reference("professions") if row["regulator"]}
    lapsed: set[Key] = set()
    unchecked: set[Key] = set()
    missing: set[Key] = set()
    for row in (row for row in sample.todays_rows if row["profession"] in regulated):
        if not row["registration_number"]:
            missing.add(key_of(row))
            continue
        if day(row["registration_expires_on"]) < sample.today:
            lapsed.add(key_of(row))
        if day(row["registration_checked_on"]) < sample.today - timedelta(days=35):
            unchecked.add(key_of(row))
    assert lapsed == sample.flawed_people("registration_lapsed")
    assert unchecked == sample.flawed_people("registration_unchecked")
    assert missing == sample.flawed_people("registration_missing")
    assert [len(found) for found in (lapsed, unchecked, missing)] == [1, 1, 1]


def test_registrations_that_end_soon_are_all_named(sample: Written) -> None:
    ending = {
        key_of(row)
        for row in sample.placed_today
        if row["registration_expires_on"]
        and sample.today <= day(row["registration_expires_on"]) <= sample.today + SOON
    }
    assert ending == sample.flawed_people("registration_ending")


def test_the_usual_sample_has_social_workers_yet_to_renew_by_30_november(usual: Written) -> None:
    rows = [row for row in usual.rows_with("registration_ending") if row["profession"] == "social_worker"]
    assert {row["registration_expires_on"] for row in rows} == {"2026-11-30"}
    assert 1 <= len({row["email"] for row in rows}) <= 15


def test_one_placement_lacks_each_line_and_one_answers_to_an_unfit_holder(sample: Written) -> None:
    without_management = {
        key_of(row) for row in sample.todays_rows if row["team"] and not row["management_post"]
    }
    without_profession = {
        key_of(row) for row in sample.todays_rows if row["team"] and not row["professional_post"]
    }
    assert without_management == sample.flawed_people("no_management_line")
    assert without_profession == sample.flawed_people("no_professional_line")
    assert (len(without_management), len(without_profession)) == (1, 1)
    led_by = {row["code"]: row["led_by"].split(";") for row in sample.reference("professions")}
    holding = {
        row["post_held"]: row["profession"]
        for row in sample.todays_rows
        if row["post_holding"] == "substantive"
    }
    unfit = {
        key_of(row)
        for row in sample.placed_today
        if row["professional_post"] in holding
        and row["post_held"] == ""
        and led_by[row["profession"]] != ["*"]
        and holding[row["professional_post"]] not in led_by[row["profession"]]
    }
    assert unfit == sample.flawed_people("holder_not_fit")
    assert len(unfit) == 1


def test_a_missing_line_was_there_before(usual: Written) -> None:
    (flawed,) = usual.flawed_people("no_professional_line")
    posts = [
        row["professional_post"]
        for extract in usual.extracts
        for row in extract.rows
        if key_of(row) == flawed
    ]
    assert posts[0] == "network_quality_lead"
    assert posts[-1] == ""


def test_funding_that_ends_soon_is_all_named(sample: Written) -> None:
    ending = {
        key_of(row)
        for row in sample.todays_rows
        if row["funding_ends_on"] and day(row["funding_ends_on"]) <= sample.today + SOON
    }
    assert ending == sample.flawed_people("funding_ends")
    assert len(ending) == 2
    assert all(
        (row["funding"] == "recurrent") == (row["funding_ends_on"] == "") for row in sample.todays_rows
    )


def test_starters_and_leavers_are_all_named(sample: Written) -> None:
    today = sample.today
    started = {
        key_of(row) for row in sample.todays_rows if today - SOON <= day(row["employment_starts_on"]) <= today
    }
    starting = {key_of(row) for row in sample.todays_rows if day(row["employment_starts_on"]) > today}
    leaving = {key_of(row) for row in sample.todays_rows if row["employment_ends_on"]}
    assert started == sample.flawed_people("started")
    assert starting == sample.flawed_people("starting")
    assert leaving == sample.flawed_people("leaving")
    assert len(started) >= 2
    assert len(starting) >= 3
    assert len(leaving) >= 4


def test_leavers_of_the_last_two_months_are_in_earlier_extracts_only(usual: Written) -> None:
    left = usual.flawed_people("left")
    now = {key_of(row) for row in usual.todays_rows}
    before = {
        key_of(row) for extract in usual.extracts if extract.as_of < usual.today for row in extract.rows
    }
    assert len(left) >= 2
    assert left <= before - now


def test_supervision_is_overdue_for_the_people_named_and_nobody_else(sample: Written) -> None:
    weeks = {row["code"]: int(row["supervision_weeks"]) for row in sample.reference("professions")}
    latest: defaultdict[Key, date] = defaultdict(lambda: date.min)
    for row in sample.table("supervision"):
        latest[key_of(row)] = max(latest[key_of(row)], day(row["held_on"]))
    overdue = {
        key_of(row)
        for row in sample.placed_today
        if max(latest[key_of(row)], day(row["employment_starts_on"]))
        < sample.today - timedelta(weeks=weeks[row["profession"]])
    }
    assert overdue == sample.flawed_people("supervision_overdue")
    assert len(overdue) >= 4


def test_supervision_is_held_on_weekdays_within_both_employments(sample: Written) -> None:
    employed = {key_of(row): row for extract in sample.extracts for row in extract.rows}
    for row in sample.table("supervision"):
        held_on = day(row["held_on"])
        assert held_on.weekday() < 5
        assert held_on <= last_day_of(employed[key_of(row)], sample.today)
        assert day(employed[key_of(row)]["employment_starts_on"]) <= held_on < sample.today
        assert row["profession"] == employed[key_of(row)]["profession"]
        supervisor = (row["with_employer"], row["with_assignment"])
        if supervisor != ("", ""):
            assert day(employed[supervisor]["employment_starts_on"]) <= held_on
            assert employed[supervisor]["email"] != employed[key_of(row)]["email"]


def last_day_of(row: dict[str, str], today: date) -> date:
    return day(row["employment_ends_on"]) if row["employment_ends_on"] else today


def test_supervision_was_missed_now_and_then_before(usual: Written) -> None:
    weeks = {row["code"]: int(row["supervision_weeks"]) for row in usual.reference("professions")}
    held: defaultdict[tuple[Key, str], list[date]] = defaultdict(list)
    for row in usual.table("supervision"):
        held[key_of(row), row["profession"]].append(day(row["held_on"]))
    late = [
        later - earlier - timedelta(weeks=weeks[profession])
        for (_, profession), days in held.items()
        for earlier, later in pairwise(sorted(days))
    ]
    missed = [days for days in late if days > timedelta()]
    assert 0.01 < len(missed) / len(late) < 0.04
    assert max(missed) <= timedelta(weeks=6)
    assert len([days for days in held.values() if len(days) >= 8]) >= 150


def test_nobody_is_supervised_twice_on_a_day(sample: Written) -> None:
    rows = [(key_of(row), row["profession"], row["held_on"]) for row in sample.table("supervision")]
    assert len(rows) == len(set(rows))
