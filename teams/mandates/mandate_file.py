"""The mandates file, in and out: one row for each agreement, whole."""

from collections.abc import Container, Iterable, Iterator
from dataclasses import fields
from datetime import date, datetime
from itertools import groupby, islice
from typing import NamedTuple

from accounts import audit
from foundation.acts import Act, Timeline
from foundation.database import db
from foundation.effective import AsAt
from foundation.errors import BadFile, Fault
from foundation.spreadsheets import MOST_FAULTS, Column, NotAsExpected, code, day, one_of, words
from foundation.tables_out import csv_table, unguarded
from people.deeds import said
from people.files import Counts, Outcome, Reading, known, organisation_codes, read_file
from teams.authority.facts import MandateFact, OrganisationFact
from teams.mandate import Instrument, Mandate, MandateTerms, Status
from teams.mandates.actions import restate
from teams.mandates.addresses import has_an_address
from teams.mandates.checks import Known, Refusal, wrong_with
from teams.mandates.facts import TermsFacts
from teams.mandates.known import Anchor, anchors, known_codes
from teams.mandates.lifecycle import step_refused
from teams.mandates.overlap import each_overlap
from teams.mandates.terms import (
    Days,
    Stated,
    Terms,
    as_listed,
    fact_of,
    listed_in,
    rows_of,
    stated_of,
    together,
)
from teams.queries.authority import all_organisations
from teams.queries.mandates import all_terms

LISTS = ("functions", "professions", "teams", "conditions")
LONGEST_LIST = 20_000  # characters
MOST_MANDATES = 1_000
"""In one file: every pair of them is compared while nobody else can write."""


class MandateRow(NamedTuple):
    """One mandate. `ends_on` is the last day it is in force; of a draft, the last day it would be."""

    number: int
    code: str
    organisation: str
    instrument: str
    reference: str
    functions: tuple[str, ...]
    professions: tuple[str, ...]
    teams: tuple[str, ...]
    conditions: tuple[str, ...]
    signed_by_organisation: str | None
    signed_by_organisation_on: date | None
    signed_by_partnership: str | None
    signed_by_partnership_on: date | None
    starts_on: date
    ends_on: date | None
    review_on: date | None
    status: str

    @property
    def stated(self) -> Stated:
        """What the row says, not judged yet."""
        terms = Terms(**{each.name: getattr(self, each.name) for each in fields(Terms)})
        return Stated(terms, Status(self.status), Days(self.starts_on, self.ends_on))


COLUMNS = MandateRow._fields[1:]


def import_mandates(
    name: str, content: bytes, *, by: int, at: datetime, on: date, dry_run: bool = False
) -> Counts:
    """Make the register say of each mandate in the file what its row says; others are left as they were.

    A row that differs from what both signed corrects it, and the register keeps what it said before. `on`:
    today. Raises BadFile naming every bad place; commits nothing.
    """
    held = anchors()
    act = Act(by=by, at=at, because=f"Import of {name}")
    act.load(MandateTerms, [(anchor.mandate_id,) for anchor in held.values()])
    timelines = {code: act.timeline(MandateTerms, (anchor.mandate_id,)) for code, anchor in held.items()}
    rows = _read(name, content, _Register(held, timelines, all_organisations()), on)
    outcomes = {row.code: _outcome(timelines.get(row.code, []), row.stated) for row in rows}
    counts = Counts.of(outcomes.values(), not_in_file=len(held.keys() - outcomes.keys()))
    if not dry_run:
        _state(act, [row for row in rows if outcomes[row.code] is not Outcome.UNCHANGED], held)
        audit.record("mandates.import", "mandate", None, by=by, after=counts.as_json() | act.changes())
        act.write()
    return counts


def mandates_csv(as_at: AsAt) -> bytes:
    """Every mandate known at the moment, in order of code, as `import_mandates` reads it. UTF-8."""
    return csv_table(COLUMNS, map(_cells, _by_code(all_terms(as_at))))


def own_code(text: str) -> str:
    """A code by which a mandate's own page can be reached."""
    if not has_an_address(code(text)):
        raise NotAsExpected(
            "a code that can be the address of its page: not “new” or “import”, nothing but dots before or after "
            "a /, and not / with the name of an act, such as /sign, at its end"
        )
    return text


def columns_of(organisations: Container[str]) -> dict[str, Column]:
    """How each column is read. `organisations`: the codes there are."""
    a_list = unguarded(lambda text: listed_in(words(LONGEST_LIST)(text)))
    a_name = Column(unguarded(words()), "a name, or nothing")
    a_day = Column(day, "a day written as 2026-04-01, or nothing")
    columns = {
        "code": Column(unguarded(own_code), "the mandate’s own code", needed=True),
        "organisation": Column(
            unguarded(known(organisations, "the code of an organisation")),
            "the code of an organisation",
            needed=True,
        ),
        "instrument": Column(one_of(*Instrument), "one of " + ", ".join(Instrument), needed=True),
        "reference": Column(unguarded(words()), "the reference of the agreement", empty=""),
        **dict.fromkeys(LISTS, Column(a_list, "entries separated by semicolons", empty=())),
        "starts_on": Column(day, "a day written as 2026-04-01", needed=True),
        "status": Column(one_of(*Status), "one of " + ", ".join(Status), needed=True),
    }
    columns |= dict.fromkeys(("signed_by_organisation", "signed_by_partnership"), a_name)
    columns |= dict.fromkeys(
        ("signed_by_organisation_on", "signed_by_partnership_on", "ends_on", "review_on"), a_day
    )
    return {name: columns[name] for name in COLUMNS}


