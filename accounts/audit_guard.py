"""What keeps the audit from being changed: triggers on both databases, and on PostgreSQL the rights of a role."""

import re

from sqlalchemy import text
from sqlalchemy.engine import Connection

VERBS = ("UPDATE", "DELETE")
RIGHTS = ("UPDATE", "DELETE", "TRUNCATE", "TRIGGER")
NAME = re.compile(r"[a-z_][a-z0-9_]{0,62}")
TRIGGER_STATE = """
SELECT t.tgenabled FROM pg_trigger t WHERE t.tgrelid = 'audit_entry'::regclass AND t.tgname = 'audit_entry_kept'
  AND t.tgfoid = 'audit_entry_kept'::regproc AND t.tgtype & 56 = 56 AND t.tgtype & 3 = 2
"""
WRITTEN = "SELECT prosrc FROM pg_proc WHERE proname = 'audit_entry_kept'"
OWNER = """
SELECT pg_has_role(current_user, relowner, 'USAGE') OR (SELECT rolsuper FROM pg_roles WHERE rolname = current_user)
FROM pg_class WHERE oid = 'audit_entry'::regclass
"""
OURS_ALONE = (
    "The service signs in to PostgreSQL as the owner of its tables, who could change the audit. "
    "Run `flask audit guard --role NAME` as the owner and let the service sign in as that role."
)


def look_at_guards(connection: Connection) -> tuple[list[str], list[str]]:
    """What is missing of the guards, and what is weaker than it could be, in sentences."""
    return _on_sqlite(connection) if connection.dialect.name == "sqlite" else _on_postgresql(connection)


def guarding(role: str) -> list[str]:
    """The statements that give a role all that the service needs, and nothing that changes the audit. Raises
    ValueError for a name that is not plain."""
    if not NAME.fullmatch(role):
        raise ValueError("a role's name is small letters, digits and _")
    return [
        f"GRANT USAGE ON SCHEMA public TO {role}",
        f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {role}",
        f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {role}",
        f"REVOKE ALL ON audit_entry, alembic_version FROM {role}, PUBLIC",
        f"GRANT SELECT, INSERT ON audit_entry TO {role}",
        f"GRANT SELECT ON alembic_version TO {role}",
    ]


def _on_sqlite(connection: Connection) -> tuple[list[str], list[str]]:
    found = connection.execute(
        text("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'audit_entry'")
    )
    held: dict[str, str] = {row.name: row.sql for row in found}
    return [
        f"the trigger audit_entry_kept_{verb.lower()} is gone or changed"
        for verb in VERBS
        if held.get(f"audit_entry_kept_{verb.lower()}") != _trigger(verb)
    ], []


def _on_postgresql(connection: Connection) -> tuple[list[str], list[str]]:
    missing = []
    body = connection.execute(text(WRITTEN)).scalar()
    if connection.execute(text(TRIGGER_STATE)).scalar() != "O" or "RAISE EXCEPTION" not in (body or ""):
        missing.append("the trigger audit_entry_kept is gone, changed or switched off")
    if connection.execute(text(OWNER)).scalar():
        return missing, [OURS_ALONE]
    held = [
        right
        for right in RIGHTS
        if connection.execute(text(f"SELECT has_table_privilege('audit_entry', '{right}')")).scalar()
    ]
    if held:
        missing.append(f"the service's role may {', '.join(held)} the audit")
    return missing, []


def _trigger(verb: str) -> str:
    return (
        f"CREATE TRIGGER audit_entry_kept_{verb.lower()} BEFORE {verb} ON audit_entry "
        "BEGIN SELECT RAISE(ABORT, 'audit_entry_kept'); END"
    )
