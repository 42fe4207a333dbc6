"""Every floor's pages, named once."""

from flask import Blueprint, Flask

from accounts.keeping_routes import keeping_accounts
from accounts.own_routes import own_account
from accounts.passkey_routes import passkeys
from accounts.passkey_sign_in_routes import passkey_sign_in
from accounts.routes import accounts
from accounts.single_sign_on_routes import single_sign_on
from app.job_pages import jobs
from app.retention.pages import retention
from caseload.reviews.routes import reviews
from caseload.routes.allocate import allocate
from caseload.routes.calendar import calendar
from caseload.routes.case_actions import case_actions
from caseload.routes.cases import cases
from caseload.routes.counts import counts
from caseload.routes.escalations import escalations
from caseload.routes.keeping import keeping
from caseload.routes.leaving import leaving
from caseload.routes.looks import looks
from caseload.routes.looks_to_review import looks_to_review
from caseload.routes.meeting import meeting
from caseload.routes.moving import moving
from caseload.routes.my_reviews import my_reviews
from caseload.routes.my_work import my_work
from caseload.routes.neighbourhoods import neighbourhoods
from caseload.routes.odd_patterns import odd_patterns
from caseload.routes.over_capacity import over_capacity
from caseload.routes.planning import planning
from caseload.routes.rebalance import rebalance
from caseload.routes.reductions import reductions
from caseload.routes.referring import referring
from caseload.routes.requests import requests
from caseload.routes.review_figures import review_figures
from caseload.routes.review_sessions import review_sessions
from caseload.routes.reviews_due import reviews_due
from caseload.routes.session_patterns import session_patterns
from caseload.routes.session_people import session_people
from caseload.routes.subject_reports import subject_reports
from caseload.routes.weights import weights
from caseload.routes.who_saw_whom import who_saw_whom
from caseload.routes.workload import workload
from teams.routes.away import away
from teams.routes.changes import changes
from teams.routes.coverage import coverage
from teams.routes.coverage_ahead import coverage_ahead
from teams.routes.coverage_what_if import coverage_what_if
from teams.routes.decisions import decisions
from teams.routes.find import find_pages
from teams.routes.imports import imports
from teams.routes.lines import lines
from teams.routes.mandate_acts import mandate_acts
from teams.routes.mandates import mandates
from teams.routes.positions import positions
from teams.routes.posts import posts
from teams.routes.practice import practice
from teams.routes.practice_acts import practice_acts
from teams.routes.register import register as register_pages
from teams.routes.scheme import scheme
from teams.routes.structure import structure
from teams.routes.transfer import transfer
from teams.routes.tying import tying
from teams.routes.what_if import what_if

BLUEPRINTS: list[Blueprint] = [
    accounts,
    own_account,
    keeping_accounts,
    single_sign_on,
    passkeys,
    passkey_sign_in,
    lines,
    away,
    decisions,
    neighbourhoods,
    find_pages,
    structure,
    what_if,
    changes,
    coverage,
    coverage_ahead,
    coverage_what_if,
    practice,
    practice_acts,
    positions,
    scheme,
    mandates,
    mandate_acts,
    posts,
    register_pages,
    tying,
    transfer,
    imports,
    leaving,
    cases,
    keeping,
    case_actions,
    meeting,
    referring,
    workload,
    moving,
    rebalance,
    counts,
    weights,
    reductions,
    my_work,
    my_reviews,
    over_capacity,
    allocate,
    requests,
    reviews_due,
    escalations,
    review_figures,
    reviews,
    session_patterns,
    review_sessions,
    session_people,
    planning,
    calendar,
    looks,
    looks_to_review,
    who_saw_whom,
    odd_patterns,
    subject_reports,
    jobs,
    retention,
]


def register(app: Flask) -> None:
    """Hang them on the app."""
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
