"""Every command that writes is killed by `make soak`, and a few of them here."""

from collections.abc import Collection, Iterator, Mapping
from pathlib import Path

import click
import pytest
from flask import Flask

from caseload.reviews.plans.plan_errand import PLAN_REVIEWS
from foundation import clock
from tests.access.borough import borough
from tests.house.test_kills import ground  # noqa: F401
from tests.killing import kill_at_commit
from tests.kills import Ground, Neither
from tests.kills_everywhere import begin, called
from tests.kills_otherwise import OTHERS, kill_errand_at, kill_upgrade_at, unmade
from tests.kills_scenes import NOT_KILLED, SCENES
from tests.small_borough import NOW


def names(commands: Mapping[str, click.Command], before: str = "") -> Iterator[str]:
    """Each command as it is typed, within its groups."""
    for name, command in commands.items():
        if isinstance(command, click.Group):
            yield from names(command.commands, f"{before}{name} ")
        else:
            yield before + name


def lacking(commands: Collection[str], killed: Collection[str], reasons: Collection[str]) -> list[str]:
    """Those that are neither killed nor named with a reason."""
    known = tuple(f"{name} " for name in (*killed, *reasons))
    return [name for name in commands if not any(f"{each} ".startswith(f"{name} ") for each in killed)
            and not f"{name} ".startswith(known)]  # fmt: skip


def killed() -> set[str]:
    """What the long form kills, each with what it is called on."""
    return {*OTHERS, *(command for scene in SCENES for command in scene.commands(Path()))}


def test_every_command_is_killed_or_says_why_not(app: Flask) -> None:
    every = list(names(app.cli.commands))
    assert len(every) > 25
    assert lacking(every, killed(), NOT_KILLED) == []
    # The canaries: one that nobody kills, and one that nobody explains.
    assert lacking(every, killed() - {"reseal"}, NOT_KILLED) == ["reseal"]
    assert lacking(every, killed(), NOT_KILLED.keys() - {"jobs"}) == ["jobs"]


def test_nothing_is_excused_that_is_killed_or_not_there(app: Flask) -> None:
    every = [*names(app.cli.commands), *app.cli.commands]
    assert [name for name in NOT_KILLED if name not in every] == []
    assert {name for name in NOT_KILLED if name in killed()} == set()


@pytest.mark.parametrize(
    ("scene", "commands"),
    [(1, ("job escalations", "lines")), (2, ("retention residents",))],
    ids=["jobs", "retention"],
)
def test_killed_at_its_commit_it_leaves_what_was(
    ground: Ground,  # noqa: F811
    scene: int,
    commands: tuple[str, ...],
) -> None:
    with clock.pretending(SCENES[scene].now):
        words = begin(ground, SCENES[scene])
        for command in commands:
            kill_at_commit(ground, command, called(ground.app, words[command]))


def test_an_errand_killed_before_its_answer_leaves_nothing_of_it(ground: Ground) -> None:  # noqa: F811
    with clock.pretending(NOW):
        with ground.app.app_context():
            borough()
        assert kill_errand_at(ground, PLAN_REVIEWS, 30)


def test_a_register_that_is_half_made_is_none(tmp_path: Path) -> None:
    fresh = unmade(tmp_path)
    assert kill_upgrade_at(fresh, 200)
    # The canary: one that is there.
    assert fresh.run(["db", "upgrade"]) == 0
    with pytest.raises(Neither, match="left"):
        kill_upgrade_at(fresh, 1)
