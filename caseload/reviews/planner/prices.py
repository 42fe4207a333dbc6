"""What a minute of each session is worth, and the proven bound that such prices give.

Take two kinds of rule away, and charge for breaking them instead: that a session's minutes are not
exceeded, and that a need is met only where somebody eligible has been asked to come. Then every case
goes its own cheapest way, everybody goes each week to those sessions where most is offered for them,
and what that costs, less the price of all the minutes there are, is below the score of every plan,
*whatever the prices*: the plan breaks no rule, so pays no more than its score. (A Lagrangian relaxation;
Fisher, "The Lagrangian relaxation method for solving integer programming problems", 1981.)

Better prices make a better bound. They are found case by case: whatever a case uses grows dearer, what
is left over grows cheaper, in steps that shrink as the work allowed is used up.
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from random import Random

from caseload.reviews.planner.courses import NEVER
from caseload.reviews.planner.ground import Ground

MINUTE_STEPS, LATER_STEPS, OFFER_STEPS = (0.1, 0.001), (0.006, 0.0006), (0.15, 0.01)
"""The first and last step of the prices: of minutes alone, of minutes with people, and of offers to people."""
ALONE = 0.5
"""The share of the rounds in which only minutes are priced."""
DEAREST = 1e6
"""The most that a price from elsewhere may be, so that sums of them stay exact enough for a proof."""
TOGETHER = 8
"""Cases asked before the prices are looked at again."""


@dataclass(slots=True, eq=False)
class Offer:
    """What one review at one node would pay for one of its needs: at most what going without would cost."""

    number: int
    node: int
    most: float
    seats: tuple[int, ...]
    paid: float = 0.0


class Prices:
    """Prices of minutes, offers for people, and the best bound they have proven so far."""

    def __init__(self, ground: Ground, seed: int) -> None:
        self.ground = ground
        self.minute = [0.0] * len(ground.sessions)
        self.best = list(self.minute)
        self.smooth = list(self.minute)
        self.bound = 0.0
        self.random = Random(seed)
        self._free, self.scarce = self._sort_people()
        self._costs = [
            [course.unmet[ground.might[session] & course.people] for session in course.nodes]
            for course in ground.courses
        ]
        self._base = [list(costs) for costs in self._costs]
        self._offers: dict[tuple[int, int], list[Offer]] = {}
        self._worth = [0.0] * len(ground.seats)
        self._for_seat: list[dict[int, Offer]] = [{} for _ in ground.seats]
        self.turns = self._by_neighbourhood()

    def _sort_people(self) -> tuple[list[int], dict[int, list[int]]]:
        """For each session who might be there at no loss elsewhere, and the seats of each week with too many."""
        ground = self.ground
        weeks: dict[int, list[int]] = {}
        for number, seat in enumerate(ground.seats):
            weeks.setdefault(seat.week, []).append(number)
        scarce = {week: seats for week, seats in weeks.items() if len(seats) > ground.limits[week]}
        free = list(ground.might)
        for seats in scarce.values():
            for number in seats:
                free[ground.seats[number].session] &= ~ground.seats[number].bit
        return free, scarce

    def _by_neighbourhood(self) -> list[tuple[list[int], tuple[int, ...]]]:
        turns: dict[str, list[int]] = {}
        for number, course in enumerate(self.ground.courses):
            if course.nodes:
                turns.setdefault(course.case.neighbourhood, []).append(number)
        return [(numbers, self.ground.rooms[name]) for name, numbers in turns.items()]

    def improve(self, share: float) -> None:
        """One round in which every case is asked once; `share` of the rounds allowed are over."""
        offer = 0.0
        if share < ALONE:
            step = between(MINUTE_STEPS, share / ALONE)
        else:
            later = (share - ALONE) / (1 - ALONE)
            step, offer = between(LATER_STEPS, later), between(OFFER_STEPS, later)
            self._sit_where_most_is_offered(offer)
        for numbers, rooms in self.turns:
            self.random.shuffle(numbers)
            for first in range(0, len(numbers), TOGETHER):
                asked = numbers[first : first + TOGETHER]
                for number in asked:
                    self._ask(number, step, offer)
                self._cheapen(rooms, step * len(asked) / len(numbers))
        self.smooth = [a + 0.2 * (b - a) for a, b in zip(self.smooth, self.minute, strict=True)]

    def _ask(self, number: int, step: float, offer: float) -> None:
        course, minute = self.ground.courses[number], self.minute
        for node in course.cheapest(self._priced(number, minute))[1]:
            minute[course.nodes[node]] += step * course.minutes
            for wanted in self.offers_at(number, node) if offer else ():
                self._pay(wanted, offer)

    def _cheapen(self, rooms: tuple[int, ...], step: float) -> None:
        for session in rooms:
            self.minute[session] = max(0.0, self.minute[session] - step * self.ground.minutes[session])

    def _priced(self, number: int, minute: list[float]) -> list[float]:
        course = self.ground.courses[number]
        minutes = course.minutes
        return [
            cost + minutes * minute[session]
            for cost, session in zip(self._costs[number], course.nodes, strict=True)
        ]

    # --- people

    def _sit_where_most_is_offered(self, offer: float) -> None:
        """Everybody scarce takes the seats of each week worth most; there, offers can come down."""
        for week, seats in self.scarce.items():
            for seat in sorted(seats, key=self._dearest)[: self.ground.limits[week]]:
                for wanted in list(self._for_seat[seat].values()):
                    self._pay(wanted, -offer)

    def _dearest(self, seat: int) -> float:
        return -self._worth[seat]

    def offers_at(self, number: int, node: int) -> list[Offer]:
        """The needs of a review that only somebody scarce could meet."""
        made = self._offers.get((number, node))
        if made is None:
            made = self._offers[number, node] = self._make_offers(number, node)
        return made

    def _make_offers(self, number: int, node: int) -> list[Offer]:
        course = self.ground.courses[number]
        session = course.nodes[node]
        free, might = self._free[session], self.ground.might[session]
        wanted = [(people, most) for people, most in course.wishes if people not in course.musts]
        wanted += [(people, NEVER) for people in (*course.musts, course.quorum)]
        seats = self.ground.seat_of[session]
        return [
            Offer(number, node, most, tuple(seat for bit, seat in seats.items() if bit & people))
            for people, most in wanted
            if not people & free and people & might
        ]

    def _pay(self, offer: Offer, more: float) -> None:
        paid = min(offer.most, max(0.0, offer.paid + more))
        change, before = paid - offer.paid, offer.paid
        if not change:
            return
        offer.paid = paid
        self._costs[offer.number][offer.node] += change
        for seat in offer.seats:
            self._worth[seat] += change
            if not before:
                self._for_seat[seat][id(offer)] = offer
            elif not paid:
                del self._for_seat[seat][id(offer)]

    # --- prices from elsewhere

    def base(self, number: int, node: int) -> float:
        """What a review at the node goes without when everybody comes who might."""
        return self._base[number][node]

    def cheapest_path(self, number: int) -> tuple[int, ...]:
        """The nodes of the case's cheapest series at the present prices."""
        return tuple(self.ground.courses[number].cheapest(self._priced(number, self.minute))[1])

    def offers_paid(self) -> list[Offer]:
        """The offers that are more than nothing."""
        return [offer for offers in self._offers.values() for offer in offers if offer.paid]

    def set(self, minutes: list[float], paid: Iterable[tuple[Offer, float]]) -> None:
        """Take these prices of minutes and these offers, whoever worked them out; all other offers are 0."""
        self.minute = self.smooth = [min(DEAREST, max(0.0, price)) for price in minutes]
        for offer in self.offers_paid():
            offer.paid = 0.0
        for offer, amount in paid:
            offer.paid = min(offer.most, DEAREST, max(0.0, amount))
        self._add_up_afresh()
        self._for_seat = [{} for _ in self.ground.seats]
        for offer in self.offers_paid():
            for seat in offer.seats:
                self._for_seat[seat][id(offer)] = offer

    # --- the bound

    def prove(self) -> float:
        """The bound that the present prices give, after the best so far; what was added up afresh is sure."""
        self._add_up_afresh()
        people = self._people()
        for minute in (self.minute,) if self.smooth == self.minute else (self.smooth, self.minute):
            whole = math.fsum(self._cheapest(number, minute) for number in range(len(self.ground.courses)))
            spent = math.fsum(a * b for a, b in zip(minute, self.ground.minutes, strict=True))
            if self.take_bound(whole - spent - people):
                self.best = list(minute)
        return self.bound

    def take_bound(self, bound: float) -> bool:
        """Whether this bound, proven at whatever prices, is better than those before; it is then the best."""
        better = bound > self.bound
        self.bound = max(self.bound, bound)
        return better

    def with_offers(self) -> tuple[list[list[float]], float]:
        """What each case loses and offers at each node, and what all people take of the offers at most."""
        self._add_up_afresh()
        return [list(costs) for costs in self._costs], self._people()

    def _people(self) -> float:
        """What is offered for everybody's dearest seats of each week, as many as their limit."""
        return math.fsum(
            sum(sorted((self._worth[seat] for seat in seats), reverse=True)[: self.ground.limits[week]])
            for week, seats in self.scarce.items()
        )

    def _cheapest(self, number: int, minute: list[float]) -> float:
        return self.ground.courses[number].cheapest(self._priced(number, minute))[0]

    def _add_up_afresh(self) -> None:
        """Sums kept by adding and taking away drift; a proof wants them exact."""
        self._costs = [list(costs) for costs in self._base]
        self._worth = [0.0] * len(self._worth)
        for offer in self.offers_paid():
            self._costs[offer.number][offer.node] += offer.paid
            for seat in offer.seats:
                self._worth[seat] += offer.paid


def between(steps: tuple[float, float], share: float) -> float:
    """From the first step to the last, each round the same part smaller."""
    first, last = steps
    return first * (last / first) ** min(1.0, share)
