"""The Chromium that journeys drive: the machine's own, else Debian's package where we may install it.

`python -m tests.chromium` makes sure there is one and says which.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = ("/usr/bin/chromium", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


class ChromiumMissing(Exception):
    """There is no Chromium and we may not install one. The message says what to do."""


def find_chromium() -> Path | None:
    """The first of NAMES that starts. Some systems ship a `chromium-browser` that only prints advice."""
    paths = (shutil.which(name) for name in NAMES)
    return next((Path(path) for path in paths if path and _version(path)), None)


def need_chromium() -> Path:
    """The machine's Chromium. Raises ChromiumMissing."""
    if path := find_chromium():
        return path
    raise ChromiumMissing(
        "Journeys need Chromium and found none. Install Debian's `chromium` package or Google Chrome, "
        "or run `make test` as root on Debian, which installs it."
    )


def ensure_chromium() -> Path:
    """The machine's Chromium, installed first if there is none and we are root on Debian.

    Raises ChromiumMissing.
    """
    if find_chromium() is None and os.geteuid() == 0 and shutil.which("apt-get"):
        _install()
    return need_chromium()


def _install() -> None:
    tell("Installing Debian's chromium package…")
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    for arguments in (["update", "-q"], ["install", "-q", "-y", "--no-install-recommends", "chromium"]):
        if subprocess.run(["apt-get", *arguments], env=environment).returncode != 0:
            raise ChromiumMissing(f"`apt-get {' '.join(arguments)}` failed: journeys need Chromium.")


def _version(path: str) -> str:
    """What `path --version` answers, or nothing where it does not start."""
    try:
        said = subprocess.run([path, "--version"], capture_output=True, text=True, timeout=60)
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return said.stdout.strip() if said.returncode == 0 else ""


def tell(sentence: str) -> None:
    """Say it at once: apt's own words follow on the same terminal."""
    sys.stdout.write(f"{sentence}\n")
    sys.stdout.flush()


def main() -> None:
    try:
        path = ensure_chromium()
    except ChromiumMissing as reason:
        sys.exit(str(reason))
    tell(f"{_version(str(path))} ({path})")


if __name__ == "__main__":
    main()
