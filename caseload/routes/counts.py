"""The caseload in numbers, for directors, the board and the office of the whole borough, and for a lead of their
own neighbourhoods. No case and nobody is named."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from accounts import audit
from accounts.account import Viewer
from accounts.guard import allow, viewer
from accounts.permissions import Permission, Role
from caseload.queries.counts import counts_of
from foundation import clock
from foundation.asking import asked_day
from foundation.errors import NotThere

counts = Blueprint("counts", __name__)
EVERYWHERE = frozenset({""})


@counts.get("/caseload")
@allow(Permission.SEE_CASELOAD_COUNTS)
def show() -> ResponseReturnValue:
    """Waiting, held, workload, fairness, and urgent contacts and care before and after, on a day up to today."""
    on = asked_day("on", clock.today())
    if on > clock.today():
        raise NotThere
    codes = counted_for(viewer())
    audit.seen("caseload_counts", None, by=viewer().id)
    return render_template(
        "counts/show.html", counts=counts_of(codes, on), everywhere=codes == EVERYWHERE, on=on
    )


def counted_for(reader: Viewer) -> frozenset[str]:
    """The neighbourhoods whose numbers are shown: a lead's own, and everybody's to whoever answers for the
    whole borough. A director's scope names a post, not a neighbourhood."""
    if reader.has(Role.DIRECTOR) or reader.has(Role.OFFICE):
        return EVERYWHERE
    return reader.scopes(Permission.SEE_CASELOAD_COUNTS)
