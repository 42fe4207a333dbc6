"""Another password for one who has forgotten theirs, and secrets sealed anew under a new key."""

import pytest
from flask import Flask
from pyotp.totp import TOTP
from sqlalchemy import select
from sqlalchemy.orm import Session

from accounts import actions, factor_actions
from accounts.account import Account, SignIn
from accounts.audit import AuditEntry
from accounts.factor import SecondFactor
from foundation import clock

FIRST, NEW = "correct horse battery", "seven purple teapots"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


@pytest.fixture
def account(session: Session) -> Account:
    account = actions.open_account("ada@example.invalid", "Ada Sample", FIRST, by=None)
    factor_actions.set_up_factor(account.id, SECRET, TOTP(SECRET).at(clock.now()), at=clock.now())
    actions.start_sign_in(account)
    session.commit()
    return account


def test_another_password_ends_every_sign_in(app: Flask, session: Session, account: Account) -> None:
    done = app.test_cli_runner().invoke(args=["give-password", "Ada@example.invalid", "--password", NEW])
    assert done.exit_code == 0
    session.expire_all()
    assert actions.password_matches(account, NEW, clock.now())
    assert not actions.password_matches(account, FIRST, clock.now())
    assert session.scalars(select(SignIn).where(SignIn.ended_at.is_(None))).all() == []
    assert session.scalars(select(SecondFactor)).one().account_id == account.id
    assert session.scalars(select(AuditEntry).where(AuditEntry.act == "account.give_password")).one()


@pytest.mark.parametrize(
    ("email", "password"),
    [
        ("nobody@example.invalid", NEW),
        ("ada@example.invalid", "password1234"),
        ("ada@example.invalid", "short"),
    ],
)
def test_a_refusal_changes_nothing(
    app: Flask, session: Session, account: Account, email: str, password: str
) -> None:
    done = app.test_cli_runner().invoke(args=["give-password", email, "--password", password])
    assert done.exit_code == 1
    session.expire_all()
    assert actions.password_matches(account, FIRST, clock.now())
    assert session.scalars(select(SignIn).where(SignIn.ended_at.is_(None))).all() != []


def test_secrets_are_sealed_anew_so_that_the_old_key_can_go(
    app: Flask, session: Session, account: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.config, "SECRET_KEY_FALLBACKS", [app.config["SECRET_KEY"]])
    monkeypatch.setitem(app.config, "SECRET_KEY", "a newer key")
    done = app.test_cli_runner().invoke(args=["reseal", "--json"])
    assert '"resealed": 1' in done.output
    monkeypatch.setitem(app.config, "SECRET_KEY_FALLBACKS", [])
    session.expire_all()
    held = session.scalars(select(SecondFactor)).one()
    opened = factor_actions.unseal(factor_actions.purpose(account.id), held.sealed, at=clock.now())
    assert opened == SECRET
