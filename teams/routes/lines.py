"""The three lines of one person, and their history."""

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue

from accounts import audit
from accounts.guard import allow, viewer
from accounts.permissions import Permission
from foundation.asking import Asked, asked_as_at
from foundation.errors import NotThere
from people.coming import what_is_coming
from people.line_sentences import Whose
from people.lines import lines_of
from people.queries import PersonFacts, find_person_of, get_person
from teams.queries.history import PARTS, history_of
from teams.queries.lines import line_facts

PERSON = "/people/<int:person_id>"  # no column of numbers holds a larger one

lines = Blueprint("lines", __name__)


@dataclass(frozen=True, slots=True)
class Ways:
    """Where a page about lines leads this viewer; None where they may not go. An address keeps the two times
    that the page was asked for."""

    asked: Asked
    sees_register: bool
    changes_lines: bool

    def to(self, endpoint: str, **values: Any) -> str | None:
        """A page of the register."""
        return url_for(endpoint, **(values | self.times)) if self.sees_register else None

    def mend(self, person_id: int) -> str | None:
        """Where the partnership office changes this person's lines: always as they are now."""
        return url_for("register.person", person_id=person_id) if self.changes_lines else None

    def mend_post(self, code: str) -> str | None:
        """Where the partnership office says who holds a post."""
        return url_for("posts.show", code=code) if self.changes_lines else None

    @property
    def times(self) -> dict[str, Any]:
        """The two times as an address carries them, where they are not today and now."""
        on: dict[str, Any] = {} if self.asked.is_now else {"on": self.asked.on.isoformat()}
        known_at = self.asked.known_at
        return on if known_at is None else on | {"known_at": known_at.isoformat()}


@lines.get("/me")
@allow(Permission.SEE_OWN_LINES)
def mine() -> ResponseReturnValue:
    """The lines of whoever is asking, if the register holds them."""
    as_at = asked_as_at()
    found = find_person_of(viewer().id, as_at)
    return render_template("lines/mine.html", as_at=as_at) if found is None else page_of(found, as_at)


@lines.get(PERSON)
@allow(Permission.SEE_OWN_LINES)
def person(person_id: int) -> ResponseReturnValue:
    """Anybody's lines, for those who see the register; otherwise one's own."""
    as_at = asked_as_at()
    return page_of(visible_person(person_id, as_at), as_at)


@lines.get(f"{PERSON}/history")
@allow(Permission.SEE_OWN_LINES)
def history(person_id: int) -> ResponseReturnValue:
    """Every row of somebody's lines, and what became of it."""
    as_at, part = asked_as_at(), request.args.get("line") or None
    if part is not None and part not in PARTS:
        raise NotThere
    found = visible_person(person_id, as_at)
    rows = history_of(found.id, as_at, part)
    audit.seen("person", found.id, by=viewer().id)
    return render_template(
        "lines/history.html", person=found, rows=rows, part=part, parts=PARTS, as_at=as_at, ways=ways(as_at)
    )


def page_of(found: PersonFacts, as_at: Asked) -> ResponseReturnValue:
    """The one page that shows lines, to the person or to somebody else."""
    own = found.account_id == viewer().id
    whose = Whose(None if own else found.name)
    facts = line_facts(found.id, as_at)
    judged = lines_of(facts, as_at.on, whose)
    audit.seen("person", found.id, by=viewer().id)
    return render_template(
        "lines/person.html",
        person=found,
        own=own,
        lines=judged,
        coming=what_is_coming(judged, facts, whose),
        as_at=as_at,
        ways=ways(as_at),
    )


def visible_person(person_id: int, as_at: Asked) -> PersonFacts:
    """Somebody this viewer may read about. Raises NotThere."""
    found = get_person(person_id, as_at)
    if found.account_id != viewer().id and not viewer().may(Permission.SEE_REGISTER):
        raise NotThere
    return found


def ways(as_at: Asked) -> Ways:
    """For whoever is asking."""
    by = viewer()
    return Ways(as_at, by.may(Permission.SEE_REGISTER), by.may(Permission.CHANGE_LINES))
