"""What the form about one case in a meeting offers, what it is filled with, and what its answer means."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import Any

from caseload.reviews.meetings.agenda_facts import AgendaCase
from caseload.reviews.meetings.case_actions import ActionFacts, ToDo
from caseload.reviews.meetings.forms import DEFERRED, OutcomeForm, ToDoFields
from caseload.reviews.meetings.next_review import STEPS, Choice, Tier
from caseload.reviews.meetings.outcomes import Kept, Said
from caseload.reviews.review import ReviewOutcome
from caseload.reviews.sessions.attending import Worker, organisations
from caseload.reviews.sessions.facts import SessionFacts
from caseload.routes.case_act import ended
from foundation.formats import day, moment

Sessions = list[tuple[int, datetime]]


def fill(case: AgendaCase, closed_as: str | None) -> dict[str, Any]:
    """What was kept of the case in this session, for the form to show."""
    was = case.decided
    if not was.done:
        return {}
    return {
        "outcome": was.outcome or DEFERRED,
        "because": was.because,
        "tier": was.tier_id if was.outcome in STEPS else None,
        "closed_as": closed_as if was.outcome == ReviewOutcome.CLOSED else None,
        "carried_to": was.carried_to_id,
        "next_on": was.next_on,
        "next_because": was.next_because,
        "past_limit": False,
    }


def offer_choices(
    form: OutcomeForm, session: SessionFacts, known: Mapping[int, Tier], later: Sessions, near: list[Worker]
) -> None:
    """Each tier with the day the next review would be due, the later sessions, and who could do something."""
    form.tier.offer(
        [(t.id, f"{t.name}: next by {day(t.after(session.on).due_on)}") for t in known.values()],
        "Choose a tier",
    )
    offer_sessions(form, later)
    offer_owners(form, near)
    if form.outcome.data not in STEPS:
        form.tier.data = None


def offer_sessions(form: Any, later: Sessions) -> None:
    """The later sessions, by their day and hour."""
    form.carried_to.offer(
        [(number, moment(starts_at)) for number, starts_at in later], "No session: as the plan has it"
    )


def offer_owners(form: ToDoFields, near: Iterable[Worker], *, also: ActionFacts | None = None) -> None:
    """Whoever works near, or an organisation; and whose the action is now, also when they work elsewhere by now."""
    people = {each.id: f"{each.name}, {each.organisation}" for each in near}
    if also is not None and also.person_id is not None:
        people.setdefault(also.person_id, also.owner)
    form.owner.offer(people.items(), "Choose somebody")
    form.organisation.offer(organisations(), "Choose an organisation")


def answer_of(form: OutcomeForm, near: Collection[Worker]) -> Said:
    """What the form says, without what does not belong to its outcome."""
    outcome = form.said_outcome
    goes_on = outcome not in (None, ReviewOutcome.CLOSED)
    return Said(
        outcome=outcome,
        because=form.because.data or "",
        tier_id=form.tier.data if outcome in STEPS else None,
        closed_as=form.said_end if outcome is ReviewOutcome.CLOSED else None,
        carried_to_id=form.carried_to.data if outcome is None else None,
        next=Choice(form.next_on.data, form.next_because.data or "", form.past_limit.data)
        if goes_on
        else Choice(),
        action=to_do_of(form, near),
        corrected=form.corrected.data or "",
    )


def to_do_of(form: ToDoFields, near: Iterable[Worker], *, usual: int | None = None) -> ToDo | None:
    """What is to be done; nothing where nothing was said. A person's action is their organisation's too; `usual` is
    the organisation of somebody who works elsewhere by now."""
    if not form.what.data:
        return None
    worker = next((each for each in near if each.id == form.owner.data), None)
    organisation_id = worker.organisation_id if worker else form.organisation.data or usual
    assert form.due_on.data is not None
    assert organisation_id is not None
    return ToDo(
        what=form.what.data,
        due_on=form.due_on.data,
        organisation_id=organisation_id,
        person_id=form.owner.data,
    )


def sentence_of(kept: Kept) -> str:
    """What came of it, in words."""
    if kept.ended is not None:
        return ended(kept.ended)
    if kept.next is None:
        return "Kept: the review is deferred. It stays due when it was."
    limit = day(kept.next.hard_limit_on)
    return f"Kept. The next review is due on {day(kept.next.due_on)}, at the latest on {limit}."
