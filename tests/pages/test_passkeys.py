"""Passkeys: adding one, signing in with it as the second step and as the only one, and everything that is none."""

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from html import unescape
from typing import Any, cast

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from accounts import actions, factor_actions
from accounts.account import Account, SignIn
from accounts.audit import AuditEntry
from accounts.factor import AccountChange, RecoveryCode
from accounts.limits import limiter
from accounts.passkey import Passkey, PasskeyChallenge
from accounts.passkey_ceremony import Site, claim_of, read_added, read_used, site_of
from accounts.permissions import Role
from foundation import clock
from foundation.database import db
from foundation.errors import RuleBroken
from people.account_changes import tell_account_changes
from people.notice import Notice
from tests.authenticator import Authenticator, bytes_of
from tests.pages.client import CheckedClient

PASSWORD = "correct horse battery"
NOON = datetime(2026, 5, 5, 12, 0, 10, tzinfo=UTC)
OPTIONS = re.compile(r'data-options="([^"]+)"')
MINE = "/me/account/passkeys"


@pytest.fixture(autouse=True)
def noon(session: Session) -> Iterator[None]:
    limiter.reset()
    with clock.pretending(NOON):
        yield


@pytest.fixture
def ada(session: Session) -> Account:
    return opened("ada")


def opened(name: str, password: str | None = PASSWORD) -> Account:
    account = actions.open_account(
        f"{name}@example.invalid", f"{name.title()} Sample", password, roles=[(Role.OFFICE, "")], by=None
    )
    db.session.commit()
    return account


def browser(app: Flask, account: Account | None = None) -> CheckedClient:
    client = cast("CheckedClient", app.test_client())
    if account is not None:
        client.sign_in(account)
    return client


def options_in(page: str) -> dict[str, Any]:
    found = OPTIONS.search(page)
    assert found, "the page asks for no passkey"
    return json.loads(unescape(found[1]))


def asked_to_add(client: CheckedClient, proof: str = PASSWORD) -> dict[str, Any]:
    page = client.post(f"{MINE}/new", data={"name": "Work phone", "password": proof})
    assert page.status_code == 200
    return options_in(page.text)


def finishes(client: CheckedClient, answer: str) -> Any:
    return client.post(f"{MINE}/finish", data={"name": "Work phone", "answer": answer})


def with_passkey(app: Flask, account: Account, **how: Any) -> Authenticator:
    """A passkey that this account has added."""
    phone, client = Authenticator(**how), browser(app, account)
    assert finishes(client, phone.make(asked_to_add(client))).status_code in (200, 302)
    return phone


def is_in(client: CheckedClient) -> bool:
    return client.get("/me/account").status_code == 200


def says_password(client: CheckedClient, account: Account) -> None:
    said = {"email": account.email, "password": PASSWORD}
    assert client.post("/sign-in", data=said).headers["Location"].startswith("/sign-in/code")


def asked(client: CheckedClient, step: str) -> dict[str, Any]:
    return options_in(client.post(f"/sign-in/{step}").text)


def answers(client: CheckedClient, step: str, answer: str, goes_to: str = "") -> str:
    to = {"next": goes_to} if goes_to else {}
    sent = client.post(f"/sign-in/{step}/finish", query_string=to, data={"answer": answer})
    assert sent.status_code == 302
    return sent.headers["Location"]


ALONE, SECOND = "passkey", "code/passkey"


# Adding


def test_one_is_added_named_used_alone_and_removed(app: Flask, ada: Account) -> None:
    client, phone = browser(app, ada), Authenticator()
    shown = finishes(client, phone.make(asked_to_add(client)))
    assert len(re.findall(r"<li>[a-z0-9]{4}(?:-[a-z0-9]{4}){6}</li>", shown.text)) == 10
    held = db.session.scalars(select(Passkey)).one()
    assert (held.name, held.transports, held.account_id) == ("Work phone", ("internal",), ada.id)
    assert client.post(f"{MINE}/{held.id}/name", data={"name": "Old phone"}).status_code == 302
    assert "Old phone" in client.get("/me/account").text
    other = browser(app)
    assert answers(other, ALONE, phone.use(asked(other, ALONE)), "/me/account") == "/me/account"
    assert is_in(other)
    newest = select(SignIn.how).order_by(SignIn.id.desc())
    assert db.session.scalars(newest).first() == "passkey_alone"
    for wrong in ("", "wrong horse battery"):
        assert client.post(f"{MINE}/{held.id}/remove", data={"password": wrong}).status_code == 422
    assert client.post(f"{MINE}/{held.id}/remove", data={"password": PASSWORD}).status_code == 302
    assert db.session.scalars(select(Passkey)).all() == []
    assert db.session.scalars(select(RecoveryCode)).all() == []
    late = browser(app)
    assert answers(late, ALONE, phone.use(asked(late, ALONE))) == "/sign-in"
    assert not is_in(late)


