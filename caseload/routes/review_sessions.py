"""One review session: adding one, moving it, cancelling it, holding it after all, undoing a change. The coordinator's."""

from collections.abc import Callable
from datetime import datetime, timedelta

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from accounts import audit
from accounts.guard import allow, viewer
from accounts.permissions import Permission
from caseload.reviews.sessions.changes import (
    add_session,
    cancel_session,
    change_session,
    follow_pattern,
    hold_after_all,
)
from caseload.reviews.sessions.forms import CancelForm, FollowForm, HoldForm, SessionForm
from caseload.reviews.sessions.queries import Place, SessionFacts, chairs_to_choose, list_planned
from caseload.reviews.sessions.recurrence import bank_holidays
from caseload.routes.session_patterns import left_behind, with_chair
from caseload.routes.session_places import asked_place, kept_session
from foundation import clock
from foundation.database import db
from foundation.forms import Form, attempting

review_sessions = Blueprint("review_sessions", __name__)
SESSION = "/reviews/sessions/<int:session_id>"


@review_sessions.route("/reviews/sessions/new", methods=["GET", "POST"])
@allow(Permission.PLAN_REVIEWS)
def new() -> ResponseReturnValue:
    """A session beside the patterns."""
    places, place = asked_place(Permission.PLAN_REVIEWS)
    form = SessionForm(data={"day": clock.today() + timedelta(days=1), "minutes": 90})
    form.offer_chairs(chairs_to_choose(place.id, clock.today()))
    if form.validate_on_submit():
        done = kept(form, lambda by, at: add_session(place.id, form.terms, by=by, at=at))
        if done is not None:
            holiday = bank_holidays([form.terms.day]).get(form.terms.day)
            besides = f" That day is a bank holiday: {holiday}." if holiday else ""
            flash(f"The session is added.{besides} Plan again to lay reviews into it.", "success")
            return redirect(url_for("session_patterns.show", neighbourhood=place.code))
    found = render_template("review_sessions/new.html", form=form, place=place, places=places)
    return found, 422 if form.errors else 200


@review_sessions.route(f"{SESSION}/edit", methods=["GET", "POST"])
@allow(Permission.PLAN_REVIEWS)
def edit(session_id: int) -> ResponseReturnValue:
    """When and where it is and who chairs it, what is planned into it, and the ways to cancel it or hold it."""
    session, place = kept_session(session_id)
    form = SessionForm(data=said_of(session))
    form.offer_chairs(with_chair(chairs_to_choose(place.id, clock.today()), session.chair_id, session.chair))
    if form.validate_on_submit():
        done = kept(
            form,
            lambda by, at: change_session(session_id, form.terms, form.data["read"] or "", by=by, at=at),
        )
        if done is not None:
            return back(session_id, "The session is changed.", done)
    return session_page("review_sessions/edit.html", form, session, place)


@review_sessions.route(f"{SESSION}/cancel", methods=["GET", "POST"])
@allow(Permission.PLAN_REVIEWS)
def cancel(session_id: int) -> ResponseReturnValue:
    """It is not held, and why. What was planned into it is shown first."""
    session, place = kept_session(session_id)
    form = CancelForm(data={"read": session.mark})
    if form.validate_on_submit():
        because, read = form.data["because"], form.data["read"] or ""
        done = kept(form, lambda by, at: cancel_session(session_id, because, read, by=by, at=at))
        if done is not None:
            return back(session_id, "The session is cancelled.", done)
    return session_page("review_sessions/cancel.html", form, session, place)


@review_sessions.post(f"{SESSION}/hold")
@allow(Permission.PLAN_REVIEWS)
def hold(session_id: int) -> ResponseReturnValue:
    """A cancelled session is held after all."""
    session, _place = kept_session(session_id)
    form = HoldForm()
    if form.validate_on_submit():
        read = form.data["read"] or ""
        done = kept(form, lambda by, at: hold_after_all(session_id, read, by=by, at=at))
        if done is not None:
            return back(session_id, "The session is held after all.", done)
    if form.refusals:
        flash(" ".join(form.refusals), "refused")
    return redirect(url_for("review_sessions.edit", session_id=session.id))


@review_sessions.route(f"{SESSION}/follow", methods=["GET", "POST"])
@allow(Permission.PLAN_REVIEWS)
def follow(session_id: int) -> ResponseReturnValue:
    """Undo what was changed by hand: the session goes by its pattern again."""
    session, place = kept_session(session_id)
    form = FollowForm(data={"read": session.mark})
    if form.validate_on_submit():
        because, read = form.data["because"], form.data["read"] or ""
        done = kept(form, lambda by, at: follow_pattern(session_id, because, read, by=by, at=at))
        if done is not None:
            return back(session_id, "The session goes by its pattern again.", done)
    return session_page("review_sessions/follow.html", form, session, place)


def kept(form: Form, act: Callable[[int, datetime], int]) -> int | None:
    """Do it in the reader's name and commit; none where a rule refused it."""
    found: int | None = None
    with attempting(form) as attempt:
        found = act(viewer().id, clock.now())
        db.session.commit()
    return found if attempt.done else None


def said_of(session: SessionFacts) -> dict[str, object]:
    """What a form about the session starts with."""
    return {
        "read": session.mark,
        "day": session.local.date(),
        "starts": session.local.time(),
        "minutes": session.minutes,
        "place": session.place,
        "online": session.online,
        "chair": session.chair_id,
    }


def back(session_id: int, sentence: str, reviews_left: int) -> ResponseReturnValue:
    """To the session's page, saying what was done and what it left behind."""
    flash(f"{sentence}{left_behind(reviews_left)}", "success")
    return redirect(url_for("review_sessions.edit", session_id=session_id))


def session_page(
    template: str, form: SessionForm | CancelForm | FollowForm, session: SessionFacts, place: Place
) -> ResponseReturnValue:
    """The form with what is planned into the session; it names residents, so it is noted as seen."""
    audit.seen("review_session", session.id, by=viewer().id)
    found = render_template(
        template,
        form=form,
        session=session,
        place=place,
        planned=list_planned(session.id, clock.today()),
        over=session.is_over(clock.now()),
        hold=HoldForm(data={"read": session.mark}),
    )
    return found, 422 if form.errors else 200
