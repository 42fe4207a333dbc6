"""Other systems' column names for the staff extract, by profile: `profile_files/NAME.toml`."""

import tomllib
from pathlib import Path

from foundation.errors import RuleBroken
from foundation.spreadsheets import Profile

FOLDER = Path(__file__).resolve().parent / "profile_files"


def profile_named(name: str | None) -> Profile | None:
    """None for no profile: our own column names. Raises RuleBroken naming the profiles there are."""
    if not name:
        return None
    if name not in profile_names():
        raise RuleBroken(f"There is no profile {name}. There are: {', '.join(profile_names())}.")
    return tomllib.loads((FOLDER / f"{name}.toml").read_text(encoding="utf-8"))["columns"]


def profile_names() -> list[str]:
    """The profiles there are."""
    return sorted(path.stem for path in FOLDER.glob("*.toml"))