def test_it_takes_a_password_or_a_code_to_add_one(app: Flask, ada: Account) -> None:
    codes = factor_actions.renew_recovery_codes(ada.id, at=NOON)
    client = browser(app, ada)
    for wrong in ("", "wrong horse battery", "000000"):
        refused = client.post(f"{MINE}/new", data={"name": "Any", "password": wrong})
        assert refused.status_code == 422
        assert "data-options" not in refused.text
    asked_to_add(client, codes[0])
    refused = client.post(f"{MINE}/new", data={"name": "Any", "password": codes[0]})
    assert refused.status_code == 422, "a recovery code works once"
    assert db.session.scalars(select(AuditEntry.act).where(AuditEntry.act == "refused:own_password")).all()


def test_adding_the_first_factor_ends_the_other_sign_ins(app: Flask, ada: Account) -> None:
    there, here = browser(app, ada), browser(app, ada)
    assert finishes(here, Authenticator().make(asked_to_add(here))).status_code == 200
    assert (is_in(here), is_in(there)) == (True, False)


def test_one_more_leaves_the_recovery_codes_as_they_are(app: Flask, ada: Account) -> None:
    with_passkey(app, ada)
    before = db.session.scalars(select(RecoveryCode.code_hash).order_by(RecoveryCode.id)).all()
    with_passkey(app, ada)
    assert db.session.scalars(select(RecoveryCode.code_hash).order_by(RecoveryCode.id)).all() == before


def test_a_passkey_is_one_accounts(app: Flask, ada: Account) -> None:
    phone = with_passkey(app, ada)
    bea = opened("bea")
    client = browser(app, bea)
    options = asked_to_add(client)
    assert options["excludeCredentials"] == []
    finishes(client, phone.make(options))
    assert "belongs to an account already" in client.get(f"{MINE}/new").text
    assert len(db.session.scalars(select(Passkey)).all()) == 1


def test_nobody_names_or_removes_somebody_elses(app: Flask, ada: Account) -> None:
    with_passkey(app, ada)
    number = db.session.scalars(select(Passkey.id)).one()
    client = browser(app, opened("bea"))
    for act in ("name", "remove"):
        assert client.get(f"{MINE}/{number}/{act}").status_code == 404
        said = {"name": "Mine", "password": PASSWORD}
        assert client.post(f"{MINE}/{number}/{act}", data=said).status_code == 404
    assert db.session.scalars(select(Passkey.name)).one() == "Work phone"


BADLY_MADE = {
    "another site": {"origin": "https://evil.example"},
    "another port": {"origin": "http://localhost:8001"},
    "another name": {"rp_id": "evil.example"},
}


@pytest.mark.parametrize("badly", BADLY_MADE.values(), ids=BADLY_MADE)
def test_one_made_elsewhere_is_not_added(app: Flask, ada: Account, badly: dict[str, Any]) -> None:
    client = browser(app, ada)
    finishes(client, Authenticator(**badly).make(asked_to_add(client)))
    assert db.session.scalars(select(Passkey)).all() == []


def test_a_challenge_is_answered_once_soon_and_in_its_own_browser(app: Flask, ada: Account) -> None:
    here, there = browser(app, ada), browser(app, ada)
    options = asked_to_add(here)
    finishes(there, Authenticator().make(options))
    with clock.pretending(NOON + timedelta(minutes=6)):
        finishes(here, Authenticator().make(options))
    assert db.session.scalars(select(Passkey)).all() == []
    options = asked_to_add(here)
    finishes(here, "no answer at all")
    finishes(here, Authenticator().make(options))
    assert db.session.scalars(select(Passkey)).all() == [], "a wrong answer spends it too"


# Signing in


def test_it_is_the_second_step_after_a_password(app: Flask, ada: Account) -> None:
    phone, client = with_passkey(app, ada, verifies=False), browser(app)
    says_password(client, ada)
    options = asked(client, SECOND)
    assert [bytes_of(key["id"]) for key in options["allowCredentials"]] == [phone.credential_id]
    assert not is_in(client)
    assert answers(client, SECOND, phone.use(options), "/find") == "/find"
    assert is_in(client)
    assert "Password and passkey" in client.get("/me/account").text


