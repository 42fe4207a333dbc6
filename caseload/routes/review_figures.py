"""What reviews come to, for the board, directors and the office of the whole borough, and for leads and coordinators
of their own neighbourhoods. No case and nobody is named."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from accounts import audit
from accounts.account import Viewer
from accounts.guard import allow, viewer
from accounts.permissions import Permission, Role
from caseload.queries.counts import outcomes_of
from caseload.queries.review_weeks import kept_weeks
from caseload.reviews.figures import figures_of, line_of_weighted_days
from caseload.routes.counts import EVERYWHERE
from foundation import clock

review_figures = Blueprint("review_figures", __name__)


@review_figures.get("/reviews/figures")
@allow(Permission.SEE_REVIEW_FIGURES)
def show() -> ResponseReturnValue:
    """On time, late and breached at the end of the last week, by week, and what came before acceptance and after."""
    on, codes = clock.today(), counted_for(viewer())
    figures = figures_of(kept_weeks(codes, on))
    audit.seen("review_figures", None, by=viewer().id)
    return render_template(
        "review_figures/show.html",
        figures=figures,
        line=line_of_weighted_days(figures.weeks) if figures else None,
        outcomes=outcomes_of(codes, on),
        everywhere=codes == EVERYWHERE,
        on=on,
    )


def counted_for(reader: Viewer) -> frozenset[str]:
    """Everybody's to whoever answers for the whole borough (a director's scope names a post); otherwise the
    neighbourhoods of the role."""
    if reader.has(Role.DIRECTOR) or reader.has(Role.OFFICE):
        return EVERYWHERE
    return reader.scopes(Permission.SEE_REVIEW_FIGURES)
