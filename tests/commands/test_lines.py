"""`flask lines` answers in the published shape, in words, or with a refusal."""

import json
from datetime import date
from typing import Any

import pytest
from click.testing import Result
from flask import Flask
from flask_sqlalchemy.session import Session
from sqlalchemy import select
from sqlalchemy.orm import scoped_session

from accounts.audit import AuditEntry
from foundation.database import db
from people.person import Person
from tests import builders as make

DAY = "2026-11-22"


@pytest.fixture
def ada(session: scoped_session[Session]) -> Person:
    """Ada Sample, in two placements under one lead (vacant from November) and a chair, and a director."""
    trust = make.organisation("nca", name="Northern Sample Trust")
    nurse = make.profession("district_nurse", name="District nurse")
    chair = make.post("chair", "management", trust, title="Chair")
    lead = make.post("lead", "management", trust, reports_to=chair, title="Lead")
    director = make.post("director", "professional", trust, title="Director of Nursing")
    ada = make.person("Ada", "Sample")
    employment = make.employment(ada, trust, "A1")
    for code in ("east", "west"):
        placement = make.placement(employment, make.team(code, name=f"{code.title()} team"), nurse)
        make.management(placement, lead)
    make.accountability(ada, nurse, director)
    make.registration(ada, nurse)
    make.tenure(lead, make.person("Lee", "Leadsample"), until=date(2026, 11, 1))
    make.tenure(chair, make.person("Cleo", "Chairsample"), "acting")
    make.tenure(director, make.person("Dora", "Directorsample"), until=date(2027, 1, 1))
    db.session.commit()
    return ada


def run(app: Flask, *words: str) -> Result:
    return app.test_cli_runner().invoke(args=["lines", *words])


def asked(app: Flask, *words: str) -> dict[str, Any]:
    result = run(app, "--employer", "nca", "--assignment", "A1", "--on", DAY, "--json", *words)
    assert result.exit_code == 0, result.output
    return json.loads(result.output)


def test_the_published_shape(app: Flask, ada: Person) -> None:
    answer = asked(app)
    assert list(answer) == ["person", "on", "lines", "gaps"]
    assert answer["person"] == {
        "name": "Ada Sample", "employer": "nca", "assignment_number": "A1", "id": ada.id,
    }  # fmt: skip
    assert answer["on"] == DAY
    assert answer["lines"]["employer"] == [
        {
            "organisation": "nca", "title": "Northern Sample Trust", "assignment": "A1",
            "contract": "substantive", "since": "2025-01-01", "ends_on": None,
        }
    ]  # fmt: skip
    [director] = answer["lines"]["professional"]["district_nurse"]
    assert director["post"] == "director"
    assert director["holder"] == {"name": "Dora Directorsample", "holding": "substantive"}
    assert (director["since"], director["ends_on"]) == ("2025-01-01", "2026-12-31")
    assert "placement" not in director


def test_the_steps_of_several_placements_are_told_apart(app: Flask, ada: Person) -> None:
    steps = asked(app)["lines"]["management"]
    assert [(step["placement"]["team"], step["post"]) for step in steps] == [
        ("east", "lead"), ("east", "chair"), ("west", "lead"), ("west", "chair"),
    ]  # fmt: skip
    assert steps[0]["holder"] is None
    assert steps[0]["since"] is None
    assert steps[1]["holder"] == {"name": "Cleo Chairsample", "holding": "acting"}


def test_a_gap_that_two_chains_share_is_said_once(app: Flask, ada: Person) -> None:
    assert [(gap["kind"], gap["post"], gap["since"]) for gap in asked(app)["gaps"]] == [
        ("post_vacant", "lead", "2026-11-01"),
    ]


def test_as_known_before_anything_was_known_there_is_nothing(app: Flask, ada: Person) -> None:
    result = run(app, "--employer", "nca", "--assignment", "A1", "--known-at", "2024-01-01T09:00")
    assert result.exit_code == 1


def test_in_words(app: Flask, ada: Person) -> None:
    result = run(app, "--employer", "nca", "--assignment", "A1", "--on", DAY)
    assert "Northern Sample Trust employs Ada Sample; their employer has not changed." in result.output
    assert "Chair: Cleo Chairsample (acting) since 1 Jan 2025" in result.output
    assert "Gap since 1 Nov 2026: Nobody holds the post Lead." in result.output


def test_an_unknown_number_is_refused(app: Flask, ada: Person) -> None:
    result = run(app, "--employer", "nca", "--assignment", "A9", "--json")
    assert result.exit_code == 1
    assert result.stdout == ""
    assert "nothing by that name" in result.stderr


def test_a_day_that_is_not_one_is_wrong_use(app: Flask, ada: Person) -> None:
    result = run(app, "--employer", "nca", "--assignment", "A1", "--on", "1/4/2026")
    assert result.exit_code == 2


def test_the_reading_is_audited(app: Flask, ada: Person) -> None:
    asked(app)
    entry = db.session.execute(
        select(AuditEntry.act, AuditEntry.subject, AuditEntry.subject_id).order_by(AuditEntry.id.desc())
    ).first()
    assert entry is not None
    assert tuple(entry) == ("seen", "person", ada.id)
