"""What lapses on which day: held against each day judged by itself, and told once, in words, with its owner."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise
from typing import TypeVar

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from foundation.effective import Period
from teams.authority.facts import MandateFact, OrganisationFact
from teams.coverage.ahead import Outlook, checkpoints
from teams.coverage.counting import coverage_of
from teams.coverage.dated import Contract, DatedFacts, DatedPractice, Days, Spell
from teams.coverage.facts import (
    Apex,
    CoverageFacts,
    HolderFact,
    PostFact,
    PracticeFact,
    ProfessionFact,
    Registered,
)
from teams.coverage.judging import GapKind, Judge
from teams.coverage.lapses import End, Lapse, lapses_of

T = TypeVar("T")
ON = date(2026, 11, 22)
LAST = ON + timedelta(days=180)
START = date(2025, 1, 1)
ONE_DAY = timedelta(days=1)
MATRON, CHIEF, LEAD = 1, 2, 3
NURSE = ProfessionFact("nurse", "Nurse", "NMC", supervision_weeks=6, recheck_days=90, led_by=("nurse",))
APEXES = {("nurse", "nca"): Apex("matron", "chief")}
ALWAYS = Registered("nurse", START, "00A0000A")
ADA = PracticeFact(
    person_id=41, name="Ada Sample", employer="nca", assignment="A1", team="team_east", neighbourhood="east",
    profession="nurse", hours=Decimal("37.5"), full_time_hours=Decimal("37.5"), placed_since=START,
    checked_on=date(2027, 6, 1), supervised_on=date(2027, 6, 1), funding="recurrent",
)  # fmt: skip
TRUST = OrganisationFact("nca", "Sample Trust", "nhs_trust")

Timeline = Sequence[tuple[date, T | None]]
"""What holds from each day on, in order: None for nothing."""


def spells(timeline: Timeline[T], until: date | None = None) -> list[Spell[T]]:
    ends = [(day, what, end) for (day, what), (end, _) in pairwise([*timeline, (until or date.max, None)])]
    return [Spell(day, None if end == date.max else end, what) for day, what, end in ends if what is not None]


def at(timeline: Timeline[T], day: date) -> T | None:
    return next((what for since, what in reversed(timeline) if since <= day), None)


def known(found: list[Spell[T]]) -> tuple[Spell[T], ...]:
    """As the register is read: what is true on one of the days."""
    return tuple(s for s in found if s.starts_on <= LAST and (s.until is None or s.until > ON))


def ended(found: Sequence[Spell[T]], day: date) -> date | None:
    return max((s.until for s in found if s.until is not None and s.until <= day), default=None)


def started(timeline: Timeline[T], day: date) -> date:
    return max(since for since, _ in timeline if since <= day)


@dataclass(frozen=True, slots=True)
class World:
    """One nurse; the matron's post and the chief's; a nurse and another who may hold either."""

    placed: Timeline[str]
    line: Timeline[int]
    registered: Timeline[date]
    matron_above: Timeline[int]
    matron: Timeline[int]
    chief: Timeline[int]
    holder_registered: Timeline[date]
    checked_on: date | None
    supervised_on: date | None


days = st.integers(-60, 200).map(lambda n: ON + timedelta(days=n))


def timelines(values: st.SearchStrategy[T]) -> st.SearchStrategy[list[tuple[date, T | None]]]:
    """Something from long ago, changing on up to three days; each time to something or to nothing."""
    changes = st.lists(st.tuples(days, st.none() | values), max_size=3, unique_by=lambda change: change[0])
    return st.tuples(values, changes).map(
        lambda drawn: [(START, drawn[0]), *sorted(drawn[1], key=lambda change: change[0])]
    )


posts = st.sampled_from([MATRON, CHIEF])
people = st.sampled_from([1, 2])
worlds = st.builds(
    World,
    timelines(st.sampled_from(["team_east", "team_north"])), timelines(posts), timelines(days),
    timelines(st.sampled_from([CHIEF, LEAD])), timelines(people), timelines(people), timelines(days),
    st.none() | days.filter(lambda day: day <= ON), st.none() | days.filter(lambda day: day <= ON),
)  # fmt: skip


def nurse_of(world: World) -> DatedPractice:
    """As the register is read: what is past is told only by its last day."""
    lines, registered = spells(world.line), spells(world.registered)
    placed = spells(world.placed)
    about = replace(
        ADA, checked_on=world.checked_on, supervised_on=world.supervised_on,
        line_ended_on=ended(lines, ON), registered_until=ended(registered, ON),
    )  # fmt: skip
    return DatedPractice(
        known([Spell(s.starts_on, s.until, replace(about, team=s.what)) for s in placed]),
        {"nca": tuple(placed)},
        known(lines),
        known([Spell(s.starts_on, s.until, number(s.starts_on, s.what)) for s in registered]),
    )


def number(since: date, expires_on: date) -> Registered:
    return Registered("nurse", since, "00A0000A", expires_on)


def post_rows(world: World) -> dict[int, list[Spell[PostFact]]]:
    above = spells(world.matron_above)
    return {
        MATRON: [
            Spell(s.starts_on, s.until, PostFact(MATRON, "matron", "Matron", s.what, START)) for s in above
        ],
        CHIEF: [Spell(START, None, PostFact(CHIEF, "chief", "Chief Nurse", None, START))],
        LEAD: [Spell(START, None, PostFact(LEAD, "lead", "Lead East", None, START))],
    }


def tenures(world: World) -> dict[int, list[HolderFact]]:
    return {
        post: [
            HolderFact(s.what, f"Holder {s.what}", "substantive", s.starts_on, s.until)
            for s in spells(timeline)
        ]
        for post, timeline in ((MATRON, world.matron), (CHIEF, world.chief))
    }


def facts_of(world: World) -> DatedFacts:
    posts, held = post_rows(world), tenures(world)
    mine = [Spell(s.starts_on, s.until, number(s.starts_on, s.what)) for s in spells(world.holder_registered)]
    return DatedFacts(
        ON, LAST, {"nurse": NURSE}, APEXES,
        {
            number: tuple(replace(s, what=replace(s.what, left_on=left(held.get(number, ()), ON))) for s in known(rows))
            for number, rows in posts.items()
        },
        {
            number: tuple(h for h in rows if h.since <= LAST and (h.until is None or h.until > ON))
            for number, rows in held.items()
        },
        {1: (Spell(START, None, ALWAYS),), 2: known(mine)},
    )  # fmt: skip


def left(held: Sequence[HolderFact], day: date) -> date | None:
    return max((h.until for h in held if h.until is not None and h.until <= day), default=None)


def slow_facts(world: World, day: date) -> CoverageFacts:
    """The day by itself, from everything there is."""
    held = tenures(world)
    second = at(world.holder_registered, day)
    registered = {
        1: (ALWAYS,),
        2: (number(started(world.holder_registered, day), second),) if second else (),
    }
    there = {n: next((s.what for s in rows if s.holds(day)), None) for n, rows in post_rows(world).items()}
    return CoverageFacts(
        day, {"nurse": NURSE},
        {
            n: replace(
                post, left_on=left(held.get(n, ()), day),
                holders=tuple(
                    replace(h, registrations=registered[h.person_id]) for h in held.get(n, ())
                    if h.since <= day and (h.until is None or day < h.until)
                ),
            )
            for n, post in there.items() if post
        },
        APEXES,
    )  # fmt: skip


def slow_practice(world: World, day: date) -> list[PracticeFact]:
    team = at(world.placed, day)
    if team is None:
        return []
    first = day
    for since, place in reversed([each for each in world.placed if each[0] <= day]):
        if place is None:
            break
        first = since
    expires_on, post = at(world.registered, day), at(world.line, day)
    return [
        replace(
            ADA, team=team, placed_since=first, checked_on=world.checked_on, supervised_on=world.supervised_on,
            post_id=post, line_since=started(world.line, day) if post else None,
            line_ended_on=None if post else ended(spells(world.line), day),
            registered=number(started(world.registered, day), expires_on) if expires_on else None,
            registered_until=None if expires_on else ended(spells(world.registered), day),
        )
    ]  # fmt: skip


def slow_days(world: World) -> Iterator[tuple[date, dict[GapKind, date]]]:
    for n in range(181):
        day = ON + timedelta(days=n)
        found = coverage_of(slow_practice(world, day), Judge(slow_facts(world, day)))
        yield day, {each.gap.kind: each.gap.since for each in found.gaps}


@settings(max_examples=50)
@given(worlds)
def test_the_same_gaps_begin_on_the_same_days_as_when_each_day_is_judged_by_itself(world: World) -> None:
    nurse = nurse_of(world)
    each_day = list(slow_days(world))
    expected = [
        (day, kind, since)
        for (_, before), (day, now) in pairwise(each_day)
        for kind, since in now.items()
        if kind not in before
    ]
    if not nurse.placed:
        assert expected == []
        return
    found = Outlook([nurse], Days(facts_of(world))).beginnings()
    assert sorted((b.on, b.gap.kind, b.gap.since) for b in found) == sorted(expected)


@given(worlds, st.integers(0, 180))
def test_the_figures_of_a_day_ahead_are_those_of_that_day(world: World, n: int) -> None:
    nurse, day = nurse_of(world), ON + timedelta(days=n)
    if nurse.placed:
        point = Outlook([nurse], Days(facts_of(world))).point(day)
        whole = coverage_of(slow_practice(world, day), Judge(slow_facts(world, day)))
        assert (point.people, point.covered) == (whole.people, whole.covered)
        assert point.covered <= point.kept_up <= point.people


FOR_EVER: World = World(
    [(START, "team_east")], [(START, MATRON)], [(START, date(2030, 1, 1))], [(START, CHIEF)],
    [(START, 1)], [(START, 1)], [(START, date(2030, 1, 1))], ON, ON,
)  # fmt: skip
SPRING = date(2027, 3, 1)


def ahead(
    *worlds: World,
    mandates: Sequence[MandateFact] = (),
    kept_up: bool = True,
    placed: Mapping[str, object] | None = None,
) -> list[Lapse]:
    """What lapses for a nurse of each world, all below the posts of the first. `kept_up`: leaving out what
    falls due by its interval."""
    given = [whose(nurse_of(world), number, placed or {}) for number, world in enumerate(worlds)]
    found = lapses_of(Outlook(given, Days(facts_of(worlds[0]))), mandates)
    return [lapse for lapse in found if not (kept_up and lapse.end.falls_due)]


def whose(nurse: DatedPractice, number: int, placed: Mapping[str, object]) -> DatedPractice:
    name, assignment = ("Ada Sample", "Bea Sample", "Cat Sample")[number], f"A{number}"
    return replace(
        nurse,
        placed=tuple(
            replace(
                s, what=replace(s.what, person_id=41 + number, name=name, assignment=assignment, **placed)
            )
            for s in nurse.placed
        ),
        contracts={("nca", assignment): Contract(TRUST, "Team nurse")},
    )


def only(found: Sequence[T]) -> T:
    [one] = found
    return one


def test_nothing_ends_and_nothing_is_told() -> None:
    assert ahead(FOR_EVER, FOR_EVER) == []


def test_a_tenure_that_ends_is_told_once_for_all_below_and_owned_by_the_post_above() -> None:
    lapse = only(ahead(replace(FOR_EVER, matron=[(START, 1), (SPRING, None)]), FOR_EVER))
    assert (lapse.on, lapse.end, lapse.owner, lapse.post) == (SPRING, End.POST, "chief", "matron")
    assert lapse.sentence == "Holder 1 stops holding Matron."
    assert lapse.concerned == {41: "Ada Sample", 42: "Bea Sample"}
    assert (lapse.newly, lapse.already) == (2, 0)


def test_a_known_successor_leaves_nothing_to_tell() -> None:
    assert ahead(replace(FOR_EVER, matron=[(START, 1), (SPRING, 2)])) == []


def test_a_successor_who_may_not_lead_is_told() -> None:
    unfit = replace(FOR_EVER, matron=[(START, 1), (SPRING, 2)], holder_registered=[(START, ON - ONE_DAY)])
    lapse = only(ahead(unfit))
    assert {each.gap.kind for each in lapse.losing} == {GapKind.HOLDER_NOT_FIT}
    assert lapse.sentence.startswith("Holder 1 stops holding Matron. Whoever holds Matron must be registered")


def test_a_holders_own_registration_takes_those_below_with_it() -> None:
    lapse = only(ahead(replace(FOR_EVER, matron=[(START, 2)], holder_registered=[(START, SPRING)])))
    assert (lapse.on, lapse.post) == (SPRING + ONE_DAY, "matron")
    assert lapse.sentence.startswith("The registration of Holder 2 ends.")


def test_registrations_of_one_regulator_that_expire_together_are_one_line() -> None:
    expiring = replace(FOR_EVER, registered=[(START, SPRING)])
    lapse = only(ahead(expiring, expiring))
    assert (lapse.on, lapse.end, lapse.owner) == (SPRING + ONE_DAY, End.REGISTRATION, "matron")
    assert lapse.sentence == "The NMC registrations of 2 people expire on 1 March 2027."
    alone = only(ahead(expiring))
    assert alone.sentence == "The NMC registration of Ada Sample expires on 1 March 2027."


def test_somebody_uncovered_already_is_not_newly_so_and_the_new_kind_is_told() -> None:
    both = replace(
        FOR_EVER, registered=[(START, date(2027, 1, 10))], matron=[(START, 1), (date(2027, 2, 10), None)]
    )
    first, second = ahead(both)
    assert (first.on, first.newly, first.already) == (date(2027, 1, 11), 1, 0)
    assert (second.on, second.newly, second.already) == (date(2027, 2, 10), 0, 1)


def test_what_is_amiss_today_is_not_told_at_all() -> None:
    assert ahead(replace(FOR_EVER, registered=[(START, ON - ONE_DAY)])) == []


def test_a_leaver_leaves_the_count_and_loses_nothing() -> None:
    lapse = only(ahead(replace(FOR_EVER, placed=[(START, "team_east"), (SPRING, None)])))
    assert (lapse.on, lapse.end, lapse.losing, lapse.owner) == (SPRING, End.LEAVER, (), "matron")
    assert lapse.sentence == "Ada Sample leaves: the last placement as Nurse ends."


def test_a_move_to_another_team_is_no_leaving() -> None:
    assert ahead(replace(FOR_EVER, placed=[(START, "team_east"), (SPRING, "team_north")])) == []


def test_somebody_who_comes_without_a_line_starts_without_cover() -> None:
    comes = replace(FOR_EVER, placed=[(START, None), (SPRING, "team_east")], line=[(START, None)])
    lapse = only(ahead(comes))
    assert (lapse.on, lapse.end, lapse.newly) == (SPRING, End.START, 0)
    assert lapse.sentence == "Ada Sample starts as Nurse without being covered."


def test_a_professional_line_that_ends() -> None:
    lapse = only(ahead(replace(FOR_EVER, line=[(START, MATRON), (SPRING, None)])))
    assert (lapse.end, lapse.newly) == (End.LINE, 1)
    assert lapse.sentence == "The professional line of Ada Sample as Nurse ends."


def test_supervision_and_checks_fall_due_the_day_after_their_last_day() -> None:
    check, supervision = sorted(ahead(FOR_EVER, FOR_EVER, kept_up=False), key=lambda lapse: lapse.end)
    assert supervision.on == ON + timedelta(weeks=6, days=1)
    assert supervision.sentence == "The professional supervision of 2 people is overdue."
    assert check.on == ON + timedelta(days=91)
    assert check.sentence == "The check of the NMC register for 2 people is overdue."
    assert (supervision.newly, check.newly, check.already) == (2, 0, 2)


@pytest.mark.parametrize(
    ("ends_on", "told"),
    [(SPRING, True), (LAST, False), (LAST - ONE_DAY, True), (ON, True), (ON - ONE_DAY, False)],
)
def test_funding_is_told_when_its_last_day_is_in_the_days_ahead(ends_on: date, told: bool) -> None:
    found = ahead(FOR_EVER, placed={"funding": "Winter fund", "funding_ends_on": ends_on})
    assert [lapse.on for lapse in found] == ([ends_on + ONE_DAY] if told else [])
    if told:
        assert only(found).sentence == "Winter fund ends, which pays for 1 person."
        assert only(found).losing == ()


def test_funding_that_ends_with_its_placement_is_told_as_a_leaver() -> None:
    leaves = replace(FOR_EVER, placed=[(START, "team_east"), (SPRING, None)])
    paid = {"funding": "Winter fund", "funding_ends_on": SPRING - ONE_DAY}
    assert [lapse.end for lapse in ahead(leaves, placed=paid)] == [End.LEAVER]


def mandate(code: str, until: date | None, starts_on: date = START, **other: object) -> MandateFact:
    whole = MandateFact(
        code, "nca", "signed", "section_75", "S75", ("annual_leave", "rota"), ("nurse",), ("*",), (),
        Period(starts_on, until),
    )  # fmt: skip
    return replace(whole, **other)


@pytest.mark.parametrize(
    ("mandates", "told"),
    [
        ([mandate("N-1", SPRING)], 1),
        ([mandate("N-1", SPRING, professions=("job:Team nurse",))], 1),
        ([mandate("N-1", SPRING, professions=("social",))], 0),
        ([mandate("N-1", SPRING, organisation="council")], 0),
        ([mandate("N-1", SPRING, status="draft")], 0),
        ([mandate("N-1", None)], 0),
        ([mandate("N-1", LAST + ONE_DAY)], 0),
        ([mandate("N-1", SPRING), mandate("N-2", None, SPRING)], 0),
        ([mandate("N-1", SPRING), mandate("N-2", None, functions=("*",))], 0),
        ([mandate("N-1", SPRING), mandate("N-2", None, functions=("rota",))], 1),
        ([mandate("N-1", SPRING), mandate("N-1", None, SPRING, status="withdrawn")], 1),
    ],
)
def test_a_mandate_that_ends_is_told_for_those_about_whom_it_cedes(
    mandates: list[MandateFact], told: int
) -> None:
    found = ahead(FOR_EVER, FOR_EVER, mandates=mandates)
    assert [(lapse.on, lapse.end, lapse.mandate) for lapse in found] == [(SPRING, End.MANDATE, "N-1")] * told
    assert all(lapse.concerned == {41: "Ada Sample", 42: "Bea Sample"} for lapse in found)


@pytest.mark.parametrize(("since", "told"), [(date(2026, 9, 1), [SPRING]), (START, []), (ON, [])])
def test_an_acting_spell_is_told_on_the_day_it_passes_six_months(since: date, told: list[date]) -> None:
    facts = facts_of(FOR_EVER)
    acting = HolderFact(9, "Mora Sample", "acting", since, None if since != ON else SPRING)
    with_acting = replace(facts, held={**facts.held, CHIEF: (*facts.held[CHIEF], acting)})
    found = [
        lapse
        for lapse in lapses_of(Outlook([whose(nurse_of(FOR_EVER), 0, {})], Days(with_acting)), ())
        if lapse.end is End.ACTING
    ]
    assert [lapse.on for lapse in found] == told
    for lapse in found:
        assert lapse.sentence == "Mora Sample will have been acting as Chief Nurse for 6 months."
        assert (lapse.post, lapse.losing, list(lapse.concerned)) == ("chief", (), [41])


def test_the_checkpoints_are_days_of_the_outlook() -> None:
    found = checkpoints(ON, LAST)
    assert found == [ON, date(2026, 12, 22), date(2027, 1, 21), date(2027, 2, 20), LAST]
    assert checkpoints(ON, ON + timedelta(days=30)) == [ON, ON + timedelta(days=30)]
