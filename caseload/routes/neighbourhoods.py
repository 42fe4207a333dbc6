"""A neighbourhood on one page: who lives there, who works there, what is amiss, and this month's reviews."""

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from accounts import audit
from accounts.account import Viewer
from accounts.guard import allow, viewer
from accounts.permissions import Permission
from caseload.queries.neighbourhood import sessions_of_month
from foundation.asking import asked_as_at
from neighbourhoods import queries
from neighbourhoods.queries import Place
from teams.queries import amiss, movements, staff

neighbourhoods = Blueprint("neighbourhoods", __name__)


@neighbourhoods.get("/neighbourhoods")
@allow(Permission.SEE_NEIGHBOURHOOD)
def list_neighbourhoods() -> ResponseReturnValue:
    """Every neighbourhood with its population and staff."""
    as_at = asked_as_at()
    return render_template(
        "neighbourhoods/list_neighbourhoods.html",
        as_at=as_at,
        places=queries.list_places(),
        strengths=staff.strengths(as_at),
        nobody=staff.NOBODY,
    )


@neighbourhoods.get("/neighbourhoods/<code>")
@allow(Permission.SEE_NEIGHBOURHOOD)
def show(code: str) -> ResponseReturnValue:
    """One neighbourhood. The same number of statements however many work there."""
    as_at, asking = asked_as_at(), viewer()
    place, wards = queries.get_place(code)
    here = staff.Whose(staff.IN_NEIGHBOURHOOD, place.id)
    team = staff.make_up(here, as_at)
    audit.seen("neighbourhood", place.id, by=asking.id)
    return render_template(
        "neighbourhoods/show.html",
        as_at=as_at,
        place=place,
        wards=wards,
        practices=queries.list_practices(place.id),
        make_up=team,
        members=staff.list_members(here, as_at, number=_page("page"), total=team.placements),
        amiss=amiss.list_amiss(here, as_at, number=_page("amiss")),
        movements=movements.list_movements(here, as_at, number=_page("moves")),
        vacancies=amiss.list_vacancies(here, as_at),
        sessions=sessions_of_month(place.id, as_at.on) if may_see_cases(asking, place) else None,
        may_open=asking.may(Permission.SEE_REGISTER),
    )


def may_see_cases(asking: Viewer, place: Place) -> bool:
    """Whether anything about residents here may be said to this viewer: judged by what is in force now."""
    return not asking.scopes(Permission.SEE_CASES).isdisjoint({"", place.code})


def _page(name: str) -> int:
    return request.args.get(name, 1, type=int)
