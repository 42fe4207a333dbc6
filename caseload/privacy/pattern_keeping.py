"""Reading a day for what is odd, and keeping it: each night for the day before, or by hand for any day."""

from collections import defaultdict
from collections.abc import Collection
from datetime import date, timedelta
from typing import Any

from sqlalchemy import select

from accounts import audit
from accounts.audit_entry import AuditEntry
from caseload.cases.case import Case, Resident, ResidentDetails
from caseload.privacy.look import Look, OddPattern
from caseload.privacy.patterns import Begun, Name, Named, Odd, Seen, find_odd
from caseload.privacy.ties import ties_between
from caseload.privacy.who_saw import ABOUT_A_RESIDENT, Days, of_case, of_resident, resident_seen
from foundation import clock
from foundation.database import db
from foundation.effective import AsAt, in_force
from people.availability import WorkingPattern
from people.employment import Employment, EmploymentDetails
from people.notice import NoticeKind
from people.notices import tell
from people.person import Person, PersonDetails
from people.readers import privacy_officers_for

THE_DAY_BEFORE = timedelta(days=1)


def keep_odd_patterns(on: date, by: int) -> int:
    """The job: what was odd the day before is kept and told, and how many were new is given. What was found before
    stays as it is. Never commits."""
    day = on - THE_DAY_BEFORE
    found = {_once(odd, day): odd for odd in find_odd(seen_on(day), looks_on(day), names_for(day))}
    known = set(db.session.scalars(select(OddPattern.once).where(OddPattern.on == day)))
    new = {once: odd for once, odd in found.items() if once not in known}
    for once, odd in new.items():
        _keep(once, odd, day, by)
    _tell({odd.person_id for odd in new.values()}, day)
    return len(new)


def look_into(odd: OddPattern, words: str, *, by: int) -> None:
    """Say what came of it; said again, it takes the place of what was said. Never commits."""
    odd.looked_into, odd.looked_into_at, odd.looked_into_by_id = words, clock.now(), by
    audit.record("odd.look_into", "odd_pattern", odd.id, by=by)


def seen_on(day: date) -> list[Seen]:
    """Who of the people in the register saw which resident, with what ties them."""
    days = Days(day, day)
    rows: Any = db.session.execute(
        select(AuditEntry.account_id, Person.id, resident_seen())
        .join(Person, Person.account_id == AuditEntry.account_id)
        .outerjoin(Case, of_case())
        .outerjoin(Resident, of_resident())
        .where(
            AuditEntry.at >= days.begins_at,
            AuditEntry.at < days.ends_at,
            AuditEntry.subject.in_(ABOUT_A_RESIDENT),
            resident_seen().is_not(None),
        )
        .distinct()
    ).all()
    ties = ties_between({row[1] for row in rows}, {row[2] for row in rows}, day, day)
    return [Seen(*row, ties=tuple(ties.get((row[1], row[2]), ()))) for row in map(tuple, rows)]


def looks_on(day: date) -> list[Begun]:
    """The looks of a day, also those that found nobody, with the working patterns of whoever looked."""
    looks = db.session.scalars(select(Look).where(Look.on == day).order_by(Look.id)).all()
    marks: dict[int, list[str]] = defaultdict(list)
    rows = db.session.execute(
        select(Employment.person_id, WorkingPattern.half_days)
        .join(WorkingPattern, WorkingPattern.employment_id == Employment.id)
        .where(
            Employment.person_id.in_({look.person_id for look in looks}), in_force(WorkingPattern, AsAt(day))
        )
        .order_by(WorkingPattern.id)
    )
    for person_id, half_days in rows:
        marks[person_id].append(half_days)
    return [
        Begun(
            look.id,
            look.account_id,
            look.person_id,
            look.resident_id,
            look.starts_at,
            tuple(marks[look.person_id]),
        )
        for look in looks
    ]


def names_for(day: date) -> Named:
    """What everybody employed that day and every resident is called, and who is employed with whom."""
    details = PersonDetails
    rows: Any = db.session.execute(
        select(
            Employment.person_id, Employment.organisation_id,
            details.given_name, details.known_as, details.family_name,
        )
        .join(EmploymentDetails, EmploymentDetails.employment_id == Employment.id)
        .join(details, details.person_id == Employment.person_id)
        .where(in_force(EmploymentDetails, AsAt(day)), in_force(details, AsAt(day)))
    ).all()  # fmt: skip
    people: dict[int, frozenset[Name]] = {}
    staff: dict[int, set[int]] = defaultdict(set)
    for person_id, organisation_id, given, known_as, family in rows:
        people[person_id] = frozenset({(given, family), (known_as or given, family)})
        staff[organisation_id].add(person_id)
    return Named(people, _residents(day), _colleagues(staff))


def _residents(day: date) -> dict[int, Name]:
    d = ResidentDetails
    rows = db.session.execute(
        select(d.resident_id, d.given_name, d.family_name).where(in_force(d, AsAt(day)))
    )
    return {resident_id: (given, family) for resident_id, given, family in rows}


def _colleagues(staff: dict[int, set[int]]) -> dict[int, frozenset[int]]:
    found: dict[int, set[int]] = defaultdict(set)
    for together in staff.values():
        for person_id in together:
            found[person_id] |= together
    return {person_id: frozenset(others - {person_id}) for person_id, others in found.items()}


def _once(odd: Odd, day: date) -> str:
    return f"{odd.kind} account {odd.account_id} {odd.about} {day.isoformat()}"


def _keep(once: str, odd: Odd, day: date, by: int) -> None:
    row = OddPattern(
        once=once,
        kind=odd.kind.value,
        account_id=odd.account_id,
        person_id=odd.person_id,
        on=day,
        why=odd.why,
        found_at=clock.now(),
        resident_id=odd.resident_id,
    )
    db.session.add(row)
    db.session.flush()
    audit.record("odd.find", "odd_pattern", row.id, by=by, after={"kind": odd.kind.value})


def _tell(people: Collection[int], day: date) -> None:
    """Each officer once for the day, in the mail of the day."""
    for person_id in sorted(people):
        for officer in privacy_officers_for(person_id, day):
            tell(f"odd {day}", NoticeKind.ODD_PATTERN, "/privacy/odd", day, at=clock.now(), **officer.whose)
