"""Who an account is to the organisation that vouches for it."""

from datetime import datetime

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from foundation.model import Model


class OutsideIdentity(Model):
    """A person of an organisation's sign-in, by the two facts that never change there, and their account here.
    `vouched_at` is when it last gave its word and we took it: none is taken twice."""

    __tablename__ = "outside_identity"
    __table_args__ = (UniqueConstraint("issuer", "subject"),)

    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    issuer: Mapped[str]
    subject: Mapped[str]
    linked_at: Mapped[datetime]
    vouched_at: Mapped[datetime | None] = mapped_column(default=None)
