"""How much of their room people can fill at all with the sizes of cases that there are.

Most cases come in a few sizes, which seldom fill a room to the last point; a few odd ones could, but each only
once. So whatever is taken for the common sizes, no more rooms can be helped by odd cases than there are of them.
"""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import cache

from caseload.spreading.flow import People

Pieces = Mapping[People, tuple[int, ...]]
"""The points of each case, by who can take it; where they differ by person, the fewest."""
ROUND = (2, 4, 5, 8, 10, 20, 25, 40, 50)
MOST_ODD = 4
"""In one person's hands: whoever has more is taken to have as many as they like."""


def most_filled(room: Mapping[int, int], pieces: Pieces) -> int:
    """All the cases that these people could hold together within their room come to no more points."""
    return min((_filled(room, pieces, common) for common in _commons(pieces)), default=0)


def sums(pieces: Pieces) -> tuple[int, ...]:
    """What some of the cases can add up to, in order."""
    reached = _added(1, _all(pieces))
    return tuple(number for number, bit in enumerate(reversed(f"{reached:b}")) if bit == "1")


def _commons(pieces: Pieces) -> Iterator[frozenset[int]]:
    """Ways to call sizes common: the few most frequent, and those that are a multiple of a round number."""
    often = [size for size, _ in Counter(_all(pieces)).most_common()]
    yield from (frozenset(often[:number]) for number in range(1, len(often) + 1))
    yield from (frozenset(size for size in often if size % number == 0) for number in ROUND)


def _filled(room: Mapping[int, int], pieces: Pieces, common: Collection[int]) -> int:
    """The odd cases given out to where each helps the most."""

    @cache
    def reached(classes: frozenset[People]) -> list[int]:
        return _reached([each for people in classes for each in pieces[people]], common)

    odd = sum(each not in common for each in _all(pieces))
    best = [0] * (odd + 1)
    for who, most in room.items():
        upto = (1 << (most + 1)) - 1
        bits = reached(frozenset(people for people in pieces if who in people))
        filled = [(each & upto).bit_length() - 1 for each in bits]
        best = [
            max(best[number - used] + filled[used] for used in range(min(number, MOST_ODD) + 1))
            for number in range(odd + 1)
        ]
    return best[odd]


def _reached(points: Sequence[int], common: Collection[int]) -> list[int]:
    """What these add up to with so many odd ones among them; each bit that is set is a sum."""
    found = [_added(1, [each for each in points if each in common])] * (MOST_ODD + 1)
    odd = [each for each in points if each not in common]
    for each in odd:
        for number in range(MOST_ODD, 0, -1):
            found[number] |= found[number - 1] << each
    found[MOST_ODD] = _added(found[MOST_ODD], odd)
    return found


def _added(reached: int, points: Sequence[int]) -> int:
    for each in points:
        reached |= reached << each
    return reached


def _all(pieces: Pieces) -> list[int]:
    return [each for points in pieces.values() for each in points]
