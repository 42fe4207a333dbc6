"""Giving a case to somebody or to a team, and ending it. None commits.

Where the account may not direct the person, `carry_out` asks whoever decides instead: see `caseload.allocation.requesting`.
"""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from caseload.allocation.candidates import AS, Taking
from caseload.allocation.directing import How
from caseload.allocation.matching import Excluded, Suggestion
from caseload.allocation.requesting import ask, lapse
from caseload.cases.case import Allocation, Holds
from caseload.cases.holding import Contribution, TeamAllocation
from caseload.keeping.sealing import refuse_unnamed
from caseload.queries.allocations import changed_since
from caseload.queries.matching import AskedCase, Matching
from foundation.acts import Act
from foundation.effective import Period
from foundation.errors import RuleBroken
from foundation.timeline import Stretch
from people.deeds import SUPERSEDED, doing, on_day, said

FIRST = "The first suggested."
ROLES = {Taking.KEY_WORKER: Holds.KEY_WORKER, Taking.DEPUTY: Holds.DEPUTY}


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What somebody wants done. `shown`: the mark of what their page showed of the case, and `how` what it said
    the act would be; None where no page was shown."""

    case_id: int
    taking: Taking
    person_id: int
    because: str = ""
    shown: str | None = None
    how: How | None = None


class Done(StrEnum):
    """What came of it."""

    ALLOCATED = "allocated"
    ASKED = "asked"
    ALREADY = "already"
    ALREADY_ASKED = "already_asked"


def carry_out(wish: Wish, matching: Matching, *, by: int, at: datetime) -> Done:
    """Give the case to the person from today, or ask whoever decides. The same wish again changes nothing.

    `matching`: read in this transaction, for the account whose wish it is and only of cases that are theirs to
    allocate. Raises NotThere for any other, and RuleBroken with what has changed or what bars the person.
    """
    case = matching.case(wish.case_id)
    already = _already(case, wish)
    if already is not None:
        return already
    _refuse_changed(case, wish, matching.on)
    chosen = suitable(matching.suggestions(wish.case_id, wish.taking).find(wish.person_id))
    _refuse_other_way(chosen, wish)
    first = heads_the_order(matching, wish.case_id, wish.taking, wish.person_id)
    because = _reason(wish, first=first, chosen=chosen)
    if chosen.directing.direct:
        _allocate(case, wish, because, on=matching.on, by=by, at=at)
        return Done.ALLOCATED
    ask(case, chosen, wish.taking, because, on=matching.on, by=by, at=at)
    return Done.ASKED


def heads_the_order(matching: Matching, case_id: int, taking: Taking, person_id: int) -> bool:
    """Whether they come first of the team on whose list the case is, or of everybody where it is on none."""
    team = matching.case(case_id).team
    return matching.suggestions(case_id, taking, team).is_first(person_id)


def suitable(found: Suggestion | Excluded | None) -> Suggestion:
    """Somebody who may be given the case. Raises RuleBroken with what bars them."""
    if found is None:
        raise RuleBroken("They work in no team that could take this case today. Choose somebody else.")
    if isinstance(found, Excluded):
        why = " ".join(each.sentence for each in found.bars)
        raise RuleBroken(f"{found.candidate.name} cannot be given this case. {why}")
    return found


def give(act: Act, case_id: int, taking: Taking, person_id: int, on: date) -> None:
    """From the day on they have the case so, and no longer in a lesser way; until whoever is to follow, or until
    they themselves are to have it in a greater way."""
    refuse_unnamed([(case_id, person_id)], on)
    period = Period(on, _next_day(act, case_id, taking, person_id, on))
    _leave_other_parts(act, case_id, taking, person_id, period)
    if taking is Taking.CONTRIBUTOR:
        act.put(Contribution, (case_id, person_id), period)
    else:
        act.put(Allocation, (case_id, ROLES[taking].value), period, person_id=person_id)


def end_part(act: Act, case_id: int, taking: Taking, person_id: int, on: date) -> None:
    """From the day on they have the case so no longer. Raises RuleBroken when they have not on the day."""
    if taking is Taking.CONTRIBUTOR:
        contributed = on_day(act.timeline(Contribution, (case_id, person_id)), on)
        if contributed is None:
            raise RuleBroken(SUPERSEDED)
        act.clear(Contribution, (case_id, person_id), Period(on, contributed.period.until))
        return
    key = (case_id, ROLES[taking].value)
    held = on_day(act.timeline(Allocation, key), on)
    if held is None or said(Allocation, held)["person_id"] != person_id:
        raise RuleBroken(SUPERSEDED)
    act.clear(Allocation, key, Period(on, held.period.until))


def end(
    case: AskedCase, taking: Taking, person_id: int, because: str, *, on: date, by: int, at: datetime
) -> None:
    """Nobody has the case in that way from today. One held only since today was never held: what was believed
    is kept. Raises RuleBroken without a reason."""
    if not because.strip():
        raise RuleBroken("Say why it is ended.")
    number = case.fact.case_id
    with doing("case.end_allocation", "case", number, by=by, at=at, because=because) as act:
        end_part(act, number, taking, person_id, on)


def give_to_team(
    case: AskedCase, team_id: int | None, because: str, *, on: date, by: int, at: datetime
) -> None:
    """Put the case on a team's list from today, whoever of it will hold the case; or on none."""
    number = case.fact.case_id
    with doing("case.give_to_team", "case", number, by=by, at=at, because=because or None) as act:
        if team_id is None:
            act.clear(TeamAllocation, (number,), Period(on))
        else:
            act.put(TeamAllocation, (number,), Period(on), team_id=team_id)


