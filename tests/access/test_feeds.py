"""Every calendar feed, fetched by everybody: what it says tells no resident, and a dead one says nothing."""

import re

import pytest
from flask import Flask
from flask_sqlalchemy.session import Session
from sqlalchemy import update
from sqlalchemy.orm import scoped_session

from accounts.account import Account
from caseload.reviews import calendar_file
from foundation.acts import table_of
from foundation.database import db
from tests.access.borough import Borough, borough
from tests.access.crawl import Visit
from tests.access.policy import Actor
from tests.access.sealed import seal_somebody
from tests.access.test_policy import as_actor

ADDRESS = re.compile(r"(/calendar/[\w-]{40,}\.ics)")
MAY_HAVE_ONE = (Actor.STAFF, Actor.COORDINATOR, Actor.EMPLOYER_HR)
"""Who see their own work and are employed: the address of anybody else would be dead."""


@pytest.fixture
def small(session: scoped_session[Session]) -> Borough:
    found = borough()
    seal_somebody(found)
    return found


def new_address(app: Flask, small: Borough, actor: Actor) -> str:
    """A feed of theirs; the one before is dead."""
    found = ADDRESS.search(as_actor(app, small, actor).post("/calendar/address").text)
    assert found is not None
    return found[1]


def fetched(app: Flask, small: Borough, address: str, by: Actor) -> Visit:
    """What the address says to whoever has it."""
    return Visit(address, "", "calendar.feed", as_actor(app, small, by).get(address))


def test_who_has_no_work_has_no_feed(app: Flask, small: Borough) -> None:
    for actor in set(Actor) - {*MAY_HAVE_ONE}:
        assert not ADDRESS.search(as_actor(app, small, actor).post("/calendar/address").text)


def test_no_feed_tells_of_a_resident_whoever_fetches_it(app: Flask, small: Borough) -> None:
    faults, sessions = list[str](), 0
    for owner in MAY_HAVE_ONE:
        address = new_address(app, small, owner)
        for actor in (Actor.SIGNED_OUT, owner, Actor.ADMINISTRATOR):
            visit = fetched(app, small, address, actor)
            assert visit.response.mimetype == "text/calendar"
            sessions += visit.response.text.count("BEGIN:VEVENT")
            faults += visit.faults(Actor.SIGNED_OUT)
    assert sessions == 3, "the member of staff chairs one session"
    assert faults == []


def test_a_feed_that_named_a_resident_would_be_found(
    app: Flask, small: Borough, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The canary: the words that the file folds over a line's end too."""
    why = calendar_file._why
    named = "Eastgiven Eastfamily and Sealgiven Sealfamily, 999 000 0018"
    monkeypatch.setattr(calendar_file, "_why", lambda session: f"{named} {why(session)}")
    visit = fetched(app, small, new_address(app, small, Actor.STAFF), Actor.SIGNED_OUT)
    told = "\n".join(visit.faults(Actor.SIGNED_OUT))
    for word in ("east.name", "east.nhs_number", "Sealgiven", "Sealfamily"):
        assert word in told


def test_a_feed_that_is_rotated_stopped_or_whose_account_is_closed_says_what_no_feed_says(
    app: Flask, small: Borough
) -> None:
    rotated = new_address(app, small, Actor.STAFF)
    stopped = new_address(app, small, Actor.EMPLOYER_HR)
    as_actor(app, small, Actor.EMPLOYER_HR).post("/calendar/stop")
    closed = new_address(app, small, Actor.COORDINATOR)
    living = new_address(app, small, Actor.STAFF)
    coordinator = small.accounts[Actor.COORDINATOR].id
    db.session.execute(
        update(table_of(Account)).where(table_of(Account).c.id == coordinator).values(active=False)
    )
    db.session.commit()
    for actor in (Actor.SIGNED_OUT, Actor.STAFF):
        nothing = fetched(app, small, "/calendar/no-such-token.ics", actor).response
        for address in (rotated, stopped, closed):
            answer = fetched(app, small, address, actor).response
            assert (answer.status_code, len(answer.data)) == (404, len(nothing.data))
        assert fetched(app, small, living, actor).response.status_code == 200