def test_a_recovery_code_is_a_second_step_for_whoever_has_only_a_passkey(app: Flask, ada: Account) -> None:
    with_passkey(app, ada)
    codes = factor_actions.renew_recovery_codes(ada.id, at=NOON)
    client = browser(app)
    says_password(client, ada)
    assert client.post("/sign-in/code", data={"code": codes[0]}).headers["Location"] == "/"
    assert is_in(client)


def test_a_passkey_that_verified_nobody_is_no_way_in_by_itself(app: Flask, ada: Account) -> None:
    phone, client = with_passkey(app, ada, verifies=False), browser(app)
    assert answers(client, ALONE, phone.use(asked(client, ALONE))) == "/sign-in"
    assert not is_in(client)


def test_another_accounts_passkey_is_no_second_step(app: Flask, ada: Account) -> None:
    with_passkey(app, ada)
    theirs, client = with_passkey(app, opened("bea")), browser(app)
    says_password(client, ada)
    assert answers(client, SECOND, theirs.use(asked(client, SECOND))) == "/sign-in/code"
    assert not is_in(client)


def test_five_wrong_passkeys_ask_for_the_password_again(app: Flask, ada: Account) -> None:
    phone, client = with_passkey(app, ada, origin="http://localhost"), browser(app)
    says_password(client, ada)
    phone.origin = "https://evil.example"
    for _ in range(5):
        assert answers(client, SECOND, phone.use(asked(client, SECOND))) == "/sign-in/code"
        limiter.reset()
    assert client.post(f"/sign-in/{SECOND}").headers["Location"].startswith("/sign-in")


def test_a_closed_account_has_no_passkey(app: Flask, ada: Account) -> None:
    phone, client = with_passkey(app, ada), browser(app)
    ada.active = False
    assert answers(client, ALONE, phone.use(asked(client, ALONE))) == "/sign-in"


WRONGLY_USED: dict[str, dict[str, Any]] = {
    "on another site": {"origin": "https://evil.example"},
    "for another name": {"rp_id": "evil.example"},
    "for somebody else": {"handle": b"somebody else"},
    "for nobody": {"handle": b""},
    "as another passkey": {"credential_id": b"another"},
}


@pytest.mark.parametrize("wrongly", WRONGLY_USED.values(), ids=WRONGLY_USED)
def test_one_used_wrongly_lets_nobody_in(app: Flask, ada: Account, wrongly: dict[str, Any]) -> None:
    phone, client = with_passkey(app, ada), browser(app)
    for name, value in wrongly.items():
        setattr(phone, name, value)
    assert answers(client, ALONE, phone.use(asked(client, ALONE))) == "/sign-in"
    assert not is_in(client)
    assert db.session.scalars(select(AuditEntry.act).where(AuditEntry.act == "refused:passkey")).all()


def test_an_answer_is_worth_nothing_twice_elsewhere_or_late(app: Flask, ada: Account) -> None:
    phone, client = with_passkey(app, ada), browser(app)
    cookie_before = client.get("/sign-in") and client.get_cookie("session")
    options = asked(client, ALONE)
    cookie, answer = client.get_cookie("session"), phone.use(options)
    assert cookie and cookie_before
    thief = browser(app)
    assert answers(thief, ALONE, answer) == "/sign-in", "another browser was not asked"
    with clock.pretending(NOON + timedelta(minutes=6)):
        assert answers(client, ALONE, answer) == "/sign-in"
    options = asked(client, ALONE)
    cookie, answer = client.get_cookie("session"), phone.use(options)
    assert answers(client, ALONE, answer) == "/"
    assert cookie
    thief.set_cookie("session", cookie.value)
    assert answers(thief, ALONE, answer) == "/sign-in", "a copied cookie and a copied answer"
    assert not is_in(thief)


def test_a_challenge_for_one_thing_is_none_for_another(app: Flask, ada: Account) -> None:
    phone, client = with_passkey(app, ada), browser(app, ada)
    options = asked_to_add(client)
    assert answers(client, ALONE, phone.use(options)) == "/sign-in"
    half = browser(app)
    says_password(half, ada)
    options = asked(half, SECOND)
    assert answers(half, ALONE, phone.use(options)) == "/sign-in"
    assert not is_in(half)


