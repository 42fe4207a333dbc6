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
class Section:
    """Ways that belong together, under one name; with one way only it goes by that way's name."""

    label: str
    ways: tuple[Way, ...]

    @property
    def href(self) -> str:
        """Its first page."""
        return self.ways[0].href

    @property
    def current(self) -> str:
        """As `aria-current` says it of the section: “true” while the page is in it."""
        if len(self.ways) == 1:
            return self.ways[0].current
        return "true" if any(way.current for way in self.ways) else ""


@dataclass(frozen=True, slots=True)
class Navigation:
    """The rows of links at the head of each page: the first, and that of the section the page is in."""

    first: tuple[Way | Section, ...]
    within: Section | None


@dataclass(frozen=True, slots=True)
class Locality:
    """The borough as pages name it."""

    name: str
    note: str


SECTIONS: tuple[tuple[str, tuple[tuple[str, str, Permission], ...]], ...] = (
    (
        "You",
        (
            ("My lines", "lines.mine", Permission.SEE_OWN_LINES),
            ("My work", "my_work.show", Permission.SEE_OWN_WORK),
            ("Who decides about me", "decisions.mine", Permission.SEE_OWN_LINES),
            ("My practice", "practice.mine", Permission.SEE_OWN_LINES),
            ("Look at a resident", "looks.ask", Permission.LOOK_AT_RESIDENT),
        ),
    ),
    (
        "Staff",
        (
            ("Neighbourhoods", "neighbourhoods.list_neighbourhoods", Permission.SEE_NEIGHBOURHOOD),
            ("Find", "find.find", Permission.SEE_REGISTER),
            ("Structure", "structure.show", Permission.SEE_REGISTER),
            ("What changed", "changes.compare", Permission.SEE_REGISTER),
            ("Import staff", "imports.list_imports", Permission.IMPORT_STAFF),
        ),
    ),
    (
        "Who decides",
        (
            ("What I decide", "decisions.deciding", Permission.SEE_REGISTER),
            ("Scheme", "scheme.show", Permission.SEE_SCHEME),
            ("Our staff and what we cede", "scheme.mine_as_employer", Permission.SEE_EMPLOYED),
        ),
    ),
    ("Coverage", (("Coverage", "coverage.show", Permission.SEE_COVERAGE),)),
    (
        "Caseload",
        (
            ("Cases", "cases.list_cases", Permission.SEE_CASES),
            ("Allocate", "allocate.list_unallocated", Permission.ALLOCATE),
            ("Requests", "requests.list_requests", Permission.SEE_OWN_WORK),
            ("Workload", "workload.team", Permission.ALLOCATE),
            ("Over capacity", "over_capacity.list_plans", Permission.ALLOCATE),
            ("Caseload in numbers", "counts.show", Permission.SEE_CASELOAD_COUNTS),
            ("Weights", "weights.list_all", Permission.KEEP_WEIGHTS),
        ),
    ),
    (
        "Reviews",
        (
            ("Reviews due", "reviews_due.list_reviews", Permission.SEE_CASES),
            ("Review diary", "reviews.diary", Permission.SEE_CASES),
            ("Review figures", "review_figures.show", Permission.SEE_REVIEW_FIGURES),
            ("Sessions", "session_patterns.show", Permission.PLAN_REVIEWS),
            ("Who can come", "session_people.who_can_come", Permission.SEE_CASES),
        ),
    ),
    (
        "Privacy",
        (
            ("Looks to review", "looks_to_review.list_looks", Permission.REVIEW_LOOKS),
            ("Who saw whom", "who_saw_whom.watchers", Permission.SEE_WHO_SAW),
            ("Odd patterns", "odd_patterns.list_all", Permission.SEE_WHO_SAW),
            ("Subject access reports", "subject_reports.ask", Permission.REPORT_SUBJECT),
        ),
    ),
    (
        "System",
        (
            ("Accounts", "accounts.list_accounts", Permission.MANAGE_ACCOUNTS),
            ("Jobs", "jobs.show", Permission.SEE_JOBS),
            ("How long records are kept", "retention.show", Permission.SEE_RETENTION),
        ),
    ),
)
ONE_ROW = 7
"""A reader with no more ways than this has them in one row, without sections."""

# Entries about whoever is asking: pages about anybody are no part of them.
OF_ONESELF = {"lines.mine", "decisions.mine", "decisions.deciding", "scheme.mine_as_employer"}

# Pages that are reached from another part's page.
WITHIN = {
    "coverage_ahead": "coverage",
    "coverage_what_if": "coverage",
    "positions": "coverage",
    "posts": "find",
    "register": "find",
    "tying": "find",
    "leaving": "find",
    "transfer": "imports",
    "mandates": "scheme",
    "mandate_acts": "scheme",
    "what_if": "scheme",
    "practice_acts": "practice",
    "keeping": "cases",
    "case_actions": "cases",
    "meeting": "reviews",
    "referring": "cases",
    "moving": "workload",
    "rebalance": "workload",
    "planning": "reviews",
    "reductions": "workload",
    "review_sessions": "session_patterns",
    "escalations": "reviews_due",
    "my_reviews": "my_work",
    "calendar": "my_work",
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
        "navigation": navigation_for(viewer),
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


def navigation_for(viewer: Viewer | None) -> Navigation | None:
    """Only the pages this account may open: none while something else comes first."""
    if viewer is None or viewer.owes(factor_required=current_app.config["REQUIRE_SECOND_FACTOR"]):
        return None
    sections = [found for label, ways in SECTIONS if (found := section_for(viewer, label, ways)) is not None]
    ways = tuple(way for section in sections for way in section.ways)
    if len(ways) <= ONE_ROW:
        return Navigation(ways, None)
    within = next((each for each in sections if each.current and len(each.ways) > 1), None)
    return Navigation(tuple(sections), within)


def section_for(viewer: Viewer, label: str, ways: tuple[tuple[str, str, Permission], ...]) -> Section | None:
    """The section as this account has it; none where it may open none of its pages."""
    found = tuple(
        Way(said, url_for(endpoint), standing(endpoint))
        for said, endpoint, permission in ways
        if viewer.may(permission) and endpoint in current_app.view_functions
    )
    if not found:
        return None
    return Section(found[0].label if len(found) == 1 else label, found)


def standing(endpoint: str) -> str:
    """Where the page being read stands to an entry."""
    if request.endpoint == endpoint:
        return "page"
    here = request.blueprint or ""
    inside = WITHIN.get(here, here) == endpoint.partition(".")[0] and endpoint not in OF_ONESELF
    return "true" if inside else ""
