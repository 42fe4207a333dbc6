"""Subject access reports, printed from the browser: of one resident, and of one member of staff."""

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from accounts import audit
from accounts.guard import allow, viewer
from accounts.permissions import Permission
from caseload.privacy.forms import ReportForm, StaffReportForm
from caseload.privacy.looking import find_resident
from caseload.privacy.subjects import ask_for_report, own_report, told_of_person, told_of_resident
from caseload.privacy.who_saw import get_watcher
from foundation import clock
from foundation.database import db
from foundation.forms import attempting

subject_reports = Blueprint("subject_reports", __name__, url_prefix="/privacy")
NOBODY = "Nobody is held here with that NHS number and date of birth."


@subject_reports.route("/reports", methods=["GET", "POST"])
@allow(Permission.REPORT_SUBJECT)
def ask() -> ResponseReturnValue:
    """About which resident, and why. The NHS number is sent and stands in no address."""
    form, made = ReportForm(), None
    if form.validate_on_submit():
        said = form.data
        resident_id = find_resident(said["nhs_number"], said["born"], clock.today())
        if resident_id is None:
            audit.refused("report", "resident", None, by=viewer().id)
            form.refuse(NOBODY)
        else:
            with attempting(form):
                made = ask_for_report(
                    said["because"], by=viewer().id, at=clock.now(), resident_id=resident_id
                )
                db.session.commit()
    if made is not None:
        return redirect(url_for("subject_reports.show", report_id=made.id))
    return render_template("subject_reports/ask.html", form=form), 422 if form.errors else 200


@subject_reports.route("/people/<int:person_id>/report", methods=["GET", "POST"])
@allow(Permission.REPORT_SUBJECT)
def ask_about_staff(person_id: int) -> ResponseReturnValue:
    """Likewise about one of the people their organisation employs."""
    form, made = StaffReportForm(), None
    name = get_watcher(person_id, viewer().scopes(Permission.REPORT_SUBJECT), clock.today())
    if form.validate_on_submit():
        with attempting(form):
            made = ask_for_report(form.data["because"], by=viewer().id, at=clock.now(), person_id=person_id)
            db.session.commit()
    if made is not None:
        return redirect(url_for("subject_reports.show", report_id=made.id))
    audit.seen("person", person_id, by=viewer().id)
    return render_template(
        "subject_reports/ask_about_staff.html", form=form, name=name
    ), 422 if form.errors else 200


@subject_reports.get("/reports/<int:report_id>")
@allow(Permission.REPORT_SUBJECT)
def show(report_id: int) -> ResponseReturnValue:
    """The report, for the hour in which it was asked for by whoever asked."""
    at, on = clock.now(), clock.today()
    report = own_report(report_id, by=viewer().id, at=at)
    if report.resident_id is not None:
        told = told_of_resident(report.resident_id, on)
        audit.seen("resident", report.resident_id, by=viewer().id)
    else:
        person_id = report.person_id or 0
        name = get_watcher(person_id, viewer().scopes(Permission.REPORT_SUBJECT), on)
        told = told_of_person(person_id, name, on)
        audit.seen("person", person_id, by=viewer().id)
    return render_template("subject_reports/show.html", told=told, at=at, because=report.because)
