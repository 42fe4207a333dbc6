"""What is good once is good once, also when it comes twice at the same moment."""

import threading
from collections.abc import Callable

import pytest
from flask import Flask
from flask_sqlalchemy.session import Session
from pyotp.totp import TOTP
from sqlalchemy import select
from sqlalchemy.orm import scoped_session

from accounts import factor_actions, passkey_actions
from accounts.account import Account
from accounts.outside_actions import account_of
from accounts.passkey import Passkey, Use
from accounts.passkey_ceremony import Site
from accounts.vouching import Vouched
from foundation import clock
from foundation.database import begin_writing, db
from foundation.errors import RuleBroken
from tests import builders as make
from tests.authenticator import Authenticator

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
SITE = Site("localhost", "http://localhost")
TOGETHER = 4


@pytest.fixture
def ada(session: scoped_session[Session]) -> Account:
    account = make.account(email="ada@sample.invalid")
    db.session.commit()
    return account


def at_once(app: Flask, act: Callable[[], object]) -> int:
    """How many of several who begin together are let in; each in a transaction of their own."""
    start, let_in, broken = threading.Barrier(TOGETHER), list[object](), list[BaseException]()

    def one() -> None:
        with app.app_context():
            start.wait()
            try:
                begin_writing(alone=False)
                done = act()
                db.session.commit()
                if done:
                    let_in.append(done)
            except RuleBroken:
                db.session.rollback()
            except Exception as error:
                broken.append(error)
            finally:
                db.session.remove()

    threads = [threading.Thread(target=one) for _ in range(TOGETHER)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert broken == []
    return len(let_in)


def test_a_code_of_the_app(app: Flask, ada: Account) -> None:
    now, number = clock.now(), ada.id
    factor_actions.set_up_factor(number, SECRET, TOTP(SECRET).at(now), at=now)
    db.session.commit()
    code = TOTP(SECRET).at(now, counter_offset=1)
    assert at_once(app, lambda: factor_actions.use_code(number, code, at=now)) == 1


def test_a_recovery_code(app: Flask, ada: Account) -> None:
    now, number = clock.now(), ada.id
    code, *_ = factor_actions.renew_recovery_codes(number, at=now)
    db.session.commit()
    assert at_once(app, lambda: factor_actions.use_code(number, code, at=now)) == 1


def test_a_challenge(app: Flask, ada: Account) -> None:
    now, number = clock.now(), ada.id
    token, _ = passkey_actions.begin_adding(ada, SITE, now)
    db.session.commit()
    assert at_once(app, lambda: passkey_actions.spend(token, Use.ADD, number, now)) == 1


@pytest.mark.parametrize("begun", ["one challenge", "a challenge each"])
def test_one_answer_of_a_passkey(app: Flask, ada: Account, begun: str) -> None:
    """Also were the challenge handed out again: the count it signed is good once."""
    now, phone, number = clock.now(), Authenticator(), ada.id
    made = {"challenge": "AAAA", "user": {"id": "AAAA"}}
    read = passkey_actions.read_added(SITE, b"\0\0\0", phone.make(made))
    phone.handle = passkey_actions.handle_of(number)
    db.session.add(
        Passkey(
            account_id=number, credential_id=read.credential_id, public_key=read.public_key,
            sign_count=read.sign_count, name="Phone", transports=(), created_at=now,
        )
    )  # fmt: skip
    token, _ = passkey_actions.begin_alone(SITE, now)
    db.session.commit()
    answer = phone.use({"challenge": "AAAA"})

    def enter() -> object:
        if begun == "one challenge":
            passkey_actions.spend(token, Use.ALONE, None, now)
        return passkey_actions.use_passkey(answer, challenge=b"\0\0\0", site=SITE, at=now)

    assert at_once(app, enter) == 1
    assert db.session.scalars(select(Passkey.sign_count)).one() == 1


def test_the_word_of_an_organisation(app: Flask, ada: Account) -> None:
    now, said = clock.now(), Vouched("https://id.example", "ada", "ada@sample.invalid", second_factor=True)
    account_of(said, now)
    db.session.commit()
    later = clock.now()
    assert later > now
    assert at_once(app, lambda: account_of(said, later)) == 1
