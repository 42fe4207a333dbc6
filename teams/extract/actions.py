"""Taking an extract in: look, then apply all of it or none, with a second account where much would end."""

import hashlib
import json
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import select

from accounts import audit
from foundation import clock
from foundation.acts import Act
from foundation.database import compact_json, db
from foundation.effective import AsAt
from foundation.errors import BadFile, RuleBroken
from foundation.spreadsheets import Profile, read_rows
from people.organisation import Organisation
from teams.extract.checks import faults_in, warnings_in
from teams.extract.comparing import Comparison
from teams.extract.outcome import Outcome
from teams.extract.profiles import profile_named
from teams.extract.reference import Reference, columns_for, reference_for
from teams.extract.staff_row import StaffRow
from teams.extract_import import ExtractImport, ImportStatus

MOST_ROWS_ON_A_PAGE = 5_000
HAS_MOVED_ON = (
    "The register has changed since this file was looked at, so the import would no longer do what the "
    "preview says. Nothing was changed. Upload the file again."
)


def look_at_extract(
    file: str,
    content: bytes,
    *,
    employer: str,
    on: date,
    at: datetime,
    by: int,
    profile: Profile | None = None,
) -> Outcome:
    """What an extract would do on the day. Raises BadFile naming every fault; keeps nothing."""
    rows, reference = _read(file, content, employer, on, profile)
    with db.session.begin_nested() as taken_back:
        outcome = Comparison(reference, on=on, act=Act(by=by, at=at)).run(rows)
        taken_back.rollback()
    outcome.warnings = warnings_in(rows, reference)
    return outcome


def receive_extract(
    file: str, content: bytes, *, employer: str, on: date, at: datetime, by: int, profile: str = "",
    mapping: Profile | None = None,
) -> ExtractImport:  # fmt: skip
    """Keep an extract with its preview, to be applied or dropped. Raises BadFile."""
    outcome = look_at_extract(file, content, employer=employer, on=on, at=at, by=by, profile=mapping)
    kept = _keep(file, content, outcome, employer=employer, on=on, at=at, by=by, profile=profile)
    kept.content, kept.shown = (
        content,
        compact_json({"effects": outcome.effects, "warnings": outcome.warnings}),
    )
    audit.record("extract.receive", "extract_import", kept.id, by=by, after=counts_of(outcome))
    return kept


def import_extract(
    file: str, content: bytes, *, employer: str, on: date, at: datetime, by: int, profile: str = "",
    mapping: Profile | None = None,
) -> Outcome:  # fmt: skip
    """Apply an extract at once, without words for a preview. The caller must keep nothing of it when the
    outcome needs a second account."""
    rows, reference = _read(file, content, employer, on, mapping)
    outcome = Comparison(reference, on=on, act=Act(by=by, at=at), in_words=False).run(rows)
    outcome.warnings = warnings_in(rows, reference)
    kept = _keep(file, content, outcome, employer=employer, on=on, at=at, by=by, profile=profile)
    _settle(kept, ImportStatus.DONE, by=by, at=at)
    audit.record("extract.apply", "extract_import", kept.id, by=by, after=counts_of(outcome))
    return outcome


def refuse_too_long(content: bytes) -> None:
    """A page answers in seconds; a longer file is for the command. Raises RuleBroken."""
    if content.count(b"\n") > MOST_ROWS_ON_A_PAGE:
        raise RuleBroken(
            f"This file has more than {MOST_ROWS_ON_A_PAGE:,} rows. Import it by the command flask import staff."
        )


def apply_extract(kept: ExtractImport, *, by: int, at: datetime) -> bool:
    """Apply it, or ask for a second account and give False. Raises RuleBroken when it is settled already,
    when the same account would confirm its own import, and when the register has moved on."""
    _refuse_settled(kept)
    counts: dict[str, Any] = json.loads(kept.counts)
    if counts["needs_second"] and kept.asked_by_id is None:
        kept.status, kept.asked_by_id = ImportStatus.WAITING, by
        audit.record("extract.ask_second", "extract_import", kept.id, by=by)
        return False
    if counts["needs_second"] and kept.asked_by_id == by:
        raise RuleBroken(
            f"This import would end {counts['ending']} of {counts['staff']} people, so somebody other than "
            "the person who asked for it must confirm it."
        )
    try:
        outcome = _apply(kept, by=by, at=at)
    except BadFile as refusal:
        # What the file says was sound when it was looked at: a code or a number has since been taken.
        raise RuleBroken(HAS_MOVED_ON) from refusal
    if outcome.fingerprint != kept.effects:
        raise RuleBroken(HAS_MOVED_ON)
    _settle(kept, ImportStatus.DONE, by=by, at=at)
    audit.record("extract.apply", "extract_import", kept.id, by=by, after=counts_of(outcome))
    return True


