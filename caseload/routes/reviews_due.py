"""Reviews due, planned, late and breached, for whoever plans them and whoever leads the work."""

from dataclasses import dataclass

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from accounts import audit
from accounts.guard import allow, viewer
from accounts.permissions import Permission
from caseload.cases.words import EXEMPT
from caseload.queries.cases import Choice, list_places
from caseload.queries.reviews_due import Show, Sought, TierCount, count_due, list_due
from foundation import clock
from foundation.errors import NotThere

reviews_due = Blueprint("reviews_due", __name__)
SHOWN = {
    Show.SOON: "Due within 4 weeks, and late",
    Show.LATE: "Late",
    Show.PLANNED: "Planned",
    Show.UNPLANNED: "Due within 4 weeks and not planned",
    Show.EXEMPT: "With an exemption",
    Show.ALL: "All",
}


@dataclass(frozen=True, slots=True)
class Narrowing:
    """What the address narrows the list to, with the choices it was taken from."""

    places: list[Choice]
    tiers: list[Choice]
    place: Choice | None
    tier: Choice | None
    show: Show

    @property
    def active(self) -> int:
        """How many filters are on."""
        return sum((self.place is not None, self.tier is not None, self.show is not Show.SOON))

    @property
    def sought(self) -> Sought:
        """The same as the query takes it."""
        return Sought(self.show, self.place and self.place.id, self.tier and self.tier.id)


@reviews_due.get("/reviews")
@allow(Permission.SEE_CASES)
def list_reviews() -> ResponseReturnValue:
    """Every breach first, whatever the filters, then what is due."""
    scopes, on, now = viewer().scopes(Permission.SEE_CASES), clock.today(), clock.now()
    counts = count_due(scopes, on, now)
    narrowing = asked_narrowing(counts)
    page = list_due(scopes, narrowing.sought, on, now, number=request.args.get("page", 1, type=int))
    for place in narrowing.places:
        audit.seen("reviews_due", place.id, by=viewer().id)
    return render_template(
        "reviews_due/list_reviews.html",
        page=page,
        counts=counts,
        narrowing=narrowing,
        shown=SHOWN,
        exempt=EXEMPT,
        on=on,
    )


def asked_narrowing(counts: list[TierCount]) -> Narrowing:
    """The filters in the address. Raises NotThere for a neighbourhood that is not the viewer's, and for a tier in
    which they have no case."""
    places, tiers = list_places(viewer().scopes(Permission.SEE_CASES)), [count.tier for count in counts]
    asked = request.args.get("show") or Show.SOON
    if asked not in SHOWN:
        raise NotThere
    return Narrowing(
        places,
        tiers,
        chosen(places, request.args.get("neighbourhood")),
        chosen(tiers, request.args.get("tier")),
        Show(asked),
    )


def chosen(choices: list[Choice], code: str | None) -> Choice | None:
    """The one with this code; none where no code is given. Raises NotThere."""
    if not code:
        return None
    found = next((choice for choice in choices if choice.code == code), None)
    if found is None:
        raise NotThere
    return found
