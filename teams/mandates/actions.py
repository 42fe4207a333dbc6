"""Keeping mandates. A draft is changed until both have signed it; what is signed is ended, withdrawn or, where
the register had it wrong, corrected. There is no other way.

Each verb says its part on an `Act` and refuses; `people.deeds.doing` stores it. None commits. Whoever calls
them has begun a transaction that writes, so two who sign at once are judged one after the other. `on` is today.
"""

from datetime import date

from sqlalchemy import select

from foundation.acts import Act, Timeline
from foundation.database import db
from foundation.effective import FOR_EVER, Period, through
from foundation.errors import NotThere, RuleBroken
from foundation.formats import ONE_DAY, day
from teams.mandate import Mandate, MandateTerms, Status
from teams.mandates.checks import Known, Refused, wrong_with
from teams.mandates.known import Anchor, anchor_of, known_codes, mandates_with
from teams.mandates.overlap import overlaps
from teams.mandates.terms import Days, Signatures, Stated, Terms, rows_of, stated_of, values_of


def new_mandate(code: str, organisation_id: int) -> Mandate:
    """A code and who cedes, both for ever; what it says comes after, with `start_draft`. Raises RuleBroken
    when the code is taken."""
    if db.session.scalars(select(Mandate.id).where(Mandate.code == code)).first() is not None:
        raise RuleBroken(f"There is a mandate {code} already. A code belongs to one mandate for ever.")
    mandate = Mandate(code=code, organisation_id=organisation_id)
    db.session.add(mandate)
    db.session.flush()
    return mandate


def start_draft(act: Act, mandate_id: int, terms: Terms, days: Days, *, on: date) -> None:
    """The first terms of a new mandate, which nobody has signed yet."""
    act.new_key(MandateTerms, (mandate_id,))
    _state(act, anchor_of(mandate_id), Stated(terms, Status.DRAFT, days), on)


def change_draft(act: Act, mandate_id: int, terms: Terms, days: Days, *, on: date) -> None:
    """Other terms or days, while it is a draft."""
    anchor = anchor_of(mandate_id)
    _refuse_unless_draft(anchor, _held(act, anchor))
    _state(act, anchor, Stated(terms, Status.DRAFT, days), on)


def sign(act: Act, mandate_id: int, signatures: Signatures, *, on: date) -> None:
    """Both have signed the draft as it stands, so it will be in force on its days. Refused where that gave a
    function two deciders."""
    anchor = anchor_of(mandate_id)
    draft = _held(act, anchor)
    _refuse_unless_draft(anchor, draft)
    _state(act, anchor, Stated(draft.terms.with_signatures(signatures), Status.SIGNED, draft.days), on)


def withdraw(act: Act, mandate_id: int, on: date) -> None:
    """A signed mandate is no longer in force from this day; one that has not started never will be. A draft
    is withdrawn wholly, whatever the day."""
    anchor = anchor_of(mandate_id)
    held = _held(act, anchor)
    _refuse_withdrawn(anchor, held)
    if held.status is Status.DRAFT:
        withdrawn = held.days.period
    else:
        _refuse_ended(anchor, held, on)
        withdrawn = Period(max(on, held.days.starts_on))
    act.put(MandateTerms, (mandate_id,), withdrawn, **values_of(held.terms, Status.WITHDRAWN))


def end_mandate(act: Act, mandate_id: int, last_day: date) -> None:
    """A signed mandate is in force for the last time on this day: earlier than it was; or later, which needs
    a reason, up to the day both signed for and while no other has taken its place."""
    anchor = anchor_of(mandate_id)
    held = _held(act, anchor)
    _refuse_unless_signed(anchor, held)
    if last_day < held.days.starts_on:
        first = day(held.days.starts_on)
        raise RuleBroken(f"Mandate {anchor.code} starts only on {first}. Withdraw it instead.")
    if held.days.last_day is not None and held.days.last_day < last_day:
        _extend(act, anchor, held, last_day)
    else:
        act.clear(MandateTerms, (mandate_id,), Period(last_day + ONE_DAY))


def correct(act: Act, mandate_id: int, stated: Stated, *, on: date) -> None:
    """The register had it wrong: this is what was agreed, from the first day. Needs a reason; every check
    holds; what was believed is kept."""
    anchor = anchor_of(mandate_id)
    held = _held(act, anchor)
    _refuse_without_reason(act, "A correction needs a reason.")
    if held.status is Status.DRAFT:
        raise RuleBroken(f"Mandate {anchor.code} is a draft: change it, sign it or withdraw it instead.")
    if held.status is Status.WITHDRAWN and not held.terms.signed_by_both and _claims_signing(stated):
        raise RuleBroken(
            f"Mandate {anchor.code} was withdrawn before both had signed. If it should not have been, correct "
            "it to a draft, and sign that."
        )
    _state(act, anchor, stated, on)


