"""Making the app."""

from pathlib import Path
from typing import Any

from flask import Flask, session
from flask_login import LoginManager
from flask_migrate import Migrate
from flask_wtf import CSRFProtect
from jinja2 import StrictUndefined
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.routing import IntegerConverter, Map

from accounts import guard, single_sign_on_routes
from accounts.asker import asks, keep_back
from accounts.following import follow
from accounts.queries import viewer_signed_in
from accounts.routes import limiter
from app import (
    blueprints,
    cli,
    errands,
    errors,
    headers,
    home,
    navigation,
    tables,  # noqa: F401  # every table is known before the first query
)
from app.framework import Service
from app.settings import Settings, from_environment, heads_of
from caseload.sealing.hiding import anything_sealed, hide_sealed
from foundation import clock, formats
from foundation.database import db, open_database
from teams.following import FOLLOWING

ROOT = Path(__file__).resolve().parent.parent


class RowNumber(IntegerConverter):
    """A number in an address is a row's: one that no column could hold names nothing."""

    def __init__(self, map: Map, *args: Any, **kwargs: Any) -> None:
        super().__init__(map, *args, **{"max": 2**31 - 1} | kwargs)


def create_app(settings: Settings | None = None) -> Flask:
    """The whole service. Raises RuntimeError when a route has declared no guard."""
    settings = settings or from_environment()
    app = Service(
        "app", root_path=str(ROOT / "app"), template_folder=str(ROOT / "templates"), static_folder=None
    )
    app.config.from_mapping(configured(settings))
    app.url_map.converters["int"] = RowNumber
    if proxies := int(settings.PROXIES):
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=proxies, x_proto=proxies)
    open_database(app)
    hide_sealed()
    keep_back(app, anything_sealed)
    Migrate(app, db, directory=str(ROOT / "migrations"))
    CSRFProtect(app)
    limiter.init_app(app)
    single_sign_on_routes.register(app)
    follow(app, FOLLOWING)
    sign_ins(app)
    pages(app)
    cli.register(app)
    errands.register(app)
    guard.refuse_unguarded(app)
    return app


def configured(settings: Settings) -> dict[str, object]:
    """Flask's names for our settings."""
    return {
        "SETTINGS": settings,
        "SECRET_KEY": settings.SECRET_KEY,
        "SITE_URL": settings.SITE_URL.rstrip("/"),
        "SECRET_KEY_FALLBACKS": settings.OLD_SECRET_KEYS.split(),
        "REQUIRE_SECOND_FACTOR": bool(settings.REQUIRE_SECOND_FACTOR),
        "SQLALCHEMY_DATABASE_URI": settings.DATABASE_URL,
        "SESSION_COOKIE_SECURE": bool(settings.HTTPS),
        "SESSION_COOKIE_NAME": "__Host-session" if settings.HTTPS else "session",
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "MAX_CONTENT_LENGTH": int(settings.UPLOAD_MIB) * 2**20,
        "RATELIMIT_STORAGE_URI": settings.RATE_LIMIT_STORE,
        # Ten guesses in any five minutes, not ten before and ten after the hand of a clock moves on.
        "RATELIMIT_STRATEGY": "moving-window",
        "WTF_CSRF_TIME_LIMIT": None,
        "AUDIT_HEADS": str(heads_of(settings)),
        "AUDIT_KEY": settings.AUDIT_KEY,
        "AUDIT_OLD_KEYS": settings.AUDIT_OLD_KEYS,
    }


def sign_ins(app: Flask) -> None:
    """Tell flask-login how a browser's token becomes the account that is asking."""
    manager = LoginManager(app)

    @manager.request_loader
    def load(_request: object) -> object | None:
        token = session.get("token")
        found = viewer_signed_in(token, clock.now()) if token else None
        asks(found and found.id, sees_all=found is not None and found.sees_all)
        return found


def pages(app: Flask) -> None:
    """The blueprints, what every page is given, and how things are said."""
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    formats.register(app.jinja_env)
    home.register(app)
    blueprints.register(app)
    errors.register(app)
    headers.register(app)
    navigation.register(app)
