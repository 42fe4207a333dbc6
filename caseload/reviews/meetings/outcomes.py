"""What a session decides of a case: a review held, with what it changes of the case, or a deferral.

Nothing here commits. What is said twice in the same words is kept once.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from accounts import audit
from caseload.cases.case import CaseDetails, Holds, ReviewTier
from caseload.cases.stage import CaseStage, Outcome
from caseload.keeping import particulars, stages
from caseload.reviews.due import Due
from caseload.reviews.escalating_acts import AtMeeting, escalate_case
from caseload.reviews.meetings.agenda_facts import AgendaCase, due_before, holders_of
from caseload.reviews.meetings.case_actions import ToDo, give
from caseload.reviews.meetings.next_review import STEPS, Choice, Tier, chosen_day, step_to
from caseload.reviews.meetings.restating import restate
from caseload.reviews.review import Action, Deferral, Review, ReviewOutcome
from caseload.reviews.sessions.facts import SessionFacts
from foundation.acts import Act
from foundation.clock import LONDON
from foundation.database import db
from foundation.errors import RuleBroken
from foundation.formats import day
from people.deeds import ONE_DAY, on_day, said

TOLD = ("session_id", "outcome", "tier_id", "next_on", "carried_to_id")
"""What the audit keeps of a row: numbers, codes and days."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What is said of one case. No `outcome`: it was not reviewed and is deferred, onto the agenda of `carried_to_id`
    where that is given. `corrected`: why what was kept before is put right."""

    outcome: ReviewOutcome | None
    because: str = ""
    tier_id: int | None = None
    closed_as: Outcome | None = None
    carried_to_id: int | None = None
    next: Choice = field(default_factory=Choice)
    action: ToDo | None = None
    corrected: str = ""


@dataclass(frozen=True, slots=True)
class Kept:
    """What came of it. `next`: when the next review is due (none: the case is closed, or this one is still to be
    held); `ended`: what ended with the case; `changed`: whether it was not kept already."""

    next: Due | None = None
    ended: stages.Ended | None = None
    changed: bool = True


def tiers() -> dict[int, Tier]:
    """Every tier, the most frequent first."""
    t = ReviewTier
    rows = db.session.execute(
        select(t.id, t.name, t.review_interval_weeks, t.hard_maximum_weeks).order_by(
            t.review_interval_weeks, t.id
        )
    )
    return {row[0]: Tier(*row) for row in rows}


def decide(session: SessionFacts, case: AgendaCase, what: Said, *, by: int, at: datetime) -> Kept:
    """Keep what was decided of a case, and the action that goes with it.

    What this session had kept of it before is put right. Before the session a case can only be deferred, to a later
    one. Raises RuleBroken for anything else of a session to come, for one cancelled, and for whatever a rule refuses.
    """
    if what.outcome is None and what.carried_to_id is not None:
        refuse_cancelled(session)
    else:
        refuse_session(session, at)
    because = ". ".join(each for each in (what.corrected, what.because) if each)
    deciding = _Deciding(session, case, what, Act(by=by, at=at, because=because))
    next_one, ended = deciding.deferred() if what.outcome is None else deciding.reviewed()
    deciding.give_action()
    deciding.tell_escalated()
    return Kept(next_one, ended, deciding.write())


def refuse_session(session: SessionFacts, at: datetime) -> None:
    """Raises RuleBroken for one that is cancelled or whose day is still to come."""
    refuse_cancelled(session)
    if session.on > at.astimezone(LONDON).date():
        raise RuleBroken(
            f"The session is on {day(session.on)}. Say what was decided once it is held. Before it a case can only be "
            "deferred, to a later session that you choose."
        )


def refuse_cancelled(session: SessionFacts) -> None:
    """Raises RuleBroken for a session that is not held."""
    if session.cancelled_because is not None:
        raise RuleBroken("This session is cancelled.")


class _Deciding:
    """One case's turn being written down."""

    def __init__(self, session: SessionFacts, case: AgendaCase, what: Said, act: Act) -> None:
        self.session, self.case, self.what, self.act = session, case, what, act
        self.before, self.on = case.decided, session.on
        self.done: dict[str, Any] = {}

    def deferred(self) -> tuple[None, None]:
        if not self.what.because:
            raise RuleBroken("Say why the review is deferred.")
        self._undo()
        carried_to = self.what.carried_to_id
        before = (self.before.deferral_id is not None, self.before.carried_to_id, self.before.because)
        if before != (True, carried_to, self.what.because):
            self._restate(Deferral, {"carried_to_id": carried_to, "because": self.what.because})
        return None, None

    def reviewed(self) -> tuple[Due | None, stages.Ended | None]:
        outcome = self.what.outcome
        if outcome is not ReviewOutcome.CONTINUE and not self.what.because:
            raise RuleBroken("Say why, in a few words.")
        self._undo()
        tier = self._stepped()
        ended = self._close() if outcome is ReviewOutcome.CLOSED else None
        by_rule = tier.after(self.on)
        chosen = None if ended else chosen_day(self.what.next, by_rule, self.on)
        self._hold(tier, chosen)
        if ended is not None:
            return None, ended
        return Due(min(chosen or by_rule.due_on, by_rule.hard_limit_on), by_rule.hard_limit_on), None

    def give_action(self) -> None:
        """Raises RuleBroken where the case is escalated and nobody has anything to do: then it is only a word."""
        what, session_id = self.what, self.session.id
        if what.action is not None:
            given = {"by": self.act.by, "at": self.act.at, "session_id": session_id}
            number = give(self.case.id, what.action, on=self.on, **given)
            self.done |= {} if number is None else {"action": number}
        if what.outcome is ReviewOutcome.ESCALATED and not _has_action(self.case.id, session_id):
            raise RuleBroken("A case that is escalated needs an action: say who takes it up, and by when.")

    def tell_escalated(self) -> None:
        """Whoever holds the post that answers for what keeps the case is told of it."""
        due = self.case.line.due
        if self.what.outcome is not ReviewOutcome.ESCALATED or self.before.outcome == ReviewOutcome.ESCALATED:
            return
        by_part = {each.part: each.person_id for each in holders_of([self.case.id], self.on)[self.case.id]}
        holder = by_part.get(Holds.KEY_WORKER, by_part.get(Holds.DEPUTY))
        due_on = due.due_on if due else self.on
        said = AtMeeting(self.case.id, holder, self.session.neighbourhood_code, due_on, self.on)
        escalate_case(said, by=self.act.by, at=self.act.at)

    def write(self) -> bool:
        """Store it with its one audit entry. False when all of it was kept already."""
        changes = {**self.act.changes(), **self.done}
        if changes:
            audit.record("review.decide", "case", self.case.id, by=self.act.by, after=changes)
            self.act.write()
        return bool(changes)

    def _hold(self, tier: Tier, chosen: date | None) -> None:
        outcome, due = self.what.outcome, None
        assert outcome is not None
        if self.before.review_id is None:
            due = due_before(self.session, self.case.id)
        row = {
            "outcome": outcome.value,
            "tier_id": tier.id,
            "next_on": chosen,
            "next_because": self.what.next.because if chosen else None,
            "because": self.what.because or None,
        }
        if self.before.review_id is None or any(getattr(self.before, k) != v for k, v in row.items()):
            weeks = {"interval_weeks": tier.interval_weeks, "hard_maximum_weeks": tier.hard_maximum_weeks}
            days = {"held_on": self.on, "due_on": due.due_on if due else self.before.due_on}
            self._restate(Review, row | weeks | days)

    def _restate(self, model: type[Review] | type[Deferral], row: Mapping[str, Any]) -> None:
        """The row in place of what was said before, be it a review or a deferral."""
        if self.before.done:
            self._refuse_uncorrected()
        by, at = self.act.by, self.act.at
        for each, held in ((Review, self.before.review_id), (Deferral, self.before.deferral_id)):
            if held is not None:
                restate(each, held, None, by=by, at=at, because=self.what.corrected)
        row = {"case_id": self.case.id, "session_id": self.session.id, **row}
        restate(model, None, row, by=by, at=at)
        self.done[model.__tablename__] = {name: row[name] for name in TOLD if name in row}

    def _undo(self) -> None:
        """What an outcome that no longer holds had changed of the case is put back."""
        was, now = self.before.outcome, self.what.outcome
        if was == ReviewOutcome.CLOSED and now is not ReviewOutcome.CLOSED:
            self._refuse_uncorrected()
            stages.reopen(self.act, self.case.id)
        tier_id = self._tier_found()
        if was in STEPS and now not in STEPS and tier_id is not None:
            self._refuse_uncorrected()
            particulars.change_tier(self.act, self.case.id, tier_id, self.on)

    def _stepped(self) -> Tier:
        """The tier the next review goes by; where the case is stepped, from this day."""
        known, outcome, base = tiers(), self.what.outcome, self._tier_found()
        if outcome not in STEPS:
            return known[base or self.before.tier_id or min(known)]
        assert outcome is not None
        tier = step_to(outcome, base, self.what.tier_id, known)
        if self.before.tier_id != tier.id:
            particulars.change_tier(self.act, self.case.id, tier.id, self.on)
        return tier

    def _tier_found(self) -> int | None:
        """The tier as the session found it: where it has stepped the case already, that of the day before."""
        timeline = self.act.timeline(CaseDetails, (self.case.id,))
        stepped = self.before.outcome in STEPS
        held = on_day(timeline, self.on - ONE_DAY if stepped else self.on) or on_day(timeline, self.on)
        return None if held is None else said(CaseDetails, held)["tier_id"]

    def _close(self) -> stages.Ended:
        key, closed_as = (self.case.id,), self.what.closed_as
        if closed_as is None:
            raise RuleBroken("Choose how the case ended.")
        if self.before.outcome != ReviewOutcome.CLOSED:
            return stages.close(self.act, self.case.id, closed_as, self.on)
        held = on_day(self.act.timeline(CaseStage, key), self.on)
        if held is not None and said(CaseStage, held)["outcome"] != closed_as:
            self._refuse_uncorrected()
            ended = said(CaseStage, held) | {"outcome": closed_as.value}
            self.act.put(CaseStage, key, held.period, **ended)
        return stages.Ended(0, 0, 0)

    def _refuse_uncorrected(self) -> None:
        if not self.what.corrected:
            raise RuleBroken("This session kept something else of this case. Say why it is put right.")


def _has_action(case_id: int, session_id: int) -> bool:
    given = select(Action.id).where(
        Action.case_id == case_id, Action.session_id == session_id, Action.superseded_at.is_(None)
    )
    return db.session.scalar(given.limit(1)) is not None
