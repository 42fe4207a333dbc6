"""A lead gives cases to people: the cases that nobody holds, who could take one, and doing it."""

from dataclasses import dataclass

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from accounts import audit
from accounts.guard import allow, viewer
from accounts.permissions import Permission
from caseload.allocation import allocating
from caseload.allocation.allocating import Done, Wish
from caseload.allocation.candidates import AS
from caseload.allocation.directing import How
from caseload.allocation.forms import AllocateForm, EndForm, TeamForm
from caseload.allocation.matching import Suggestion
from caseload.allocation.matching_reasons import TOPICS
from caseload.queries import cases as case_queries
from caseload.queries import waiting as queries
from caseload.queries.allocations import team_id_of
from caseload.queries.cases import Choice
from caseload.queries.waiting import Sought
from caseload.routes.choosing import Choosing, choose
from foundation import clock
from foundation.database import db
from foundation.errors import NotThere
from foundation.forms import attempting, options, row_number
from foundation.paging import page_of

allocate = Blueprint("allocate", __name__)
MOST_COMPARED = 4
PER_PAGE = 10


@dataclass(frozen=True, slots=True)
class Narrowing:
    """What the address narrows the list to, with the choices it was taken from."""

    places: list[Choice]
    tiers: list[Choice]
    teams: list[Choice]
    place: Choice | None
    tier: Choice | None
    team: Choice | None
    asked: str

    @property
    def active(self) -> int:
        """How many filters are on."""
        return sum(1 for each in (self.place, self.tier, self.team, self.asked) if each)

    @property
    def sought(self) -> Sought:
        """The same as the query takes it."""
        return Sought(
            self.place and self.place.id,
            self.tier and self.tier.id,
            self.team and self.team.id,
            {"yes": True, "no": False}.get(self.asked),
        )


@allocate.get("/allocate")
@allow(Permission.ALLOCATE)
def list_unallocated() -> ResponseReturnValue:
    """Cases of the viewer's neighbourhoods that nobody holds, the most urgent first."""
    scopes, on = viewer().scopes(Permission.ALLOCATE), clock.today()
    narrowing = asked_narrowing()
    page = queries.list_waiting(scopes, narrowing.sought, on, number=request.args.get("page", 1, type=int))
    for place in [narrowing.place] if narrowing.place else narrowing.places:
        audit.seen("case_list", place.id, by=viewer().id)
    needs = case_queries.needs_of_cases([each.line.id for each in page.rows], on)
    return render_template(
        "allocate/list_unallocated.html", page=page, needs=needs, narrowing=narrowing, on=on
    )


@allocate.route("/allocate/<int:case_id>", methods=["GET", "POST"])
@allow(Permission.ALLOCATE)
def show(case_id: int) -> ResponseReturnValue:
    """Who could take a case, in order; and giving it to whoever is chosen."""
    form = AllocateForm()
    choosing = choose(case_id, form.data["person_id"] or request.args.get("person"))
    if form.validate_on_submit():
        done = carried_out(form, choosing)
        if done is not None:
            flash(told(done, choosing), "success")
            return redirect(url_for("allocate.show", case_id=case_id))
    return page_of_choosing(choosing, form)


@allocate.get("/allocate/<int:case_id>/compare")
@allow(Permission.ALLOCATE)
def compare(case_id: int) -> ResponseReturnValue:
    """Up to four people side by side."""
    choosing = choose(case_id, None)
    asked = list(dict.fromkeys(request.args.getlist("person", type=int)))
    found = [choosing.suggestions.find(person_id) for person_id in asked]
    compared = [each for each in found if isinstance(each, Suggestion)]
    return render_template(
        "allocate/compare.html",
        choosing=choosing,
        case=choosing.case,
        compared=compared[:MOST_COMPARED],
        left_out=len(compared) - MOST_COMPARED,
        topics=TOPICS,
        roles=AS,
    )


@allocate.route("/allocate/<int:case_id>/team", methods=["GET", "POST"])
@allow(Permission.ALLOCATE)
def give_to_team(case_id: int) -> ResponseReturnValue:
    """A team first, and the worker later."""
    choosing = choose(case_id, None)
    form = TeamForm(data={"team": choosing.case.team or ""})
    form.team.choices = options(choosing.teams, "No team in particular")
    if form.validate_on_submit():
        with attempting(form) as attempt:
            allocating.give_to_team(
                choosing.case,
                team_id_of(form.data["team"]) if form.data["team"] else None,
                form.data["because"] or "",
                on=choosing.matching.on,
                by=viewer().id,
                at=clock.now(),
            )
            db.session.commit()
        if attempt.done:
            name = dict(choosing.teams).get(form.data["team"])
            flash(
                f"The case is on the list of {name}." if name else "The case is on no team’s list.", "success"
            )
            return redirect(url_for("allocate.show", case_id=case_id))
    page = render_template("allocate/give_to_team.html", form=form, choosing=choosing, case=choosing.case)
    return page, 422 if form.errors else 200


