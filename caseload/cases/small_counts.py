"""Counts by group, made coarser until no small one can be told. Pure.

A count of 1 to 4 is never shown, nor to be had from the total and the rest. All groups below five are put
together with the next others, in an order that does not depend on the counts, until the sum leaves open what
each small one is, even to somebody who knows this rule. Where that takes every group, only the total is shown;
a total below five is not shown either. Breakdowns of one total are never crossed with one another.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

LEAST = 5


@dataclass(frozen=True, slots=True)
class Group:
    """One or more groups with their count together."""

    names: tuple[str, ...]
    count: int


@dataclass(frozen=True, slots=True)
class Breakdown:
    """A total with its groups. No total: fewer than five. No groups: too few to say where."""

    total: int | None
    groups: tuple[Group, ...]


def breakdown_of(counts: Mapping[str, int]) -> Breakdown:
    """The counts by name, as they may be shown, in the order given."""
    total = sum(counts.values())
    if 0 < total < LEAST:
        return Breakdown(None, ())
    together = _together(counts)
    if len(together) == len(counts) > 1 or (len(counts) == 1 and together):
        return Breakdown(total, ())
    shown = [Group((name,), count) for name, count in counts.items() if name not in together]
    if together:
        shown.append(Group(tuple(together), sum(counts[name] for name in together)))
    return Breakdown(total, tuple(shown))


def is_small(count: int) -> bool:
    """Whether a count may not be shown."""
    return 0 < count < LEAST


def _together(counts: Mapping[str, int]) -> Sequence[str]:
    """The names whose counts are shown as one, in the order given; none where nothing is small."""
    if not any(is_small(count) for count in counts.values()):
        return ()
    small = [name for name, count in counts.items() if count < LEAST]
    group, others = list(small), [name for name, count in counts.items() if count >= LEAST]
    while others and not _leaves_open(counts, group, len(small)):
        group.append(others.pop(0))
    left_open = _leaves_open(counts, group, len(small))
    return [name for name in counts if name in group or not left_open]


def _leaves_open(counts: Mapping[str, int], group: Sequence[str], small: int) -> bool:
    """Whether each small one may still be anything up to four, whatever the others are."""
    large = len(group) - small
    return large > 0 and sum(counts[name] for name in group) >= LEAST * large + LEAST - 1
