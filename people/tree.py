"""Drawing who reports to whom as boxes and links. Pure: numbers in, places in pixels out.

A chart is never more than ACROSS boxes wide, so that it fits an A4 page on its side and a desktop's column
unscaled. What is wider is cut: the upper part first, then one chart for each post whose tree was cut off.
"""

import math
import textwrap
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

ACROSS = 5
STACK = 7
BOX_WIDTH = 176
GAP = 16
LEVEL_GAP = 36
MARGIN = GAP
LINE_HEIGHT = 17
PADDING = 8
LETTERS = 22
MOST_LINES = 3


@dataclass(frozen=True, slots=True)
class Branch:
    """A post and the branches below it. `continued`: what is below is drawn in a chart of its own."""

    key: int
    below: tuple["Branch", ...] = ()
    continued: bool = False

    @property
    def stacked(self) -> bool:
        """Whether what is below hangs in columns, being too many to stand side by side."""
        return len(self.below) > ACROSS and not any(branch.below for branch in self.below)

    @property
    def columns(self) -> int:
        """How many columns a stack has, and so never more than ACROSS."""
        return min(ACROSS, math.ceil(len(self.below) / STACK))

    @property
    def span(self) -> int:
        """How many boxes wide it is drawn."""
        if self.stacked:
            return self.columns
        return max(1, sum(branch.span for branch in self.below))

    @property
    def depth(self) -> int:
        """How many levels are below it."""
        return max((1 + branch.depth for branch in self.below), default=0)


@dataclass(frozen=True, slots=True)
class Box:
    """Where one post is drawn: its left and top edge."""

    key: int
    x: float
    y: float
    continued: bool


@dataclass(frozen=True, slots=True)
class Chart:
    """Boxes of one size, and links as SVG paths, within `width` by `height`."""

    width: float
    height: float
    box_width: float
    box_height: float
    boxes: tuple[Box, ...]
    links: tuple[str, ...]


def branches(above: Mapping[int, int | None]) -> tuple[Branch, ...]:
    """The trees of a mapping from each post to the one above it, in the mapping's order.

    A post whose upper post is not in the mapping begins a tree; so does the first of a circle, should one
    ever be stored. Every post is in exactly one place.
    """
    below: dict[int | None, list[int]] = {}
    for key, upper in above.items():
        below.setdefault(upper if upper in above else None, []).append(key)
    placed: set[int] = set()

    def grow(key: int) -> Branch:
        placed.add(key)
        return Branch(key, tuple(grow(lower) for lower in below.get(key, ()) if lower not in placed))

    grown = [grow(key) for key in below.get(None, ())]
    return tuple(grown + [grow(key) for key in above if key not in placed])


def charts(trees: Sequence[Branch], lines: int) -> list[Chart]:
    """Every tree drawn, small ones side by side, wide ones in parts. Each box has room for so many lines of
    text, and for one more where some say that they are continued."""
    parts = [part for tree in trees for part in _parts(tree)]
    room = lines + any(branch.continued for part in parts for branch in _all(part))
    return [_draw(row, height_for(room)) for row in _rows(parts)]


def wrapped(text: str, most: int = MOST_LINES) -> list[str]:
    """A text in lines that fit a box; the last one ends in “…” where it was too long."""
    return textwrap.wrap(text, LETTERS, max_lines=most, placeholder="…")


def height_for(lines: int) -> float:
    """How high a box with so many lines is."""
    return lines * LINE_HEIGHT + 2 * PADDING


def _parts(tree: Branch) -> list[Branch]:
    """The tree cut at the deepest level at which it fits, then what was cut off."""
    depth = next((d for d in range(tree.depth, 1, -1) if _cut(tree, d).span <= ACROSS), 1)
    return [_cut(tree, depth)] + [part for branch in _cut_off(tree, depth) for part in _parts(branch)]


def _cut(tree: Branch, depth: int) -> Branch:
    if depth == 0:
        return Branch(tree.key, continued=bool(tree.below))
    return Branch(tree.key, tuple(_cut(branch, depth - 1) for branch in tree.below))


def _cut_off(tree: Branch, depth: int) -> list[Branch]:
    if depth == 0:
        return [tree] if tree.below else []
    return [found for branch in tree.below for found in _cut_off(branch, depth - 1)]


def _all(branch: Branch) -> Iterator[Branch]:
    yield branch
    for lower in branch.below:
        yield from _all(lower)


def _rows(parts: Sequence[Branch]) -> list[list[Branch]]:
    """Neighbours share a chart while they fit side by side."""
    rows: list[list[Branch]] = []
    for part in parts:
        if rows and sum(other.span for other in rows[-1]) + part.span <= ACROSS:
            rows[-1].append(part)
        else:
            rows.append([part])
    return rows


def _draw(trees: Sequence[Branch], box_height: float) -> Chart:
    pen = _Pen(box_height)
    left: float = MARGIN
    for tree in trees:
        pen.place(tree, left, MARGIN)
        left += tree.span * (BOX_WIDTH + GAP)
    height = max(box.y for box in pen.boxes) + box_height + MARGIN
    return Chart(left, height, BOX_WIDTH, box_height, tuple(pen.boxes), tuple(pen.links))


@dataclass(slots=True)
class _Pen:
    """Draws one chart."""

    box_height: float
    boxes: list[Box] = field(default_factory=list)
    links: list[str] = field(default_factory=list)

    def place(self, branch: Branch, left: float, top: float) -> float:
        """Draw the branch with its left edge there. Returns the middle of its own box: above the middle
        between the first and the last box below it."""
        under = top + self.box_height + LEVEL_GAP
        if branch.stacked:
            middle = left + (branch.span * (BOX_WIDTH + GAP) - GAP) / 2
            self._hang(branch, left, under, middle)
        else:
            middles = self._row(branch, left, under)
            middle = (middles[0] + middles[-1]) / 2 if middles else left + BOX_WIDTH / 2
            self.links += [_elbow(middle, under - LEVEL_GAP, other, under) for other in middles]
        self.boxes.append(Box(branch.key, middle - BOX_WIDTH / 2, top, branch.continued))
        return middle

    def _row(self, branch: Branch, left: float, top: float) -> list[float]:
        middles = []
        for lower in branch.below:
            middles.append(self.place(lower, left, top))
            left += lower.span * (BOX_WIDTH + GAP)
        return middles

    def _hang(self, branch: Branch, left: float, top: float, middle: float) -> None:
        """Boxes in columns, each reached from the space to its left."""
        rows = math.ceil(len(branch.below) / branch.columns)
        for place, lower in enumerate(branch.below):
            column, row = divmod(place, rows)
            x = left + column * (BOX_WIDTH + GAP)
            y = top + row * (self.box_height + GAP)
            self.boxes.append(Box(lower.key, x, y, lower.continued))
            turn = f"V {top - LEVEL_GAP / 2:g} H {x - GAP / 2:g} V {y + self.box_height / 2:g} H {x:g}"
            self.links.append(f"M {middle:g} {top - LEVEL_GAP:g} {turn}")


def _elbow(x: float, y: float, to_x: float, to_y: float) -> str:
    return f"M {x:g} {y:g} V {(y + to_y) / 2:g} H {to_x:g} V {to_y:g}"
