"""Structure charts: every post once, under what it reports to, touching no other, no wider than a page."""

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from people.tree import ACROSS, BOX_WIDTH, GAP, MARGIN, Branch, Chart, branches, charts, wrapped

WIDEST = MARGIN + ACROSS * (BOX_WIDTH + GAP)
A4_ON_ITS_SIDE = 1017  # CSS pixels between margins of 14 mm


@st.composite
def structures(draw: st.DrawFn) -> dict[int, int | None]:
    """Up to 60 posts; each reports to an earlier one, to none, or to one that is not there."""
    size = draw(st.integers(0, 60))
    return {post: draw(st.sampled_from([None, 999, *range(post)])) for post in range(size)}


def keys(tree: Branch) -> list[int]:
    return [tree.key, *(key for branch in tree.below for key in keys(branch))]


@given(structures())
def test_each_post_is_in_one_place_below_the_post_it_reports_to(above: dict[int, int | None]) -> None:
    trees = branches(above)
    assert sorted(key for tree in trees for key in keys(tree)) == sorted(above)

    def check(branch: Branch) -> None:
        for lower in branch.below:
            assert above[lower.key] == branch.key
            check(lower)

    for tree in trees:
        assert above[tree.key] not in above
        check(tree)


@given(structures())
def test_charts_hold_every_post_fit_a_page_and_never_overlap(above: dict[int, int | None]) -> None:
    drawn = charts(branches(above), 5)
    boxes = [box for chart in drawn for box in chart.boxes]
    assert sorted(box.key for box in boxes if not box.continued) == sorted(above)
    for chart in drawn:
        assert chart.width <= WIDEST <= A4_ON_ITS_SIDE
        assert inside(chart)
        assert not overlaps(chart)


def inside(chart: Chart) -> bool:
    return all(
        box.x >= 0
        and box.x + BOX_WIDTH <= chart.width
        and box.y >= 0
        and box.y + chart.box_height <= chart.height
        for box in chart.boxes
    )


def overlaps(chart: Chart) -> list[tuple[int, int]]:
    return [
        (one.key, other.key)
        for one, other in combinations(chart.boxes, 2)
        if abs(one.x - other.x) < BOX_WIDTH and abs(one.y - other.y) < chart.box_height
    ]


def test_a_post_stands_above_the_middle_of_what_reports_to_it() -> None:
    [chart] = charts(branches({1: None, 2: 1, 3: 1, 4: 1}), 4)
    at = {box.key: box for box in chart.boxes}
    assert at[1].x == at[3].x == (at[2].x + at[4].x) / 2
    assert at[1].y < at[2].y == at[3].y == at[4].y


def test_small_trees_share_a_chart() -> None:
    assert len(charts(branches(dict.fromkeys(range(ACROSS))), 4)) == 1
    assert len(charts(branches(dict.fromkeys(range(ACROSS + 1))), 4)) == 2


def test_what_is_too_wide_is_continued_in_charts_of_its_own() -> None:
    """A board, a chief officer, twelve leads, fifteen managers each: 194 posts."""
    above: dict[int, int | None] = {0: None, 1: 0} | dict.fromkeys(range(2, 14), 1)
    above |= {100 * lead + place: lead for lead in range(2, 14) for place in range(15)}
    drawn = charts(branches(above), 6)
    assert len(above) == 194
    assert [box.key for box in drawn[0].boxes if box.continued] == list(range(2, 14))
    assert {box.key for chart in drawn for box in chart.boxes} == set(above)


def test_a_stored_circle_is_still_drawn_once() -> None:
    [tree] = branches({1: 2, 2: 1})
    assert tree == Branch(1, (Branch(2),))


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("Chief Nurse", ["Chief Nurse"]),
        ("Director of Adult Social Services", ["Director of Adult", "Social Services"]),
        ("", []),
    ],
)
def test_texts_are_wrapped(text: str, lines: list[str]) -> None:
    assert wrapped(text) == lines


@given(st.text(max_size=300))
def test_no_text_outgrows_its_box(text: str) -> None:
    assert len(wrapped(text)) <= 3
    assert all(len(line) <= 22 for line in wrapped(text))
