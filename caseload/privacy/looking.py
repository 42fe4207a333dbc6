"""Looking at a resident outside one's work: asked for with a reason, over within the hour, told and reviewed.

Whether anybody was found or not, the asking is kept, told and audited alike.
"""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import and_, func, select

from accounts import audit
from caseload.cases.case import Resident, ResidentDetails, ResidentMerge
from caseload.privacy.look import LONGEST_LOOK, Look, LookOutcome, LookReason
from foundation.database import db
from foundation.effective import AsAt, in_force
from foundation.errors import NotThere, RuleBroken
from foundation.formats import plural
from people.notice import NoticeKind
from people.notices import tell
from people.queries import find_person_of
from people.readers import employers_of, privacy_officers_for

NOBODY_TO_TELL = (
    "A look is told to the privacy officer of whoever employs you, and the register does not say who that is. "
    "Ask the partnership office to put your account to your record."
)
NOT_FOUND = (
    "Nobody was found by that NHS number and date of birth whom you can look at. That you asked is kept for your "
    "organisation’s privacy officer."
)
OWN_LOOK = "This look is your own. Another privacy officer says what becomes of it."


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody answers before anything is shown."""

    nhs_number: str
    born: date
    reason: LookReason
    because: str


def begin_look(asked: Asked, *, most: int, by: int, at: datetime, on: date) -> Look:
    """Keep the asking with whoever was found, tell the privacy officers, and give it; never commits. Raises RuleBroken
    when nobody could be told, and after `most` times in a day."""
    person_id = _employed_person(by, on)
    _refuse_too_many(by, on, most)
    look = Look(
        account_id=by,
        person_id=person_id,
        reason=asked.reason.value,
        because=asked.because,
        on=on,
        starts_at=at,
        minutes=LONGEST_LOOK,
        resident_id=find_resident(asked.nhs_number, asked.born, on),
    )
    db.session.add(look)
    db.session.flush()
    _note(look, by)
    for officer in privacy_officers_for(person_id, on):
        tell(f"look {look.id}", NoticeKind.LOOK, f"/privacy/looks/{look.id}", on, at=at, **officer.whose)
    return look


def end_look(look: Look, *, by: int, at: datetime) -> None:
    """Before its time; never commits."""
    look.ended_at = at
    audit.record("look.end", "resident", look.resident_id, by=by, after={"look": look.id})


def own_look(look_id: int, *, by: int, at: datetime) -> Look:
    """A look of one's own that shows somebody now. Raises NotThere, also when its time is over."""
    look = db.session.get(Look, look_id)
    if look is None or look.account_id != by or look.resident_id is None or at >= look.ends_at:
        raise NotThere
    return look


def review_look(look: Look, outcome: LookOutcome, words: str, *, by: int, at: datetime) -> None:
    """What a privacy officer says of it; said again, it takes the place of what was said. Never commits. Raises
    RuleBroken for one's own."""
    if look.account_id == by:
        raise RuleBroken(OWN_LOOK)
    was = look.outcome
    look.outcome, look.review, look.reviewed_at, look.reviewed_by_id = outcome.value, words, at, by
    before = None if was is None else {"outcome": was}
    audit.record("look.review", "look", look.id, by=by, before=before, after={"outcome": outcome.value})


def find_resident(nhs_number: str, born: date, on: date) -> int | None:
    """The resident with this number, born on this day: the one they were merged into, where they were. One
    statement, whether or not there is anybody."""
    merged = and_(ResidentMerge.merged_id == Resident.id, ResidentMerge.superseded_at.is_(None))
    who = func.coalesce(ResidentMerge.kept_id, Resident.id)
    return db.session.scalar(
        select(who)
        .select_from(Resident)
        .outerjoin(ResidentMerge, merged)
        .join(ResidentDetails, ResidentDetails.resident_id == who)
        .where(
            Resident.nhs_number == nhs_number,
            ResidentDetails.date_of_birth == born,
            in_force(ResidentDetails, AsAt(on)),
        )
    )


def _employed_person(account_id: int, on: date) -> int:
    person = find_person_of(account_id, AsAt(on))
    if person is None or not employers_of(person.id, on):
        raise RuleBroken(NOBODY_TO_TELL)
    return person.id


def _refuse_too_many(account_id: int, on: date, most: int) -> None:
    asked = db.session.scalar(select(func.count(Look.id)).where(Look.account_id == account_id, Look.on == on))
    if (asked or 0) >= most:
        raise RuleBroken(
            f"You have asked to look {plural(most, 'time')} today, which is the most in a day. "
            "If somebody may come to harm, ring their practice or the neighbourhood’s lead."
        )


def _note(look: Look, by: int) -> None:
    """In the audit: numbers and codes, never the words."""
    found = look.resident_id is not None
    subject, subject_id = ("resident", look.resident_id) if found else ("look", look.id)
    act = "look.begin" if found else "look.nothing"
    audit.record(act, subject, subject_id, by=by, after={"look": look.id, "reason": look.reason})
