"""The canary of the search at the end of every run of the tests: it finds what is planted, wherever it is."""

import logging
import secrets
import tempfile
from pathlib import Path

import pytest
from flask_sqlalchemy.session import Session
from sqlalchemy.orm import scoped_session

from foundation import clock
from people.notice import Mail
from tests import builders as made
from tests.left_behind import LeftBehind, gathering
from tests.pages.client import CheckedClient
from tests.small_borough import CASE, NHS_NUMBERS


def kinds(left: LeftBehind) -> list[str]:
    return [said.partition(":")[0] for said in left.found()]


@pytest.mark.parametrize("told", [NHS_NUMBERS[0], "999 000 0018", CASE["family_name"], None])
def test_each_is_found_in_a_line_of_the_log(tmp_path: Path, told: str | None) -> None:
    with gathering(tmp_path) as left:
        logging.getLogger("app").error("nothing")
        assert kinds(left) == []
        logging.getLogger("app").error("seen: %s", told or secrets.token_urlsafe(32))
    assert kinds(left) == ["log"]


def test_an_error_with_its_traceback_is_read_whole(tmp_path: Path) -> None:
    with gathering(tmp_path) as left:
        try:
            raise ValueError(NHS_NUMBERS[0])
        except ValueError:
            logging.getLogger("app").exception("unexpected")
    assert kinds(left) == ["log"]


def test_a_file_that_is_left_is_read(tmp_path: Path) -> None:
    with gathering(tmp_path) as left:
        with tempfile.NamedTemporaryFile("w", delete=False) as file:
            file.write(f"NHS number\n{NHS_NUMBERS[0]}\n")
        with tempfile.TemporaryFile("w") as gone:
            gone.write(CASE["family_name"])
    assert kinds(left) == ["file"]


def test_an_address_is_read(client: CheckedClient, tmp_path: Path) -> None:
    with gathering(tmp_path) as left:
        client.get(f"/sign-in?next=/cases?q={NHS_NUMBERS[0]}")
    assert kinds(left) == ["address"]


def test_a_mail_is_read(session: scoped_session[Session], tmp_path: Path) -> None:
    usual = {"once": "one", "on": clock.today(), "made_at": clock.now(), "account_id": made.account().id}
    with gathering(tmp_path) as left:
        session.add(Mail(subject="Your day", body=f"{CASE['family_name']} is due a review", **usual))
        session.flush()
    assert kinds(left) == ["mail"]
