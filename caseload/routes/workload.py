"""A team's workload, for the lead of its neighbourhood, and how one person's is counted."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from accounts import audit
from accounts.guard import allow, viewer
from accounts.permissions import Permission
from caseload.capacity.bars import bars_of
from caseload.queries.cases import Choice, list_places
from caseload.queries.reckoning import reckoning_of
from caseload.queries.reductions import works_in
from caseload.queries.workloads import PersonWorkload, team_workloads
from foundation import clock
from foundation.effective import AsAt
from foundation.errors import NotThere
from foundation.paging import page_of
from people.queries import get_person

workload = Blueprint("workload", __name__)
ORDERS = {"": "Most headroom first", "fullest": "Fullest first", "name": "By name"}


@dataclass(frozen=True, slots=True)
class Narrowing:
    """What the address narrows the list to, with what it can be narrowed to."""

    places: list[Choice]
    employers: list[str]
    professions: list[str]
    place: str
    employer: str
    profession: str
    order: str

    @property
    def place_names(self) -> dict[str, str]:
        """What each neighbourhood is called."""
        return {place.code: place.name for place in self.places}

    @property
    def employer_names(self) -> dict[str, str]:
        """Employers stand for themselves."""
        return {name: name for name in self.employers}

    @property
    def profession_names(self) -> dict[str, str]:
        """Professions likewise."""
        return {name: name for name in self.professions}

    @property
    def active(self) -> int:
        """How many filters are on."""
        return sum(map(bool, (self.place, self.employer, self.profession, self.order)))

    def keeps(self, each: PersonWorkload) -> bool:
        """Whether somebody is in the list."""
        employed = not self.employer or self.employer in each.employers
        return employed and (not self.profession or self.profession in each.professions)


@dataclass(frozen=True, slots=True)
class Sums:
    """Everybody in the list together, in points; `over` counts people."""

    people: int
    held: int
    reserved: int
    capacity: int
    over: int


@workload.get("/workload")
@allow(Permission.ALLOCATE)
def team() -> ResponseReturnValue:
    """Everybody who works in the reader's neighbourhoods: what they hold, what is asked for, what is left."""
    on, places = clock.today(), list_places(viewer().scopes(Permission.ALLOCATE))
    asked = [place for place in places if request.args.get("neighbourhood", "") in ("", place.code)]
    everybody = team_workloads([place.code for place in asked], on)
    narrowing = asked_narrowing(places, everybody)
    found = ordered([each for each in everybody if narrowing.keeps(each)], narrowing.order)
    page = page_of(found, request.args.get("page", 1, type=int))
    for place in asked:
        audit.seen("workload", place.id, by=viewer().id)
    return render_template(
        "workload/team.html",
        page=page,
        bars=bars_of([(each.load, each.unreduced) for each in found]),
        sums=sums_of(found),
        narrowing=narrowing,
        orders=ORDERS,
        on=on,
    )


@workload.get("/workload/<int:person_id>")
@allow(Permission.ALLOCATE)
def person(person_id: int) -> ResponseReturnValue:
    """How somebody's workload is counted. The cases of other neighbourhoods are told by their number alone."""
    on, led = clock.today(), viewer().scopes(Permission.ALLOCATE)
    who = get_person(person_id, AsAt(on))
    if "" not in led and not led & works_in(person_id, on):
        raise NotThere
    reckoning = reckoning_of(person_id, on, led)
    audit.seen("person", person_id, by=viewer().id)
    for case_id in dict.fromkeys(case.case_id for case in reckoning.cases):
        audit.seen("case", case_id, by=viewer().id)
    return render_template(
        "workload/person.html",
        person=who,
        reckoning=reckoning,
        own=who.account_id == viewer().id,
        sees_cases=viewer().may(Permission.SEE_CASES),
        on=on,
    )


def asked_narrowing(places: list[Choice], everybody: Sequence[PersonWorkload]) -> Narrowing:
    """The filters in the address. Raises NotThere for a neighbourhood that is not the reader's, or for nothing
    there is."""
    employers = sorted({name for each in everybody for name in each.employers})
    professions = sorted({name for each in everybody for name in each.professions})
    return Narrowing(
        places,
        employers,
        professions,
        _chosen("neighbourhood", [place.code for place in places]),
        _chosen("employer", employers),
        _chosen("profession", professions),
        _chosen("order", ORDERS),
    )


def ordered(found: list[PersonWorkload], order: str) -> list[PersonWorkload]:
    """They come with the most headroom first."""
    if order == "name":
        return sorted(found, key=lambda each: (each.name, each.person_id))
    if order == "fullest":
        return sorted(found, key=lambda each: (-_fullness(each), each.name, each.person_id))
    return found


def sums_of(found: Sequence[PersonWorkload]) -> Sums:
    """The figures that head the list."""
    loads = [each.load for each in found]
    return Sums(
        len(loads),
        sum(load.held for load in loads),
        sum(load.reserved for load in loads),
        sum(load.capacity for load in loads),
        sum(load.over for load in loads),
    )


def _fullness(each: PersonWorkload) -> float:
    load = each.load
    return load.used / load.capacity if load.capacity else float("inf") if load.used else 0.0


def _chosen(name: str, choices: Iterable[str]) -> str:
    chosen = request.args.get(name, "")
    if chosen and chosen not in choices:
        raise NotThere
    return chosen
