"""Commands. Each takes --json; status 0 done, 1 refused with the reasons on stderr, 2 wrong use."""

from flask import Flask

from app.cli import (
    accounts,
    audit,
    backups,
    coverage,
    demo,
    errands,
    lines,
    plans,
    positions,
    register_files,
    retention,
    timekeeping,
    who_decides,
    work_files,
    workload,
)

MODULES = (
    accounts,
    audit,
    backups,
    coverage,
    demo,
    errands,
    lines,
    who_decides,
    plans,
    positions,
    register_files,
    retention,
    timekeeping,
    work_files,
    workload,
)


def register(app: Flask) -> None:
    """Hang every command on `flask`."""
    for module in MODULES:
        for command in module.COMMANDS:
            app.cli.add_command(command)
