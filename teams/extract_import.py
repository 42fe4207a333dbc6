"""An employer's extract on its way in: looked at first, then applied all or not at all."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from foundation.model import Model


class ImportStatus(StrEnum):
    """Where an import stands."""

    PREVIEWED = "previewed"
    WAITING = "waiting"
    DONE = "done"
    DROPPED = "dropped"


class ExtractImport(Model):
    """One uploaded extract. `shown` is what the preview shows, in JSON; it and `content` are
    let go of once the import is done or dropped. `effects` is a fingerprint of everything the preview found,
    and applying anything else is refused."""

    __tablename__ = "extract_import"

    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    as_of: Mapped[date]
    file_name: Mapped[str]
    content: Mapped[bytes | None]
    sha256: Mapped[str]
    status: Mapped[str]
    effects: Mapped[str]
    counts: Mapped[str]
    shown: Mapped[str | None]
    uploaded_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    uploaded_at: Mapped[datetime]
    profile: Mapped[str] = mapped_column(default="")
    asked_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"), default=None)
    settled_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"), default=None)
    settled_at: Mapped[datetime | None] = mapped_column(default=None)