class _Register(NamedTuple):
    """What the register holds before the file: the mandates by code, their rows, and the organisations."""

    held: dict[str, Anchor]
    timelines: dict[str, Timeline]
    organisations: dict[str, OrganisationFact]


def _read(name: str, content: bytes, register: _Register, on: date) -> list[MandateRow]:
    reading = read_file(name, content, MandateRow, columns_of(organisation_codes()))
    reading.once(lambda row: row.code, "code", "each mandate once: its row says all of it")
    _refuse_too_many(reading)
    codes = known_codes()
    sound: list[MandateRow] = []
    for row in reading.rows:
        wrong = [
            *_step_wrong(row, register),
            *wrong_with(row.stated, register.organisations[row.organisation], codes, on),
        ]
        for refusal in wrong:
            reading.wrong(row, refusal.field, refusal.read, within_the_rules(refusal.sentence))
        if not wrong:
            sound.append(row)
    _check_deciders(reading, sound, register, codes)
    return reading.refuse_faults()


def _refuse_too_many(reading: Reading[MandateRow]) -> None:
    if len(reading.rows) > MOST_MANDATES:
        read, row = f"{len(reading.rows):,} mandates", reading.rows[MOST_MANDATES].number
        raise BadFile([Fault(reading.file, row, None, read, f"at most {MOST_MANDATES:,} in one file")])


def within_the_rules(sentence: str) -> str:
    """A refusal's sentence as what a file's fault expects."""
    return f"an answer within the rules: {sentence.removesuffix('.')}"


def _step_wrong(row: MandateRow, register: _Register) -> Iterable[Refusal]:
    anchor = register.held.get(row.code)
    if anchor is None:
        return
    if anchor.organisation.code != row.organisation:
        sentence = (
            f"Mandate {row.code} is of {anchor.organisation.name}, and stays so. Give this one another code."
        )
        yield Refusal("organisation", row.organisation, sentence)
    refused = step_refused(stated_of(register.timelines[row.code]), row.stated)
    if refused:
        yield Refusal("status", row.status, refused)


def _check_deciders(
    reading: Reading[MandateRow], sound: list[MandateRow], register: _Register, codes: Known
) -> None:
    """Between the rows of the file, and between them and the mandates it does not mention."""
    rows = {row.code: row for row in reading.rows}
    facts = [fact for row in sound for fact in _facts_of_row(row)]
    facts += [
        fact_of(code, anchor.organisation.code, each.period, said(MandateTerms, each))
        for code, anchor in register.held.items()
        if code not in rows
        for each in register.timelines[code]
    ]
    for found in islice(each_overlap(facts, codes), MOST_FAULTS):
        named = [rows[code] for code in (found.first, found.second) if code in rows]
        if named:
            row = max(named, key=lambda row: row.number)
            reading.wrong(row, "code", row.code, within_the_rules(found.sentence))


def _facts_of_row(row: MandateRow) -> list[MandateFact]:
    return [fact_of(row.code, row.organisation, period, values) for period, values in rows_of(row.stated)]


def _outcome(timeline: Timeline, now: Stated) -> Outcome:
    if not timeline:
        return Outcome.STARTED
    if [(each.period, said(MandateTerms, each)) for each in timeline] == rows_of(now):
        return Outcome.UNCHANGED
    was = stated_of(timeline)
    withdrawn = now.status is Status.WITHDRAWN and was.status is not Status.WITHDRAWN
    sooner = (now.days.last_day or date.max) < (was.days.last_day or date.max)
    return Outcome.ENDED if withdrawn or (sooner and now.terms == was.terms) else Outcome.CHANGED


def _state(act: Act, rows: list[MandateRow], held: dict[str, Anchor]) -> None:
    organisations = organisation_codes()
    new = {
        row.code: Mandate(code=row.code, organisation_id=organisations[row.organisation])
        for row in rows
        if row.code not in held
    }
    db.session.add_all(new.values())
    db.session.flush()
    for mandate in new.values():
        act.new_key(MandateTerms, (mandate.id,))
    for row in rows:
        mandate_id = new[row.code].id if row.code in new else held[row.code].mandate_id
        restate(act, mandate_id, row.stated)


def _by_code(rows: Iterable[TermsFacts]) -> Iterator[list[TermsFacts]]:
    """Each mandate's rows, its first day first; the databases do not agree on the order of codes."""
    ordered = sorted(rows, key=lambda row: (row.code, row.period.starts_on))
    for _, group in groupby(ordered, key=lambda row: row.code):
        yield list(group)


def _cells(rows: list[TermsFacts]) -> list[str | date | None]:
    first, stated = rows[0], together([(row.period, row.status, row.terms) for row in rows])
    row = MandateRow(
        0,
        first.code,
        first.organisation_code,
        starts_on=stated.days.starts_on,
        ends_on=stated.days.last_day,
        status=stated.status,
        **{each.name: getattr(stated.terms, each.name) for each in fields(Terms)},
    )
    cells = [getattr(row, column) for column in COLUMNS]
    return [as_listed(cell) if isinstance(cell, tuple) else cell for cell in cells]
