"""Every floor's pages, named once."""

from flask import Blueprint, Flask

from accounts.routes import accounts

BLUEPRINTS: list[Blueprint] = [
    accounts,
]


def register(app: Flask) -> None:
    """Hang them on the app."""
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
