"""The cases that a head of HR wrote down: who decides what about whom on which day, and why.

The files are in `cases`, with a README for whoever corrects them. Every cell of the answer is compared.
"""

import shutil
from pathlib import Path

import pytest

from teams.authority.authority import Authority
from teams.authority.deciding import Decider
from teams.authority.ruling import Consulted, Ruling
from tests.rules.authority.borough import CASES, Borough, read_borough
from tests.rules.authority.rows import Row, WrongRow, rows_of

BOROUGH = read_borough()
ROWS = rows_of(CASES / "cases.csv")
ANSWER = ("decider", "holder", "line", "basis", "mandate", "consult", "conflict")


def _spoken(decider: Decider | None) -> str:
    return decider.title if decider else "nobody"


def _consulted(each: Consulted) -> str:
    return each.decider.title if each.decider else f"nobody: {each.party}"


def _decider(ruling: Ruling) -> str:
    return f"gap: {ruling.gap.kind.replace('_', ' ')}" if ruling.gap else _spoken(ruling.decider)


def answered(ruling: Ruling) -> dict[str, str]:
    """A ruling in the words of the file."""
    holder = ruling.decider.holder if ruling.decider else None
    return {
        "decider": _decider(ruling),
        "holder": holder.name if holder else "",
        "line": ruling.line or "",
        "basis": ruling.basis.label.lower(),
        "mandate": ruling.mandate.code if ruling.mandate else "",
        "consult": ";".join(_consulted(each) for each in ruling.consult),
        "conflict": ";".join(conflict.outcome for conflict in ruling.conflicts),
    }


def ruled(row: Row, borough: Borough = BOROUGH) -> Ruling:
    """What is answered to a case."""
    on = row.day("day")
    function = row.one_of("function", {each.code for each in borough.functions})
    subject = borough.subject(row.needed("person"), row.text("employer"), on)
    return Authority(borough.facts(on)).ruling(subject, function)


@pytest.mark.parametrize("row", ROWS, ids=[f"{row.text('case')}: {row.text('in words')}" for row in ROWS])
def test_case(row: Row) -> None:
    ruling = ruled(row)
    assert answered(ruling) == {column: row.text(column) for column in ANSWER}
    reasons = (*ruling.because, *(conflict.because for conflict in ruling.conflicts))
    assert row.needed("why") in " ".join(reasons)


def test_the_cases_are_many_and_each_has_its_number() -> None:
    assert len(ROWS) >= 60
    assert [row.text("case") for row in ROWS] == [str(number) for number in range(1, len(ROWS) + 1)]


def test_every_kind_of_employer_is_among_them() -> None:
    employed = {
        BOROUGH.subject(row.text("person"), row.text("employer"), row.day("day")).situation.organisation
        for row in ROWS
    }
    kinds = {organisation.kind for organisation in BOROUGH.organisations.values()}
    assert {BOROUGH.organisations[code].kind for code in employed} == kinds - {"partnership"}


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        ("staff.csv", "team_east", "team_eest", "staff.csv, row 2, team: “team_eest” where one of"),
        ("staff.csv", "37.5", "all", "staff.csv, row 2, hours: “all” where hours a week such as 37.5"),
        ("posts.csv", "2025-01-01", "1/1/2025", "posts.csv, row 2, first day: “1/1/2025” where a day"),
        ("tenures.csv", "substantive", "", "tenures.csv, row 2, holding: nothing where one of"),
        ("absences.csv", "2026-07-16", "2026-07-05", "absences.csv, row 2, last day: “2026-07-05” where no"),
        ("mandates.csv", "direct_work", "direct", "mandates.csv, row 2, functions: “direct;allocate_work"),
        ("teams.csv", "East team,east", "East team", "teams.csv, row 2: 2 cells where 3 were expected"),
    ],
)
def test_a_wrong_row_is_named(tmp_path: Path, file: str, old: str, new: str, said: str) -> None:
    folder = Path(shutil.copytree(CASES, tmp_path / "cases"))
    text = (folder / file).read_text(encoding="utf-8")
    (folder / file).write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(WrongRow) as refused:
        ruled(ROWS[55], read_borough(folder))
    assert str(refused.value).startswith(said)
