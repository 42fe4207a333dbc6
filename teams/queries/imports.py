"""Reading imports and their previews."""

import json
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import aliased

from accounts.account import Account
from foundation.database import db
from foundation.errors import NotThere
from foundation.paging import Page, paged
from people.organisation import Organisation
from teams.extract.outcome import Effect
from teams.extract_import import ExtractImport, ImportStatus


@dataclass(frozen=True, slots=True)
class ImportFacts:
    """An import as the list and its page show it."""

    id: int
    employer: str
    as_of: date
    file_name: str
    status: str
    counts: dict[str, Any]
    uploaded_by: str
    uploaded_at: datetime
    asked_by_id: int | None
    settled_by: str | None
    settled_at: datetime | None

    @property
    def open(self) -> bool:
        """Whether it still waits to be applied or dropped."""
        return self.status in {ImportStatus.PREVIEWED, ImportStatus.WAITING}

    @property
    def state(self) -> str:
        """Its state in words."""
        return {
            "previewed": "Not applied yet",
            "waiting": "Waits for a second account",
            "done": "Applied",
            "dropped": "Dropped",
        }[self.status]

    @property
    def tone(self) -> str:
        """How the state's tag looks."""
        return {"previewed": "note", "waiting": "warning", "done": "good", "dropped": "plain"}[self.status]


@dataclass(frozen=True, slots=True)
class Preview:
    """What an import would do, in words, so far as it is kept."""

    effects: list[Effect]
    warnings: list[tuple[int, str]]


def list_imports(*, number: int) -> Page[ImportFacts]:
    """The newest first."""
    found = _select().order_by(ExtractImport.uploaded_at.desc(), ExtractImport.id.desc())
    return paged(found, number, _facts)


def get_import(import_id: int) -> ImportFacts:
    """One import. Raises NotThere."""
    row = db.session.execute(_select().where(ExtractImport.id == import_id)).first()
    if row is None:
        raise NotThere
    return _facts(row)


def preview_of(import_id: int) -> Preview:
    """Empty once the import is settled: what it did is then in the register itself."""
    shown = db.session.scalar(select(ExtractImport.shown).where(ExtractImport.id == import_id))
    kept: dict[str, Any] = json.loads(shown) if shown else {"effects": [], "warnings": []}
    return Preview(
        [Effect(*effect) for effect in kept["effects"]], [(n, text) for n, text in kept["warnings"]]
    )


def employers() -> list[tuple[str, str]]:
    """Codes and names of organisations, for choosing."""
    rows = db.session.execute(select(Organisation.code, Organisation.name).order_by(Organisation.name))
    return [(row.code, row.name) for row in rows]


def _select() -> Any:
    uploader, settler = aliased(Account), aliased(Account)
    return (
        select(
            ExtractImport.id,
            Organisation.name,
            ExtractImport.as_of,
            ExtractImport.file_name,
            ExtractImport.status,
            ExtractImport.counts,
            uploader.name,
            ExtractImport.uploaded_at,
            ExtractImport.asked_by_id,
            settler.name,
            ExtractImport.settled_at,
        )
        .join(Organisation, Organisation.id == ExtractImport.organisation_id)
        .join(uploader, uploader.id == ExtractImport.uploaded_by_id)
        .outerjoin(settler, settler.id == ExtractImport.settled_by_id)
    )


def _facts(row: Any) -> ImportFacts:
    values = list(row)
    values[5] = json.loads(values[5])
    return ImportFacts(*values)
