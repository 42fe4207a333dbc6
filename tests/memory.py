"""Where what lives for one run of the tests is kept: in memory, where the machine offers a folder there."""

import os
import shutil
from pathlib import Path

IN_MEMORY = Path("/dev/shm")  # Linux's own; nothing written there waits for a disk
NEEDED = 2 * 2**30  # bytes: containers are often given 64 MB, in which a PostgreSQL cannot start


def quickest_folder() -> Path | None:
    """A folder in memory with room for a test's databases; none where there is no such folder."""
    if not os.access(IN_MEMORY, os.W_OK) or shutil.disk_usage(IN_MEMORY).free < NEEDED:
        return None
    return IN_MEMORY
