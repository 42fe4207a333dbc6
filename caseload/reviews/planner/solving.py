"""The order of work: a plan at once, then prices that prove a bound, then a search that the prices guide.

Where there is a solver it makes the prices as good as they can be, which takes less time than without.
"""

import math

from caseload.reviews.planner.attendance import call_whoever_helps, let_go
from caseload.reviews.planner.board import Board, Laid
from caseload.reviews.planner.ground import Ground
from caseload.reviews.planner.pins import keep_published
from caseload.reviews.planner.places import Places
from caseload.reviews.planner.prices import ALONE, Prices
from caseload.reviews.planner.progress import Allowance
from caseload.reviews.planner.search import Search
from caseload.reviews.planner.sharpening import Sharpening
from caseload.reviews.planner.solver import Solver

PRICING = 0.25
"""The share of what is allowed that goes into prices of minutes and people."""
ENOUGH = 200
"""Rounds in which those come near the most they can prove. Where more are allowed, prices of places follow."""
LEAST = 0.35
"""The least part of their share that they have."""
PLACING = 0.15
"""The share of what is left that prices of places have then, beyond what those before leave over."""
PLACED = 3
"""Times that every case is looked at which one round of pricing places counts as."""
MENDING = 0.75
"""The share of what is allowed in which a published plan is mended, before any prices: they would disturb it."""
PRICING_FIRST, SHARPENING = 0.15, 0.35
"""The share that goes into prices before a solver makes the best of them, and the most it may have of the rest."""
EFFORT = 20.0
"""What one answer of the solver may cost, as the solver counts: some seconds."""
SILENCE = 15.0
"""Seconds that one answer may take at most: whoever watches takes a longer silence for a breakdown."""
LOOK_EVERY = 4
"""Rounds of pricing between two looks at every case's cheapest series, for the solver."""
SOLVED = 4
"""Times that every case is looked at which one answer of the solver counts as."""
PROVE_EVERY = 8
"""Rounds of pricing between two proofs."""
STEPS = 50
"""Changes tried between two looks at what is allowed."""
FIRST_HEAT, LAST_HEAT = 2.0, 0.3
"""Points of score by which a change for the worse is kept about one time in three, first and last."""


def find_plan(
    ground: Ground, pinned: Laid, allowed: Allowance, solver: Solver | None, *, seed: int
) -> tuple[Board, float]:
    """The best plan found within what is allowed that keeps what is pinned, and the best bound proven."""
    search, prices = Search(ground, seed, keep_published(ground, pinned)), Prices(ground, seed)
    search.lay_out(search.prices)
    search.note()
    prices.prove()
    allowed.spend(2 * len(ground.courses))
    allowed.tell(search.best_score, rounded_down(prices.bound))
    if ground.problem.published:
        _search(search, allowed, prices, MENDING)
        _price(prices, search, allowed, solver, 1.0)
    else:
        guide = _price(prices, search, allowed, solver, PRICING)
        if allowed.used() < 1.0 and search.best_score > prices.bound:
            search.lay_out(guide)
            _search(search, allowed, prices, 1.0)
    board = Board.holding(ground, search.best)
    call_whoever_helps(board)
    let_go(board)
    return board, rounded_down(prices.bound)


def _price(
    prices: Prices, search: Search, allowed: Allowance, solver: Solver | None, share: float
) -> list[float]:
    """Improve the prices for a share of what is left; those for minutes alone, which are those to search by."""
    if solver is None or not solver.working:
        return _price_alone(prices, search, allowed, share)
    sharpening = Sharpening(prices, solver)
    guide = _adjust(prices, search, allowed, PRICING_FIRST, sharpening)
    began = allowed.used()
    until = began + SHARPENING * (1.0 - began)
    sharpening.begin()
    while (used := allowed.used()) < until and search.best_score > prices.bound and not sharpening.done:
        before, left = prices.bound, allowed.seconds_left()
        if not sharpening.improve(EFFORT, left and min(SILENCE, left * (until - used) / (1.0 - used))):
            break
        solver.helped |= prices.bound > before
        allowed.with_solver = solver.helped
        allowed.spend(SOLVED * len(prices.ground.courses))
        allowed.tell(search.best_score, rounded_down(prices.bound))
    return guide if solver.helped else _adjust(prices, search, allowed, PRICING_FIRST)


def _price_alone(prices: Prices, search: Search, allowed: Allowance, share: float) -> list[float]:
    """Prices of minutes and people, and where there is enough left for it, of places."""
    began = allowed.used()
    prices.improve(0.0)
    allowed.spend(len(prices.ground.courses))
    rounds = share * (1.0 - began) / max(allowed.used() - began, 1e-9)
    if rounds <= ENOUGH or not prices.turns:
        return _adjust(prices, search, allowed, share)
    guide = _adjust(prices, search, allowed, share * max(LEAST, ENOUGH / rounds))
    _price_places(prices, search, allowed, began + (share + PLACING * (1.0 - share)) * (1.0 - began))
    return guide


def _price_places(prices: Prices, search: Search, allowed: Allowance, until: float) -> None:
    places, began, rounds = Places(prices), allowed.used(), 0
    while (used := allowed.used()) < until and search.best_score > prices.bound:
        places.improve((used - began) / (until - began))
        allowed.spend(PLACED * len(prices.ground.courses))
        rounds += 1
        if rounds % PROVE_EVERY == 0:
            places.prove()
            allowed.tell(search.best_score, rounded_down(prices.bound))
    places.prove()


def _adjust(
    prices: Prices, search: Search, allowed: Allowance, share: float, sharpening: Sharpening | None = None
) -> list[float]:
    """Adjust the prices case by case, letting the solver's model look at them on the way."""
    rounds, guide, began = 0, prices.best, allowed.used()
    until = began + share * (1.0 - began)
    while (used := allowed.used()) < until and search.best_score > prices.bound:
        done = (used - began) / (until - began)
        prices.improve(done)
        allowed.spend(len(prices.ground.courses))
        rounds += 1
        if sharpening and rounds % LOOK_EVERY == 0:
            sharpening.look()
            allowed.spend(len(prices.ground.courses))
        if rounds % PROVE_EVERY == 0:
            prices.prove()
            allowed.spend(2 * len(prices.ground.courses))
            allowed.tell(search.best_score, rounded_down(prices.bound))
        if done < ALONE:
            guide = prices.smooth
    if rounds:
        prices.prove()
    return guide


def _search(search: Search, allowed: Allowance, prices: Prices, share: float) -> None:
    """Change the plan for a share of what is left, or until it is as good as the bound."""
    began = allowed.used()
    until = began + share * (1.0 - began)
    first = LAST_HEAT if search.ground.problem.published else FIRST_HEAT
    while (used := allowed.used()) < until and search.best_score > prices.bound:
        heat = first * (LAST_HEAT / first) ** ((used - began) / (until - began))
        for _ in range(STEPS):
            allowed.spend(search.step(heat))
        search.note()
        allowed.tell(search.best_score, rounded_down(prices.bound))


def rounded_down(bound: float) -> float:
    """To two decimals; the hair above is the rounding of the sum itself."""
    return math.floor((bound + 1e-6) * 100) / 100
