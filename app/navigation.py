"""What every page is given: who is asking, where they may go, and which borough this is."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from flask import Flask, current_app, g, request, url_for
from flask_login import current_user

from accounts.account import IDLE, NOTED_EVERY, Viewer
from accounts.permissions import Permission


@dataclass(frozen=True, slots=True)
class Way:
    """One entry of the navigation."""

    label: str
    href: str
    current: str
    """As `aria-current` says it: “page” for the page itself, “true” for one further in, nothing elsewhere."""


@dataclass(frozen=True, slots=True)
class Locality:
    """The borough as pages name it."""

    name: str
    note: str


WAYS = (
    ("My lines", "lines.mine", Permission.SEE_OWN_LINES),
    ("My work", "my_work.show", Permission.SEE_OWN_WORK),
    ("Who decides about me", "decisions.mine", Permission.SEE_OWN_LINES),
    ("What I decide", "decisions.deciding", Permission.SEE_REGISTER),
    ("Neighbourhoods", "neighbourhoods.list_neighbourhoods", Permission.SEE_NEIGHBOURHOOD),
    ("Coverage", "coverage.show", Permission.SEE_COVERAGE),
    ("My practice", "practice.mine", Permission.SEE_OWN_LINES),
    ("Find", "find.find", Permission.SEE_REGISTER),
    ("Structure", "structure.show", Permission.SEE_REGISTER),
    ("What changed", "changes.compare", Permission.SEE_REGISTER),
    ("Scheme", "scheme.show", Permission.SEE_SCHEME),
    ("Our staff and what we cede", "scheme.mine_as_employer", Permission.SEE_EMPLOYED),
    ("Import staff", "imports.list_imports", Permission.IMPORT_STAFF),
    ("Cases", "cases.list_cases", Permission.SEE_CASES),
    ("Allocate", "allocate.list_unallocated", Permission.ALLOCATE),
    ("Requests", "requests.list_requests", Permission.SEE_OWN_WORK),
    ("Workload", "workload.team", Permission.ALLOCATE),
    ("Over capacity", "over_capacity.list_plans", Permission.ALLOCATE),
    ("Caseload in numbers", "counts.show", Permission.SEE_CASELOAD_COUNTS),
    ("Weights", "weights.list_all", Permission.KEEP_WEIGHTS),
    ("Review diary", "reviews.diary", Permission.SEE_CASES),
    ("Accounts", "accounts.list_accounts", Permission.MANAGE_ACCOUNTS),
)

# Entries about whoever is asking: pages about anybody are no part of them.
OF_ONESELF = {"lines.mine", "decisions.mine", "decisions.deciding", "scheme.mine_as_employer"}

# Pages that are reached from another part's page.
WITHIN = {
    "coverage_ahead": "coverage",
    "coverage_what_if": "coverage",
    "positions": "coverage",
    "posts": "find",
    "register": "find",
    "leaving": "find",
    "transfer": "imports",
    "mandates": "scheme",
    "mandate_acts": "scheme",
    "what_if": "scheme",
    "practice_acts": "practice",
    "keeping": "cases",
    "referring": "cases",
    "moving": "workload",
    "rebalance": "workload",
    "reductions": "workload",
}


def register(app: Flask) -> None:
    """Give it to every template."""
    app.context_processor(given)


def given() -> dict[str, Any]:
    """`viewer` is None when nobody is signed in."""
    settings = current_app.config["SETTINGS"]
    viewer = current_user._get_current_object() if current_user.is_authenticated else None
    return {
        "viewer": viewer,
        "navigation": ways_for(viewer),
        "locality": Locality(settings.LOCALITY_NAME, settings.LOCALITY_NOTE),
        "locality_note": settings.LOCALITY_NOTE,
        "page_href": page_href,
        "single_sign_on": bool(settings.OIDC_ISSUER),
        "typed_before": g.get("typed_before"),
        "idle_seconds": int((IDLE - NOTED_EVERY).total_seconds()),
        "keeps_register": viewer is not None and viewer.may(Permission.CHANGE_LINES),
    }


def page_href(number: int) -> str:
    """This page's address, at another page of its list."""
    query = [(k, v) for k, v in request.args.items(multi=True) if k != "page"]
    return "?" + urlencode([*query, ("page", number)])


def ways_for(viewer: Viewer | None) -> list[Way]:
    """Only the pages this account may open."""
    if viewer is None:
        return []
    return [
        Way(label, url_for(endpoint), standing(endpoint))
        for label, endpoint, permission in WAYS
        if viewer.may(permission) and endpoint in current_app.view_functions
    ]


def standing(endpoint: str) -> str:
    """Where the page being read stands to an entry."""
    if request.endpoint == endpoint:
        return "page"
    here = request.blueprint or ""
    inside = WITHIN.get(here, here) == endpoint.partition(".")[0] and endpoint not in OF_ONESELF
    return "true" if inside else ""