@pytest.mark.parametrize(
    ("before", "step", "let_in"), [(5, 1, True), (5, 0, False), (5, -3, False), (0, 0, True)]
)
def test_a_count_that_goes_back_is_refused_and_its_owner_told(
    app: Flask, ada: Account, before: int, step: int, let_in: bool
) -> None:
    phone, client = with_passkey(app, ada, count=before), browser(app)
    phone.counts = step
    answers(client, ALONE, phone.use(asked(client, ALONE)))
    assert is_in(client) is let_in
    told = db.session.scalars(select(AccountChange.act)).all()
    assert told == ([] if let_in else ["passkey_copied"])
    if not let_in:
        assert "may have been copied" in client.get("/sign-in").text
        assert "A passkey refused" in browser(app, ada).get("/me/account").text
        assert tell_account_changes(clock.today(), at=NOON) == 1
        assert tell_account_changes(clock.today(), at=NOON) == 0
        assert db.session.scalars(select(Notice.account_id)).all() == [ada.id]


def test_who_asks_for_a_passkey_is_told_nothing_of_anybody(app: Flask, ada: Account) -> None:
    with_passkey(app, ada)
    options = asked(browser(app), ALONE)
    assert (options["allowCredentials"], options["userVerification"]) == ([], "required")


def test_challenges_do_not_pile_up(app: Flask, ada: Account) -> None:
    for minutes in (0, 6, 12):
        with clock.pretending(NOON + timedelta(minutes=minutes)):
            asked(browser(app), ALONE)
    assert len(db.session.scalars(select(PasskeyChallenge)).all()) == 1


# Where they work


PLACES = [
    ("https://teams.example.org", "http://10.0.0.1/", Site("teams.example.org", "https://teams.example.org")),
    ("https://teams.example.org:8443", "", Site("teams.example.org", "https://teams.example.org:8443")),
    ("http://127.0.0.1:8000", "http://localhost:8000/", Site("localhost", "http://localhost:8000")),
    ("http://localhost:8000", "http://any.example/", Site("localhost", "http://localhost:8000")),
    ("http://127.0.0.1:8000", "http://127.0.0.1:8000/", None),
    ("http://127.0.0.1:8000", "https://teams.example.org/", None),
    ("http://teams.example.org", "http://teams.example.org/", None),
    ("https://10.0.0.1", "https://10.0.0.1/", None),
    ("", "http://evil.example/", None),
    ("", "http://localhost.evil.example/", None),
]


@pytest.mark.parametrize(("site_url", "asked_at", "site"), PLACES)
def test_which_site_a_passkey_is_for(site_url: str, asked_at: str, site: Site | None) -> None:
    assert site_of(site_url, asked_at) == site


def test_where_they_cannot_work_the_page_says_why(
    app: Flask, ada: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.config, "SITE_URL", "http://127.0.0.1:8000")
    client = browser(app, ada)
    at = {"base_url": "http://teams.example.org"}
    client.set_cookie("session", client.get_cookie("session").value, domain="teams.example.org")  # pyright: ignore[reportOptionalMemberAccess]
    page = client.get(f"{MINE}/new", **at)
    assert "SITE_URL" in page.text
    assert '<form method="post" novalidate' not in page.text
    assert "Sign in with a passkey" not in browser(app).get("/sign-in", **at).text
    assert "Sign in with a passkey" in browser(app).get("/sign-in").text


def test_without_a_script_the_page_says_what_to_do_instead(app: Flask, ada: Account) -> None:
    page = browser(app, ada).post(f"{MINE}/new", data={"name": "Any", "password": PASSWORD}).text
    assert "JavaScript turned off" in page
    assert re.search(r'<form[^>]*data-passkey="make"[^>]*hidden>', page)


# Answers that make no sense


SITE = Site("localhost", "http://localhost")
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=10,
)
PARTS = ["clientDataJSON", "authenticatorData", "signature", "attestationObject", "userHandle", "transports"]


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=200) | JSON.map(json.dumps))
def test_whatever_is_sent_is_an_answer_or_refused(answer: str) -> None:
    refused(answer)


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from(PARTS), JSON | st.binary(max_size=100).map(lambda raw: raw.hex()), st.booleans())
def test_an_answer_with_one_part_spoilt_is_refused(part: str, said: Any, making: bool) -> None:
    challenge = {"challenge": "AAAA", "user": {"id": "AAAA"}}
    phone = Authenticator()
    answer = json.loads(phone.make(challenge) if making else phone.use(challenge))
    answer["response"][part] = said
    refused(json.dumps(answer))


def refused(answer: str) -> None:
    """Nothing but RuleBroken comes of it."""
    for read in (
        lambda: read_added(SITE, b"challenge", answer),
        lambda: read_used(SITE, b"challenge", answer, b"no key", verified=True),
    ):
        with pytest.raises(RuleBroken):
            read()
    try:
        claim_of(answer)
    except RuleBroken:
        return
