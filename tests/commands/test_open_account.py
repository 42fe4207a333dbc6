"""The first account of a borough is opened on the command line."""

from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from accounts.account import Account, RoleGrant

OPEN = ["open-account", "office@example.invalid", "Partnership office", "office"]


def test_an_account_is_opened_with_its_role(app: Flask, session: Session) -> None:
    done = app.test_cli_runner().invoke(args=[*OPEN, "--password", "correct horse battery"])
    assert done.exit_code == 0
    account = session.scalars(select(Account).where(Account.email == "office@example.invalid")).one()
    assert session.scalars(select(RoleGrant.role).where(RoleGrant.account_id == account.id)).all() == [
        "office"
    ]
    assert "correct horse" not in (account.password_hash or "")


def test_refusals_give_their_reason_and_open_nothing(app: Flask, session: Session) -> None:
    runner = app.test_cli_runner()
    short = runner.invoke(args=[*OPEN, "--password", "short"])
    assert (short.exit_code, "at least 12 characters" in short.stderr) == (1, True)
    assert session.scalars(select(Account).where(Account.email == "office@example.invalid")).all() == []
    runner.invoke(args=[*OPEN, "--password", "correct horse battery"])
    again = runner.invoke(args=[*OPEN, "--password", "correct horse battery"])
    assert (again.exit_code, "already an account" in again.stderr) == (1, True)
    assert runner.invoke(args=["open-account", "a@example.invalid", "A", "king"]).exit_code == 2
