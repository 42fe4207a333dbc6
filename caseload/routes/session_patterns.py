"""Patterns that sessions come from, and the sessions they give: kept by the neighbourhood's coordinator."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from accounts import audit
from accounts.guard import allow, viewer
from accounts.permissions import Permission
from caseload.reviews.sessions.forms import ChangePatternForm, EndPatternForm, NewPatternForm, PatternFields
from caseload.reviews.sessions.keeping import change_pattern, end_pattern, start_pattern
from caseload.reviews.sessions.laying import WEEKS_AHEAD, Ahead
from caseload.reviews.sessions.pattern_queries import PatternFacts, get_pattern, list_patterns
from caseload.reviews.sessions.queries import Place, chairs_to_choose, list_sessions
from caseload.reviews.sessions.recurrence import monday_of
from caseload.routes.session_places import asked_place, place_of
from foundation import clock
from foundation.asking import asked_day
from foundation.database import db
from foundation.formats import plural
from foundation.forms import Form, attempting

session_patterns = Blueprint("session_patterns", __name__)
WEEKS_SHOWN = 4


@dataclass(frozen=True, slots=True)
class Weeks:
    """The weeks a page shows, from a Monday."""

    first: date

    @property
    def until(self) -> date:
        """The day after the last."""
        return self.first + timedelta(weeks=WEEKS_SHOWN)

    @property
    def last_day(self) -> date:
        """The last day shown."""
        return self.until - timedelta(days=1)

    @property
    def earlier(self) -> date:
        """The Monday of the page before."""
        return self.first - timedelta(weeks=WEEKS_SHOWN)


@session_patterns.get("/reviews/patterns")
@allow(Permission.PLAN_REVIEWS)
def show() -> ResponseReturnValue:
    """The patterns of a neighbourhood, and four weeks of the sessions there are, cancelled ones too."""
    places, place = asked_place(Permission.PLAN_REVIEWS)
    today = clock.today()
    weeks = Weeks(monday_of(asked_day("from", today)))
    audit.seen("neighbourhood_sessions", place.id, by=viewer().id)
    return render_template(
        "session_patterns/show.html",
        places=places,
        place=place,
        patterns=list_patterns(place.id, today),
        sessions=list_sessions(place.id, weeks.first, weeks.until, today),
        weeks=weeks,
        now=clock.now(),
        today=today,
    )


@session_patterns.route("/reviews/patterns/new", methods=["GET", "POST"])
@allow(Permission.PLAN_REVIEWS)
def new() -> ResponseReturnValue:
    """A meeting that comes round, from a day."""
    places, place = asked_place(Permission.PLAN_REVIEWS)
    form = NewPatternForm(
        data={"starts_on": clock.today() + timedelta(days=1), "weekday": "1", "minutes": 90}
    )
    form.offer_chairs(chairs_to_choose(place.id, clock.today()))
    if form.validate_on_submit():
        done = laid(
            form,
            lambda by, at: start_pattern(
                place.id, form.data["starts_on"], form.data["last_day"], form.terms, by=by, at=at
            ),
        )
        if done is not None:
            return back(place, "The pattern is recorded.", done)
    return page("session_patterns/new.html", form, place=place, places=places, weeks_ahead=WEEKS_AHEAD)


@session_patterns.route("/reviews/patterns/<int:pattern_id>/change", methods=["GET", "POST"])
@allow(Permission.PLAN_REVIEWS)
def change(pattern_id: int) -> ResponseReturnValue:
    """From a day, the pattern goes otherwise."""
    pattern, place = kept_pattern(pattern_id)
    form = ChangePatternForm(data=said_of(pattern))
    form.offer_chairs(with_chair(chairs_to_choose(place.id, clock.today()), pattern.chair_id, pattern.chair))
    if form.validate_on_submit():
        done = laid(
            form, lambda by, at: change_pattern(pattern_id, form.data["on"], form.terms, by=by, at=at)
        )
        if done is not None:
            return back(place, "The pattern is changed.", done)
    return page("session_patterns/change.html", form, place=place, pattern=pattern)


@session_patterns.route("/reviews/patterns/<int:pattern_id>/end", methods=["GET", "POST"])
@allow(Permission.PLAN_REVIEWS)
def end(pattern_id: int) -> ResponseReturnValue:
    """The pattern gives no session after a day."""
    pattern, place = kept_pattern(pattern_id)
    form = EndPatternForm()
    if form.validate_on_submit():
        done = laid(form, lambda by, at: end_pattern(pattern_id, form.data["last_day"], by=by, at=at))
        if done is not None:
            return back(place, "The pattern ends on that day.", done)
    return page("session_patterns/end.html", form, place=place, pattern=pattern)


def kept_pattern(pattern_id: int) -> tuple[PatternFacts, Place]:
    """A pattern of a neighbourhood of the reader's. Raises NotThere."""
    pattern = get_pattern(pattern_id, clock.today())
    return pattern, place_of(pattern.neighbourhood_id)


def said_of(pattern: PatternFacts) -> dict[str, object]:
    """What a form about a pattern starts with: how it goes now, from tomorrow or from its first day."""
    return {
        "on": max(clock.today() + timedelta(days=1), pattern.starts_on),
        "weekday": str(pattern.weekday),
        "every_weeks": str(pattern.every_weeks),
        "starts": datetime.strptime(pattern.starts, "%H:%M").time(),  # noqa: DTZ007 - an hour has no zone
        "minutes": pattern.minutes,
        "place": pattern.place,
        "online": pattern.online,
        "chair": pattern.chair_id,
    }


def with_chair(
    chairs: list[tuple[int, str]], chair_id: int | None, name: str | None
) -> list[tuple[int, str]]:
    """Also whoever chairs it now, though they work elsewhere."""
    known = {person_id for person_id, _ in chairs}
    return chairs if chair_id is None or chair_id in known else [*chairs, (chair_id, name or "The chair now")]


def laid(form: Form, act: Callable[[int, datetime], Ahead]) -> Ahead | None:
    """Do it in the reader's name and commit; none where a rule refused it."""
    ahead: Ahead | None = None
    with attempting(form) as attempt:
        ahead = act(viewer().id, clock.now())
        db.session.commit()
    return ahead if attempt.done else None


def back(place: Place, sentence: str, ahead: Ahead) -> ResponseReturnValue:
    """To the neighbourhood's patterns, saying what became of its sessions."""
    counted = f"{plural(ahead.made, 'session')} made, {plural(ahead.changed, 'session')} changed."
    flash(f"{sentence} {counted}{left_behind(ahead.reviews_left)}", "success")
    return redirect(url_for("session_patterns.show", neighbourhood=place.code))


def left_behind(reviews: int) -> str:
    """What to do about published reviews that lost their session; nothing where there are none."""
    if not reviews:
        return ""
    is_left = "is" if reviews == 1 else "are"
    return (
        f" {plural(reviews, 'published review')} {is_left} left without a session: plan again. "
        "Those who were to come are told."
    )


def page(template: str, form: PatternFields | EndPatternForm, **given: object) -> ResponseReturnValue:
    """The form, again with what stopped it."""
    found = render_template(template, form=form, today=clock.today(), **given)
    return found, 422 if form.errors or form.refusals else 200
