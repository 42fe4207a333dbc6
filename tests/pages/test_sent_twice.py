"""A form sent twice is done once; a form that was refused, or says something else, is done."""

import re

import pytest
from flask_sqlalchemy.session import Session
from sqlalchemy import func, select
from sqlalchemy.orm import scoped_session

from accounts import sent_form
from accounts.permissions import Role
from accounts.sent_form import KEPT, SentForm
from foundation import clock
from foundation.database import db
from people.organisation import Organisation
from people.person import Person
from tests import builders as made
from tests.pages.client import CheckedClient

PAGE = "/people/new"


@pytest.fixture
def office(client: CheckedClient, session: scoped_session[Session]) -> CheckedClient:
    made.organisation("nca")
    client.sign_in(made.account(Role.OFFICE))
    return client


def form_of(office: CheckedClient, **said: str) -> dict[str, str]:
    """What a browser sends that was given the page."""
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', office.get(PAGE).text)
    assert token is not None
    person = {"given_name": "Ann", "family_name": "Example", "known_as": "", "starts_on": "2026-12-01"}
    contract = {"assignment_number": "7", "contract": "substantive", "contracted_hours": "37"}
    rest = {"organisation_id": str(organisation()), "job_title": "Nurse", "because": "She came"}
    return person | contract | rest | said | {"csrf_token": token[1]}


def organisation() -> int:
    return db.session.scalars(select(Organisation.id)).one()


def people() -> int:
    return db.session.scalar(select(func.count()).select_from(Person)) or 0


def test_sent_twice_is_done_once_and_answered_alike(office: CheckedClient) -> None:
    form = form_of(office)
    first, second = office.post(PAGE, data=form), office.post(PAGE, data=form)
    assert (first.status_code, second.status_code) == (302, 302)
    assert second.location == first.location
    assert people() == 1
    assert "It was not done again" in office.get(second.location).text


def test_whoever_never_had_an_answer_is_sent_to_the_page(
    office: CheckedClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sent_form, "note_answer", lambda *_: None)
    form = form_of(office)
    office.post(PAGE, data=form)
    assert office.post(PAGE, data=form).location == PAGE
    assert people() == 1


def test_one_that_was_refused_is_not_taken_for_done(office: CheckedClient) -> None:
    form = form_of(office, family_name="")
    assert office.post(PAGE, data=form).status_code == 422
    assert office.post(PAGE, data=form).status_code == 422
    assert office.post(PAGE, data=form | {"family_name": "Example"}).status_code == 302
    assert people() == 1


def test_another_answer_on_the_same_page_is_another_act(office: CheckedClient) -> None:
    form = form_of(office)
    office.post(PAGE, data=form)
    assert office.post(PAGE, data=form | {"given_name": "Bea", "assignment_number": "8"}).status_code == 302
    assert people() == 2


def test_somebody_else_is_somebody_else(office: CheckedClient) -> None:
    form = form_of(office)
    office.post(PAGE, data=form)
    office.sign_in(made.account(Role.OFFICE, email="other@example.test"))
    # They asked for the same themselves, and hear what there is to say to that.
    assert "already" in office.post(PAGE, data=form).text


def test_what_was_typed_is_not_kept_and_nothing_is_kept_for_long(office: CheckedClient) -> None:
    form = form_of(office)
    office.post(PAGE, data=form)
    kept = db.session.scalars(select(SentForm)).one()
    assert re.fullmatch("[0-9a-f]{64}", kept.key)
    kept.done_at = clock.now() - KEPT - KEPT
    db.session.commit()
    office.post(PAGE, data=form | {"given_name": "Bea", "assignment_number": "8"})
    assert db.session.scalar(select(func.count()).select_from(SentForm)) == 1


def test_without_it_the_same_form_is_tried_again(
    office: CheckedClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The canary."""
    monkeypatch.setattr(sent_form, "done_before", lambda _key: None)
    monkeypatch.setattr(sent_form, "note_sent", lambda *_: None)
    form = form_of(office)
    office.post(PAGE, data=form)
    assert office.post(PAGE, data=form).status_code == 422
