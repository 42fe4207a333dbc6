"""Moving many cases as one act: from somebody who leaves, for the days that somebody is away, or for a fairer
spread. All of it or nothing. None commits.

Whoever may not direct the person asks whoever decides instead (rule 15), in the same transaction.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from caseload.allocation.allocating import ROLES, suitable
from caseload.allocation.candidates import AS, Taking
from caseload.allocation.matching import Suggestion
from caseload.allocation.requesting import ask, lapse
from caseload.cases.case import Allocation, Holds
from caseload.cases.holding import Contribution
from caseload.keeping.sealing import refuse_unnamed
from caseload.moves.placing import Part
from caseload.queries.allocations import changed_since
from caseload.queries.matching import AskedCase, Matching
from foundation.acts import Act
from foundation.effective import FOR_EVER, Period
from foundation.errors import RuleBroken
from foundation.formats import listed
from people.deeds import doing, said

LONGEST = 5
"""Sentences of what changed that are said in full."""


@dataclass(frozen=True, slots=True)
class Transfer:
    """A part of a case, who has it, and who is to. `shown`: the mark of what a page showed of it; None where it
    showed no more than who has it."""

    part: Part
    from_id: int
    to_id: int
    shown: str | None


@dataclass(frozen=True, slots=True)
class Moved:
    """What came of it, by local reference: moved with whom to, and asked for."""

    moved: tuple[tuple[str, str], ...]
    asked: tuple[tuple[str, str], ...]

    @property
    def sentence(self) -> str:
        """For whoever did it."""
        said = [
            _said(verb, pairs) for verb, pairs in (("Moved", self.moved), ("Asked for", self.asked)) if pairs
        ]
        return " ".join(said)


def move(
    transfers: Sequence[Transfer],
    matching: Matching,
    period: Period,
    because: str,
    *,
    about: tuple[str, str, int],
    by: int,
    at: datetime,
) -> Moved:
    """Each part to whom it is to go, for the period; afterwards it is again whose it was to be. `about`: what the
    audit calls the act, and what it is about. `matching`: read in this transaction for the first day of it.

    Raises RuleBroken with what somebody changed after the page was shown, with whoever may not be given a case
    and why, for a request for some days only, and when nothing is to be moved.
    """
    _refuse_nothing(transfers, because)
    _refuse_changed(transfers, matching)
    chosen = {transfer.part: _suitable(transfer, matching) for transfer in transfers}
    also: dict[str, list[dict[str, int | str]]] = {}
    with doing(*about, by=by, at=at, because=because, also=also) as act:
        refuse_unnamed([(t.part.case_id, t.to_id) for t in transfers], matching.on)
        act.load(Allocation, [(t.part.case_id, role.value) for t in transfers for role in Holds])
        act.load(Contribution, [(t.part.case_id, t.to_id) for t in transfers])
        for transfer in sorted(transfers, key=lambda each: each.part.taking is not Taking.KEY_WORKER):
            if chosen[transfer.part].directing.direct:
                _give(act, transfer, matching.case(transfer.part.case_id), period)
        asked = list(_ask(transfers, chosen, matching, period, because, by=by, at=at))
        if asked:
            also["allocation_request"] = [{"id": each} for each in asked]
    _lapse(transfers, chosen, matching, by=by, at=at)
    return _moved(transfers, chosen, matching)


def _refuse_nothing(transfers: Sequence[Transfer], because: str) -> None:
    if not transfers:
        raise RuleBroken("Nothing was chosen to be moved.")
    if not because.strip():
        raise RuleBroken("Say why they are moved.")


def _refuse_changed(transfers: Sequence[Transfer], matching: Matching) -> None:
    """All that changed at once, so that it is looked at once."""
    changed = [sentence for each in transfers if (sentence := _change(each, matching))]
    if changed:
        more = f" And {len(changed) - LONGEST} more." if len(changed) > LONGEST else ""
        raise RuleBroken(f"{' '.join(changed[:LONGEST])}{more} Nothing was moved, and your choices are kept.")


def _change(transfer: Transfer, matching: Matching) -> str | None:
    part = transfer.part
    case = matching.cases.get(part.case_id)
    if case is None or case.fact.objects:
        return "A case of this list is no longer there to be moved."
    same = transfer.shown in (None, case.shown(part.taking))
    if same and case.fact.holders.get(part.taking) == transfer.from_id:
        return None
    return f"{case.reference}: {changed_since(case, part.taking, transfer.shown or '', matching.on)}"


def _suitable(transfer: Transfer, matching: Matching) -> Suggestion:
    case = matching.case(transfer.part.case_id)
    found = matching.suggestions(transfer.part.case_id, transfer.part.taking).find(transfer.to_id)
    try:
        return suitable(found)
    except RuleBroken as refusal:
        raise RuleBroken(f"{case.reference}: {refusal} Nothing was moved.") from None


def _give(act: Act, transfer: Transfer, case: AskedCase, period: Period) -> None:
    """On each day of the period that it is held by whom it is taken from."""
    part = transfer.part
    key = (part.case_id, ROLES[part.taking].value)
    for stretch in list(act.timeline(Allocation, key)):
        if said(Allocation, stretch)["person_id"] != transfer.from_id or not stretch.period.meets(period):
            continue
        days = _shared(stretch.period, period)
        _leave_other_parts(act, transfer, case, days)
        act.put(Allocation, key, days, person_id=transfer.to_id)


def _leave_other_parts(act: Act, transfer: Transfer, case: AskedCase, days: Period) -> None:
    """Nobody stands in for themselves, nor contributes to what they hold."""
    number, taking = transfer.part.case_id, transfer.part.taking
    other = Holds.KEY_WORKER if taking is Taking.DEPUTY else Holds.DEPUTY
    for stretch in list(act.timeline(Allocation, (number, other.value))):
        if said(Allocation, stretch)["person_id"] != transfer.to_id or not stretch.period.meets(days):
            continue
        if other is Holds.KEY_WORKER:
            raise RuleBroken(
                f"{case.reference}: its key worker cannot be their own deputy. Choose another. Nothing was moved."
            )
        act.clear(Allocation, (number, other.value), _shared(stretch.period, days))
    act.clear(Contribution, (number, transfer.to_id), days)


def _shared(one: Period, other: Period) -> Period:
    until = min(one.end, other.end)
    return Period(max(one.starts_on, other.starts_on), None if until == FOR_EVER else until)


def _ask(
    transfers: Sequence[Transfer],
    chosen: Mapping[Part, Suggestion],
    matching: Matching,
    period: Period,
    because: str,
    *,
    by: int,
    at: datetime,
) -> Iterator[int]:
    for each in transfers:
        suggestion, case = chosen[each.part], matching.case(each.part.case_id)
        if suggestion.directing.direct:
            continue
        if period.until is not None:
            raise RuleBroken(
                f"{case.reference}: a request gives a case for good, so {suggestion.candidate.name} cannot be "
                "asked for some days only. Choose somebody you may give work to, or leave it. Nothing was moved."
            )
        try:
            yield ask(case, suggestion, each.part.taking, because, on=period.starts_on, by=by, at=at)
        except RuleBroken as refusal:
            raise RuleBroken(f"{case.reference}: {refusal} Nothing was moved.") from None


def _lapse(
    transfers: Sequence[Transfer],
    chosen: Mapping[Part, Suggestion],
    matching: Matching,
    *,
    by: int,
    at: datetime,
) -> None:
    for each in transfers:
        request = matching.case(each.part.case_id).requests.get(each.part.taking)
        if request is not None and chosen[each.part].directing.direct:
            lapse(request, "The case was given to somebody without it.", by=by, at=at)


def _moved(transfers: Sequence[Transfer], chosen: Mapping[Part, Suggestion], matching: Matching) -> Moved:
    told: dict[bool, list[tuple[str, str]]] = {True: [], False: []}
    for each in transfers:
        suggestion, case = chosen[each.part], matching.case(each.part.case_id)
        deputy = f" (as {AS[each.part.taking]})" if each.part.taking is Taking.DEPUTY else ""
        told[suggestion.directing.direct].append((case.reference + deputy, suggestion.candidate.name))
    return Moved(tuple(told[True]), tuple(told[False]))


def _said(verb: str, pairs: Sequence[tuple[str, str]]) -> str:
    """By person: “Moved 3: C1 and C2 to Ada Sample; C5 to Bea Sample.”"""
    by_name: dict[str, list[str]] = {}
    for reference, name in pairs:
        by_name.setdefault(name, []).append(reference)
    told = "; ".join(f"{listed(references)} to {name}" for name, references in by_name.items())
    return f"{verb} {len(pairs)}: {told}."