def restate(act: Act, mandate_id: int, stated: Stated) -> None:
    """All that is said of a mandate becomes this, unjudged: for whoever has judged it already."""
    key = (mandate_id,)
    timeline = act.timeline(MandateTerms, key)
    if timeline:
        act.clear(MandateTerms, key, Period(timeline[0].period.starts_on))
    for period, values in rows_of(stated):
        act.put(MandateTerms, key, period, **values)


def _state(act: Act, anchor: Anchor, stated: Stated, on: date) -> None:
    known = known_codes()
    wrong = wrong_with(stated, anchor.organisation, known, on)
    if wrong:
        raise Refused(wrong)
    restate(act, anchor.mandate_id, stated)
    _refuse_two_deciders(act, anchor, known)


def _refuse_two_deciders(act: Act, anchor: Anchor, known: Known) -> None:
    found = overlaps(mandates_with(act, anchor.organisation_id), known)
    sentences = [each.sentence for each in found if anchor.code in (each.first, each.second)]
    if sentences:
        raise RuleBroken(" ".join(sentences))


def _extend(act: Act, anchor: Anchor, held: Stated, last_day: date) -> None:
    _refuse_without_reason(act, "To let a mandate run on for longer than it did needs a reason.")
    agreed = _agreed_until(anchor.mandate_id)
    if last_day >= agreed:
        raise RuleBroken(
            f"Both signed mandate {anchor.code} until {day(agreed - ONE_DAY)}. To go on for longer, sign another."
        )
    days = through(held.days.starts_on, last_day)
    act.put(MandateTerms, (anchor.mandate_id,), days, **values_of(held.terms, Status.SIGNED))
    _refuse_two_deciders(act, anchor, known_codes())


def _agreed_until(mandate_id: int) -> date:
    """The first day after the longest time that was ever believed to be signed for."""
    ever = select(MandateTerms.until).where(
        MandateTerms.mandate_id == mandate_id, MandateTerms.status == Status.SIGNED
    )
    return max((until or FOR_EVER for until in db.session.scalars(ever)), default=FOR_EVER)


def _held(act: Act, anchor: Anchor) -> Stated:
    timeline: Timeline = act.timeline(MandateTerms, (anchor.mandate_id,))
    if not timeline:
        raise NotThere
    return stated_of(timeline)


def _claims_signing(stated: Stated) -> bool:
    return stated.status is Status.SIGNED or stated.withdrawn_once_signed


def _refuse_unless_draft(anchor: Anchor, held: Stated) -> None:
    _refuse_withdrawn(anchor, held)
    if held.status is Status.SIGNED:
        raise RuleBroken(
            f"Both have signed mandate {anchor.code}, so its text cannot be edited. If the register has it "
            "wrong, correct it and say why. If something else is agreed now, end it and sign another."
        )


def _refuse_unless_signed(anchor: Anchor, held: Stated) -> None:
    _refuse_withdrawn(anchor, held)
    if held.status is Status.DRAFT:
        raise RuleBroken(
            f"Mandate {anchor.code} is a draft, which is never in force. Change its last day or withdraw it."
        )


def _refuse_withdrawn(anchor: Anchor, held: Stated) -> None:
    if held.status is not Status.WITHDRAWN:
        return
    from_day = f" from {day(_withdrawn_from(held))}" if held.withdrawn_once_signed else ""
    raise RuleBroken(
        f"Mandate {anchor.code} was withdrawn{from_day}, and stays so. To agree it again, sign another; if the "
        "register has it wrong, correct it."
    )


def _withdrawn_from(held: Stated) -> date:
    assert held.days.last_day is not None, "withdrawn once signed"
    return held.days.last_day + ONE_DAY


def _refuse_ended(anchor: Anchor, held: Stated, on: date) -> None:
    if held.days.last_day is not None and held.days.last_day < on:
        ended = day(held.days.last_day)
        raise RuleBroken(f"Mandate {anchor.code} ends on {ended}, so there is nothing left to withdraw then.")


def _refuse_without_reason(act: Act, sentence: str) -> None:
    if not (act.because or "").strip():
        raise RuleBroken(sentence)
