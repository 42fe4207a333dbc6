"""Working out a fairer spread of the cases that a neighbourhood's people hold: the errand, and what it hands in.

The answer holds numbers of cases and people, points and percentages; names are read when a page shows it.
"""

from datetime import date
from itertools import count
from typing import Any

from caseload.allocation.candidates import Taking
from caseload.moves.placing import Part, Placing, placing_of
from caseload.queries.moving import held_in
from caseload.spreading import Rebalance, rebalance
from caseload.spreading.rebalancing import Standing
from foundation.database import db
from foundation.errands import GoOn, Words

REBALANCE = "rebalance"
MOST_STEPS = 200_000
"""How often the search asks whether to go on before it hands in what it has: about ten seconds."""


def question(codes: list[str], on: date, by: int) -> dict[str, Any]:
    """What is asked: the cases of these neighbourhoods on a day, as this account may direct."""
    return {"neighbourhoods": sorted(codes), "on": on.isoformat(), "account": by}


def work_out(asked: Words, go_on: GoOn) -> Words:
    """The errand itself."""
    on = date.fromisoformat(asked["on"])
    matching = held_in(asked["neighbourhoods"], on, account_id=asked["account"])
    parts = [
        Part(case.fact.case_id, Taking.KEY_WORKER)
        for case in matching.cases.values()
        if not case.fact.objects and Taking.KEY_WORKER not in case.requests
    ]
    placing = placing_of(matching, parts, moving=True)
    db.session.rollback()  # nothing is read from here on, and nobody is kept waiting
    go_on({"people": len(placing.takers), "cases": len(placing.cases)})
    return _answer(placing, _search(placing, go_on))


def _search(placing: Placing, go_on: GoOn) -> Rebalance:
    steps, known = count(), {"people": len(placing.takers), "cases": len(placing.cases)}

    def tell(found: Standing) -> None:
        known.update(percent=found.percent)
        go_on(known)

    return rebalance(placing.takers, placing.cases, lambda: next(steps) < MOST_STEPS and go_on(None), tell)


def _answer(placing: Placing, found: Rebalance) -> dict[str, Any]:
    return {
        "people": len(placing.takers),
        "cases": len(placing.cases),
        "today": _standing(found.today),
        "best": _standing(found.best),
        "bound": _standing(found.bound),
        "proven": found.proven,
        "distance": round(found.distance * 100, 1),
        "gap": round(found.gap * 100, 2),
        "settled": found.settled,
        "spread": _spread(placing, found),
        "moves": [
            {
                "cases": [[placing.parts[number].case_id, had, to] for number, had, to in each.cases],
                "percent": each.after.percent,
                "above": _above(each.after, found.bound),
            }
            for each in found.moves
        ],
    }


def _standing(found: Standing) -> dict[str, float]:
    return {"percent": found.percent, "unevenness": round(found.unevenness)}


def _above(now: Standing, bound: Standing) -> float:
    """Percent more uneven than the best possible."""
    return round((now.unevenness / bound.unevenness - 1) * 100, 1) if bound.unevenness else 0.0


def _spread(placing: Placing, found: Rebalance) -> list[list[int]]:
    """Of each person: points held today, points in the fairest spread, and what they can hold."""
    today = {taker.person_id: taker.kept for taker in placing.takers}
    best = dict(today)
    for case in placing.cases:
        if case.holder is not None:
            today[case.holder] += case.points[case.holder]
        last = found.found.get(case.case_id)
        if last is not None:
            best[last] += case.points[last]
    return [
        [each.person_id, today[each.person_id], best[each.person_id], each.capacity]
        for each in placing.takers
    ]
