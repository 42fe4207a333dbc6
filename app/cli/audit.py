"""`flask audit verify` and `flask audit guard`."""

import sys

import click
from sqlalchemy import text

from accounts.audit_guard import guarding
from accounts.audit_storing import chain
from accounts.audit_verify import Finding, Report, verify
from app.cli.answering import as_json, refusing, say
from foundation import clock
from foundation.database import db
from foundation.errors import RuleBroken
from foundation.formats import plural

audit = click.Group("audit", help="The audit: whether it is as it was written, and what keeps it so.")


@audit.command("verify")
@as_json
def verify_command(as_json: bool) -> None:
    """Read the whole audit and its heads. Status 1 when anything is not as it was written."""
    ours = chain()
    with refusing(), db.engine.connect() as connection:
        report = verify(connection, ours.heads, ours.keys, clock.now())
    answer = {
        "good": report.good, "entries": report.entries, "unchained": report.unchained, "heads": report.heads,
        "found": report.found, "findings": [finding.as_json() for finding in report.findings],
        "warnings": report.warnings,
    }  # fmt: skip
    say(answer, as_json=as_json, words=_in_words(report))
    if not report.good:
        sys.exit(1)


@audit.command("guard")
@click.option("--role", required=True, help="The PostgreSQL role that the service signs in as.")
@as_json
def guard_command(role: str, as_json: bool) -> None:
    """Give the role what the service needs, and no right to change the audit. Run it as the tables' owner."""
    with refusing():
        if db.engine.dialect.name != "postgresql":
            raise RuleBroken("A SQLite register has no roles: its triggers guard the audit.")
        try:
            statements = guarding(role)
        except ValueError as error:
            raise RuleBroken(f"{role} is not a role's name: small letters, digits and _.") from error
        with db.engine.begin() as connection:
            for statement in statements:
                connection.execute(text(statement))
    say({"role": role, "done": statements}, as_json=as_json, words=";\n".join(statements))


def _in_words(report: Report) -> str:
    counted = f"{plural(report.entries, 'entry', 'entries')}, {plural(report.heads, 'head')}"
    lines = [f"Nothing is amiss: {counted}." if report.good else f"{report.found} found in {counted}:"]
    lines += [f"  {_place(finding)}{finding.kind}: {finding.says}" for finding in report.findings]
    return "\n".join(lines + report.warnings)


def _place(finding: Finding) -> str:
    if finding.id is None:
        return ""
    return f"{finding.day or 'no day'}, {finding.sequence or '-'} of the day, entry {finding.id}, "


COMMANDS: list[click.Command] = [audit]
