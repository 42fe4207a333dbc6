"""An account's passkeys (WebAuthn), and the challenges that are waiting for an answer."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from foundation.model import Listed, Model, one_of


class Use(StrEnum):
    """What a challenge is for. An answer to one is no answer to another."""

    ADD = "add"
    ALONE = "alone"
    SECOND = "second"


class Passkey(Model):
    """A key that a phone, a computer or a stick keeps for an account; we hold its public half. `sign_count` is how often
    it says it was used, 0 where it does not count."""

    __tablename__ = "passkey"

    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    credential_id: Mapped[bytes] = mapped_column(unique=True)
    public_key: Mapped[bytes]
    sign_count: Mapped[int]
    name: Mapped[str]
    transports: Mapped[tuple[str, ...]] = mapped_column(Listed)
    created_at: Mapped[datetime]
    last_used_at: Mapped[datetime | None] = mapped_column(default=None)


class PasskeyChallenge(Model):
    """Random bytes that one browser is to have signed, once, soon. Its cookie holds the token; without an account
    anybody may answer for theirs."""

    __tablename__ = "passkey_challenge"
    __table_args__ = (one_of("use", Use),)

    token_hash: Mapped[str] = mapped_column(unique=True)
    challenge: Mapped[bytes]
    use: Mapped[str]
    expires_at: Mapped[datetime]
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"), index=True, default=None)
