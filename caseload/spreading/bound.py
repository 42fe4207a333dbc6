"""What no spread can be better than, proven without looking at any spread.

Work is put in classes by who can take it. As if a case could be cut, the fullest group of people must hold at
least so much of what they can (`level`); since it cannot be cut, what each can hold is rounded down to what
their cases can add up to (`allows`). All of it is exact.
"""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil

from caseload.spreading.facts import Taker, ToPlace
from caseload.spreading.flow import People, flow
from caseload.spreading.sizes import Pieces, most_filled, sums

NOTHING = Fraction(0)


@dataclass(frozen=True, slots=True)
class Bound:
    """People and cases that have to do with each other, as the bound sees them. `sums`: what everybody's cases
    can add up to, in order. `level`: how full each is where work could be cut and is spread evenly."""

    takers: Mapping[int, Taker]
    pieces: Pieces
    sums: Mapping[int, tuple[int, ...]]
    level: Mapping[int, Fraction]

    def allows(self, percent: int) -> bool:
        """Whether nothing here speaks against a spread in which nobody holds more of what they can."""
        room = {who: percent * t.capacity // 100 - t.kept for who, t in self.takers.items()}
        if any(most < 0 for most in room.values()):
            return False
        reached = {who: self.sums[who][bisect_right(self.sums[who], most) - 1] for who, most in room.items()}
        return flow(_work(self.pieces), reached).whole and self._fullest_could(room)

    def _fullest_could(self, room: Mapping[int, int]) -> bool:
        """Whether the fullest group could hold what only they can take, by the sizes of these cases."""
        top = max(self.level.values(), default=NOTHING)
        group = frozenset(who for who, level in self.level.items() if level == top)
        theirs = {people: points for people, points in self.pieces.items() if people <= group}
        work = sum(_work(theirs).values())
        return most_filled({who: room[who] for who in group}, theirs) >= work

    @property
    def percent(self) -> int:
        """In every spread somebody holds more than one percent less than this of what they can."""
        kept = (Fraction(taker.kept, taker.capacity) for taker in self.takers.values())
        found = ceil(max((*self.level.values(), *kept), default=NOTHING) * 100)
        while not self.allows(found):
            found += 1
        return found

    @property
    def unevenness(self) -> float:
        """No spread's points squared over capacity add up to less. Each point of work is worth what it costs
        where work could be cut; then nobody, left to choose, does better than the best of their sums."""
        worth = sum(2 * self._price(people) * sum(points) for people, points in self.pieces.items())
        return float(worth + sum(self._least(who) for who in self.takers))

    def _price(self, people: People) -> Fraction:
        return min(self.level[who] for who in people)

    def _least(self, who: int) -> Fraction:
        taker, sums = self.takers[who], self.sums[who]
        price = max((self._price(people) for people in self.pieces if who in people), default=NOTHING)
        after = bisect_left(sums, price * taker.capacity - taker.kept)
        near = sums[max(0, after - 1) : after + 1]
        return min(Fraction((taker.kept + x) ** 2, taker.capacity) - 2 * price * x for x in near)


def bounds_of(takers: Sequence[Taker], cases: Sequence[ToPlace]) -> list[Bound]:
    """The bounds on every spread of those of the cases that somebody can take: one for each part of it that has
    nothing to do with the others."""
    able = {taker.person_id: taker for taker in takers if taker.capacity > 0}
    pieces: defaultdict[People, list[int]] = defaultdict(list)
    for case in cases:
        points = {who: each for who, each in case.points.items() if who in able}
        if points:
            pieces[frozenset(points)].append(min(points.values()))
    whole = {people: tuple(sorted(points)) for people, points in pieces.items()}
    return [_bound({who: able[who] for who in people}, part) for people, part in _parts(able, whole)]


def _bound(takers: Mapping[int, Taker], pieces: Pieces) -> Bound:
    return Bound(takers, pieces, _sums(takers, pieces), _levels(takers, pieces))


def _parts(takers: Collection[int], pieces: Pieces) -> Iterator[tuple[frozenset[int], Pieces]]:
    """People who could take the same work belong together, and so on."""
    parts: list[frozenset[int]] = [frozenset([who]) for who in takers]
    for people in pieces:
        joined = [part for part in parts if part & people]
        parts = [part for part in parts if not part & people] + [frozenset().union(*joined)]
    for part in parts:
        yield part, {people: points for people, points in pieces.items() if people <= part}


def _sums(takers: Collection[int], pieces: Pieces) -> dict[int, tuple[int, ...]]:
    """What everybody's cases can add up to. People who can take the same share the answer."""
    kept: dict[frozenset[People], tuple[int, ...]] = {}
    for who in takers:
        kept.setdefault(_classes(pieces, who), ())
    for classes in kept:
        kept[classes] = sums({people: pieces[people] for people in classes})
    return {who: kept[_classes(pieces, who)] for who in takers}


def _classes(pieces: Pieces, who: int) -> frozenset[People]:
    return frozenset(people for people in pieces if who in people)


def _levels(takers: Mapping[int, Taker], pieces: Pieces) -> dict[int, Fraction]:
    """How full each is where work could be cut and is spread as evenly as who can take what allows: the
    fullest group first, then the fullest of the rest."""
    found: dict[int, Fraction] = {}
    work = _work(pieces)
    while work:
        level, stuck, full = _fullest(takers, work)
        found.update((who, max(level, _kept(takers[who]))) for who in full)
        work = {people - full: more for people, more in work.items() if people not in stuck}
    return {who: found.get(who, _kept(taker)) for who, taker in takers.items()}


def _fullest(
    takers: Mapping[int, Taker], work: Mapping[People, int]
) -> tuple[Fraction, frozenset[People], frozenset[int]]:
    """The group whose work fills them the most: everybody at first, then whoever has too little room for what
    they alone can take, until nobody has."""
    stuck, full = frozenset(work), frozenset[int]().union(*work)
    while True:
        level = _filled([takers[who] for who in full], sum(work[people] for people in stuck))
        room = {
            who: max(0, level.numerator * takers[who].capacity - level.denominator * takers[who].kept)
            for people in work
            for who in people
        }
        sent = flow({people: more * level.denominator for people, more in work.items()}, room)
        if sent.whole:
            return level, stuck, full
        stuck, full = sent.stuck, sent.full


def _filled(takers: Sequence[Taker], points: int) -> Fraction:
    """How full they are when the points are poured over them; whoever is fuller already is left alone."""
    kept = capacity = 0
    level: Fraction | None = None
    for taker in sorted(takers, key=_kept):
        if level is not None and level <= _kept(taker):
            break
        kept, capacity = kept + taker.kept, capacity + taker.capacity
        level = Fraction(points + kept, capacity)
    return level or NOTHING


def _kept(taker: Taker) -> Fraction:
    return Fraction(taker.kept, taker.capacity)


def _work(pieces: Pieces) -> dict[People, int]:
    return {people: sum(points) for people, points in pieces.items()}