def _allocate(case: AskedCase, wish: Wish, because: str, *, on: date, by: int, at: datetime) -> None:
    with doing("case.allocate", "case", wish.case_id, by=by, at=at, because=because) as act:
        give(act, wish.case_id, wish.taking, wish.person_id, on)
    request = case.requests.get(wish.taking)
    if request is not None:
        lapse(request, "The case was given to somebody without it.", by=by, at=at)


def _already(case: AskedCase, wish: Wish) -> Done | None:
    if wish.taking in case.fact.parts_of(wish.person_id):
        return Done.ALREADY
    return Done.ALREADY_ASKED if case.fact.asked.get(wish.taking) == wish.person_id else None


def _refuse_changed(case: AskedCase, wish: Wish, on: date) -> None:
    """Somebody else was quicker: who has the case is said, since it is the reader's to allocate."""
    if wish.shown is None or wish.shown == case.shown(wish.taking):
        return
    raise RuleBroken(
        f"{changed_since(case, wish.taking, wish.shown, on)} Nothing was changed, and what you typed is kept."
        " Look at what holds now before you decide again."
    )


def _refuse_other_way(chosen: Suggestion, wish: Wish) -> None:
    if wish.how is None or wish.how is chosen.directing.how:
        return
    now = "you may give it to them directly" if chosen.directing.direct else "it has to be a request"
    raise RuleBroken(
        f"What has been ceded changed after you opened the page: now {now}. {chosen.directing.because}"
    )


def _reason(wish: Wish, *, first: bool, chosen: Suggestion) -> str:
    """Every allocation has a reason. For whoever heads the order, being first is one."""
    because = wish.because.strip()
    if because or first:
        return because or FIRST
    raise RuleBroken(
        f"Say why {chosen.candidate.name} is to be its {AS[wish.taking]}: others come before them."
    )


def _next_day(act: Act, case_id: int, taking: Taking, person_id: int, on: date) -> date | None:
    """The first day to come on which it is already said who has the part, or that they have a greater one."""
    order = list(Taking)
    own, greater = ROLES.get(taking), [ROLES[part] for part in order[: order.index(taking)]]
    ahead = [
        stretch.period.starts_on
        for role in Holds
        for stretch in act.timeline(Allocation, (case_id, role.value))
        if stretch.period.starts_on > on
        and (role is own or (role in greater and _theirs(stretch, person_id)))
    ]
    return min(ahead, default=None)


def _leave_other_parts(act: Act, case_id: int, taking: Taking, person_id: int, period: Period) -> None:
    """Nobody stands in for themselves, nor contributes to what they hold, on any day of the period."""
    for role in Holds:
        key = (case_id, role.value)
        for stretch in list(act.timeline(Allocation, key)):
            if role.value != taking and _theirs(stretch, person_id) and stretch.period.meets(period):
                starts_on = max(period.starts_on, stretch.period.starts_on)
                act.clear(Allocation, key, Period(starts_on, stretch.period.until))
    if taking is not Taking.CONTRIBUTOR:
        act.clear(Contribution, (case_id, person_id), Period(period.starts_on))


def _theirs(stretch: Stretch[Any], person_id: int) -> bool:
    return said(Allocation, stretch)["person_id"] == person_id
