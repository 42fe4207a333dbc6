"""Prices by linear programme: the best there are of the kind that `prices.py` can prove.

Cases choose among series, sessions have minutes, and people have weeks; a need met by somebody scarce waits
until that person is asked. All of it in parts of a whole: a case may be reviewed half here and half there.
The series and the needs that matter are added round by round (column generation; Desaulniers and others,
"Column Generation", 2005). What each row is worth at the end is a price, and `Prices` proves afresh what the
prices are good for, so nothing here needs to be exact, or even right.
"""

from collections import defaultdict

from caseload.reviews.planner.courses import NEVER
from caseload.reviews.planner.prices import Offer, Prices
from caseload.reviews.planner.solver import Answer, Entry, Model, Solver

SOME = 1e-4
"""Part of a review that is too little to look at."""
PART_OF_THE_WAY = (0.1, 0.4)
"""How far from the best prices so far towards those just found others are tried."""
Path = tuple[int, ...]
Found = tuple[list[float], list[tuple[Offer, float]]]
"""Prices of minutes, and of what is offered."""


class Sharpening:
    """The linear programme of one set of prices, and what of it the solver holds already."""

    def __init__(self, prices: Prices, solver: Solver) -> None:
        self.prices, self.ground, self._solver = prices, prices.ground, solver
        self._model = Model()
        self._cases = [self._model.row(1, None) for _ in self.ground.courses]
        self._rooms = [self._model.row(None, minutes) for minutes in self.ground.minutes]
        self._weeks = {week: self._model.row(None, self.ground.limits[week]) for week in prices.scarce}
        self._series: list[set[Path]] = [set() for _ in self.ground.courses]
        self._through: defaultdict[tuple[int, int], list[int]] = defaultdict(list)
        self._offers: defaultdict[tuple[int, int], list[tuple[Offer, int]]] = defaultdict(list)
        self._seats: dict[int, int] = {}
        for number in range(len(self.ground.courses)):
            self._add(number, ())
        self._best: Found = (prices.minute, [])
        self.done = False
        """Nothing is left to be added: the prices are the best there are."""

    def look(self) -> int:
        """Add every case's cheapest series at the present prices; how many are new."""
        return sum(
            self._add(number, self.prices.cheapest_path(number))
            for number, course in enumerate(self.ground.courses)
            if course.nodes
        )

    def begin(self) -> None:
        """Begin from the present prices. Needs are added only as they are found to matter: most never do."""
        self.look()
        paid = self.prices.offers_paid()
        self._best = (self.prices.minute, [(offer, offer.paid) for offer in paid])

    def improve(self, effort: float, seconds: float | None) -> bool:
        """One round: ask for better prices, prove them, and add what they bring to light. False without an answer.

        The first answers swing wildly, so prices part of the way from the best so far are tried as well.
        """
        answer = self._solver.solve(self._model, effort=effort, seconds=seconds)
        if answer is None:
            return False
        self._model = Model(*self._model.size)
        found = self._read(answer)
        added = self._want(answer) + sum(
            self._try(_between(self._best, found, share)) for share in PART_OF_THE_WAY
        )
        added += self._try(found)
        self.done = not added
        return True

    def _try(self, found: Found) -> int:
        """Prove these prices, and add what is cheapest at them; how many series are new."""
        before = self.prices.bound
        self.prices.set(*found)
        if self.prices.prove() > before:
            self._best = found
        return self.look()

    def _add(self, number: int, path: Path) -> bool:
        if path in self._series[number]:
            return False
        course = self.ground.courses[number]
        if not path and course.unseen >= NEVER:
            return False
        cost = course.waits([course.nodes[node] for node in path])
        cost += sum(self.prices.base(number, node) for node in path)
        entries: list[Entry] = [(self._cases[number], 1)]
        for node in path:
            entries.append((self._rooms[course.nodes[node]], course.minutes))
            entries += [(row, -1) for _, row in self._offers[number, node]]
        column = self._model.column(cost, None, entries)
        self._series[number].add(path)
        for node in path:
            self._through[number, node].append(column)
        return True

    def _read(self, answer: Answer) -> Found:
        """The duals as prices: what a minute saves, and what each need offers for somebody to come."""
        minutes = [-answer.duals[row] for row in self._rooms]
        rows = [pair for offers in self._offers.values() for pair in offers]
        return minutes, [(offer, answer.duals[row]) for offer, row in rows if row < len(answer.duals)]

    def _want(self, answer: Answer) -> int:
        """Add the needs that are met by people who are not asked as much; how many."""
        added, seats = 0, dict(self._seats)
        for (number, node), columns in self._through.items():
            part = sum(answer.amounts[column] for column in columns)
            if part < SOME:
                continue
            for offer in self.prices.offers_at(number, node):
                come = sum(answer.amounts[seats[seat]] for seat in offer.seats if seat in seats)
                added += come < part - SOME and self._add_need(offer)
        return added

    def _add_need(self, offer: Offer) -> bool:
        """A review at the node asks for somebody eligible to come, or goes without at what that costs."""
        node = (offer.number, offer.node)
        if any(known is offer for known, _ in self._offers[node]):
            return False
        row = self._model.row(0, None)
        self._offers[node].append((offer, row))
        self._model.entries += [(row, column, -1) for column in self._through[node]]
        for seat in offer.seats:
            if seat in self._seats:
                self._model.entries.append((row, self._seats[seat], 1))
            else:
                week = self._weeks[self.ground.seats[seat].week]
                self._seats[seat] = self._model.column(0, 1, [(week, 1), (row, 1)])
        if offer.most < NEVER:
            self._model.column(offer.most, None, [(row, 1)])
        return True


def _between(best: Found, found: Found, share: float) -> Found:
    """Prices `share` of the way from the best to those found."""
    minutes = [a + share * (b - a) for a, b in zip(best[0], found[0], strict=True)]
    paid = {id(offer): (offer, (1 - share) * amount) for offer, amount in best[1]}
    for offer, amount in found[1]:
        _, already = paid.get(id(offer), (offer, 0.0))
        paid[id(offer)] = (offer, already + share * amount)
    return minutes, list(paid.values())
