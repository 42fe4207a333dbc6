"""What changed between two days."""

from dataclasses import dataclass
from datetime import date, datetime

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from accounts import audit
from accounts.guard import allow, viewer
from accounts.permissions import Permission
from foundation import clock
from foundation.asking import Asked, asked_as_at, asked_day
from foundation.effective import AsAt
from foundation.errors import NotThere
from teams.change import Part
from teams.queries import changes as queries
from teams.queries.find import TeamFacts, list_teams

changes = Blueprint("changes", __name__)


@dataclass(frozen=True, slots=True)
class Question:
    """Which two days to compare, as known when, of which part and team (none: all)."""

    first: date
    second: date
    known_at: datetime | None
    part: Part | None
    team: TeamFacts | None

    @property
    def backwards(self) -> bool:
        """Whether the first day is after the second."""
        return self.first > self.second


@changes.get("/changes")
@allow(Permission.SEE_REGISTER)
def compare() -> ResponseReturnValue:
    """The state on one day beside the state on another: from 1 April to today unless asked otherwise."""
    teams = list_teams()
    asked = asked_question(teams)
    audit.seen("changes", asked.team and asked.team.id, by=viewer().id)
    found = None if asked.backwards else _found(asked)
    page = render_template(
        "changes/compare.html",
        # The banner is about when things were known; the two days stand in the form.
        as_at=Asked(clock.today(), asked.known_at),
        asked=asked,
        found=found,
        teams=teams,
        parts=list(Part),
    )
    return page, 422 if asked.backwards else 200


def asked_question(teams: list[TeamFacts]) -> Question:
    """What the address asks. Raises NotThere for a part or a team that is not there."""
    today = clock.today()
    return Question(
        first=asked_day("from", first_of_april(today)),
        second=asked_day("to", today),
        known_at=asked_as_at().known_at,
        part=_part(request.args.get("line")),
        team=_team(request.args.get("team"), teams),
    )


def first_of_april(on: date) -> date:
    """The day the financial year began."""
    return date(on.year if on.month >= 4 else on.year - 1, 4, 1)


def _found(asked: Question) -> queries.Changes:
    return queries.compare(
        AsAt(asked.first, asked.known_at),
        AsAt(asked.second, asked.known_at),
        part=asked.part,
        team_id=asked.team and asked.team.id,
        number=request.args.get("page", 1, type=int),
    )


def _part(wanted: str | None) -> Part | None:
    if not wanted:
        return None
    if wanted not in set(Part):
        raise NotThere
    return Part(wanted)


def _team(code: str | None, teams: list[TeamFacts]) -> TeamFacts | None:
    if not code:
        return None
    found = next((team for team in teams if team.code == code), None)
    if found is None:
        raise NotThere
    return found
