"""Signed positions: all of them, signing one, one as it was signed with what has been corrected since, files."""

from datetime import date

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from accounts import audit
from accounts.guard import allow, viewer
from accounts.permissions import Permission
from foundation import clock
from foundation.asking import asked_day
from foundation.database import db
from foundation.errors import NotThere
from foundation.forms import attempting
from foundation.tables_out import XLSX, csv_table, xlsx_table
from teams.coverage.words import WORDS
from teams.positions import actions
from teams.positions.exports import TABLES, table_of
from teams.positions.findings import differences
from teams.positions.forms import SignForm, with_causes
from teams.positions.sealing import fingerprint, sealed
from teams.positions.words import Called, in_words
from teams.queries import positions as queries
from teams.queries.coverage_span import Names, Span, names, span_of
from teams.queries.positions import Drawn, Kept

positions = Blueprint("positions", __name__, url_prefix="/positions")
LARGEST = 2**31 - 1
NUMBER = "/<int:number>"


@positions.get("")
@allow(Permission.SEE_COVERAGE)
def list_positions() -> ResponseReturnValue:
    """The newest first."""
    audit.seen("positions", None, by=viewer().id)
    called = _names()
    page = queries.list_positions(_span(called), request.args.get("page", 1, type=int))
    return render_template("positions/list_positions.html", page=page, signs=bool(_scopes(called)))


@positions.route("/new", methods=["GET", "POST"])
@allow(Permission.SIGN_POSITION)
def new() -> ResponseReturnValue:
    """All that is about to be signed, and the statement."""
    called = _names()
    scopes, on = _scopes(called), asked_day("on", clock.today())
    scope = _asked_scope(scopes)
    if on > clock.today():
        flash("A position is signed for today or for a day past.", "refused")
        return redirect(url_for("positions.new", post=scope))
    draft = queries.drawn(scope, on, called)
    form = with_causes(draft.findings.causes)()
    number = _signed(form, draft, scope, on) if form.validate_on_submit() else None
    if number is not None:
        flash(f"Position {number} is signed and sealed.", "success")
        return redirect(url_for("positions.show", number=number))
    audit.seen("position:new", None, by=viewer().id)
    form.shown.data = fingerprint(draft.findings)
    return render_template(
        "positions/new.html",
        form=form,
        on=on,
        today=clock.today(),
        scope=scope,
        scopes=scopes,
        findings=draft.findings,
        called=Called((draft.called,)),
        words=WORDS,
    )


@positions.get(NUMBER)
@allow(Permission.SEE_COVERAGE)
def show(number: int) -> ResponseReturnValue:
    """As it was signed, and what has since been corrected about that day."""
    known = _names()
    kept = _get(number, known)
    audit.seen("position", number, by=viewer().id)
    says = kept.says
    now = queries.drawn(says.scope, says.on, known)
    called = Called((says.called, now.called))
    return render_template(
        "positions/show.html",
        kept=kept,
        says=says,
        called=called,
        words=WORDS,
        corrected=in_words(differences(says.findings, now.findings), called),
    )


@positions.get(f"{NUMBER}/file")
@allow(Permission.SEE_COVERAGE)
def file(number: int) -> ResponseReturnValue:
    """The sealed file, the same to the byte for ever."""
    kept = _get(number, _names())
    audit.seen("position:file", number, by=viewer().id)
    return sealed(kept.content), _as_file(f"position-{number}.jsonl", "application/x-ndjson")


@positions.get(f"{NUMBER}.csv", defaults={"form": "csv"})
@positions.get(f"{NUMBER}.xlsx", defaults={"form": "xlsx"})
@allow(Permission.SEE_COVERAGE)
def download(number: int, form: str) -> ResponseReturnValue:
    """The gaps or the figures as one table."""
    what, kept = request.args.get("what", "gaps"), _get(number, _names())
    if what not in TABLES:
        raise NotThere
    audit.seen(f"position:{what}", number, by=viewer().id)
    rows, name = table_of(kept.says, what), f"position-{number}-{what}.{form}"
    if form == "csv":
        return csv_table(tuple(TABLES[what]), rows), _as_file(name, "text/csv; charset=utf-8")
    return xlsx_table(f"Position {number} {what}", tuple(TABLES[what]), rows), _as_file(name, XLSX)


@positions.get("/compare")
@allow(Permission.SEE_COVERAGE)
def compare() -> ResponseReturnValue:
    """What differs between two."""
    numbers = [request.args.get(name, 0, type=int) for name in ("first", "second")]
    if not all(0 < number <= LARGEST for number in numbers):
        raise NotThere
    kept = queries.get_positions(numbers, _span(_names()))
    audit.seen("positions:compare", None, by=viewer().id)
    first, second = (each.says for each in kept)
    called = Called((second.called, first.called))
    return render_template(
        "positions/compare.html",
        first=first,
        second=second,
        called=called,
        found=in_words(differences(first.findings, second.findings), called),
    )


def _signed(form: SignForm, draft: Drawn, scope: str, on: date) -> int | None:
    """Its number; none when a rule refused it, and the form says why."""
    number, who = None, viewer()
    with attempting(form):
        number = actions.sign(draft, scope, on, form.said, by=who.id, name=who.name, at=clock.now())
        db.session.commit()
    return number


def _names() -> Names:
    """The viewer's."""
    return names(viewer().id, clock.today())


def _get(number: int, called: Names) -> Kept:
    return queries.get_positions([number], _span(called))[0]


def _span(called: Names) -> Span:
    """Whose positions the account may read. Raises NotThere for a director who answers from no post."""
    span = span_of(viewer(), called)
    if span is None:
        raise NotThere
    return span


def _scopes(called: Names) -> list[str]:
    """The apex posts that the account signs for."""
    scopes = viewer().scopes(Permission.SIGN_POSITION)
    return sorted(scope for scope in scopes if scope and scope not in called.left)


def _asked_scope(scopes: list[str]) -> str:
    asked = request.args.get("post") or (scopes[0] if scopes else "")
    if asked not in scopes:
        raise NotThere
    return asked


def _as_file(name: str, kind: str) -> dict[str, str]:
    return {"Content-Disposition": f'attachment; filename="{name}"', "Content-Type": kind}
