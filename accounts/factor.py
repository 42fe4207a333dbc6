"""An account's second factor, its recovery codes, and the time between a right password and a right code."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from foundation.model import Model, one_of


class How(StrEnum):
    """How somebody signed in."""

    PASSWORD = "password"
    APP = "app"
    RECOVERY = "recovery"
    PASSKEY = "passkey"
    PASSKEY_ALONE = "passkey_alone"
    ORGANISATION = "organisation"
    VOUCHED = "vouched"

    @property
    def label(self) -> str:
        """As the page says it."""
        return HOW_SAID[self]


HOW_SAID = {
    How.PASSWORD: "Password",
    How.APP: "Password and app",
    How.RECOVERY: "Password and a recovery code",
    How.PASSKEY: "Password and passkey",
    How.PASSKEY_ALONE: "Passkey",
    How.ORGANISATION: "Your organisation",
    How.VOUCHED: "Your organisation and its second factor",
}


BY_PASSWORD = {How.PASSWORD, How.APP, How.RECOVERY, How.PASSKEY}
"""Ways in that begin with a password of this service."""


class Needs(StrEnum):
    """What is still missing before an account is signed in."""

    CODE = "code"
    SET_UP = "set_up"


class SecondFactor(Model):
    """An account's authenticator app. The secret is sealed for this account; `last_step` is the step of time
    whose code was used last, so that none is used twice."""

    __tablename__ = "second_factor"

    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), unique=True)
    sealed: Mapped[str]
    added_at: Mapped[datetime]
    last_step: Mapped[int]


class RecoveryCode(Model):
    """One of ten codes for a day without the app. We hold only its hash, which needs no key: it outlives a lost
    SECRET_KEY."""

    __tablename__ = "recovery_code"

    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    code_hash: Mapped[str] = mapped_column(unique=True)
    made_at: Mapped[datetime]
    used_at: Mapped[datetime | None] = mapped_column(default=None)


class HalfSignIn(Model):
    """Somebody who has said a right password, or comes from their organisation, and has yet to show a second
    factor. It is a table of its own so that no page can take it for a sign-in."""

    __tablename__ = "half_sign_in"
    __table_args__ = (one_of("needs", Needs), one_of("how", How))

    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    token_hash: Mapped[str] = mapped_column(unique=True)
    needs: Mapped[str]
    how: Mapped[str]
    started_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    wrong: Mapped[int] = mapped_column(default=0)


class AccountChange(Model):
    """What somebody else did to an account, and why: the words are kept here, since the audit holds none. Its holder
    reads them and is told by mail."""

    __tablename__ = "account_change"

    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    act: Mapped[str]
    because: Mapped[str]
    at: Mapped[datetime]
    by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))


class KeptForm(Model):
    """What somebody had typed when their time was over, sealed for their account, until they are back. The last
    one only."""

    __tablename__ = "kept_form"

    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), unique=True)
    sealed: Mapped[str]
    kept_at: Mapped[datetime]
