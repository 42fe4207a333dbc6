"""Two residents are one person, or are not; and taking it back."""

from sqlalchemy import select, update

from caseload.cases.case import Case, PossibleSame, ResidentMerge
from caseload.cases.stage import Outcome
from caseload.keeping.days import refuse_without_reason, today_of
from caseload.keeping.stages import Ended, close, decline
from caseload.queries.residents import CaseOf, Pair
from caseload.queries.seals import sealed_residents
from foundation.acts import Act
from foundation.database import db
from foundation.errors import NotThere, RuleBroken
from people.stated_rows import Stated


def tell_apart(act: Act, pair: Pair) -> dict[str, object]:
    """They are two people. What changed, for the audit. Raises RuleBroken without a reason."""
    refuse_without_reason(act)
    return _answer(act, pair.id, same=False)


def merge(act: Act, pair: Pair, goes_on: int | None) -> dict[str, object]:
    """They are one person: the cases of one become the other's. Where both have an open case `goes_on` is the
    number of the one that does; the other ends as already known. What changed, for the audit.

    Raises RuleBroken without a reason, where one of them is sealed, and when it must be said which case goes on.
    """
    refuse_without_reason(act)
    if sealed_residents([pair.newer.id, pair.older.id], today_of(act)):
        raise RuleBroken(
            "One of these records is sealed, and would no longer be. End the seal before you say they are one person."
        )
    newer, older = pair.newer.open_case, pair.older.open_case
    stays = _which_goes_on([case for case in (newer, older) if case], goes_on)
    # The record with a number of its own is kept; where both have one, that of the case that goes on.
    keep_newer = pair.newer.confirmed and stays is not None and stays == newer
    kept, gone = (pair.newer, pair.older) if keep_newer else (pair.older, pair.newer)
    for case in (newer, older):
        if case is not None and case != stays:
            _end_as_known(act, case)
    moved = [case.id for case in gone.cases]
    _move(moved, kept.id)
    row = {"kept_id": kept.id, "merged_id": gone.id, "cases": tuple(str(number) for number in moved)}
    Stated(ResidentMerge, to_add=[row | {"because": act.because}]).write(by=act.by, at=act.at)
    return _answer(act, pair.id, same=True) | {"kept": kept.id, "merged": gone.id, "cases": moved}


def take_back(act: Act, merge_id: int) -> dict[str, object]:
    """They are two people again, each with the cases they had, and the pair is to be decided about once more.
    A case that ended as already known stays closed until somebody reopens it. What changed, for the audit.

    Raises RuleBroken without a reason, or when it was taken back already.
    """
    refuse_without_reason(act)
    row = db.session.get(ResidentMerge, merge_id)
    if row is None:
        raise NotThere
    if row.superseded_at is not None:
        raise RuleBroken("That was taken back already.")
    moved = [int(number) for number in row.cases]
    corrected = Stated(ResidentMerge, to_supersede={merge_id: row.recorded_at})
    corrected.write(by=act.by, at=act.at, because=act.because)
    _move(moved, row.merged_id)
    both = (row.kept_id, row.merged_id)
    pair = select(PossibleSame.id).where(PossibleSame.newer_id.in_(both), PossibleSame.older_id.in_(both))
    for pair_id in db.session.scalars(pair.order_by(PossibleSame.id)).all():
        _answer(act, pair_id, same=None)
    return {"resident_merge": merge_id, "cases": moved}


def _which_goes_on(cases: list[CaseOf], goes_on: int | None) -> CaseOf | None:
    if len(cases) < 2:
        return next(iter(cases), None)
    chosen = next((case for case in cases if case.id == goes_on), None)
    if chosen is None:
        raise RuleBroken("Both have an open case. Choose which one goes on.")
    return chosen


def _end_as_known(act: Act, case: CaseOf) -> Ended | int:
    if case.accepted:
        return close(act, case.id, Outcome.ALREADY_KNOWN, today_of(act))
    return decline(act, case.id, Outcome.ALREADY_KNOWN, today_of(act))


def _move(case_ids: list[int], resident_id: int) -> None:
    db.session.execute(update(Case).where(Case.id.in_(case_ids)).values(resident_id=resident_id))


def _answer(act: Act, pair_id: int, *, same: bool | None) -> dict[str, object]:
    answered = same is not None
    db.session.execute(
        update(PossibleSame)
        .where(PossibleSame.id == pair_id)
        .values(
            same=same,
            because=act.because,
            answered_by_id=act.by if answered else None,
            answered_at=act.at if answered else None,
        )
    )
    return {"possible_same": pair_id, "same": same}
