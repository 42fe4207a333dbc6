"""What weakens accountability without breaking it: each warning, the day it begins, and where it is mended."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

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
from teams.coverage.warnings import CoverageWarning, WarningKind, months_after, warnings_of
from teams.coverage.words import WORDS

ON = date(2026, 11, 22)
START = date(2025, 1, 1)
NURSE = ProfessionFact("nurse", "Nurse", "NMC", ratio=3)
MATRON, CHIEF, LEAD = 1, 2, 3
ADA = PracticeFact(
    person_id=41, name="Ada Sample", employer="nca", assignment="A1", team="team_east", neighbourhood="east",
    profession="nurse", hours=Decimal("37.5"), full_time_hours=Decimal("37.5"), placed_since=START,
    post_id=MATRON, line_since=START, registered=Registered("nurse", START, "00A0000A", date(2030, 1, 1)),
    management_post_id=LEAD, management_since=START,
)  # fmt: skip
BEA = replace(ADA, person_id=42, name="Bea Sample", assignment="B1")


def held(person_id: int, name: str, holding: str = "substantive", since: date = START) -> HolderFact:
    return HolderFact(person_id, name, holding, since)


MORA, CLEO, LEE = held(1, "Mora Matronsample"), held(2, "Cleo Chiefsample"), held(3, "Lee Leadsample")


def facts(
    on: date = ON,
    *,
    matron: tuple[HolderFact, ...] = (MORA,),
    chief: tuple[HolderFact, ...] = (CLEO,),
    lead: tuple[HolderFact, ...] = (LEE,),
    apexes: Mapping[tuple[str, str], Apex] | None = None,
    nurse: ProfessionFact = NURSE,
) -> CoverageFacts:
    posts = (
        PostFact(MATRON, "matron", "Matron", CHIEF, START, holders=matron),
        PostFact(CHIEF, "chief", "Chief Nurse", None, START, holders=chief),
        PostFact(LEAD, "lead", "Lead East", None, START, holders=lead),
    )
    usual = {("nurse", "nca"): Apex("matron", "chief")}
    return CoverageFacts(
        on, {"nurse": nurse}, {p.post_id: p for p in posts}, usual if apexes is None else apexes
    )


def warned(
    kind: WarningKind, *practices: PracticeFact, of: CoverageFacts | None = None
) -> list[CoverageWarning]:
    return [warning for warning in warnings_of(practices, of or facts()) if warning.kind is kind]


def nurses(count: int) -> list[PracticeFact]:
    """Each answers to the matron from the first of another month of 2026."""
    return [
        replace(ADA, person_id=100 + n, assignment=f"N{n}", line_since=date(2026, n + 1, 1), name=f"Nora {n}")
        for n in range(count)
    ]


def test_nothing_is_warned_of_where_all_is_well() -> None:
    assert warnings_of([ADA, BEA], facts()) == ()
    assert warnings_of([], facts()) == ()


def test_a_span_at_the_ratio_is_not_wide_and_one_more_is() -> None:
    assert warned(WarningKind.SPAN_WIDE, *nurses(3)) == []
    [warning] = warned(WarningKind.SPAN_WIDE, *nurses(4))
    assert warning.sentence == "4 people answer to Matron as Nurse; more than 3 to one post is too many."
    assert (warning.since, warning.post, warning.people) == (date(2026, 4, 1), "matron", 4)


def test_a_span_counts_people_not_placements_and_each_profession_apart() -> None:
    split = [*nurses(3), replace(nurses(3)[0], team="team_west")]
    assert warned(WarningKind.SPAN_WIDE, *split) == []
    other = replace(facts(), professions={"nurse": NURSE, "aide": replace(NURSE, code="aide")})
    assert warned(WarningKind.SPAN_WIDE, *nurses(3), replace(BEA, profession="aide"), of=other) == []


def test_no_ratio_no_warning() -> None:
    assert warned(WarningKind.SPAN_WIDE, *nurses(9), of=facts(nurse=replace(NURSE, ratio=None))) == []


@pytest.mark.parametrize(
    ("acting_since", "on", "is_warned_of"),
    [
        (date(2026, 5, 23), date(2026, 11, 22), False),  # the last day of six months
        (date(2026, 5, 22), date(2026, 11, 22), True),  # the first day after
        (date(2026, 8, 31), date(2027, 2, 27), False),
        (date(2026, 8, 31), date(2027, 2, 28), True),  # February has no 31st
        (date(2023, 8, 31), date(2024, 2, 28), False),
        (date(2023, 8, 31), date(2024, 2, 29), True),
    ],
)
def test_acting_for_more_than_six_calendar_months(acting_since: date, on: date, is_warned_of: bool) -> None:
    acting = held(1, "Mora Matronsample", "acting", acting_since)
    found = warned(WarningKind.ACTING_LONG, ADA, BEA, of=facts(on, matron=(acting,)))
    assert bool(found) is is_warned_of
    for warning in found:
        assert (warning.since, warning.post, warning.people) == (months_after(acting_since, 6), "matron", 2)
        assert "has been acting as Matron since" in warning.sentence


@pytest.mark.parametrize("holding", ["substantive", "deputy"])
def test_only_acting_is_meant_to_be_short(holding: str) -> None:
    assert warned(WarningKind.ACTING_LONG, ADA, of=facts(chief=(CLEO, held(9, "Dee", holding)))) == []


def test_acting_anywhere_up_to_the_apex_counts_and_not_beyond_it() -> None:
    acting = (held(2, "Cleo Chiefsample", "acting"),)
    [warning] = warned(WarningKind.ACTING_LONG, ADA, of=facts(chief=acting))
    assert warning.post == "chief"
    ends_below = {("nurse", "nca"): Apex("matron", "matron")}
    assert warned(WarningKind.ACTING_LONG, ADA, of=facts(chief=acting, apexes=ends_below)) == []


def test_one_person_twice_in_a_line_is_mended_at_the_lower_post() -> None:
    both = held(2, "Cleo Chiefsample", since=date(2026, 3, 1))
    [warning] = warned(WarningKind.ONE_HOLDER, ADA, BEA, of=facts(matron=(both,)))
    assert (warning.since, warning.post, warning.people) == (date(2026, 3, 1), "matron", 2)
    assert warning.sentence == (
        "Cleo Chiefsample holds Matron and Chief Nurse, so the line reaches the apex through one person."
    )


def test_a_deputy_holds_no_second_post() -> None:
    deputy = held(2, "Cleo Chiefsample", "deputy")
    assert warned(WarningKind.ONE_HOLDER, ADA, of=facts(matron=(MORA, deputy))) == []


def test_a_line_that_does_not_reach_the_apex_is_a_gap_and_not_this_warning() -> None:
    of = facts(matron=(CLEO,), apexes={})
    assert warned(WarningKind.ONE_HOLDER, ADA, of=of) == []
    assert [gap.kind for gap in Judge(of).gaps(replace(ADA, checked_on=ON))] == [GapKind.CHAIN_BROKEN]


@pytest.mark.parametrize(
    ("last", "is_warned_of"),
    [
        (date(2026, 11, 21), False),  # over already: a gap
        (date(2026, 11, 22), True),
        (date(2027, 1, 21), True),  # 60 days on
        (date(2027, 1, 22), False),
    ],
)
def test_a_registration_or_funding_that_ends_within_60_days(last: date, is_warned_of: bool) -> None:
    expiring = replace(ADA, registered=Registered("nurse", START, "00A0000A", last))
    funded = replace(ADA, funding="Winter fund", funding_ends_on=last)
    for kind, practice in (
        (WarningKind.REGISTRATION_ENDING, expiring),
        (WarningKind.FUNDING_ENDING, funded),
    ):
        found = warned(kind, practice, BEA)
        assert bool(found) is is_warned_of
        for warning in found:
            assert (warning.ends_on, warning.since, warning.post) == (last, None, None)
            assert warning.about == (practice,)
            assert "Ada Sample" in warning.sentence


def test_two_placements_have_one_registration() -> None:
    soon = replace(ADA, registered=Registered("nurse", START, "00A0000A", ON))
    assert len(warned(WarningKind.REGISTRATION_ENDING, soon, replace(soon, team="team_west"))) == 1


def test_what_is_not_regulated_does_not_expire() -> None:
    soon = replace(ADA, registered=Registered("nurse", START, "1", ON))
    assert warned(WarningKind.REGISTRATION_ENDING, soon, of=facts(nurse=replace(NURSE, regulator=None))) == []


def test_the_only_one_of_a_profession_in_a_neighbourhood() -> None:
    west = replace(BEA, neighbourhood="west")
    assert {w.about[0].name for w in warned(WarningKind.ONLY_ONE, ADA, west)} == {"Ada Sample", "Bea Sample"}
    assert warned(WarningKind.ONLY_ONE, ADA, BEA) == []
    assert len(warned(WarningKind.ONLY_ONE, ADA, replace(ADA, team="team_east_2"))) == 1
    assert warned(WarningKind.ONLY_ONE, replace(ADA, neighbourhood=None)) == []


def test_both_lines_in_one_pair_of_hands_since_the_last_of_them_began() -> None:
    lead = (held(1, "Mora Matronsample", "acting", date(2026, 2, 1)),)
    [warning] = warned(WarningKind.BOTH_LINES, ADA, BEA, of=facts(lead=lead))
    assert (warning.since, warning.post, warning.people) == (date(2026, 2, 1), "matron", 2)
    later = replace(ADA, management_since=date(2026, 6, 1))
    [warning] = warned(WarningKind.BOTH_LINES, later, of=facts(lead=lead))
    assert warning.since == date(2026, 6, 1)
    assert "Mora Matronsample holds Matron and Lead East" in warning.sentence


@pytest.mark.parametrize(
    "practice",
    [replace(ADA, management_post_id=None), replace(ADA, post_id=None), replace(ADA, post_id=99)],
)
def test_one_line_alone_is_not_both(practice: PracticeFact) -> None:
    lead = (held(1, "Mora Matronsample"),)
    assert warned(WarningKind.BOTH_LINES, practice, of=facts(lead=lead)) == []


def test_those_that_touch_most_people_come_first() -> None:
    funded = replace(ADA, funding="Winter fund", funding_ends_on=ON)
    found = warnings_of([funded, *nurses(4)], facts(matron=(CLEO,)))
    assert [w.kind for w in found] == [
        WarningKind.ONE_HOLDER, WarningKind.SPAN_WIDE, WarningKind.FUNDING_ENDING,
    ]  # fmt: skip


def test_every_kind_has_its_words() -> None:
    assert set(WORDS) == {*GapKind, *WarningKind}
