"""The three lines of one person on one day: what each case gives, in words a clinician could check."""

from datetime import date

import pytest

from people.climb import Gap, GapKind
from people.coming import what_is_coming
from people.line_facts import Fact
from people.line_sentences import Whose
from people.lines import Lines, lines_of
from people.post import Line
from tests.rules.facts import (
    ASSISTANT,
    NURSE,
    START,
    accountability,
    employment,
    facts,
    management,
    placement,
    post,
    registration,
    tenure,
)

TODAY = date(2026, 11, 22)
YOU = Whose()
# A nurse whose three lines hold: the lead (1) under the chair (2), and the director of nursing (3).
WHOLE = (
    employment(), placement(), management(1), accountability(3), registration(),
    post(1, 2), post(2), post(3), tenure(1, 51), tenure(2, 52), tenure(3, 53),
)  # fmt: skip


def judged(*found: Fact, on: date = TODAY, whose: Whose = YOU) -> Lines:
    return lines_of(facts(*found), on, whose)


def without(*gone: Fact) -> tuple[Fact, ...]:
    """WHOLE without these facts."""
    assert set(gone) <= set(WHOLE)
    return tuple(fact for fact in WHOLE if fact not in gone)


def replaced(old: Fact, *new: Fact) -> tuple[Fact, ...]:
    """WHOLE with other facts in the place of one."""
    return (*without(old), *new)


def test_lines_that_hold() -> None:
    lines = judged(*WHOLE)
    [managed], [professional] = lines.management, lines.professional
    assert [step.code for step in managed.chain.steps] == ["p1", "p2"]
    assert [step.code for step in professional.chain.steps] == ["p3"]
    assert managed.sentence == (
        "Post 1, held by Holder 51, directs your day-to-day work in East team; the line runs to Post 2."
    )
    assert professional.sentence == "Post 3, held by Holder 53, answers for the standard of your practice."
    assert lines.gaps == ()
    assert lines.placements[0].cleared_to_practise


@pytest.mark.parametrize(
    ("contracts", "sentence"),
    [
        ([employment()], "Northern Trust employs you; your employer has not changed."),
        (
            [
                employment("Council", employment_id=2, starts_on=date(2020, 1, 1), until=date(2025, 1, 1)),
                employment(),
            ],
            "Northern Trust has employed you since 1 January 2025; before that Council did.",
        ),
        (
            [
                employment("Council", employment_id=2, starts_on=date(2020, 1, 1), until=date(2024, 7, 1)),
                employment(),
            ],
            "Northern Trust has employed you since 1 January 2025; before that Council did, until 30 June 2024.",
        ),
        (
            # A new contract with the same employer the day after is no change of employer.
            [employment(until=date(2026, 1, 1)), employment(employment_id=2, starts_on=date(2026, 1, 1))],
            "Northern Trust employs you; your employer has not changed.",
        ),
        (
            [employment(contract="honorary")],
            "Northern Trust holds your honorary contract, since 1 Jan 2025.",
        ),
    ],
)
def test_who_employs(contracts: list[Fact], sentence: str) -> None:
    [line] = judged(*contracts).employer
    assert line.sentence == sentence


def test_the_same_said_of_somebody_else() -> None:
    [line] = judged(employment(), whose=Whose("Ada Sample")).employer
    assert line.sentence == "Northern Trust employs Ada Sample; their employer has not changed."


def test_several_of_each_are_several_chains() -> None:
    lines = judged(
        *WHOLE,
        employment("Council", employment_id=2, assignment_number="C9"),
        placement(placement_id=2, employment_id=2, team_code="west", team="West team", profession=ASSISTANT),
        management(2, placement_id=2),
        accountability(2, ASSISTANT),
    )
    assert [line.employment.organisation for line in lines.employer] == ["Northern Trust", "Council"]
    assert [line.placement.team for line in lines.management] == ["East team", "West team"]
    assert [line.profession.code for line in lines.professional] == ["district_nurse", "healthcare_assistant"]
    assert [len(line.chain.steps) for line in lines.management] == [2, 1]


@pytest.mark.parametrize(
    ("holders", "first", "sentence"),
    [
        (
            [tenure(1, 60, "deputy"), tenure(1, 61, "acting"), tenure(1, 62)],
            "Holder 62",
            "Post 1, held by Holder 62, Holder 61 (acting) and Holder 60 (deputy), directs your",
        ),
        ([tenure(1, 61, "acting")], "Holder 61", "Post 1, held by Holder 61 (acting), directs your"),
        ([tenure(1, 60, "deputy")], "Holder 60", "Post 1, held by Holder 60 (deputy), directs your"),
    ],
)
def test_deputy_and_acting_holders_stand_beside_the_substantive_one(
    holders: list[Fact], first: str, sentence: str
) -> None:
    [line] = judged(*replaced(tenure(1, 51), *holders)).management
    step = line.chain.steps[0]
    assert step.holder is not None
    assert step.holder.name == first
    assert len(step.holders) == len(holders)
    assert line.sentence.startswith(sentence)
    assert step.gap is None


