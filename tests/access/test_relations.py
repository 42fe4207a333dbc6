"""How somebody stands to a case today decides what they may see of it: the hand-written table, asked of a live server.

One request of each group is asked here; `make soak` asks them all, with the table of roles, twice.
"""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from tests.access import relations
from tests.access.live import Browser, Laid, Live, cells_in_all, lay_down, made_wrong, serving
from tests.databases import SqliteScratch


@pytest.fixture(scope="module")
def laid(tmp_path_factory: pytest.TempPathFactory) -> Laid:
    return lay_down(SqliteScratch(tmp_path_factory.mktemp("relations")), few=True)


@pytest.fixture(scope="module")
def live(laid: Laid) -> Iterator[Live]:
    with serving(laid) as served:
        yield served


@pytest.fixture(scope="module")
def browsers(live: Live) -> Iterator[dict[str, Browser]]:
    found = live.browsers(relations.people())
    yield found
    for browser in found.values():
        browser.connection.close()


def test_everybody_gets_the_tables_answer(laid: Laid, live: Live, browsers: dict[str, Browser]) -> None:
    wrong = live.wrong(laid.relations, browsers)
    assert not wrong, "\n".join(wrong)


def test_a_cell_that_is_wrong_is_found(laid: Laid, live: Live, browsers: dict[str, Browser]) -> None:
    """The canary: a permission that the table gives by mistake, and one that it keeps back."""
    assert len(live.wrong(made_wrong(laid.relations), browsers)) == 1
    kept_back = next(cell for cell in laid.relations if cell.answer == "yes")
    assert len(live.wrong([replace(kept_back, answer="404")], browsers)) == 1


def test_the_two_tables_hold_five_thousand_cells() -> None:
    assert cells_in_all() >= 5_000
    asked = relations.cells()
    assert len({str(cell) for cell in asked}) == len(asked)
