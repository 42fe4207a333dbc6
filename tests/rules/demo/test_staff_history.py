"""Extracts after one another: a history that could have happened, told only on the days of extracts."""

from collections import defaultdict
from datetime import date, timedelta
from itertools import pairwise

from tests.rules.demo.written import Extract, Row, Written, by_employer, day, key_of

LASTING = ("given_name", "email", "profession", "registration_number", "employment_starts_on", "contract")


def successive(sample: Written) -> list[tuple[Extract, Extract]]:
    return [pair for extracts in by_employer(sample.extracts).values() for pair in pairwise(extracts)]


def placement(row: Row) -> tuple[str, ...]:
    return row["team"], row["placement_role"]


def test_extracts_are_loaded_in_the_order_of_their_days(sample: Written) -> None:
    days = [extract.as_of for extract in sample.extracts]
    assert days == sorted(days)
    assert {extract.employer for extract in sample.extracts} == {
        extract.employer for extract in sample.extracts if extract.as_of == sample.today
    }


def test_five_years_are_told_in_at_most_nine_extracts_an_employer(usual: Written) -> None:
    for extracts in by_employer(usual.extracts).values():
        assert extracts[0].as_of == date(2021, 11, 22)
        assert 4 <= len(extracts) <= 9


def test_no_history_means_one_extract_an_employer(sample: Written) -> None:
    days = {extract.as_of for extract in sample.extracts}
    assert (len(days) == 1) == (sample.manifest["today"] == "2026-07-01")


def test_people_stay_who_they_were(sample: Written) -> None:
    for before, after in successive(sample):
        for number in before.employments.keys() & after.employments.keys():
            old, new = before.employments[number][0], after.employments[number][0]
            assert [old[column] for column in LASTING] == [new[column] for column in LASTING]
            assert old["registration_checked_on"] <= new["registration_checked_on"]
            assert old["registration_expires_on"] <= new["registration_expires_on"]


def test_a_placement_keeps_its_first_day_and_a_new_one_starts_on_the_day_of_an_extract(
    sample: Written,
) -> None:
    for before, after in successive(sample):
        for number in before.employments.keys() & after.employments.keys():
            began = {placement(row): row["placement_starts_on"] for row in before.employments[number]}
            for row in after.employments[number]:
                expected = began.get(placement(row), after.as_of.isoformat())
                assert row["placement_starts_on"] == expected


def test_nobody_comes_out_of_the_past(sample: Written) -> None:
    """Somebody new to an extract would not have been in the one before."""
    for before, after in successive(sample):
        for number in after.employments.keys() - before.employments.keys():
            starts_on = day(after.employments[number][0]["employment_starts_on"])
            assert starts_on > before.as_of + timedelta(days=60)


def test_an_announced_end_is_kept(sample: Written) -> None:
    for before, after in successive(sample):
        for number, rows in before.employments.items():
            ends_on = rows[0]["employment_ends_on"]
            if ends_on and day(ends_on) < after.as_of:
                assert number not in after.employments
            elif ends_on:
                assert after.employments[number][0]["employment_ends_on"] == ends_on


def test_there_is_a_history_to_see(usual: Written) -> None:
    seen: defaultdict[tuple[str, str], list[Row]] = defaultdict(list)
    for extract in usual.extracts:
        for rows in extract.employments.values():
            seen[key_of(rows[0])].append(rows[0])
    left = seen.keys() - {key_of(row) for row in usual.todays_rows}
    assert len(left) >= 80
    for column, least in (("team", 10), ("placement_role", 10), ("contracted_hours", 10), ("family_name", 1)):
        changed = [rows for rows in seen.values() if len({row[column] for row in rows}) > 1]
        assert len(changed) >= least, column


def test_reablement_moved_to_the_council_on_one_day_with_everything_else_as_it_was(usual: Written) -> None:
    moved_on = date(2024, 7, 1)
    persona = by_employer(usual.extracts)["persona"]
    day_of_move = next(extract for extract in persona if extract.as_of == moved_on)
    before = persona[persona.index(day_of_move) - 1]
    council = next(each for each in usual.extracts if (each.employer, each.as_of) == ("council", moved_on))
    arrived = {row["email"]: row for row in council.rows if row["employment_starts_on"] == "2024-07-01"}
    gone = [rows[0] for number, rows in before.employments.items() if number not in day_of_move.employments]
    both = [row for row in gone if row["email"] in arrived]
    assert len(both) >= 8
    for row in both:
        now = arrived[row["email"]]
        assert now["assignment_number"] != row["assignment_number"]
        for column in ("given_name", "family_name", "team", "management_post", "professional_post"):
            assert now[column] == row[column]
    assert usual.extracts.index(day_of_move) < usual.extracts.index(council)


def test_tenures_and_extracts_tell_the_same_posts_on_every_day_of_an_extract(sample: Written) -> None:
    """The extract says who holds a post, and that the tenure starts with the placement or the employment."""
    tenures = sample.table("tenures")
    for extract in sample.extracts:
        told = {
            (
                row["post_held"],
                row["assignment_number"],
                row["post_holding"],
                row["placement_starts_on"] or row["employment_starts_on"],
            )
            for row in extract.rows
            if row["post_held"]
        }
        listed = {
            (row["post"], row["assignment_number"], row["holding"], row["starts_on"])
            for row in tenures
            if row["employer"] == extract.employer
            and day(row["starts_on"]) <= extract.as_of
            and (not row["ends_on"] or day(row["ends_on"]) >= extract.as_of)
        }
        assert told == listed, (extract.employer, extract.as_of)


def test_a_post_has_one_holder_at_a_time_beside_its_deputies(sample: Written) -> None:
    held: defaultdict[str, list[Row]] = defaultdict(list)
    for row in sample.table("tenures"):
        if row["holding"] != "deputy":
            held[row["post"]].append(row)
    for rows in held.values():
        for earlier, later in pairwise(sorted(rows, key=lambda row: row["starts_on"])):
            assert earlier["ends_on"]
            assert earlier["ends_on"] < later["starts_on"]


def test_tenures_are_of_people_employed_all_that_time(sample: Written) -> None:
    employed = {key_of(row): row for extract in sample.extracts for row in extract.rows}
    for row in sample.table("tenures"):
        person = employed[key_of(row)]
        assert row["starts_on"] >= person["employment_starts_on"]
        if person["employment_ends_on"]:
            assert row["ends_on"]
            assert row["ends_on"] <= person["employment_ends_on"]


def test_there_are_previous_acting_and_deputy_holders(usual: Written) -> None:
    tenures = usual.table("tenures")
    assert len([row for row in tenures if row["ends_on"] and row["ends_on"] < "2026-11-22"]) >= 8
    assert len([row for row in tenures if row["holding"] == "acting"]) >= 4
    assert len([row for row in tenures if row["holding"] == "deputy"]) >= 2


def test_nobody_ever_answers_to_a_post_that_they_alone_held_at_the_time(sample: Written) -> None:
    """Acting spells fall between two extracts, so the lines of the extract before count too."""
    for tenure in (each for each in sample.table("tenures") if each["holding"] != "deputy"):
        ends_on = day(tenure["ends_on"]) if tenure["ends_on"] else sample.today
        extracts = by_employer(sample.extracts)[tenure["employer"]]
        earlier = [each for each in extracts if each.as_of <= day(tenure["starts_on"])][-1:]
        during = [each for each in extracts if day(tenure["starts_on"]) < each.as_of <= ends_on]
        for extract in (*earlier, *during):
            for row in extract.employments.get(tenure["assignment_number"], ()):
                assert tenure["post"] not in (row["management_post"], row["professional_post"])
