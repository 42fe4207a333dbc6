"""Every floor's pages, named once."""

from flask import Blueprint, Flask

from accounts.routes import accounts
from teams.routes.lines import lines

BLUEPRINTS: list[Blueprint] = [
    accounts,
    lines,
]


def register(app: Flask) -> None:
    """Hang them on the app."""
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
