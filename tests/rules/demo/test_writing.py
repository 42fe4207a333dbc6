"""The same arguments write the same bytes, and the manifest says what was written."""

import csv
from datetime import date
from pathlib import Path
from random import Random

import pytest

from accounts.permissions import Role
from app.demo import write_borough
from app.demo.__main__ import main
from app.demo.establishment import apportion
from tests.rules.demo.written import Written, key_of, rows_of

TODAY = date(2026, 11, 22)


def contents(folder: Path) -> dict[str, bytes]:
    return {
        file.relative_to(folder).as_posix(): file.read_bytes()
        for file in sorted(folder.rglob("*"))
        if file.is_file()
    }


def test_the_same_arguments_write_the_same_bytes_whatever_else_was_drawn(
    usual: Written, tmp_path: Path
) -> None:
    Random().random()
    write_borough(tmp_path, today=TODAY)
    assert contents(tmp_path) == contents(usual.folder)


def test_the_command_writes_what_the_function_writes(
    usual: Written, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([str(tmp_path)]) == 0
    assert capsys.readouterr().out.startswith(f"{len(usual.manifest['loads'])} files to load")
    assert contents(tmp_path) == contents(usual.folder)


def test_another_seed_writes_other_people(usual: Written, tmp_path: Path) -> None:
    write_borough(tmp_path, today=TODAY, seed=2)
    other = Written(tmp_path, TODAY)
    ours = {row["email"] for row in usual.todays_rows}
    assert len(ours & {row["email"] for row in other.todays_rows}) < len(ours) / 4


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        (["--staff", "249"], "at least 250 staff; 249"),
        (["--cases", "49"], "from 50 to 900000 cases; 49"),
        (["--cases", "900001"], "from 50 to 900000 cases; 900001"),
        (["--years", "21"], "from 0 to 20 years; 21"),
        (["--years", "-1"], "from 0 to 20 years; -1"),
    ],
)
def test_a_number_out_of_range_is_refused_before_anything_is_written(
    wrong: list[str], says: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([str(tmp_path / "sample"), *wrong]) == 1
    assert says in capsys.readouterr().err
    assert not (tmp_path / "sample").exists()


def test_the_manifest_lists_the_files_in_the_order_of_loading(sample: Written) -> None:
    kinds = list(dict.fromkeys(load["kind"] for load in sample.manifest["loads"]))
    assert sample.manifest["format"] == "sample-borough/1"
    assert sample.manifest["today"] == sample.today.isoformat()
    with_history = any(load["kind"] == "lookups" for load in sample.manifest["loads"])
    assert with_history == (len(sample.extracts) > len({each.employer for each in sample.extracts}))
    assert [kind for kind in kinds if kind != "lookups"] == [
        "staff",
        "mandates",
        "tenures",
        "supervision",
        "cases",
        "sessions",
        "patterns",
        "absences",
    ]
    assert all((sample.folder / load["file"]).is_file() for load in sample.manifest["loads"])
    assert all(bool(load.get("employer")) == (load["kind"] == "staff") for load in sample.manifest["loads"])


def test_every_file_is_rectangular_utf8_with_plain_line_ends(sample: Written) -> None:
    for file in sample.folder.rglob("*.csv"):
        assert b"\r" not in file.read_bytes()
        with file.open(encoding="utf-8", newline="") as lines:
            assert len({len(row) for row in csv.reader(lines)}) == 1, file.name


def test_the_manifest_and_the_file_of_teams_agree(sample: Written) -> None:
    assert sample.manifest["teams"] == sample.table("teams")
    kinds = [row["kind"] for row in sample.table("teams")]
    assert kinds.count("specialist") == 2
    assert kinds.count("neighbourhood") == len(sample.reference("neighbourhoods"))


def test_every_practice_has_a_list_in_each_neighbourhood_it_serves(sample: Written) -> None:
    lists = sample.table("practice_lists")
    assert [(row["ods_code"], row["neighbourhood"]) for row in sorted_by_neighbourhood(lists)] == [
        (row["ods_code"], row["neighbourhood"])
        for row in sorted_by_neighbourhood(sample.reference("practices"))
    ]
    assert {row["status"] for row in lists} == {"invented for the sample"}
    for place in sample.reference("neighbourhoods"):
        registered = sum(
            int(row["registered_patients"]) for row in lists if row["neighbourhood"] == place["code"]
        )
        assert registered != int(place["population"])
        assert 0.93 < registered / int(place["population"]) < 1.09


def sorted_by_neighbourhood(rows: list[dict[str, str]]) -> list[dict[str, str]]:
    return sorted(rows, key=lambda row: (row["neighbourhood"], row["ods_code"]))


def test_there_is_a_sign_in_for_each_role_and_its_person_is_in_todays_extracts(sample: Written) -> None:
    people = {key_of(row): row for row in sample.todays_rows}
    roles = [sign_in["role"] for sign_in in sample.manifest["sign_ins"]]
    assert {role.value for role in Role} == set(roles)
    assert roles.count("office") == 2
    assert roles.count("director") >= 2
    for sign_in in sample.manifest["sign_ins"]:
        if sign_in["role"] in ("employer_hr", "privacy_officer", "office", "administrator"):
            assert sign_in["employer"] == sign_in["assignment_number"] == ""
            continue
        person = people[sign_in["employer"], sign_in["assignment_number"]]
        if sign_in["role"] == "lead":
            assert person["post_held"] == f"neighbourhood_lead_{sign_in['scope']}"
        if sign_in["role"] == "director":
            assert person["post_held"] == sign_in["scope"]


def test_a_larger_place_gets_a_full_set_of_reference_files(tmp_path: Path, usual: Written) -> None:
    manifest = write_borough(tmp_path, staff=4200, cases=50, today=TODAY, years=0)
    own = Path(write_borough.__code__.co_filename).parents[1] / "reference" / "bury"
    assert manifest.reference == "reference"
    assert usual.manifest["reference"] == ""
    assert {file.name for file in (tmp_path / "reference").iterdir()} == {
        file.name for file in own.glob("*.csv")
    }
    for file in own.glob("*.csv"):
        larger = rows_of(tmp_path / "reference" / file.name)
        assert larger[: len(rows_of(file))] == rows_of(file)
    assert len(rows_of(tmp_path / "reference" / "neighbourhoods.csv")) == 10
    for name in ("neighbourhoods", "posts"):
        codes = [row["code"] for row in rows_of(tmp_path / "reference" / f"{name}.csv")]
        assert len(set(codes)) == len(codes)


@pytest.mark.parametrize(
    ("total", "weights", "shares"),
    [
        (57, [22, 16, 9, 5, 5], [22, 16, 9, 5, 5]),
        (10, [1, 1, 1], [4, 3, 3]),
        (3, [5, 3, 1], [2, 1, 0]),
        (0, [1, 2], [0, 0]),
    ],
)
def test_apportion_shares_whole_numbers_by_the_largest_remainder(
    total: int, weights: list[int], shares: list[int]
) -> None:
    assert apportion(total, weights) == shares