@allocate.route("/allocate/<int:case_id>/end/<int:person_id>", methods=["GET", "POST"])
@allow(Permission.ALLOCATE)
def end(case_id: int, person_id: int) -> ResponseReturnValue:
    """Somebody has the case in a way no longer, with a reason."""
    choosing = choose(case_id, None)
    if choosing.taking not in choosing.case.fact.parts_of(person_id):
        raise NotThere
    form = EndForm()
    if form.validate_on_submit():
        with attempting(form) as attempt:
            allocating.end(
                choosing.case,
                choosing.taking,
                person_id,
                form.data["because"],
                on=choosing.matching.on,
                by=viewer().id,
                at=clock.now(),
            )
            db.session.commit()
        if attempt.done:
            flash(f"{choosing.name_of(person_id)} is no longer its {AS[choosing.taking]}.", "success")
            return redirect(url_for("allocate.show", case_id=case_id))
    page = render_template(
        "allocate/end.html",
        form=form,
        choosing=choosing,
        case=choosing.case,
        name=choosing.name_of(person_id),
        part=AS[choosing.taking],
    )
    return page, 422 if form.errors else 200


def carried_out(form: AllocateForm, choosing: Choosing) -> Done | None:
    """Do what the form asks and commit; None when a rule refused it."""
    given = form.data
    done: Done | None = None
    with attempting(form) as attempt:
        wish = Wish(
            case_id=choosing.case.fact.case_id,
            taking=choosing.taking,
            person_id=row_number(given["person_id"]),
            because=given["because"] or "",
            shown=given["shown"],
            how=How(given["how"]) if given["how"] in set(How) else None,
        )
        done = allocating.carry_out(wish, choosing.matching, by=viewer().id, at=clock.now())
        db.session.commit()
    return done if attempt.done else None


def page_of_choosing(choosing: Choosing, form: AllocateForm) -> ResponseReturnValue:
    """The page; after a refusal with what holds now, and with what was typed."""
    form.shown.data = choosing.case.shown(choosing.taking)
    case_id, chosen = choosing.case.fact.case_id, choosing.chosen
    first = chosen is not None and allocating.heads_the_order(
        choosing.matching, case_id, choosing.taking, chosen.person_id
    )
    form.because.flags.optional = first
    found = choosing.suggestions
    number = request.args.get("page", 1, type=int)
    page = render_template(
        "allocate/show.html",
        choosing=choosing,
        case=choosing.case,
        form=form,
        page=page_of(found.ranked, number, per_page=PER_PAGE),
        excluded=found.excluded,
        first=first,
        topics=TOPICS,
        roles=AS,
        on=choosing.matching.on,
    )
    return page, 422 if form.errors or form.refusals else 200


def told(done: Done, choosing: Choosing) -> str:
    """What was done, in one sentence that names no resident."""
    chosen, part = choosing.chosen, AS[choosing.taking]
    name = chosen.candidate.name if chosen else "They"
    decider = chosen.candidate.directing.decider if chosen else None
    asked = decider.title if decider else "whoever decides"
    return {
        Done.ALLOCATED: f"{name} is now the {part} of {choosing.case.reference}.",
        Done.ASKED: f"{asked} has been asked whether {name} may be the {part} of {choosing.case.reference}.",
        Done.ALREADY: f"{name} is the {part} of {choosing.case.reference} already. Nothing was changed.",
        Done.ALREADY_ASKED: f"{name} has been asked for already. Nothing was changed.",
    }[done]


def asked_narrowing() -> Narrowing:
    """The filters in the address. Raises NotThere for what is not the viewer's."""
    scopes = viewer().scopes(Permission.ALLOCATE)
    places, tiers = case_queries.list_places(scopes), case_queries.list_tiers()
    teams = [Choice(*each) for each in queries.list_teams(scopes)]
    asked = request.args.get("asked", "")
    return Narrowing(
        places,
        tiers,
        teams,
        place=_chosen(places, "neighbourhood"),
        tier=_chosen(tiers, "tier"),
        team=_chosen(teams, "team"),
        asked=asked if asked in ("yes", "no") else "",
    )


def _chosen(choices: list[Choice], name: str) -> Choice | None:
    code = request.args.get(name)
    if not code:
        return None
    found = next((choice for choice in choices if choice.code == code), None)
    if found is None:
        raise NotThere
    return found
