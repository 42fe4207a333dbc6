"""Finding anybody and anything in the register, and the page of each post, team and organisation."""

from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from accounts import audit
from accounts.guard import allow, viewer
from accounts.permissions import Permission
from accounts.sealing import seal, unseal
from foundation import clock
from foundation.asking import asked_as_at
from people.post import Line
from people.queries import get_post, holders_of, posts_above
from teams.queries import answering, staff
from teams.queries import find as queries
from teams.queries.structure import answering_to

find_pages = Blueprint("find", __name__)
LONGEST = 100


@find_pages.get("/find")
@allow(Permission.SEE_REGISTER)
def find() -> ResponseReturnValue:
    """One box for people, posts, teams and organisations. Without a word it lists teams and organisations."""
    as_at, asked = asked_as_at(), words_asked()
    audit.seen("find", None, by=viewer().id)
    return render_template(
        "find/find.html",
        as_at=as_at,
        asked=asked,
        people=queries.find_people(asked, as_at, number=_page()) if asked else None,
        posts=queries.find_posts(asked, as_at) if asked else None,
        teams=queries.find_teams(asked),
        organisations=queries.find_organisations(asked),
    )


@find_pages.post("/find")
@allow(Permission.SEE_REGISTER)
def ask() -> ResponseReturnValue:
    """What is looked for is a name, and no name stands in an address: the address of the answer holds it sealed."""
    words = request.form.get("q", "").strip()[:LONGEST]
    sealed = seal("find", words, at=clock.now()) if words else None
    times: dict[str, Any] = {name: request.form.get(name) or None for name in ("on", "known_at")}
    return redirect(url_for("find.find", words=sealed, **times), 303)


def words_asked() -> str:
    """What the address asks for; nothing where it was sealed by another key."""
    sealed = request.args.get("words")
    return (sealed and unseal("find", sealed, at=clock.now())) or ""


@find_pages.get("/posts/<code>")
@allow(Permission.SEE_REGISTER)
def post(code: str) -> ResponseReturnValue:
    """One post: who holds it and has held it, what is above and below it, who answers to it on its line."""
    as_at = asked_as_at()
    facts = get_post(code, as_at)
    above, below = posts_above([facts.id], as_at), answering.posts_below(facts.id, as_at)
    audit.seen("post", facts.id, by=viewer().id)
    return render_template(
        "find/post.html",
        as_at=as_at,
        post=facts,
        line=Line(facts.line),
        chain=answering.climb(facts.id, above),
        below=below.values(),
        holders=holders_of([*above, *below], as_at),
        tenures=answering.list_tenures(facts.id, as_at),
        answering=answering.list_answering(facts, as_at, number=_page()),
        counts=answering_to(Line(facts.line), as_at),
    )


@find_pages.get("/teams/<code>")
@allow(Permission.SEE_REGISTER)
def team(code: str) -> ResponseReturnValue:
    """One team: its people by employer and profession with their hours, then one by one."""
    as_at, facts = asked_as_at(), queries.get_team(code)
    here = staff.Whose(staff.IN_TEAM, facts.id)
    made_up = staff.make_up(here, as_at)
    audit.seen("team", facts.id, by=viewer().id)
    return render_template(
        "find/team.html",
        as_at=as_at,
        team=facts,
        make_up=made_up,
        members=staff.list_members(here, as_at, number=_page(), total=made_up.placements),
    )


@find_pages.get("/organisations/<code>")
@allow(Permission.SEE_REGISTER)
def organisation(code: str) -> ResponseReturnValue:
    """One organisation: what it is, whom it employs and where, and its posts."""
    as_at, facts = asked_as_at(), queries.get_organisation(code)
    posts = answering.posts_in(facts.id, as_at)
    audit.seen("organisation", facts.id, by=viewer().id)
    return render_template(
        "find/organisation.html",
        as_at=as_at,
        organisation=facts,
        workforce=answering.list_workforce(facts.id, as_at),
        employed=answering.list_employed(facts.id, as_at, number=_page()),
        posts=posts.values(),
        holders=holders_of(posts, as_at),
    )


def _page() -> int:
    return request.args.get("page", 1, type=int)
