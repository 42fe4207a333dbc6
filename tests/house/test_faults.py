"""The list of deliberate faults is sound, and the way they are tried tells a fault from none. `make soak` tries all."""

from dataclasses import replace
from pathlib import Path

import pytest

from tests.faults import FAULTS, ROOT, Fault, caught, copied

PURE = next(fault for fault in FAULTS if fault.name == "every neighbourhood is covered")


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
def test_each_changes_one_place_and_names_a_test_that_is_there(fault: Fault) -> None:
    assert (ROOT / fault.file).read_text().count(fault.before) == 1
    assert fault.after != fault.before
    file, _, test = fault.caught_by.partition("::")
    assert f"def {test}(" in (ROOT / file).read_text()


def test_no_two_are_one() -> None:
    assert len(FAULTS) >= 30
    assert len({(fault.file, fault.after) for fault in FAULTS}) == len(FAULTS)


def test_a_fault_is_caught_and_none_is_not(tmp_path: Path) -> None:
    tree = copied(tmp_path)
    assert caught(PURE, tree)
    assert not caught(replace(PURE, after=PURE.before), tree)
