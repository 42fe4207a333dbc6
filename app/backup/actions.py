"""Making a backup and putting one back."""

import os
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path

import flask_migrate
from flask import current_app
from sqlalchemy import inspect, text
from sqlalchemy.engine import Connection

from accounts import audit
from accounts.actions import command_line
from accounts.audit_chain import START
from accounts.audit_heads import RESTORED, Head
from accounts.audit_revoked import revoke_again, revoked_file
from accounts.audit_storing import chain
from app.backup import on_postgresql, on_sqlite
from app.backup.records import Backup, Header, Manifest, write_backup
from app.backup.tables import revision_of
from foundation.database import begin_writing, db
from foundation.errors import RuleBroken

DATABASES = {"sqlite": on_sqlite, "postgresql": on_postgresql}
SHORTEST_KEY = 16
SUBJECT = "backup"


@dataclass(frozen=True, slots=True)
class Restored:
    """What was put back, and what was taken from accounts again."""

    made_at: str
    manifest: Manifest
    revoked: int


def back_up(file: Path, at: datetime) -> Manifest:
    """The whole register, as it is at one moment, in one encrypted file. The file is there when it is whole, and not
    before. Commits the audit's entry of it. Raises RuleBroken."""
    passphrase, kind = _passphrase(), db.engine.dialect.name
    with db.engine.connect() as connection:
        revision = revision_of(connection)
    if revision is None:
        raise RuleBroken("There is no register here to back up.")
    header = Header(kind, revision, at.isoformat())
    unfinished = file.with_name(file.name + ".unfinished")
    try:
        with os.fdopen(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as opened:
            manifest = write_backup(opened, passphrase, header, partial(DATABASES[kind].dump, db.engine))
            opened.flush()
            os.fsync(opened.fileno())
        _record("backup.make", manifest)
        unfinished.replace(file)
    finally:
        unfinished.unlink(missing_ok=True)
    return manifest


def restore(file: Path, *, replace: bool, at: datetime) -> Restored:
    """Put a backup in this register's place, all or nothing. Nobody is signed in afterwards, no calendar is fed, and
    what was taken from accounts since stays taken. Commits. Raises RuleBroken."""
    passphrase, kind, revoked = _passphrase(), db.engine.dialect.name, [0]

    def mend(connection: Connection, manifest: Manifest) -> None:
        revoked[0] = _let_nobody_in(connection, manifest, at)
        _begin_again(manifest)

    with file.open("rb") as opened:
        backup = Backup(opened, passphrase)
        if backup.header.database != kind:
            raise RuleBroken(f"The backup is of {backup.header.database}; this register is on {kind}.")
        db.session.remove()
        db.engine.dispose()
        manifest = DATABASES[kind].load(db.engine, backup, replace=replace, mend=mend)
    flask_migrate.upgrade()
    _record("backup.restore", manifest)
    return Restored(backup.header.made_at, manifest, revoked[0])


def _let_nobody_in(connection: Connection, manifest: Manifest, at: datetime) -> int:
    held = set(inspect(connection).get_table_names())
    kept = {"at": at.replace(tzinfo=None) if connection.dialect.name == "sqlite" else at}
    for table in sorted({"sign_in", "calendar_feed"} & held):
        connection.execute(text(f"UPDATE {table} SET ended_at = :at WHERE ended_at IS NULL"), kept)
    if "half_sign_in" in held:
        connection.execute(text("DELETE FROM half_sign_in"))
    return revoke_again(connection, revoked_file(chain().heads.file), manifest.audit_id)


def _begin_again(manifest: Manifest) -> None:
    """The heads say that an older chain is in force again, and from where: just before it is. Whoever is killed in
    between has given up what the heads knew since the backup, and raises no false alarm."""
    ours = chain()
    ours.tail = None
    at = None if manifest.audit_at is None else datetime.fromisoformat(manifest.audit_at)
    hash_ = bytes.fromhex(manifest.audit_hash) or START
    ours.heads.write(RESTORED, Head(manifest.audit_id, hash_, at), ours.keys)


def _record(act: str, manifest: Manifest) -> None:
    begin_writing()
    by = command_line().id
    audit.record(act, SUBJECT, None, by=by, after={"audit": manifest.audit_id})
    db.session.commit()


def _passphrase() -> str:
    key = current_app.config["SETTINGS"].BACKUP_KEY
    if len(key) < SHORTEST_KEY:
        raise RuleBroken(
            f"Set BACKUP_KEY to a passphrase of at least {SHORTEST_KEY} characters, and keep it apart."
        )
    return key
