"""Commands. Each takes --json; status 0 done, 1 refused, 2 wrong use."""

from flask import Flask


def register(app: Flask) -> None:
    """Hang the commands on `flask`."""
    del app
