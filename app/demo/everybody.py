"""All the people of the sample together: told ones first, then one history for every seat left."""

from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import date

from app.demo.career import Career, Tenure, tenures_of
from app.demo.establishment import plan_seats
from app.demo.findings import comings_and_goings, lead_leaves, post_flaws, registrations_ending
from app.demo.history import Historian
from app.demo.manifest import Flaw
from app.demo.particulars import particular_people
from app.demo.posts import appoint, stood_in


@dataclass(frozen=True, slots=True)
class Everybody:
    """Those whom some extract shows, those placed today, the same by team, and who has held which post."""

    careers: list[Career]
    present: list[Career]
    rosters: dict[str, list[Career]]
    tenures: list[Tenure]
    flaws: list[Flaw]

    def holders(self, day: date) -> dict[str, Career]:
        """Who holds each post on a day, substantively or acting; a vacant post is absent."""
        return {
            position.post_held: career
            for career in self.careers
            if career.shown_on(day)
            for position in career.terms_on(day).positions
            if position.post_held and position.post_holding != "deputy"
        }


def invent_everybody(historian: Historian, staff: int) -> Everybody:
    """So many people placed today, and everybody before them whom an extract shows."""
    today = historian.today
    careers, flaws = _careers(historian, staff)
    shown = [each for each in careers if any(each.shown_on(day) for day in historian.days[each.employer])]
    present = sorted((each for each in shown if each.placements_on(today)), key=lambda each: each.key)
    tenures = [tenure for career in shown for tenure in tenures_of(career)]
    return Everybody(
        careers=shown,
        present=present,
        rosters=_rosters(present, today),
        tenures=sorted(
            [*tenures, *stood_in(historian, tenures)], key=lambda each: (each.post, each.starts_on)
        ),
        flaws=_still_there(flaws, {career.key for career in shown}),
    )


def _careers(historian: Historian, staff: int) -> tuple[list[Career], list[Flaw]]:
    seats = plan_seats(staff, historian.reference.neighbourhoods)
    holders, leaving = lead_leaves(appoint(historian, seats), historian.today)
    particular = particular_people(historian, seats)
    others = [career for seat in seats for career in historian.fill(seat)]
    careers = [*holders, *particular.careers, *others]
    found = [registrations_ending(careers, historian.today), *comings_and_goings(careers, historian.today)]
    return careers, [*post_flaws(holders, historian.today), leaving, *particular.flaws, *found]


def _rosters(present: list[Career], today: date) -> dict[str, list[Career]]:
    """The people placed in each team today, in the order of employers and assignment numbers."""
    rosters: defaultdict[str, list[Career]] = defaultdict(list)
    for career in present:
        for team in dict.fromkeys(placement.team for placement in career.placements_on(today)):
            rosters[team].append(career)
    return dict(rosters)


def _still_there(flaws: list[Flaw], keys: set[tuple[str, str]]) -> list[Flaw]:
    """The flaws without people whom no extract shows: with no history, those who have left."""
    kept = [replace(flaw, people=tuple(key for key in flaw.people if key in keys)) for flaw in flaws]
    return [flaw for flaw, before in zip(kept, flaws, strict=True) if flaw.people or not before.people]
