"""How much can flow from classes of work to people with room: a spread as if a case could be cut. What cannot
flow cannot be spread either, so it proves how fair a spread can be at best."""

from collections import defaultdict, deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

People = frozenset[int]
Node = People | int
"""A class of work, known by who can take it, or one of these people."""


@dataclass(frozen=True, slots=True)
class Flow:
    """Whether all of it flowed. Where not, `stuck`: classes, and `full`: everybody who could take them, who
    together have too little room."""

    whole: bool
    stuck: frozenset[People] = frozenset()
    full: frozenset[int] = frozenset()


def flow(work: Mapping[People, int], room: Mapping[int, int]) -> Flow:
    """Send each class of work to people it may go to, as far as their room allows."""
    sending = _Sending(work, room)
    while any(sending.left.values()):
        came, last = sending.look()
        if last is None:
            stuck = frozenset(node for node in came if not isinstance(node, int))
            return Flow(False, stuck, frozenset(node for node in came if isinstance(node, int)))
        sending.push(came, last)
    return Flow(True)


class _Sending:
    """Work left and room free. `sent[who]` says how much of each class went to somebody."""

    def __init__(self, work: Mapping[People, int], room: Mapping[int, int]) -> None:
        self.left, self.free = dict(work), dict(room)
        self.sent: defaultdict[int, dict[People, int]] = defaultdict(dict)
        for people in sorted(work, key=len):
            for who in sorted(people):
                self._send(people, who, min(self.left[people], self.free[who]))

    def look(self) -> tuple[dict[Node, Node | None], int | None]:
        """The shortest way from work that is left to somebody with room, as where each node was reached from,
        and that somebody; None where there is no way."""
        came: dict[Node, Node | None] = {people: None for people, rest in self.left.items() if rest}
        waiting = deque(came)
        while waiting:
            here = waiting.popleft()
            if isinstance(here, int) and self.free[here] > 0:
                return came, here
            for there in self._onward(here):
                if there not in came:
                    came[there] = here
                    waiting.append(there)
        return came, None

    def push(self, came: Mapping[Node, Node | None], last: int) -> None:
        """As much along that way as it carries: each person on it passes on as much as comes to them."""
        pairs = list(_pairs(came, last))
        first = pairs[-1][0]
        carried = [self.sent[passing][people] for people, _, passing in pairs if passing is not None]
        amount = min(self.left[first], self.free[last], *carried)
        for people, who, passing in pairs:
            if passing is not None:
                self.sent[passing][people] -= amount
                self.left[people] += amount
                self.free[passing] += amount
            self._send(people, who, amount)

    def _onward(self, here: Node) -> Iterable[Node]:
        if isinstance(here, int):
            return [people for people, amount in self.sent[here].items() if amount]
        return here

    def _send(self, people: People, who: int, amount: int) -> None:
        self.left[people] -= amount
        self.free[who] -= amount
        self.sent[who][people] = self.sent[who].get(people, 0) + amount


def _pairs(came: Mapping[Node, Node | None], last: int) -> Iterable[tuple[People, int, int | None]]:
    """From the end of the way: a class, who takes of it, and who passes as much of it on (None: it was left)."""
    who: int | None = last
    while who is not None:
        people = came[who]
        assert people is not None
        assert not isinstance(people, int)
        passing = came[people]
        assert passing is None or isinstance(passing, int)
        yield people, who, passing
        who = passing
