"""A page about one case that somebody is to be chosen for, as the address asks for it."""

from dataclasses import dataclass

from flask import request, url_for

from accounts import audit
from accounts.guard import viewer
from accounts.permissions import Permission
from caseload.allocation.candidates import Taking
from caseload.allocation.matching import Excluded, Suggestion, Suggestions
from caseload.queries.matching import AskedCase, Matching, Part, facts_for
from foundation import clock
from foundation.errors import NotThere
from foundation.forms import row_number


@dataclass(frozen=True, slots=True)
class Choosing:
    """A page about one case: how somebody is to have it, of which team, and whom the reader has in mind."""

    matching: Matching
    case: AskedCase
    taking: Taking
    team: str | None
    suggestions: Suggestions
    chosen: Suggestion | Excluded | None

    @property
    def teams(self) -> list[tuple[str, str]]:
        """Those who could take it."""
        return self.matching.teams(self.case.fact.case_id)

    @property
    def parts(self) -> list[Part]:
        """Who has the case today, in whatever way."""
        return [part for part in self.case.parts if part.now(self.matching.on)]

    def name_of(self, person_id: int) -> str:
        """What somebody is called who has or has had the case, or could."""
        had = next((part.name for part in self.case.parts if part.person_id == person_id), None)
        found = self.matching.suggestions(self.case.fact.case_id, self.taking).find(person_id)
        return had or (found.candidate.name if found else "Somebody of another team")

    def address(self, endpoint: str, **more: object) -> str:
        """A page about the same case, role and team."""
        asked = {"role": self.taking.value, "team": self.team if self.team is not None else "any"}
        return url_for(endpoint, case_id=self.case.fact.case_id, **{**asked, **more})


def choose(case_id: int, person: str | None) -> Choosing:
    """The case and everybody who could take it, as the address asks. Raises NotThere for a case that is not the
    viewer's to allocate, or whose resident objects."""
    scopes = viewer().scopes(Permission.ALLOCATE)
    matching = facts_for([case_id], clock.today(), account_id=viewer().id, scopes=scopes)
    case = matching.case(case_id)
    if case.fact.objects:
        raise NotThere
    audit.seen("resident", case.resident_id, by=viewer().id)
    taking, team = asked_role(), asked_team(matching, case)
    suggestions = matching.suggestions(case_id, taking, team)
    chosen = matching.suggestions(case_id, taking).find(number) if (number := row_number(person)) else None
    return Choosing(matching, case, taking, team, suggestions, chosen)


def asked_role() -> Taking:
    """How somebody is to have the case. Raises NotThere for no way there is."""
    role = request.args.get("role", Taking.KEY_WORKER.value)
    if role not in set(Taking):
        raise NotThere
    return Taking(role)


def asked_team(matching: Matching, case: AskedCase) -> str | None:
    """Whose people are suggested: of the team asked for, or on whose list the case is. Raises NotThere."""
    team = request.args.get("team")
    if team is None:
        return case.team
    if team == "any":
        return None
    if team not in dict(matching.teams(case.fact.case_id)):
        raise NotThere
    return team
