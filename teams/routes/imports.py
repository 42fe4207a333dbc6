"""The partnership office takes an employer's extract in: look first, then all of it or nothing."""

import math

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf.file import FileField, FileRequired
from wtforms import SelectField, SubmitField

from accounts import audit
from accounts.guard import allow, viewer
from accounts.permissions import Permission
from foundation import clock
from foundation.database import db
from foundation.errors import BadFile, Fault, NotThere
from foundation.forms import Form, attempting, options, required
from foundation.paging import PER_PAGE, Page
from foundation.uploads import name_of, opened
from people.forms import DayField
from teams.extract.actions import apply_extract, drop_extract, receive_extract, refuse_too_long
from teams.extract.outcome import SHOWN
from teams.extract.profiles import profile_named, profile_names
from teams.extract_import import ExtractImport
from teams.queries import imports as queries

imports = Blueprint("imports", __name__)


class UploadForm(Form):
    """An extract, whose it is, and the day it is true on."""

    employer = SelectField("Employer", [required("Choose the employer")])
    as_of = DayField("The day the extract is true on", [required("Enter the day")])
    file = FileField("Extract", [FileRequired("Choose a CSV or XLSX file")])
    profile = SelectField("Column names")
    submit = SubmitField("Look at what it would do")


class SettleForm(Form):
    """A button and its token."""

    submit = SubmitField()


@imports.get("/imports")
@allow(Permission.IMPORT_STAFF)
def list_imports() -> ResponseReturnValue:
    """Imports so far, and the way to a new one."""
    page = queries.list_imports(number=request.args.get("page", 1, type=int))
    return render_template("imports/list_imports.html", page=page)


@imports.route("/imports/new", methods=["GET", "POST"])
@allow(Permission.IMPORT_STAFF, takes_file=True)
def upload() -> ResponseReturnValue:
    """Read a file and show what it would do. A file with bad rows is refused whole, each row named."""
    form = _upload_form()
    faults: list[Fault] = []
    if form.validate_on_submit():
        with attempting(form) as attempt:
            try:
                kept = _receive(form)
                db.session.commit()
            except BadFile as refusal:
                db.session.rollback()
                faults, attempt.done = refusal.faults, False
            else:
                return redirect(url_for("imports.show", import_id=kept.id))
    status = 422 if form.errors or faults else 200
    return render_template("imports/upload.html", form=form, faults=faults), status


@imports.get("/imports/<int:import_id>")
@allow(Permission.IMPORT_STAFF)
def show(import_id: int) -> ResponseReturnValue:
    """What an import would do, or that it is done."""
    return _show(import_id, SettleForm(), 200)


@imports.post("/imports/<int:import_id>/apply")
@allow(Permission.IMPORT_STAFF)
def apply(import_id: int) -> ResponseReturnValue:
    """All of it, or a request for a second account where much would end."""
    form = SettleForm()
    with attempting(form) as attempt:
        done = apply_extract(_get(import_id), by=viewer().id, at=clock.now())
        db.session.commit()
    if not attempt.done:
        return _show(import_id, form, 422)
    said = "The import is done." if done else "Somebody else of the partnership office must now confirm it."
    flash(said, "success")
    return redirect(url_for("imports.show", import_id=import_id))


@imports.post("/imports/<int:import_id>/drop")
@allow(Permission.IMPORT_STAFF)
def drop(import_id: int) -> ResponseReturnValue:
    """Let go of it; nothing changes."""
    form = SettleForm()
    with attempting(form) as attempt:
        drop_extract(_get(import_id), by=viewer().id, at=clock.now())
        db.session.commit()
    if not attempt.done:
        return _show(import_id, form, 422)
    flash("The import is dropped. Nothing was changed.", "success")
    return redirect(url_for("imports.list_imports"))


def _show(import_id: int, form: SettleForm, status: int) -> ResponseReturnValue:
    kept = queries.get_import(import_id)
    preview = queries.preview_of(import_id)
    verb = request.args.get("verb", "")
    effects = [effect for effect in preview.effects if verb in ("", effect.verb)]
    last = max(1, math.ceil(len(effects) / PER_PAGE))
    number = min(max(1, request.args.get("page", 1, type=int)), last)
    audit.seen("extract_import", import_id, by=viewer().id)
    page = Page(effects[(number - 1) * PER_PAGE : number * PER_PAGE], number, len(effects))
    return render_template(
        "imports/show.html", kept=kept, preview=preview, page=page, verb=verb, form=form, shown_at_most=SHOWN,
        asks_itself=kept.asked_by_id == viewer().id,
    ), status  # fmt: skip


def _get(import_id: int) -> ExtractImport:
    kept = db.session.get(ExtractImport, import_id)
    if kept is None:
        raise NotThere
    return kept


def _upload_form() -> UploadForm:
    form = UploadForm()
    form.employer.choices = options(queries.employers(), "Choose an employer")
    form.profile.choices = options(((name, name.upper()) for name in profile_names()), "Our own")
    if not form.is_submitted():
        form.as_of.data = clock.today()
    return form


def _receive(form: UploadForm) -> ExtractImport:
    file = form.file.data
    content = opened(file)
    refuse_too_long(content)
    profile = form.profile.data or ""
    assert form.as_of.data is not None
    return receive_extract(
        name_of(file), content, employer=form.employer.data or "", on=form.as_of.data,
        at=clock.now(), by=viewer().id, profile=profile, mapping=profile_named(profile),
    )  # fmt: skip