def drop_extract(kept: ExtractImport, *, by: int, at: datetime) -> None:
    """Let go of it without changing anything. Raises RuleBroken when it is settled already."""
    _refuse_settled(kept)
    _settle(kept, ImportStatus.DROPPED, by=by, at=at)
    audit.record("extract.drop", "extract_import", kept.id, by=by)


def forget_uploads(on: date, by: int) -> int:
    """Drop what nobody applied within 14 days of the day: the files hold names. Gives how many."""
    long_ago = datetime.combine(on, time(), tzinfo=clock.LONDON) - timedelta(days=14)
    waiting = select(ExtractImport).where(
        ExtractImport.status.in_([ImportStatus.PREVIEWED, ImportStatus.WAITING]),
        ExtractImport.uploaded_at < long_ago,
    )
    found = list(db.session.scalars(waiting))
    for kept in found:
        drop_extract(kept, by=by, at=clock.now())
    return len(found)


def counts_of(outcome: Outcome) -> dict[str, Any]:
    """The counts that a command answers and a page shows."""
    rows = {name: outcome.counts[name] for name in ("started", "ended", "changed", "unchanged")}
    further = {name: count for name, count in sorted(outcome.counts.items()) if count and name not in rows}
    return {
        **rows,
        "rejected": 0,
        "ending": len(outcome.ending),
        "staff": outcome.staff,
        "needs_second": outcome.needs_second,
        "effects": further,
        "warnings": len(outcome.warnings),
    }


def _keep(
    file: str,
    content: bytes,
    outcome: Outcome,
    *,
    employer: str,
    on: date,
    at: datetime,
    by: int,
    profile: str,
) -> ExtractImport:
    reference = reference_for(employer, AsAt(on))
    assert reference is not None
    kept = ExtractImport(
        organisation_id=reference.employer_id,
        as_of=on,
        file_name=file,
        profile=profile,
        content=None,
        shown=None,
        sha256=hashlib.sha256(content).hexdigest(),
        status=ImportStatus.PREVIEWED,
        effects=outcome.fingerprint,
        counts=compact_json(counts_of(outcome)),
        uploaded_by_id=by,
        uploaded_at=at,
    )
    db.session.add(kept)
    db.session.flush()
    return kept


def _read(
    file: str, content: bytes, employer: str, on: date, profile: Profile | None
) -> tuple[list[StaffRow], Reference]:
    reference = reference_for(employer, AsAt(on))
    if reference is None:
        raise RuleBroken(f"There is no organisation with the code {employer} in the register.")
    rows, faults = read_rows(file, content, StaffRow, columns_for(reference), profile)
    faults += faults_in(file, rows, reference)
    if faults:
        raise BadFile(sorted(faults, key=lambda fault: fault.row or 0))
    return rows, reference


def _apply(kept: ExtractImport, *, by: int, at: datetime) -> Outcome:
    assert kept.content is not None
    employer = db.session.get_one(Organisation, kept.organisation_id).code
    rows, reference = _read(kept.file_name, kept.content, employer, kept.as_of, profile_named(kept.profile))
    return Comparison(reference, on=kept.as_of, act=Act(by=by, at=at)).run(rows)


def _refuse_settled(kept: ExtractImport) -> None:
    if kept.status in {ImportStatus.DONE, ImportStatus.DROPPED}:
        raise RuleBroken("This import has already been settled, perhaps by somebody else a moment ago.")


def _settle(kept: ExtractImport, status: ImportStatus, *, by: int, at: datetime) -> None:
    kept.status, kept.settled_by_id, kept.settled_at = status, by, at
    kept.content = kept.shown = None
