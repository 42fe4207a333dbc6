"""A case told from its rows: how it stands, what happened, and what changed while somebody was writing. Pure."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from caseload.cases.told import Told
from caseload.cases.words import (
    CARE,
    CASE_KINDS,
    EXEMPT,
    INFORMED,
    OUTCOMES,
    PAUSED,
    REVIEWED,
    ROLES,
    SEALED,
    STAGES,
)
from foundation.formats import day, hours, period_text, short_day

EVENTS = {"contact", "urgent_contact"}
"""Added one by one and shown in lists of their own: none changes another."""

ON_A_DAY = {"review", "deferral"}
"""What is of one day, and is changed by saying it again."""

NOT_RETOLD = {"Postcode", "Born"}
"""Read by whoever changes them, not by everybody who reads what happened."""

Topic = tuple[str, int | None, str | None]


@dataclass(frozen=True, slots=True)
class Entry:
    """What one account recorded at one moment, and why."""

    at: datetime
    by: str
    because: tuple[str, ...]
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Changed:
    """One thing that changed since a form was opened. `was` or `now` is none where nothing is recorded."""

    field: str
    was: str | None
    now: str | None
    by: str
    at: datetime


def mark_of(told: Iterable[Told]) -> str:
    """What a form was opened on: the rows believed then, as a hidden field carries them."""
    return " ".join(sorted(f"{t.table}:{t.row}" for t in told if t.believed and t.table not in EVENTS))


def changed_since(mark: str, told: Sequence[Told]) -> list[Changed]:
    """What is believed now and was not when the form was opened, and the other way round; by field. Rows of
    other cases in the mark say nothing."""
    read = set(mark.split())
    topics: dict[Topic, tuple[list[Told], list[Told]]] = defaultdict(lambda: ([], []))
    for each in told:
        was_read = f"{each.table}:{each.row}" in read
        if each.table not in EVENTS and was_read is not each.believed:
            topics[_topic(each)][0 if was_read else 1].append(each)
    return [change for was, now in topics.values() for change in _changes(was, now)]


def entries(told: Sequence[Told]) -> list[Entry]:
    """What happened to the case, the latest first. A row that only says again what still holds is left out."""
    acts: dict[tuple[datetime, str], dict[Topic, tuple[list[Told], list[Told]]]] = {}
    for each in told:
        if each.table in EVENTS:
            continue
        _note(acts, (each.recorded_at, each.recorded_by), each)[1].append(each)
        if each.superseded_at is not None:
            _note(acts, (each.superseded_at, each.superseded_by or ""), each)[0].append(each)
    found = [
        Entry(
            at,
            by,
            tuple(dict.fromkeys(t.because for _, added in topics.values() for t in added if t.because)),
            tuple(line for gone, added in topics.values() for line in _lines(gone, added)),
        )
        for (at, by), topics in acts.items()
    ]
    return sorted((e for e in found if e.lines), key=lambda entry: entry.at, reverse=True)


def fields_of(told: Told) -> dict[str, str]:
    """What a row says, by the name of the field."""
    words = [word or "" for word in told.words]
    if told.table == "case_details":
        informed = INFORMED.get(words[1], words[1])
        since = f", {day(date.fromisoformat(words[3]))}" if words[3] else ""
        return {"Tier": words[0], "Knows of the reviews": informed + since, "Why": words[2] or "Not recorded"}
    if told.table == "resident_details":
        names = ("Name", "Lives in", "Registered with", "Postcode")
        said = {name: word or "Not recorded" for name, word in zip(names, words, strict=False)}
        return said | {"Born": day(date.fromisoformat(words[4]))}
    if told.table == "action":
        who = f"{words[1]}, {words[2]}" if words[1] else words[2]
        return {"Action": words[0], "Whose action": who, "The action is": _state_of_action(words)}
    return {_field(told): _value(told.table, words)}


def _field(told: Told) -> str:
    names = {
        "case_stage": "Stage",
        "case_work": "Kind of work",
        "case_pause": "Paused",
        "review_exemption": "The review may be late",
        "case_need": f"Wanted at the review: {told.words[0]}",
        "case_competence": f"Competence: {told.words[0]}",
        "conflict_of_interest": f"Must not hold the case: {told.words[0]}",
        "contribution": f"Contributes: {told.words[0]}",
        "allocation": ROLES.get(told.words[1] or "", "Held by"),
        "care_package": "Formal care",
        "seal": "Sealed",
        "seal_name": f"Named on the sealed record: {told.words[0]}",
        "review": "Review",
        "deferral": "Review",
    }
    return names[told.table]


def _value(table: str, words: list[str]) -> str:
    if table == "case_stage":
        return STAGES[words[0]] + (f", {OUTCOMES[words[1]].lower()}" if words[1] else "")
    if table == "case_work":
        return (
            CASE_KINDS[words[0]] + (", statutory" if words[1] else "") + (", with travel" if words[2] else "")
        )
    if table == "case_pause":
        return PAUSED.get(words[0], "Why is not recorded")
    if table == "review_exemption":
        return EXEMPT[words[0]]
    if table == "seal":
        return SEALED[words[0]]
    if table == "case_need":
        return "must be there" if words[1] else "wanted"
    if table == "review":
        chosen = f", the next on {day(date.fromisoformat(words[1]))}: {words[2]}" if words[1] else ""
        return REVIEWED[words[0]].lower() + chosen
    if table == "deferral":
        return "deferred" + (" to a later session" if words[0] else "")
    if table == "care_package":
        return f"{CARE[words[0]]}, {hours(Decimal(words[1]) / 100)} a week"
    return words[0] if table == "allocation" else "yes"


def _state_of_action(words: list[str]) -> str:
    if words[3]:
        return f"done on {day(date.fromisoformat(words[3]))}"
    return f"dropped on {day(date.fromisoformat(words[4]))}" if words[4] else "to be done"


def _when(told: Told) -> str:
    """The days a fact holds; the day of what has only one."""
    if told.table == "action":
        return f"due {short_day(told.starts_on)}"
    if told.table in ON_A_DAY:
        return f"on {short_day(told.starts_on)}"
    return period_text(told.starts_on, told.until)


def _topic(told: Told) -> Topic:
    """What at most one row says something of on a day."""
    return told.table, told.key, told.words[1] if told.table == "allocation" else None


def _note(
    acts: dict[tuple[datetime, str], dict[Topic, tuple[list[Told], list[Told]]]],
    act: tuple[datetime, str],
    told: Told,
) -> tuple[list[Told], list[Told]]:
    return acts.setdefault(act, {}).setdefault(_topic(told), ([], []))


def _lines(gone: list[Told], added: list[Told]) -> Iterable[str]:
    if not added:
        for told in gone:
            yield from (f"Taken back: {line}" for line in _said(told, fields_of(told)))
        return
    fresh = [t for t in added if not any(_same_start(t, was) for was in gone)]
    for told in fresh or added:
        yield from _said(told, _differing(gone, told))


def _differing(gone: list[Told], told: Told) -> dict[str, str]:
    """The fields that say something else than before; all of them where nothing was said before."""
    said, before = fields_of(told), fields_of(gone[-1]) if gone else {}
    changed = {name: value for name, value in said.items() if before.get(name) != value}
    told_of = {name: value for name, value in changed.items() if name not in NOT_RETOLD}
    if changed and not told_of:
        return dict.fromkeys(changed, "put right or changed")
    return told_of or dict([next(iter(said.items()))])


def _said(told: Told, fields: dict[str, str]) -> Iterable[str]:
    days = _when(told)
    return (f"{name}: {value}, {days}" for name, value in fields.items())


def _same_start(told: Told, was: Told) -> bool:
    return told.words == was.words and told.starts_on == was.starts_on


def _changes(was: list[Told], now: list[Told]) -> Iterable[Changed]:
    before = max(was, key=lambda told: told.starts_on, default=None)
    after = max(now, key=lambda told: told.starts_on, default=None)
    about = after or before
    assert about is not None
    by = after.recorded_by if after else about.superseded_by or ""
    at = after.recorded_at if after else about.superseded_at or about.recorded_at
    said = (fields_of(before) if before else {}), (fields_of(after) if after else {})
    names = [name for name in said[1] or said[0] if said[0].get(name) != said[1].get(name)]
    for name in names or list(said[1])[:1]:
        yield Changed(name, _dated(before, said[0].get(name)), _dated(after, said[1].get(name)), by, at)


def _dated(told: Told | None, value: str | None) -> str | None:
    return None if told is None or value is None else f"{value}, {_when(told)}"
