"""Pages that were once found sound, remembered for every test process and the next run: the same page is parsed once.

What makes a page sound is `tests.pages.markup`: where that changes, all is judged anew.
"""

from functools import cache
from hashlib import blake2b
from importlib.metadata import version
from pathlib import Path

from app.factory import ROOT
from tests.pages import markup

SIZE = 16
"""Bytes by which a page is remembered."""


class SoundPages:
    """A file of what the pages come to, to which each process adds at its end."""

    def __init__(self, file: Path) -> None:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.touch()
        self._file = file
        self._read = 0
        self._known: set[bytes] = set()

    def faults(self, page: str, host: str) -> list[str]:
        """As `markup.faults` gives them."""
        name = blake2b(f"{host}\n{page}".encode(), digest_size=SIZE).digest()
        if self._holds(name):
            return []
        if not (found := markup.faults(page, host)):
            with self._file.open("ab") as file:
                file.write(name)
        return found

    def _holds(self, name: bytes) -> bool:
        if name not in self._known:
            with self._file.open("rb") as file:
                file.seek(self._read)
                added = file.read()
            whole = len(added) - len(added) % SIZE
            self._known.update(added[at : at + SIZE] for at in range(0, whole, SIZE))
            self._read += whole
        return name in self._known


@cache
def sound_pages() -> SoundPages:
    """This project's."""
    judging = Path(markup.__file__).read_bytes() + version("html5lib").encode()
    judged_by = blake2b(judging, digest_size=4).hexdigest()
    return SoundPages(ROOT / ".pytest_cache" / f"sound-pages-{judged_by}")
