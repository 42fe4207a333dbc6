"""Loading a folder of reference files, in the order that each needs the one before."""

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

from accounts import audit
from caseload.reference_files import load_tiers
from foundation.acts import Act
from foundation.errors import BadFile, Fault
from neighbourhoods.reference_files import (
    load_neighbourhoods,
    load_practice_lists,
    load_practices,
    load_wards,
)
from people.reference_files import (
    load_apexes,
    load_organisations,
    load_posts,
    load_professions,
    refuse_circles,
)
from teams.reference_files import load_functions, load_teams

BEFORE_POSTS: dict[str, Callable[[str, bytes], int]] = {
    "neighbourhoods.csv": load_neighbourhoods,
    "wards.csv": load_wards,
    "practices.csv": load_practices,
    "organisations.csv": load_organisations,
    "professions.csv": load_professions,
}
AFTER_POSTS: dict[str, Callable[[str, bytes], int]] = {
    "professional_apex.csv": load_apexes,
    "scheme_of_delegation.csv": load_functions,
    "review_tiers.csv": load_tiers,
}
IF_THERE: dict[str, Callable[[str, bytes], int]] = {
    "teams.csv": load_teams,
    "practice_lists.csv": load_practice_lists,
}


def load_folder(folder: Path, *, by: int, on: date, at: datetime) -> dict[str, int]:
    """Load every reference file of the folder; gives rows by file. Raises BadFile. A changed post holds
    from `on`. teams.csv and practice_lists.csv may be absent."""
    act = Act(by=by, at=at)
    counts = _load_each(folder, BEFORE_POSTS)
    counts["posts.csv"] = load_posts("posts.csv", _content(folder, "posts.csv"), act=act, on=on)
    act.write()
    refuse_circles("posts.csv", on)
    counts |= _load_each(folder, AFTER_POSTS)
    counts |= _load_each(folder, {name: load for name, load in IF_THERE.items() if (folder / name).exists()})
    audit.record("reference.load", "reference", None, by=by, after=counts)
    return counts


def _load_each(folder: Path, files: dict[str, Callable[[str, bytes], int]]) -> dict[str, int]:
    return {name: load(name, _content(folder, name)) for name, load in files.items()}


def _content(folder: Path, name: str) -> bytes:
    try:
        return (folder / name).read_bytes()
    except FileNotFoundError as error:
        raise BadFile(
            [Fault(name, None, None, "no such file", "this file in the reference folder")]
        ) from error
