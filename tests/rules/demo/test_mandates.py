"""The sample's mandates differ as they would in life, break no rule, and leave something to every page."""

from collections.abc import Iterable
from datetime import date, timedelta

from foundation.spreadsheets import read_table
from teams.authority.facts import Cedable, FunctionFact, MandateFact, OrganisationFact, Party
from teams.mandates.checks import Known, wrong_with
from teams.mandates.mandate_file import MandateRow, columns_of
from teams.mandates.overlap import overlaps
from teams.mandates.standing import Word, standing
from teams.mandates.terms import fact_of, rows_of
from tests.rules.demo.written import Row, Written, day

TASKING = {"direct_work", "allocate_work", "reallocate_in_absence"}


def known(sample: Written) -> Known:
    """The codes that the sample's own files make known."""
    scheme = sample.reference("scheme_of_delegation")
    return Known(
        functions={row["code"]: function(number, row) for number, row in enumerate(scheme)},
        professions=frozenset(row["code"] for row in sample.reference("professions")),
        teams={row["code"]: row["neighbourhood"] or None for row in sample.table("teams")},
        neighbourhoods=frozenset(row["code"] for row in sample.reference("neighbourhoods")),
    )


def function(number: int, row: Row) -> FunctionFact:
    before, after = Party(row["before_cession"]), Party(row["after_cession"])
    return FunctionFact(row["code"], number, row["function"], before, after, Cedable(row["cedable"]))


def read(sample: Written, file: str) -> list[MandateRow]:
    """A mandates file as the importer reads it."""
    organisations = {row["code"] for row in sample.reference("organisations")}
    return read_table(file, (sample.folder / file).read_bytes(), MandateRow, columns_of(organisations))


def todays(sample: Written) -> dict[str, MandateRow]:
    return {row.code: row for row in read(sample, "mandates.csv")}


def facts(rows: Iterable[MandateRow]) -> dict[str, list[MandateFact]]:
    return {
        row.code: [fact_of(row.code, row.organisation, period, said) for period, said in rows_of(row.stated)]
        for row in rows
    }


def mandate_files(sample: Written) -> list[tuple[date, list[MandateRow]]]:
    """Each mandates file with the day on which it became known, as the manifest orders them."""
    return [
        (day(load["as_of"]), read(sample, load["file"]))
        for load in sample.manifest["loads"]
        if load["kind"] == "mandates"
    ]


def standing_today(sample: Written) -> dict[str, Word]:
    found = facts(todays(sample).values())
    return {code: standing(rows, sample.today).word for code, rows in found.items()}


def test_every_file_is_in_order_on_the_day_it_became_known(sample: Written) -> None:
    kinds = {row["code"]: row["kind"] for row in sample.reference("organisations")}
    codes = known(sample)
    for on, rows in mandate_files(sample):
        for row in rows:
            organisation = OrganisationFact(row.organisation, row.organisation, kinds[row.organisation])
            assert wrong_with(row.stated, organisation, codes, on) == [], (on, row.code)


def test_no_two_give_a_function_two_deciders(sample: Written) -> None:
    every = [fact for rows in facts(todays(sample).values()).values() for fact in rows]
    assert overlaps(every, known(sample)) == []


def test_they_become_known_one_day_after_another_and_all_of_them_today(sample: Written) -> None:
    files = mandate_files(sample)
    days = [on for on, _ in files]
    assert days == sorted(set(days))
    assert days[-1] == sample.today
    assert days[0] >= min(extract.as_of for extract in sample.extracts)
    told = {row.code: row.stated for _, rows in files[:-1] for row in rows}
    signed = {row.code: row.stated for row in files[-1][1] if row.status != "draft"}
    assert told == (signed if len(files) > 1 else {})


def test_one_is_in_draft_one_is_to_come_and_one_was_withdrawn_last_year(sample: Written) -> None:
    found = standing_today(sample)
    words = list(found.values())
    assert [words.count(word) for word in (Word.DRAFT, Word.SIGNED, Word.WITHDRAWN)] == [1, 1, 1]
    [given_up] = [todays(sample)[code] for code, word in found.items() if word is Word.WITHDRAWN]
    assert given_up.ends_on is not None
    assert given_up.ends_on.year == sample.today.year - 1


def test_one_ends_next_month(sample: Written) -> None:
    rows = todays(sample)
    next_month = sample.today.replace(day=1) + timedelta(days=31)
    ending = [
        code
        for code, word in standing_today(sample).items()
        if word is Word.IN_FORCE and f"{rows[code].ends_on}"[:7] == f"{next_month}"[:7]
    ]
    assert [rows[code].organisation for code in ending] == ["nca"]


def test_employers_cede_differently_and_nobody_everything(sample: Written) -> None:
    rows = todays(sample)
    ceding = [rows[code] for code, word in standing_today(sample).items() if word is Word.IN_FORCE]
    assert {row.organisation for row in ceding} == {"nca", "council", "pennine_care", "vcfa"}
    assert len({row.functions for row in ceding}) == len(ceding)
    assert [set(row.functions) for row in ceding if row.organisation == "vcfa"] == [TASKING]
    cedable = {row["code"] for row in sample.reference("scheme_of_delegation") if row["cedable"] != "never"}
    assert {function for row in ceding for function in row.functions} < cedable
