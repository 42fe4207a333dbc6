"""Who may see which part of a session, and the agenda as they see it."""

from dataclasses import dataclass
from datetime import date, timedelta

from accounts import audit
from accounts.guard import viewer
from accounts.permissions import Permission
from caseload.cases.words import ROLES
from caseload.policy import Purpose, Relation, covers, judge, near
from caseload.reviews.meetings.agenda_facts import (
    CONTRIBUTES,
    AgendaCase,
    Holder,
    Need,
    agenda_of,
    holders_of,
    needs_of,
)
from caseload.reviews.meetings.case_actions import ActionFacts, open_actions
from caseload.reviews.meetings.meeting import Stay, Turn, stays, turns
from caseload.reviews.sessions.attending import Attendee, attendees_of, by_organisation, works_today
from caseload.reviews.sessions.facts import SessionFacts, get_session
from foundation import clock
from foundation.errors import NotThere

PARTS = {**ROLES, CONTRIBUTES: "Contributes"}
LOOKING_BACK = timedelta(days=28)
"""How long after its day whoever chaired a session or came to it may still look at it."""


@dataclass(frozen=True, slots=True)
class CaseTurn:
    """A case of the agenda with its turn, and with what is to be known of it there."""

    case: AgendaCase
    turn: Turn
    needs: list[Need]
    holders: list[Holder]
    actions: list[ActionFacts]

    @property
    def held_by(self) -> list[tuple[str, str]]:
        """As what, and by whom."""
        return [(PARTS[each.part], each.name) for each in self.holders]

    def relations(self, person_id: int | None) -> frozenset[Relation]:
        """SESSION for whoever holds the case, contributes to it, or is needed at it."""
        people = {*self.turn.people, *(each.person_id for each in self.holders)}
        return frozenset({Relation.SESSION}) if person_id in people else frozenset()


@dataclass(frozen=True, slots=True)
class Agenda:
    """A session as one reader sees it. `runs`: they keep what it comes to; `adds`: they may put any case of the
    neighbourhood on it; `me`: who they are, where they are asked; `taken_off`: deferred before the
    meeting; `dropped`: how many cases that are planned into it have no turn any more."""

    session: SessionFacts
    runs: bool
    adds: bool
    me: int | None
    turns: list[CaseTurn]
    attendees: list[Attendee]
    stays: dict[int, Stay]
    taken_off: list[AgendaCase]
    dropped: int

    @property
    def on(self) -> date:
        """The day it is read."""
        return clock.today()

    @property
    def plans(self) -> bool:
        """Whether the reader may change when and where it is."""
        return covers(viewer().scopes(Permission.PLAN_REVIEWS), self.session.neighbourhood_code)

    @property
    def chair(self) -> str | None:
        """Who chairs."""
        return next((each.name for each in self.attendees if each.id == self.session.chair_id), None)

    @property
    def minutes_used(self) -> int:
        """Until when it goes, in minutes from its start."""
        return max((each.turn.ends for each in self.turns), default=0)

    @property
    def moved(self) -> int:
        """How many cases start at another time than the plan says."""
        return sum(each.turn.moved for each in self.turns)

    @property
    def undecided(self) -> list[AgendaCase]:
        """What nothing was said of yet."""
        return [each.case for each in self.turns if not each.case.decided.done]

    @property
    def groups(self) -> dict[str, dict[str, list[Attendee]]]:
        """Who is asked, by organisation and profession."""
        return by_organisation(self.attendees)

    @property
    def begun(self) -> bool:
        """Whether what it decides can be kept: from its day on."""
        return self.session.cancelled_because is None and self.session.on <= self.on


def agenda_for(session_id: int) -> Agenda:
    """A session for whoever runs it or is asked to come. Raises NotThere for anybody else."""
    session = get_session(session_id)
    in_charge = _in_charge(session)
    me = None if in_charge else _somebody(session)
    attendees = attendees_of(session)
    chairs = _chairs(session, me)
    if not in_charge and me not in {each.id for each in attendees if each.asked or each.came}:
        raise NotThere
    found, taken_off = _turns(session, attendees)
    stay = stays(
        [each.turn for each in found],
        [each.id for each in attendees if each.asked],
        chair_id=session.chair_id,
        minutes=session.minutes,
    )
    dropped = session.planned - sum(each.turn.planned is not None for each in found)
    runs = near(viewer(), session.neighbourhood_code, Purpose.REVIEWING) | chairs
    found = [each for each in found if judge(runs | each.relations(me), Purpose.REVIEWING).allowed]
    off = taken_off if runs else []
    return Agenda(session, bool(runs), in_charge, me, found, attendees, stay, off, dropped)


def run_by(session_id: int) -> tuple[SessionFacts, bool]:
    """A session that the viewer runs, and whether they may bring any case of its neighbourhood. Raises NotThere."""
    session = get_session(session_id)
    if _in_charge(session):
        return session, True
    if not _chairs(session, _somebody(session)):
        raise NotThere
    return session, False


def seen(agenda: Agenda) -> None:
    """Note whom the page shows."""
    audit.seen("review_session", agenda.session.id, by=viewer().id)
    for case in [*(each.case for each in agenda.turns), *agenda.taken_off]:
        audit.seen("resident", case.resident_id, by=viewer().id)


def _in_charge(session: SessionFacts) -> bool:
    return bool(near(viewer(), session.neighbourhood_code, Purpose.REVIEWING))


def _chairs(session: SessionFacts, person_id: int | None) -> frozenset[Relation]:
    theirs = person_id is not None and person_id == session.chair_id
    return frozenset({Relation.CHAIR}) if theirs else frozenset()


def _somebody(session: SessionFacts) -> int:
    """Who the viewer is, while somebody employs them and the session is not long past. Raises NotThere."""
    on = clock.today()
    me = works_today(viewer().id, on)
    if me is None or on > session.on + LOOKING_BACK:
        raise NotThere
    return me


def _turns(session: SessionFacts, attendees: list[Attendee]) -> tuple[list[CaseTurn], list[AgendaCase]]:
    """The cases with their turns, and those that were deferred before the meeting and have none."""
    on = clock.today()
    listed = agenda_of(session, on)
    cases = {each.id: each for each in listed if not each.decided.taken_off}
    ids = list(cases)
    needs, holders, actions = needs_of(ids, on), holders_of(ids, on), open_actions(ids, on)
    practising = {each.id: each.practises for each in attendees if each.asked}
    items = [case.item(holders[case.id], needs[case.id]) for case in cases.values()]
    found = [
        CaseTurn(
            cases[turn.case_id],
            turn,
            needs[turn.case_id],
            holders[turn.case_id],
            actions[turn.case_id],
        )
        for turn in turns(items, practising)
    ]
    return found, [each for each in listed if each.decided.taken_off]
