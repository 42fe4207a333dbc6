"""Chains climbed from random facts are those that a slow and obvious walk, day by day, comes to."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any, TypeVar

from hypothesis import given, settings
from hypothesis import strategies as st

from people.climb import Chain, GapKind
from people.line_facts import Fact, LineFacts, PostFact, TenureFact
from people.line_sentences import Whose
from people.lines import Lines, lines_of
from tests.rules.facts import (
    ASSISTANT,
    NURSE,
    accountability,
    employment,
    facts,
    management,
    placement,
    post,
    registration,
    tenure,
)

FIRST = date(2026, 1, 1)
DAYS = 8
POSTS = (1, 2, 3, 4)
ONE_DAY = timedelta(days=1)
F = TypeVar("F", bound=Fact)


def timeline(
    make: Callable[..., F], choices: st.SearchStrategy[dict[str, Any]]
) -> st.SearchStrategy[list[F]]:
    """Facts of one thing that never overlap: a choice, or nothing, for each stretch between random days."""

    def build(cuts: list[int], chosen: list[dict[str, Any] | None], *, open_end: bool) -> list[F]:
        ends: list[int | None] = [*cuts[1:], None if open_end else DAYS + 1]
        return [
            make(
                starts_on=FIRST + cut * ONE_DAY,
                until=None if end is None else FIRST + end * ONE_DAY,
                **values,
            )
            for cut, end, values in zip(cuts, ends, chosen, strict=False)
            if values is not None
        ]

    cuts = st.lists(st.integers(0, DAYS), min_size=1, max_size=4, unique=True).map(sorted)
    chosen = st.lists(st.none() | choices, min_size=4, max_size=4)
    return st.builds(build, cuts, chosen, open_end=st.booleans())


def joined(*parts: st.SearchStrategy[Any]) -> st.SearchStrategy[list[Fact]]:
    return st.tuples(*parts).map(lambda lists: [fact for facts_ in lists for fact in facts_])


a_post = st.sampled_from(POSTS)
posts = joined(
    *(
        timeline(post, st.fixed_dictionaries({"post_id": st.just(p), "reports_to_id": st.none() | a_post}))
        for p in POSTS
    )
)
tenures = joined(
    *(
        timeline(
            tenure,
            st.fixed_dictionaries(
                {"post_id": st.just(p), "holding": st.just(holding), "person_id": st.integers(50, 53)}
            ),
        )
        for p in POSTS
        for holding in ("substantive", "acting")
    )
)
managements = joined(
    *(
        timeline(management, st.fixed_dictionaries({"placement_id": st.just(number), "post_id": a_post}))
        for number in (1, 2)
    )
)
accountabilities = joined(
    *(
        timeline(accountability, st.fixed_dictionaries({"profession": st.just(p), "post_id": a_post}))
        for p in (NURSE, ASSISTANT)
    )
)
employments = timeline(employment, st.just({}))
placements = joined(
    *(
        timeline(placement, st.fixed_dictionaries({"placement_id": st.just(n), "profession": st.just(p)}))
        for n, p in ((1, NURSE), (2, ASSISTANT))
    )
)
registrations = timeline(registration, st.just({}))
a_day = st.integers(0, DAYS).map(lambda n: FIRST + n * ONE_DAY)
everything = joined(
    posts, tenures, managements, accountabilities, employments, placements, registrations
).map(lambda found: facts(*found))


# A slow machine is no failure, and these facts take a while to make up.
with_time = settings(deadline=None, max_examples=60)


def judged(found: LineFacts, on: date) -> Lines:
    return lines_of(found, on, Whose())


@with_time
@given(found=everything, on=a_day)
def test_chains_are_what_a_slow_walk_comes_to(found: LineFacts, on: date) -> None:
    lines = judged(found, on)
    for line in lines.management:
        rows = [r for r in found.management if r.placement_id == line.placement.placement_id and r.holds(on)]
        assert as_walked(line.chain) == (walk(found, rows[0].post_id, on) if rows else [GapKind.NO_LINE])
    for line in lines.professional:
        rows = [r for r in found.accountabilities if r.profession == line.profession and r.holds(on)]
        expected = walk(found, rows[0].post_id, on) if rows else [GapKind.NO_LINE] if line.practises else []
        assert as_walked(line.chain) == expected


def as_walked(chain: Chain) -> list[Any]:
    """A chain as `walk` tells it."""
    steps: list[Any] = [
        (step.code, {(h.person_id, h.holding) for h in step.holders}, step.gap and step.gap.since)
        for step in chain.steps
    ]
    return steps if chain.stop is None else [*steps, chain.stop.kind]


def walk(found: LineFacts, post_id: int | None, on: date) -> list[Any]:
    """From post to post on one day: code, holders and the first vacant day of each; then what stops it."""
    walked: list[Any] = []
    passed: list[int] = []
    while post_id is not None:
        here = on_day(found.posts.get(post_id, ()), on)
        if not here:
            return [*walked, GapKind.CHAIN_BROKEN]
        if post_id in passed:
            return [*walked, GapKind.CIRCLE]
        passed.append(post_id)
        holders = {(t.person_id, t.holding) for t in on_day(found.tenures.get(post_id, ()), on)}
        walked.append((here[0].code, holders, None if holders else vacant_since(found, post_id, on)))
        post_id = here[0].reports_to_id
    return walked


def vacant_since(found: LineFacts, post_id: int, on: date) -> date:
    """Back a day at a time for as long as the post was open and nobody held it."""

    def vacant(day: date) -> bool:
        posts_: tuple[PostFact, ...] = found.posts.get(post_id, ())
        tenures_: tuple[TenureFact, ...] = found.tenures.get(post_id, ())
        return bool(on_day(posts_, day)) and not on_day(tenures_, day)

    while vacant(on - ONE_DAY):
        on -= ONE_DAY
    return on


def on_day(found: tuple[F, ...], on: date) -> list[F]:
    return [f for f in found if f.starts_on <= on and (f.until is None or f.until > on)]


@with_time
@given(found=everything, other=everything, on=a_day)
def test_changing_one_line_leaves_the_other_two_untouched(
    found: LineFacts, other: LineFacts, on: date
) -> None:
    before = judged(found, on)
    managed = judged(replace(found, management=other.management), on)
    assert (managed.employer, managed.professional, managed.placements, managed.unemployed) == (
        before.employer, before.professional, before.placements, before.unemployed,
    )  # fmt: skip
    answering = judged(replace(found, accountabilities=other.accountabilities), on)
    assert (answering.employer, answering.management) == (before.employer, before.management)
    employed = judged(replace(found, employments=other.employments), on)
    assert (employed.management, employed.professional) == (before.management, before.professional)


@with_time
@given(found=everything, on=a_day)
def test_every_gap_began_by_the_day_and_is_said_once(found: LineFacts, on: date) -> None:
    gaps = judged(found, on).gaps
    assert len(set(gaps)) == len(gaps)
    assert all(gap.since <= on for gap in gaps)
