"""Cases and people as spreading takes them, made from what suggestions are made from.

A part in a case (who holds it, as key worker or deputy) is what is placed: a whole list of them at once.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from caseload.allocation.candidates import Taking
from caseload.allocation.matching import Suggestion, Suggestions
from caseload.capacity.workload import Workload
from caseload.queries.matching import Matching
from caseload.spreading import Taker, ToPlace


@dataclass(frozen=True, slots=True, order=True)
class Part:
    """A case, and how it is held."""

    case_id: int
    taking: Taking


@dataclass(frozen=True, slots=True)
class Placing:
    """Parts by number, as spreading knows them; who could take each, and everybody who could take any."""

    parts: tuple[Part, ...]
    suggestions: tuple[Suggestions, ...]
    cases: tuple[ToPlace, ...]
    takers: tuple[Taker, ...]


def placing_of(
    matching: Matching, parts: Sequence[Part], *, moving: bool = False, direct_only: bool = False
) -> Placing:
    """Whoever holds a part now is not asked again, unless it may stay with them (`moving`): then what it counts
    for them is taken off what they keep.

    People of the neighbourhoods' own teams come before services of the whole borough, which are only asked for
    what nobody else can take. `direct_only`: nobody who would have to be asked for through somebody else.
    """
    found = tuple(matching.suggestions(part.case_id, part.taking) for part in parts)
    holders = [
        matching.case(part.case_id).fact.holders.get(part.taking) if moving else None for part in parts
    ]
    loads = {each.person_id: each.before for suggestions in found for each in suggestions.ranked}
    loads |= {who: matching.work.load_of(who) for who in holders if who is not None and who not in loads}
    local = _local(matching, parts)
    cases = tuple(
        ToPlace(number, _points(matching, part, _asked(suggestions, direct_only), holder, local), holder)
        for number, (part, suggestions, holder) in enumerate(zip(parts, found, holders, strict=True))
    )
    return Placing(tuple(parts), found, cases, _takers(loads, cases))


def _points(
    matching: Matching, part: Part, ranked: Sequence[Suggestion], holder: int | None, local: Collection[int]
) -> dict[int, int]:
    near = [each for each in ranked if each.person_id in local] or ranked
    points = {each.person_id: max(0, _more(each)) for each in near}
    if holder is not None:
        points[holder] = matching.case(part.case_id).fact.points[part.taking]
    return points


def _asked(found: Suggestions, direct_only: bool) -> list[Suggestion]:
    return [each for each in found.ranked if each.directing.direct or not direct_only]


def _more(each: Suggestion) -> int:
    return each.after.used - each.before.used


def _local(matching: Matching, parts: Sequence[Part]) -> set[int]:
    """Everybody who works in a team of a neighbourhood that one of the cases is of."""
    codes = {matching.case(part.case_id).neighbourhood_code for part in parts}
    return {
        who for who, places in matching.work.places.items() if any(p.neighbourhood in codes for p in places)
    }


def _takers(loads: Mapping[int, Workload], cases: Sequence[ToPlace]) -> tuple[Taker, ...]:
    held = dict.fromkeys(loads, 0)
    for case in cases:
        if case.holder is not None:
            held[case.holder] += case.points[case.holder]
    return tuple(
        Taker(who, load.capacity, max(0, load.used - held[who])) for who, load in sorted(loads.items())
    )
