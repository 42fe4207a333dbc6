"""Between extracts employers look everybody up in the regulators' registers, and so see who has renewed."""

from collections import defaultdict
from datetime import date, timedelta
from pathlib import Path

from app.demo import write_borough
from tests.rules.demo.written import Key, Written, day, key_of, rows_of

RECHECK = timedelta(days=35)


def looked_up(sample: Written) -> dict[Key, list[dict[str, str]]]:
    found: defaultdict[Key, list[dict[str, str]]] = defaultdict(list)
    for load in sample.manifest["loads"]:
        if load["kind"] == "lookups":
            for row in rows_of(sample.folder / load["file"]):
                assert day(row["checked_on"]) <= day(load["as_of"])
                found[key_of(row)].append(row)
    return dict(found)


def test_everybody_was_looked_up_every_four_weeks_of_the_past_year(usual: Written) -> None:
    found, late = looked_up(usual), set[Key]()
    regulated = {row["code"] for row in usual.reference("professions") if row["regulator"]}
    for row in (row for row in usual.placed_today if row["profession"] in regulated):
        days = [day(each["checked_on"]) for each in found.get(key_of(row), ())]
        begins = max(usual.today - timedelta(days=365), day(row["employment_starts_on"]))
        for weeks in range((usual.today - begins).days // 7):
            on = usual.today - timedelta(weeks=weeks)
            if not any(on - RECHECK <= each <= on for each in days) and on - begins > RECHECK:
                late.add(key_of(row))
    assert late == usual.flawed_people("registration_unchecked") | usual.flawed_people("registration_missing")


def test_nobody_was_looked_up_before_they_came_or_after_they_left(usual: Written) -> None:
    rows = [row for extract in usual.extracts for row in extract.rows]
    came = {key_of(row): day(row["employment_starts_on"]) for row in rows}
    left = {key_of(row): day(row["employment_ends_on"]) for row in rows if row["employment_ends_on"]}
    found = looked_up(usual)
    assert len(found) > 150
    for key, seen in found.items():
        days = [day(row["checked_on"]) for row in seen]
        assert came[key] <= min(days)
        assert max(days) <= left.get(key, usual.today)
        assert len(days) == len(set(days))


def test_a_registration_is_seen_to_end_later_only_when_it_was_renewed(usual: Written) -> None:
    for seen in looked_up(usual).values():
        ends = [day(row["expires_on"]) for row in sorted(seen, key=lambda row: row["checked_on"])]
        assert ends == sorted(ends)
    lapsed = usual.flawed_people("registration_lapsed")
    for key in lapsed:
        assert max(day(row["expires_on"]) for row in looked_up(usual)[key]) < usual.today


def test_without_history_nobody_was_looked_up_before(tmp_path: Path) -> None:
    write_borough(tmp_path, today=date(2026, 7, 1), years=0)
    assert looked_up(Written(tmp_path, date(2026, 7, 1))) == {}
