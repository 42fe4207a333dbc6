"""Moving a whole service to another employer on a day."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from accounts import audit
from accounts.guard import allow, viewer
from accounts.permissions import Permission
from foundation import clock
from foundation.acts import Act
from foundation.formats import plural
from foundation.forms import Form
from foundation.paging import PER_PAGE, Page
from teams.forms import TransferForm
from teams.queries import choices
from teams.queries.transfer import placements_kept, professional_posts_kept
from teams.routes.doing import done
from teams.transfer import Mover, Preview, Service, preview
from teams.transfer import transfer as move

transfer = Blueprint("transfer", __name__)
ASKED = ("from_id", "team_id", "profession_id", "to_id", "on", "prefix")


@transfer.get("/transfers/new")
@allow(Permission.CHANGE_LINES)
def start() -> ResponseReturnValue:
    """Choose the service; once chosen, see who would move and what stays, before anything is done."""
    asked = any(name in request.args for name in ASKED)
    form = TransferForm(request.args if asked else None, data={"on": clock.today()}, meta={"csrf": False})
    offer(form)
    if not asked or not form.validate():
        return render_template("transfer/start.html", form=form), 422 if form.errors else 200
    return shown(form)


@transfer.post("/transfers/new")
@allow(Permission.CHANGE_LINES)
def settle() -> ResponseReturnValue:
    """Move everybody who was shown, all or nobody."""
    form = TransferForm()
    offer(form)
    if not form.validate():
        return render_template("transfer/start.html", form=form), 422
    service, moved = service_of(form), 0

    def say(act: Act) -> None:
        nonlocal moved
        moved = move(act, service, form.fingerprint.data or "")

    if not done(form, "service.transfer", "organisation", service.from_id, say):
        return shown(form)
    have = plural(moved, "contract has", "contracts have")
    flash(f"{have} moved. Teams, lines, posts and cases stay as they were.", "success")
    return redirect(url_for("transfer.start"))


def shown(form: TransferForm) -> ResponseReturnValue:
    """The preview, a page of it at a time."""
    service = service_of(form)
    found = preview(service)
    listed = page_of(found, request.args.get("page", 1, type=int))
    audit.seen("organisation", service.from_id, by=viewer().id)
    return (
        render_template(
            "transfer/settle.html",
            form=form,
            service=service,
            found=found,
            page=listed,
            href=lambda number: url_for("transfer.start", page=number, **asked_for(form)),
            placements=placements_kept([mover.employment_id for mover in listed.rows], service.on),
            professional=professional_posts_kept([mover.person_id for mover in listed.rows], service.on),
        ),
        422 if form.errors else 200,
    )


def page_of(found: Preview, number: int) -> Page[Mover]:
    """One page of those who would move; the act is about all of them."""
    last = max(1, -(-len(found.movers) // PER_PAGE))
    number = min(max(1, number), last)
    rows = found.movers[(number - 1) * PER_PAGE : number * PER_PAGE]
    return Page(list(rows), number, len(found.movers))


def service_of(form: TransferForm) -> Service:
    """The service that the form describes."""
    return Service(
        from_id=form.data["from_id"],
        to_id=form.data["to_id"],
        on=form.data["on"],
        team_id=form.data["team_id"],
        profession_id=form.data["profession_id"],
        prefix=form.data["prefix"] or "",
    )


def asked_for(form: Form) -> dict[str, Any]:
    """The form's answers as an address takes them."""
    return {name: form.data[name] for name in ASKED if form.data[name] is not None}


def offer(form: TransferForm) -> None:
    """Fill the lists."""
    employers = [(option.id, option.label) for option in choices.organisations()]
    form.from_id.offer(employers, "Choose an employer")
    form.to_id.offer(employers, "Choose an employer")
    form.team_id.offer([(option.id, option.label) for option in choices.teams()], "Any team")
    form.profession_id.offer(
        [(option.id, option.label) for option in choices.professions()], "Any profession"
    )