@pytest.mark.parametrize(
    ("found", "kind", "line", "since"),
    [
        # Nobody ever held the post; somebody did until Halloween; the post itself is newer than that.
        (replaced(tenure(1, 51)), GapKind.POST_VACANT, Line.MANAGEMENT, START),
        (
            replaced(tenure(1, 51), tenure(1, 51, until=date(2026, 11, 1))),
            GapKind.POST_VACANT,
            Line.MANAGEMENT,
            date(2026, 11, 1),
        ),
        (
            (*without(post(1, 2), tenure(1, 51)), post(1, 2, starts_on=date(2026, 5, 1))),
            GapKind.POST_VACANT,
            Line.MANAGEMENT,
            date(2026, 5, 1),
        ),
        (replaced(management(1)), GapKind.NO_LINE, Line.MANAGEMENT, START),
        (
            replaced(management(1), management(1, until=date(2026, 9, 1))),
            GapKind.NO_LINE,
            Line.MANAGEMENT,
            date(2026, 9, 1),
        ),
        (replaced(accountability(3)), GapKind.NO_LINE, Line.PROFESSIONAL, START),
        (
            replaced(accountability(3), accountability(3, until=date(2026, 9, 1))),
            GapKind.NO_LINE,
            Line.PROFESSIONAL,
            date(2026, 9, 1),
        ),
        (replaced(post(2)), GapKind.CHAIN_BROKEN, Line.MANAGEMENT, START),
        (
            replaced(post(2), post(2, until=date(2026, 10, 1))),
            GapKind.CHAIN_BROKEN,
            Line.MANAGEMENT,
            date(2026, 10, 1),
        ),
        (
            replaced(post(2), post(2, 1, starts_on=date(2026, 10, 1))),
            GapKind.CIRCLE,
            Line.MANAGEMENT,
            date(2026, 10, 1),
        ),
        (replaced(registration()), GapKind.REGISTRATION_MISSING, Line.PROFESSIONAL, START),
        (
            replaced(registration(), registration(number=None, expires_on=None)),
            GapKind.REGISTRATION_MISSING,
            Line.PROFESSIONAL,
            START,
        ),
        (
            replaced(registration(), registration(expires_on=date(2026, 11, 21))),
            GapKind.REGISTRATION_LAPSED,
            Line.PROFESSIONAL,
            date(2026, 11, 22),
        ),
        (
            replaced(employment(), employment(until=date(2026, 8, 1))),
            GapKind.NO_EMPLOYMENT,
            Line.EMPLOYER,
            date(2026, 8, 1),
        ),
    ],
)
def test_each_gap_has_a_kind_a_line_and_its_first_day(
    found: tuple[Fact, ...], kind: GapKind, line: Line, since: date
) -> None:
    gaps = [gap for gap in judged(*found).gaps if gap.kind == kind]
    assert [(gap.line, gap.since) for gap in gaps] == [(line, since)]
    assert gaps[0].reason.endswith(".")


def test_the_day_a_registration_expires_still_counts() -> None:
    lines = judged(*replaced(registration(), registration(expires_on=TODAY)))
    assert lines.gaps == ()
    assert lines.placements[0].cleared_to_practise


@pytest.mark.parametrize(
    ("found", "reasons"),
    [
        (
            replaced(accountability(3)),
            ("No professional line is recorded for the profession District nurse.",),
        ),
        (replaced(registration()), ("No NMC registration number is recorded for District nurse.",)),
        (
            replaced(registration(), registration(expires_on=date(2026, 1, 31))),
            ("The NMC registration as District nurse has lapsed.",),
        ),
        # A line that starts tomorrow does not clear anybody today.
        (
            replaced(accountability(3), accountability(3, starts_on=date(2026, 11, 23))),
            ("No professional line is recorded for the profession District nurse.",),
        ),
    ],
)
def test_a_regulated_placement_is_not_cleared_until_line_and_registration_are_in_force(
    found: tuple[Fact, ...], reasons: tuple[str, ...]
) -> None:
    [placed] = judged(*found).placements
    assert placed.regulated
    assert not placed.cleared_to_practise
    assert placed.not_cleared == reasons


def test_an_unregulated_placement_needs_no_clearing_but_its_line_is_missed() -> None:
    lines = judged(employment(), placement(profession=ASSISTANT))
    assert not lines.placements[0].regulated
    assert lines.placements[0].cleared_to_practise
    assert (
        Gap(
            GapKind.NO_LINE,
            Line.PROFESSIONAL,
            START,
            "No professional line is recorded for the profession Healthcare assistant.",
        )
        in lines.gaps
    )


