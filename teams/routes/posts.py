"""Keeping a post true: who holds it, and where it reports."""

from datetime import date

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from wtforms import BooleanField

from accounts import audit
from accounts.guard import allow, viewer
from accounts.permissions import Permission
from foundation import clock
from foundation.acts import Act
from foundation.effective import AsAt, through
from foundation.errors import RuleBroken
from foundation.forms import Form
from people.deeds import ONE_DAY
from people.forms import STEPS_OVER, ChangeForm, CorrectForm, HoldingForm, PickForm, ReportsToForm, StartForm
from people.post import Holding, PostDetails
from people.queries import PostFacts, get_post
from teams import actions
from teams.deputy import deputy_warning
from teams.queries import choices
from teams.queries import register as queries
from teams.routes.doing import done

posts = Blueprint("posts", __name__)
POST = "/posts/<code>/register"
TOP = "Nothing: it is the top of its line"


class NameHolderForm(PickForm, HoldingForm, StartForm):
    """Who takes up the post, and how."""

    steps_over = BooleanField(STEPS_OVER)
    all_the_same = BooleanField("Name them all the same")


class MovePostForm(ReportsToForm, ChangeForm):
    """Another post above."""


class CorrectPostForm(ReportsToForm, CorrectForm):
    """Where it reported, put right."""


@posts.get(POST)
@allow(Permission.CHANGE_LINES)
def show(code: str) -> ResponseReturnValue:
    """Holders and the post above, now, coming and past, with what can be done about each."""
    post = seen_post(code)
    return render_template(
        "posts/show.html",
        post=post,
        holders=queries.holders(post.id),
        places=queries.places_of(post.id),
        today=clock.today(),
    )


@posts.route(f"{POST}/holder", methods=["GET", "POST"])
@allow(Permission.CHANGE_LINES)
def name_holder(code: str) -> ResponseReturnValue:
    """Somebody takes up the post. A deputy who will be away is named only by whoever has heard so."""
    post, today, warning = seen_post(code), clock.today(), None
    form = NameHolderForm(data={"starts_on": today})
    form.person_id.offer(listed(choices.near_post(post.id, today)), "Somebody else")
    form.organisation_id.offer(listed(choices.organisations()), "Choose an employer")

    def take_up(act: Act) -> None:
        nonlocal warning
        period = through(form.data["starts_on"], form.data["last_day"])
        who = picked(form, period.starts_on)
        if form.data["holding"] == Holding.DEPUTY and not form.data["all_the_same"]:
            warning = deputy_warning(post.id, who, period)
            if warning is not None:
                raise RuleBroken(warning)
        if form.data["steps_over"]:
            actions.step_over(act, post.id, who, period)
        actions.start_tenure(act, post.id, Holding(form.data["holding"]), who, period)

    if form.validate_on_submit() and done(form, "tenure.start", "post", post.id, take_up):
        return back(code, "The post has a holder.")
    if warning is None and not form.all_the_same.data:
        del form.all_the_same
    return page("posts/name_holder.html", form, post)


@posts.route(f"{POST}/move", methods=["GET", "POST"])
@allow(Permission.CHANGE_LINES)
def move(code: str) -> ResponseReturnValue:
    """The post reports elsewhere from a day."""
    post, today = seen_post(code), clock.today()
    form = MovePostForm(data={"post_id": post.reports_to_id, "on": today})
    form.post_id.offer(listed(choices.posts_of([post.line], today)), TOP)
    if form.validate_on_submit() and done(
        form,
        "post.move",
        "post",
        post.id,
        lambda act: actions.move_post(act, post.id, form.data["post_id"], form.data["on"]),
    ):
        return back(code, "The post reports there from the day. Every line through it follows.")
    return page("posts/move.html", form, post)


@posts.route(f"{POST}/<int:row>/correct", methods=["GET", "POST"])
@allow(Permission.CHANGE_LINES)
def correct(code: str, row: int) -> ResponseReturnValue:
    """Where the post reported was recorded wrongly."""
    post = seen_post(code)
    stored = queries.post_row(post.id, row)
    last_day = stored["until"] and stored["until"] - ONE_DAY
    form = CorrectPostForm(
        data={"post_id": stored["reports_to_id"], "starts_on": stored["starts_on"], "last_day": last_day}
    )
    form.post_id.offer(listed(choices.posts_of([post.line], stored["starts_on"])), TOP)

    def put_right(act: Act) -> None:
        values = {name: stored[name] for name in ("title", "organisation_id", "scope")}
        period = through(form.data["starts_on"], form.data["last_day"])
        actions.correct_row(act, PostDetails, row, period, reports_to_id=form.data["post_id"], **values)

    if form.validate_on_submit() and done(
        form, "post.correct", "post", post.id, put_right, because=form.data["because"]
    ):
        return back(code, "It is corrected. The history still shows what was believed before.")
    return page("posts/correct.html", form, post)


def picked(form: PickForm, on: date) -> int:
    """Whom the form names, once. Raises RuleBroken when it names nobody or two ways."""
    employer, number, listed_person = (
        form.organisation_id.data, form.assignment_number.data, form.person_id.data,
    )  # fmt: skip
    if listed_person and (employer or number):
        raise RuleBroken("Choose somebody from the list or give an employer and number, not both.")
    if listed_person:
        return listed_person
    if not employer or not number:
        raise RuleBroken("Choose somebody from the list, or give their employer and assignment number.")
    return choices.person_by_number(employer, number, on)


def seen_post(code: str) -> PostFacts:
    """The post today, noted as seen. Raises NotThere."""
    post = get_post(code, AsAt(clock.today()))
    audit.seen("post", post.id, by=viewer().id)
    return post


def listed(options: list[choices.Option]) -> list[tuple[int, str]]:
    """As a select takes them."""
    return [(option.id, option.label) for option in options]


def back(code: str, sentence: str) -> ResponseReturnValue:
    """To the post's page, saying what was done."""
    flash(sentence, "success")
    return redirect(url_for("posts.show", code=code))


def page(template: str, form: Form, post: PostFacts) -> ResponseReturnValue:
    """The form, again with what stopped it."""
    return render_template(template, form=form, post=post), 422 if form.errors else 200
