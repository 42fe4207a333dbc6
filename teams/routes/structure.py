"""The structure of one line as a chart, and the same facts as a list."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from accounts import audit
from accounts.guard import allow, viewer
from accounts.permissions import Permission
from foundation.asking import asked_as_at
from foundation.effective import AsAt
from foundation.errors import NotThere
from people.post import Line
from teams import structure_chart as chart
from teams.queries import structure as queries

structure = Blueprint("structure", __name__)


@structure.get("/structure", defaults={"line": Line.MANAGEMENT.value})
@structure.get("/structure/<line>")
@allow(Permission.SEE_REGISTER)
def show(line: str) -> ResponseReturnValue:
    """One line at a time: three lines are never drawn in one chart."""
    if line not in set(Line):
        raise NotThere
    as_at, asked = asked_as_at(), Line(line)
    audit.seen(f"structure:{asked}", None, by=viewer().id)
    return render_template(
        "structure/show.html", as_at=as_at, line=asked, lines=list(Line), drawn=drawn(asked, as_at)
    )


def drawn(line: Line, as_at: AsAt) -> chart.Structure:
    """The chart and the list of one line."""
    if line is Line.EMPLOYER:
        return chart.of_employers(queries.list_employers(as_at))
    return chart.of_posts(queries.list_seats(line, as_at))
