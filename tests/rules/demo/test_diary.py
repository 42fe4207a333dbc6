"""Working patterns, absences and review sessions agree with one another."""

from collections import Counter, defaultdict
from datetime import date, datetime, timedelta

import holidays

from tests.rules.demo.written import Key, Row, Written, day, key_of

LEADS_AWAY = {"neighbourhood_lead_north", "neighbourhood_lead_prestwich"}
HALVES = [f"{name}_{half}" for name in ("mon", "tue", "wed", "thu", "fri") for half in ("am", "pm")]


def chair_of(session: Row) -> Key:
    return session["chair_employer"], session["chair_assignment"]


def test_everybody_placed_today_has_one_pattern_that_fits_their_hours(sample: Written) -> None:
    patterns = {key_of(row): row for row in sample.table("patterns")}
    hours = {key_of(row): float(row["contracted_hours"]) for row in sample.placed_today}
    assert patterns.keys() == hours.keys()
    assert len(sample.table("patterns")) == len(patterns)
    for key, pattern in patterns.items():
        worked = [pattern[half] for half in HALVES]
        assert set(worked) <= {"0", "1"}
        assert abs(worked.count("1") - min(10, hours[key] / 3.75)) <= 0.75


def test_a_pattern_starts_within_the_employment(sample: Written) -> None:
    starts = {key_of(row): row["employment_starts_on"] for row in sample.todays_rows}
    for row in sample.table("patterns"):
        assert starts[key_of(row)] <= row["starts_on"] <= sample.today.isoformat()


def test_two_jobs_of_one_person_are_never_at_the_same_time(sample: Written) -> None:
    worked: defaultdict[str, Counter[str]] = defaultdict(Counter)
    emails = {key_of(row): row["email"] for row in sample.todays_rows}
    for row in sample.table("patterns"):
        worked[emails[key_of(row)]].update(half for half in HALVES if row[half] == "1")
    assert all(max(halves.values()) == 1 for halves in worked.values())


def test_part_time_people_are_away_on_different_days(usual: Written) -> None:
    at_work = Counter(half for row in usual.table("patterns") for half in HALVES if row[half] == "1")
    assert min(at_work.values()) > 0.8 * max(at_work.values())


def test_absences_lie_ahead_but_for_two_leads_within_the_employment_and_do_not_overlap(
    sample: Written,
) -> None:
    away_already = {key_of(row) for row in sample.placed_today if row["post_held"] in LEADS_AWAY}
    ends = {key_of(row): row["employment_ends_on"] or "9999-12-31" for row in sample.placed_today}
    taken: defaultdict[Key, set[date]] = defaultdict(set)
    for row in sample.table("absences"):
        starts_on, ends_on = day(row["starts_on"]), day(row["ends_on"])
        assert starts_on <= ends_on
        assert sample.today < starts_on or (key_of(row) in away_already and sample.today <= ends_on)
        assert row["ends_on"] <= ends[key_of(row)]
        assert row["half"] in ("", "am", "pm")
        assert row["kind"] in ("away", "elsewhere")
        assert row["half"] == "" or starts_on == ends_on
        days = {starts_on + timedelta(days=n) for n in range((ends_on - starts_on).days + 1)}
        assert not days & taken[key_of(row)]
        taken[key_of(row)] |= days


def test_two_leads_are_away_today_and_the_deputy_of_one_is_at_work(sample: Written) -> None:
    away = {
        key_of(row)
        for row in sample.table("absences")
        if row["starts_on"] <= sample.today.isoformat() <= row["ends_on"] and not row["half"]
    }
    held = [row for row in sample.placed_today if row["post_held"] in LEADS_AWAY]
    holders = {row["post_held"]: key_of(row) for row in held if row["post_holding"] == "substantive"}
    assert holders.keys() == LEADS_AWAY
    assert away == set(holders.values())
    (deputy,) = [row for row in held if row["post_holding"] == "deputy"]
    assert deputy["post_held"] == "neighbourhood_lead_north"
    if sample.today.weekday() < 5:
        (pattern,) = [row for row in sample.table("patterns") if key_of(row) == key_of(deputy)]
        first = sample.today.weekday() * 2
        assert [pattern[half] for half in HALVES[first : first + 2]] == ["1", "1"]


def test_the_usual_sample_has_leave_next_month_and_half_days_elsewhere(usual: Written) -> None:
    absences = usual.table("absences")
    assert len([row for row in absences if row["starts_on"].startswith("2026-12")]) >= 20
    assert len([row for row in absences if row["half"]]) >= 5


def test_sessions_are_ninety_minutes_on_working_days_of_the_next_thirteen_weeks(sample: Written) -> None:
    closed = holidays.country_holidays("GB", subdiv="ENG", years=range(2024, 2028))
    for row in sample.table("sessions"):
        assert len(row["starts_at"]) == len("2026-12-01T09:30")
        starts_at = datetime.fromisoformat(row["starts_at"])
        assert starts_at.tzinfo is None
        assert sample.today < starts_at.date() <= sample.today + timedelta(weeks=13)
        assert starts_at.weekday() < 5
        assert starts_at.date() not in closed
        assert row["minutes"] == "90"
        assert (row["place"] == "Video meeting") == (row["online"] == "1")


def test_each_neighbourhood_has_about_three_sessions_a_week_some_online(sample: Written) -> None:
    sessions = sample.table("sessions")
    assert len({row["code"] for row in sessions}) == len(sessions)
    numbers = Counter(row["neighbourhood"] for row in sessions)
    online = Counter(row["neighbourhood"] for row in sessions if row["online"] == "1")
    neighbourhoods = {row["code"] for row in sample.reference("neighbourhoods")}
    assert numbers.keys() == online.keys() == neighbourhoods
    assert all(34 <= number <= 39 for number in numbers.values())
    assert {row["starts_at"][11:] for row in sessions} == {"09:30", "13:30"}


def test_no_session_is_held_at_christmas_or_new_year(usual: Written) -> None:
    days = {row["starts_at"][:10] for row in usual.table("sessions")}
    assert days.isdisjoint({"2026-12-25", "2026-12-28", "2027-01-01"})
    assert {"2026-12-23", "2026-12-29"} <= days


def test_the_chair_is_of_the_team_at_work_and_chairs_one_session_at_a_time(sample: Written) -> None:
    patterns = {key_of(row): row for row in sample.table("patterns")}
    teams = {(*key_of(row), row["team"]) for row in sample.placed_today}
    ends = {key_of(row): row["employment_ends_on"] or "9999-12-31" for row in sample.placed_today}
    away: defaultdict[Key, list[Row]] = defaultdict(list)
    for row in sample.table("absences"):
        away[key_of(row)].append(row)
    for row in sample.table("sessions"):
        chair, on = chair_of(row), row["starts_at"][:10]
        half = "am" if row["starts_at"] < f"{on}T12" else "pm"
        assert (*chair, f"team_{row['neighbourhood']}") in teams
        assert patterns[chair][HALVES[day(on).weekday() * 2 + (half == "pm")]] == "1"
        assert on <= ends[chair]
        for absence in away[chair]:
            assert not (absence["starts_on"] <= on <= absence["ends_on"] and absence["half"] in ("", half))
    taken = [(chair_of(row), row["starts_at"]) for row in sample.table("sessions")]
    assert len(taken) == len(set(taken))
