"""The scheme of delegation on one page, what is not in it as it was, and one employer's side of it."""

from dataclasses import dataclass
from datetime import date, datetime

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from accounts import audit
from accounts.account import Viewer
from accounts.guard import allow, viewer
from accounts.permissions import Permission
from foundation import clock
from foundation.asking import Asked, asked_as_at, asked_day
from foundation.effective import AsAt
from foundation.errors import NotThere
from teams.authority.cells import Extent, clauses_in
from teams.authority.groups import grouped
from teams.queries import scheme as queries
from teams.queries.authority import all_organisations
from teams.queries.find import get_organisation
from teams.routes.changes import first_of_april

scheme = Blueprint("scheme", __name__)


@dataclass(frozen=True, slots=True)
class Question:
    """Which two days to compare, as known when."""

    first: date
    second: date
    known_at: datetime | None

    @property
    def backwards(self) -> bool:
        """Whether the first day is after the second."""
        return self.first > self.second


@scheme.get("/scheme")
@allow(Permission.SEE_SCHEME)
def show() -> ResponseReturnValue:
    """Functions down, employers across."""
    as_at = asked_as_at()
    found = queries.get_scheme(as_at)
    return render_template(
        "scheme/show.html",
        as_at=as_at,
        known_at=as_at.known_at or clock.now(),
        scheme=found,
        groups=grouped(found.rows),
        extents=list(Extent),
        names={c.organisation.code: c.organisation.name for c in found.columns},
        open_to_viewer={
            c.organisation.code for c in found.columns if may_open(viewer(), c.organisation.code)
        },
    )


@scheme.get("/scheme/compare")
@allow(Permission.SEE_SCHEME)
def compare() -> ResponseReturnValue:
    """Which cells differ on one day from another: from 1 April to today unless asked otherwise."""
    today = clock.today()
    asked = Question(asked_day("from", first_of_april(today)), asked_day("to", today), asked_as_at().known_at)
    days = AsAt(asked.first, asked.known_at), AsAt(asked.second, asked.known_at)
    page = render_template(
        "scheme/compare.html",
        # The banner is about when things were known; the two days stand in the form.
        as_at=Asked(today, asked.known_at),
        asked=asked,
        changed=None if asked.backwards else queries.compare_schemes(*days),
    )
    return page, 422 if asked.backwards else 200


@scheme.get("/scheme/<code>")
@allow(Permission.SEE_SCHEME)
def employer(code: str) -> ResponseReturnValue:
    """What one employer has ceded and what it keeps, its mandates, and its staff in placement."""
    if not may_open(viewer(), code):
        raise NotThere
    as_at, facts = asked_as_at(), get_organisation(code)
    audit.seen("organisation", facts.id, by=viewer().id)
    side = queries.get_side(facts, as_at)
    # What may be read is judged by today, whatever day is asked about.
    still = None if viewer().may(Permission.SEE_REGISTER) else AsAt(clock.today())
    return render_template(
        "scheme/employer.html",
        as_at=as_at,
        organisation=facts,
        side=side,
        ceding={"ceded": clauses_in(side.column.ceded), "shared": clauses_in(side.column.shared)},
        placed=queries.list_placed(facts.id, as_at, still=still, number=_page()),
        only_still=still is not None and not as_at.is_now,
    )


@scheme.get("/me/employer")
@allow(Permission.SEE_EMPLOYED)
def mine_as_employer() -> ResponseReturnValue:
    """The page of the organisation whose HR is asking; a list where they are HR of several."""
    theirs = [o for o in all_organisations().values() if may_open(viewer(), o.code)]
    if len(theirs) == 1:
        return redirect(url_for("scheme.employer", code=theirs[0].code))
    return render_template("scheme/mine_as_employer.html", organisations=theirs)


def may_open(who: Viewer, organisation: str) -> bool:
    """Whether the account may open an employer's page: it sees the register, or is that employer's HR."""
    return who.may(Permission.SEE_REGISTER) or bool({organisation, ""} & who.scopes(Permission.SEE_EMPLOYED))


def _page() -> int:
    return request.args.get("page", 1, type=int)