def test_a_profession_that_is_not_practised_in_a_team_needs_no_line() -> None:
    lines = judged(employment(), registration(number=None))
    assert [line.profession for line in lines.professional] == [NURSE]
    assert lines.professional[0].sentence.startswith("No professional line is recorded; none is needed")
    assert lines.gaps == ()


def test_a_retitled_post_keeps_the_day_it_began_to_report() -> None:
    first = post(1, 2, until=date(2026, 3, 1))
    second = post(1, 2, starts_on=date(2026, 3, 1), title="Post 1 renamed")
    [line] = judged(*replaced(post(1, 2), first, second)).management
    assert line.chain.steps[0].title == "Post 1 renamed"
    assert line.chain.steps[1].days.starts_on == START


def test_a_vacant_first_post_is_said_in_the_sentence() -> None:
    [line] = judged(*replaced(tenure(1, 51), tenure(1, 51, until=date(2026, 11, 1)))).management
    assert line.sentence == (
        "Post 1 directs your day-to-day work in East team, but the post has been vacant since"
        " 1 Nov 2026; the line runs to Post 2."
    )


@pytest.mark.parametrize(
    ("old", "new", "on", "sentence"),
    [
        (tenure(1, 51), [tenure(1, 51, until=date(2027, 1, 1))], date(2026, 12, 31),
         "Holder 51 stops holding the post Post 1, and the post is then vacant."),
        (tenure(1, 51), [tenure(1, 51, until=date(2027, 1, 1)), tenure(1, 54, starts_on=date(2027, 1, 1))],
         date(2027, 1, 1), "Holder 54 starts to hold the post Post 1."),
        (management(1), [management(1, until=date(2027, 1, 1))], date(2026, 12, 31),
         "Your management line in East team ends, and none is recorded to follow it."),
        (management(1), [management(1, until=date(2027, 1, 1)), management(2, starts_on=date(2027, 1, 1))],
         date(2027, 1, 1), "Your management line in East team runs to Post 2."),
        (accountability(3), [accountability(3, until=date(2027, 1, 1))], date(2026, 12, 31),
         "Your professional line as District nurse ends, and none is recorded to follow it."),
        (employment(), [employment(until=date(2027, 4, 1))], date(2027, 3, 31),
         "Your employment with Northern Trust ends."),
        (placement(), [placement(until=date(2027, 4, 1))], date(2027, 3, 31),
         "Your placement in East team ends."),
        (placement(), [placement(until=date(2027, 4, 1)), placement(starts_on=date(2027, 4, 1), role="lead")],
         date(2027, 4, 1), "Your placement in East team changes: lead."),
        (placement(), [placement(funding="Winter fund", funding_ends_on=date(2027, 3, 31))],
         date(2027, 3, 31), "The funding of your placement in East team ends: Winter fund."),
        (registration(), [registration(expires_on=date(2027, 2, 1))], date(2027, 2, 1),
         "Your registration as District nurse expires."),
        (post(1, 2), [post(1, 2, until=date(2027, 2, 1)), post(1, starts_on=date(2027, 2, 1))],
         date(2027, 2, 1), "The post Post 1 reports to no other post."),
        (post(2), [post(2, until=date(2027, 2, 1))], date(2027, 1, 31), "The post Post 2 closes."),
    ],
)  # fmt: skip
def test_what_is_coming(old: Fact, new: list[Fact], on: date, sentence: str) -> None:
    found = facts(*replaced(old, *new))
    coming = what_is_coming(lines_of(found, TODAY, YOU), found, YOU)
    assert (on, sentence) in [(change.on, change.sentence) for change in coming]
    assert [change.on for change in coming] == sorted(change.on for change in coming)
    assert all(change.soon == ((change.on - TODAY).days <= 60) for change in coming)


def test_a_line_that_ends_with_its_placement_is_not_said_to_end_twice() -> None:
    end = date(2027, 4, 1)
    found = facts(employment(), placement(until=end), management(1, until=end), post(1), tenure(1))
    coming = what_is_coming(lines_of(found, TODAY, YOU), found, YOU)
    assert [change.sentence for change in coming] == ["Your placement in East team ends."]


def test_all_that_a_starter_will_have_is_coming() -> None:
    first = date(2026, 12, 1)
    found = facts(
        employment(starts_on=first), placement(starts_on=first), management(1, starts_on=first),
        accountability(3, starts_on=first), post(1), post(3),
    )  # fmt: skip
    coming = what_is_coming(lines_of(found, TODAY, YOU), found, YOU)
    assert {change.on for change in coming} == {first}
    assert {change.sentence for change in coming} == {
        "Your employment with Northern Trust starts.",
        "Your placement in East team starts.",
        "Your management line in East team runs to Post 1.",
        "Your professional line as District nurse runs to Post 3.",
    }


def test_only_the_registration_of_whole_lines_is_coming() -> None:
    found = facts(*WHOLE)
    coming = what_is_coming(lines_of(found, TODAY, YOU), found, YOU)
    assert [change.sentence for change in coming] == ["Your registration as District nurse expires."]
