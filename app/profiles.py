"""Other systems' column names for the staff extract, by profile: `app/profiles/NAME.toml`."""

import tomllib
from pathlib import Path

from foundation.errors import RuleBroken
from foundation.spreadsheets import Profile

FOLDER = Path(__file__).resolve().parent / "profiles"


def profile_named(name: str | None) -> Profile | None:
    """None for no profile: our own column names. Raises RuleBroken naming the profiles there are."""
    if not name:
        return None
    known = {path.stem: path for path in sorted(FOLDER.glob("*.toml"))}
    if name not in known:
        raise RuleBroken(f"There is no profile {name}. There are: {', '.join(known)}.")
    return tomllib.loads(known[name].read_text(encoding="utf-8"))["columns"]
