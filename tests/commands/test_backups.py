"""A backup is the whole register at one moment, made while others write; put back it is whole or not at all, and what
was taken from accounts since stays taken."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from threading import Event, Thread

import pytest
from flask import Flask
from flask_sqlalchemy.session import Session
from pyotp.totp import TOTP
from sqlalchemy import func, select, text, update
from sqlalchemy.orm import scoped_session

from accounts import audit
from accounts.account import Account, RoleGrant, SignIn
from accounts.actions import command_line, open_account, start_sign_in
from accounts.audit_heads import Heads
from accounts.audit_storing import Chain, chain, entries
from accounts.audit_verify import verify
from accounts.factor import RecoveryCode, SecondFactor
from accounts.factor_actions import remove_app, renew_recovery_codes, set_up_factor
from accounts.keeping_actions import reset_factor, unlink
from accounts.outside import OutsideIdentity
from accounts.passkey import Passkey
from accounts.passkey_actions import remove_passkey
from accounts.permissions import Role
from app.backup import actions
from app.factory import create_app
from app.settings import Settings
from foundation import clock
from foundation.acts import table_of
from foundation.database import begin_writing, db
from foundation.sealed_file import LENGTH, MAGIC, SALT
from tests import builders as make
from tests.databases import PostgresScratch, Scratch

KEY = "a passphrase for tests alone"
SECRET, NEW_SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP", "KRSXG5CTMVRXEZLUKRSXG5CTMVRXEZLU"


@dataclass
class Ground:
    """A small register, a folder for backups, and somewhere else to restore to."""

    app: Flask
    folder: Path
    database: Scratch

    @property
    def file(self) -> Path:
        return self.folder / "register.backup"

    @cached_property
    def elsewhere(self) -> Flask:
        """The same service on an empty database."""
        return create_app(
            Settings(
                DATABASE_URL=new_elsewhere(self.database, self.folder), SECRET_KEY="test", BACKUP_KEY=KEY,
                AUDIT_KEY="a key", AUDIT_HEADS=str(self.folder / "heads"),
            )
        )  # fmt: skip

    def run(self, *words: str, at: Flask | None = None) -> tuple[int, str]:
        with (at or self.app).app_context():
            ran = self.app.test_cli_runner().invoke(args=list(words))
        if ran.exception is not None and not isinstance(ran.exception, SystemExit):
            raise ran.exception
        return ran.exit_code, ran.output

    def back_up(self) -> None:
        code, said = self.run("backup", str(self.file))
        assert code == 0, said

    def rows(self, at: Flask | None = None) -> dict[str, list[tuple[object, ...]]]:
        with (at or self.app).app_context(), db.engine.connect() as connection:
            tables = [table for table in db.metadata.sorted_tables if table.name != "audit_entry"]
            return {
                table.name: [tuple(row) for row in connection.execute(select(table).order_by(table.c.id))]
                for table in tables
            }


def new_elsewhere(database: Scratch, folder: Path) -> str:
    if isinstance(database, PostgresScratch):
        other = PostgresScratch(database.server, f"{database.name}_elsewhere", folder)
        other.create()
        return other.address
    return f"sqlite:///{folder / 'elsewhere.db'}"


@pytest.fixture
def g(
    app: Flask,
    database: Scratch,
    session: scoped_session[Session],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Ground]:
    heads = str(tmp_path / "heads")
    monkeypatch.setitem(app.config, "SETTINGS", replace(app.config["SETTINGS"], BACKUP_KEY=KEY))
    monkeypatch.setitem(app.extensions, "audit", Chain(Heads(heads), "a key", ()))
    command_line()
    make.organisation()
    make.person("Ada", "Sample")
    open_account(
        "ann@example.test", "Ann Example", "a password of hers", roles=[(Role.LEAD, "east")], by=None
    )
    session.commit()
    ground = Ground(app, tmp_path, database)
    yield ground
    made = [app, ground.elsewhere] if "elsewhere" in vars(ground) else [app]
    for each in made:
        with each.app_context():
            db.session.remove()
            db.engine.dispose()


def verified(app: Flask) -> list[str]:
    with app.app_context(), db.engine.connect() as connection:
        ours = chain()
        found = verify(connection, ours.heads, ours.keys, clock.now())
        return [f"{finding.kind} {finding.id} {finding.says}" for finding in found.findings]


def ann() -> Account:
    return db.session.scalars(select(Account).where(Account.email == "ann@example.test")).one()


def test_a_backup_restored_elsewhere_is_the_same_register(g: Ground) -> None:
    code, said = g.run("backup", str(g.file), "--json")
    before = g.rows()
    assert code == 0
    assert json.loads(said)["counts"]["person"] == 1
    code, said = g.run("restore", str(g.file), "--json", at=g.elsewhere)
    assert code == 0, said
    after = g.rows(g.elsewhere)
    assert after == before
    assert verified(g.elsewhere) == []
    with g.elsewhere.app_context():  # it is a register that goes on: numbers too
        begin_writing()
        assert make.person("Bea", "Sample").id == 2
        db.session.commit()


def test_nothing_of_the_register_can_be_read_in_the_file(g: Ground) -> None:
    g.back_up()
    held = g.file.read_bytes()
    assert not [word for word in (b"Sample", b"example.test", b"person", b"SQLite") if word in held]
    assert {path.name for path in g.folder.iterdir()} <= {
        "register.backup", "heads", "heads.key", "heads.revoked", "elsewhere.db",
    }  # fmt: skip


def _flip(at: Callable[[bytes], int]) -> Callable[[bytes], bytes]:
    def damage(held: bytes) -> bytes:
        place = at(held)
        return held[:place] + bytes([held[place] ^ 1]) + held[place + 1 :]

    return damage


def _first_record(held: bytes) -> tuple[int, int]:
    start = len(MAGIC) + SALT
    return start, start + LENGTH + int.from_bytes(held[start : start + LENGTH], "big")


def _without_first(held: bytes) -> bytes:
    start, end = _first_record(held)
    return held[:start] + held[end:]


def _without_last(held: bytes) -> bytes:
    places = [len(MAGIC) + SALT]
    while places[-1] < len(held):
        places.append(places[-1] + LENGTH + int.from_bytes(held[places[-1] : places[-1] + LENGTH], "big"))
    return held[: places[-2]]


DAMAGES: dict[str, Callable[[bytes], bytes]] = {
    "magic": _flip(lambda held: 0),
    "salt": _flip(lambda held: len(MAGIC) + 1),
    "middle": _flip(lambda held: len(held) // 2),
    "end": _flip(lambda held: len(held) - 1),
    "cut short": lambda held: held[:-7],
    "first record missing": _without_first,
    "last record missing": _without_last,
    "something after the end": lambda held: held + b"x",
    "no record": lambda held: held[: len(MAGIC) + SALT],
}


def test_a_damaged_backup_is_refused_and_nothing_is_changed(g: Ground) -> None:
    g.back_up()
    before, sound = g.rows(), g.file.read_bytes()
    for name, damage in DAMAGES.items():
        g.file.write_bytes(damage(sound))
        code, said = g.run("restore", str(g.file), "--replace")
        assert code == 1, name
        assert "Nothing was changed" in said or "not a backup" in said, name
    assert g.rows() == before
    assert verified(g.app) == []


def test_another_key_does_not_open_it(g: Ground, monkeypatch: pytest.MonkeyPatch) -> None:
    g.back_up()
    other = replace(g.app.config["SETTINGS"], BACKUP_KEY=KEY + "!")
    monkeypatch.setitem(g.app.config, "SETTINGS", other)
    assert "another BACKUP_KEY" in g.run("restore", str(g.file), "--replace")[1]


def test_without_a_key_nothing_is_kept(g: Ground, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(g.app.config, "SETTINGS", replace(g.app.config["SETTINGS"], BACKUP_KEY="short"))
    code, said = g.run("backup", str(g.file))
    assert (code, "BACKUP_KEY" in said, g.file.exists()) == (1, True, False)


def test_a_register_that_holds_something_is_replaced_only_when_told(g: Ground) -> None:
    g.back_up()
    code, said = g.run("restore", str(g.file))
    assert (code, "--replace" in said) == (1, True)
    assert verified(g.app) == []


def test_what_was_taken_from_accounts_since_stays_taken(g: Ground) -> None:
    with g.app.app_context():
        begin_writing()
        token_of_then = start_sign_in(ann())
        db.session.commit()
    g.back_up()
    with g.app.app_context():
        begin_writing()
        db.session.execute(update(Account).where(Account.id == ann().id).values(active=False))
        audit.record("account.close", "account", ann().id, by=None)
        audit.record("account.take_role", "account", ann().id, by=None, before={"role": ["lead", "east"]})
        audit.record("account.password", "account", ann().id, by=None)
        db.session.commit()
    code, said = g.run("restore", str(g.file), "--replace", "--json")
    assert (code, json.loads(said)["revoked"]) == (0, 3)
    with g.app.app_context():
        assert token_of_then
        assert (ann().active, ann().password_hash) == (False, None)
        assert db.session.scalar(select(func.count()).select_from(RoleGrant)) == 0
        assert db.session.scalar(select(func.count()).where(SignIn.ended_at.is_(None))) == 0
    assert verified(g.app) == []


REVOKED: dict[str, tuple[Callable[[int, int], object], set[str]]] = {
    "its owner removes a passkey": (
        lambda account, _: remove_passkey(account, db.session.scalars(select(Passkey.id)).one()),
        {"second_factor", "recovery_code", "outside_identity"},
    ),
    "an administrator resets the second factor": (
        lambda account, by: reset_factor(find(account), "Lost", by=by, at=clock.now()),
        {"outside_identity"},
    ),
    "an administrator unlinks single sign-on": (
        lambda account, by: unlink(find(account), "Left", by=by, at=clock.now()),
        {"second_factor", "recovery_code", "passkey"},
    ),
    "its owner turns the app off": (
        lambda account, _: remove_app(account), {"recovery_code", "passkey", "outside_identity"},
    ),
    "its owner puts another app in its place": (
        lambda account, _: set_up(account, NEW_SECRET), {"passkey", "outside_identity"},
    ),
    "its owner makes new recovery codes": (
        lambda account, _: renew_recovery_codes(account, at=clock.now()),
        {"second_factor", "passkey", "outside_identity"},
    ),
}  # fmt: skip
"""What is taken from an account after a backup, and what opens it still once that is restored."""


def find(account_id: int) -> Account:
    return db.session.get_one(Account, account_id)


def set_up(account_id: int, secret: str) -> None:
    now = clock.now()
    set_up_factor(account_id, secret, TOTP(secret).at(now), at=now)


def ways_in() -> set[str]:
    """The tables that hold something that opens an account."""
    tables = [table_of(model) for model in (SecondFactor, RecoveryCode, Passkey, OutsideIdentity)]
    return {table.name for table in tables if db.session.execute(select(table)).first() is not None}


@pytest.mark.parametrize("taken", REVOKED)
def test_no_way_in_that_was_revoked_since_opens_anything_again(g: Ground, taken: str) -> None:
    with g.app.app_context():
        begin_writing()
        by, account = make.account(Role.ADMINISTRATOR).id, ann().id
        set_up(account, SECRET)
        make.kept(
            Passkey(
                account_id=account, credential_id=b"1", public_key=b"", sign_count=0, name="Phone", transports=(),
                created_at=clock.now(),
            )
        )  # fmt: skip
        make.kept(OutsideIdentity(account_id=account, issuer="i", subject="s", linked_at=clock.now()))
        db.session.commit()
        assert len(ways_in()) == 4
    g.back_up()
    revoke, left = REVOKED[taken]
    with g.app.app_context():
        begin_writing()
        revoke(account, by)
        db.session.commit()
    assert json.loads(g.run("restore", str(g.file), "--replace", "--json")[1])["revoked"] > 0
    with g.app.app_context():
        assert ways_in() == left
    assert verified(g.app) == []


def test_what_was_given_back_since_is_not_taken_again(g: Ground) -> None:
    g.back_up()
    with g.app.app_context():
        begin_writing()
        for act in ("account.close", "account.reopen"):
            audit.record(act, "account", ann().id, by=None)
        db.session.commit()
    assert json.loads(g.run("restore", str(g.file), "--replace", "--json")[1])["revoked"] == 0
    with g.app.app_context():
        assert ann().active


def test_what_was_taken_before_the_backup_is_in_the_backup(g: Ground) -> None:
    with g.app.app_context():
        begin_writing()
        audit.record("account.close", "account", ann().id, by=None)
        db.session.commit()
    g.back_up()
    assert json.loads(g.run("restore", str(g.file), "--replace", "--json")[1])["revoked"] == 0


def test_a_backup_made_while_others_write_is_of_one_moment(g: Ground) -> None:
    """A writer adds a person and their name in one transaction, again and again: no backup has one without the
    other, and the audit in each verifies."""
    stop, wrote = Event(), Event()

    def write() -> None:
        with g.app.app_context():
            while not stop.is_set():
                begin_writing()
                who = make.person("Bea", "Sample")
                audit.record("person.add", "person", who.id, by=None)
                db.session.commit()
                wrote.set()
                stop.wait(0.02)  # or nobody else would ever be let in
            db.session.remove()

    writer = Thread(target=write)
    writer.start()
    wrote.wait()
    try:
        for _ in range(3):
            assert g.run("backup", str(g.file))[0] == 0
    finally:
        stop.set()
        writer.join()
    g.run("restore", str(g.file), at=g.elsewhere)
    with g.elsewhere.app_context():
        counted = [db.session.scalar(text(f"SELECT count(*) FROM {t}")) for t in ("person", "person_details")]
        people, audited = counted[0], db.session.scalar(
            select(func.count()).where(entries.c.act == "person.add")
        )  # fmt: skip
        db.session.remove()
    assert people == counted[1]
    assert people == (audited or 0) + 1
    assert verified(g.elsewhere) == []


def test_a_restore_that_fails_half_way_changes_nothing(g: Ground, monkeypatch: pytest.MonkeyPatch) -> None:
    g.back_up()
    before = g.rows()

    def fails(*_: object) -> int:
        raise RuntimeError("the power went")

    monkeypatch.setattr(actions, "revoke_again", fails)
    with pytest.raises(RuntimeError, match="the power went"):
        g.run("restore", str(g.file), "--replace")
    assert g.rows() == before
    assert verified(g.app) == []
