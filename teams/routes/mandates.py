"""Mandates as everybody reads them: the list, one with its story, and their file."""

from collections.abc import Iterable
from dataclasses import dataclass

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from accounts.guard import allow, viewer
from accounts.permissions import Permission
from foundation.asking import asked_as_at
from foundation.errors import NotThere
from foundation.paging import PER_PAGE, Page
from teams.authority.facts import OrganisationFact
from teams.authority.groups import grouped
from teams.mandates.facts import TermsFacts, Told
from teams.mandates.listing import Shown, ahead, all_shown, shown_of
from teams.mandates.mandate_file import mandates_csv
from teams.mandates.standing import Word
from teams.mandates.story import story_of
from teams.queries import mandates as queries
from teams.queries.authority import all_organisations, functions

mandates = Blueprint("mandates", __name__)


@dataclass(frozen=True, slots=True)
class Narrowing:
    """What the address narrows the list to, with the choices it was taken from."""

    organisations: list[OrganisationFact]
    words: list[Word]
    organisation: OrganisationFact | None
    word: Word | None

    @property
    def active(self) -> int:
        """How many filters are on."""
        return sum((self.organisation is not None, self.word is not None))

    def keeps(self, mandate: Shown) -> bool:
        """Whether it stays in the list."""
        wanted, word = self.organisation, self.word
        return (wanted is None or wanted.code == mandate.says.organisation_code) and (
            word is None or word is mandate.standing.word
        )


@mandates.get("/mandates")
@allow(Permission.SEE_SCHEME)
def list_mandates() -> ResponseReturnValue:
    """All of them as they stand on the day, after those that want attention soon."""
    as_at, narrowing = asked_as_at(), asked_narrowing()
    found = all_shown(queries.all_terms(as_at), functions(), as_at.on)
    return render_template(
        "mandates/list_mandates.html",
        as_at=as_at,
        page=page_of([each for each in found if narrowing.keeps(each)]),
        ahead=ahead(found, as_at.on),
        names=queries.names(),
        narrowing=narrowing,
        keeps=viewer().may(Permission.KEEP_MANDATES),
    )


@mandates.get("/mandates/<path:code>")
@allow(Permission.SEE_SCHEME)
def show(code: str) -> ResponseReturnValue:
    """Everything one agreement says, whom it is about, and everything that was ever said of it."""
    as_at = asked_as_at()
    told, scheme, names = queries.told_of(code, as_at), functions(), queries.names()
    found = shown_of(believed(told), scheme, as_at.on)
    return render_template(
        "mandates/show.html",
        as_at=as_at,
        mandate=found,
        groups=grouped(found.ceded),
        names=names,
        people=queries.people_covered(found.says, as_at),
        story=story_of(told, names, scheme),
        keeps=viewer().may(Permission.KEEP_MANDATES),
    )


@mandates.get("/mandates.csv")
@allow(Permission.SEE_SCHEME)
def download() -> ResponseReturnValue:
    """Every mandate, as the import reads it."""
    as_at = asked_as_at()
    name = f"mandates-{as_at.on.isoformat()}.csv"
    headers = {
        "Content-Type": "text/csv; charset=utf-8",
        "Content-Disposition": f'attachment; filename="{name}"',
    }
    return mandates_csv(as_at), headers


def believed(told: Iterable[Told]) -> list[TermsFacts]:
    """The rows that were still believed. Raises NotThere when none was."""
    rows = [row.says for row in told if row.superseded_at is None]
    if not rows:
        raise NotThere
    return rows


def asked_narrowing() -> Narrowing:
    """The filters in the address. Raises NotThere for a value that is none of the choices."""
    organisations, word = all_organisations(), request.args.get("standing") or None
    code = request.args.get("organisation") or None
    if (code is not None and code not in organisations) or (word is not None and word not in set(Word)):
        raise NotThere
    return Narrowing(
        list(organisations.values()),
        list(Word),
        None if code is None else organisations[code],
        None if word is None else Word(word),
    )


def page_of(found: list[Shown]) -> Page[Shown]:
    """The page of them that the address asks for."""
    last = max(1, -(-len(found) // PER_PAGE))
    number = min(max(1, request.args.get("page", 1, type=int)), last)
    return Page(found[(number - 1) * PER_PAGE : number * PER_PAGE], number, len(found))
