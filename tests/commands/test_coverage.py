"""`flask coverage` answers in the published shape, in words, or with a refusal."""

import json
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from click.testing import Result
from flask import Flask
from flask_sqlalchemy.session import Session
from sqlalchemy import select
from sqlalchemy.orm import scoped_session

from accounts.audit import AuditEntry
from foundation.database import db
from people.accountability import RegisterCheck
from people.organisation import ProfessionalApex
from tests import builders as make

DAY = "2026-11-22"


@pytest.fixture(autouse=True)
def register(session: scoped_session[Session]) -> None:
    """Ada in the east is covered; Bea, half-time for the whole borough, answers to nobody since June."""
    trust, council = make.organisation("nca"), make.organisation("council", full_time_hours=Decimal(37))
    nurse = make.profession("nurse", name="Nurse", recheck_days=35)
    matron = make.post("matron", "professional", trust, title="Matron")
    mora = make.person("Mora", "Matronsample")
    make.tenure(matron, mora)
    make.registration(mora, nurse)
    for employer in (trust, council):
        make.kept(
            ProfessionalApex(
                profession_id=nurse.id, employer_id=employer.id, usual_first_post_id=matron.id,
                apex_post_id=matron.id,
            )
        )  # fmt: skip
    east = make.team("team_east", make.neighbourhood("east"))
    for given, employer, number, team, hours in (
        ("Ada", trust, "A1", east, "37.5"), ("Bea", council, "B1", make.team("service"), "18.5"),
    ):  # fmt: skip
        who = make.person(given, "Sample")
        make.placement(make.employment(who, employer, number), team, nurse, hours=Decimal(hours))
        make.registration(who, nurse)
        ends = {} if given == "Ada" else {"until": date(2026, 6, 1)}
        make.accountability(who, nurse, matron, **ends)
        known = {"recorded_at": make.KNOWN_SINCE, "recorded_by_id": make.recorder().id}
        checked = date(2026, 11, 1)
        make.kept(RegisterCheck(person_id=who.id, profession_id=nurse.id, checked_on=checked, **known))
    db.session.commit()


def run(app: Flask, *words: str) -> Result:
    return app.test_cli_runner().invoke(args=["coverage", "--on", DAY, *words])


def asked(app: Flask, *words: str) -> dict[str, Any]:
    result = run(app, "--json", *words)
    assert result.exit_code == 0, result.output
    return json.loads(result.output)


def test_the_published_shape(app: Flask) -> None:
    assert asked(app) == {
        "on": DAY,
        "totals": {"people": 2, "covered": 1, "wte": 1.5, "wte_covered": 1.0},
        "cells": [
            {
                "profession": "nurse", "employer": "council", "neighbourhood": None,
                "people": 1, "covered": 0, "wte": 0.5, "wte_covered": 0.0,
            },
            {
                "profession": "nurse", "employer": "nca", "neighbourhood": "east",
                "people": 1, "covered": 1, "wte": 1.0, "wte_covered": 1.0,
            },
        ],
        "gaps": [
            {
                "employer": "council", "assignment": "B1", "profession": "nurse",
                "kind": "no_line", "since": "2026-06-01", "owner": "matron",
            }
        ],
    }  # fmt: skip


@pytest.mark.parametrize(
    ("words", "people"),
    [
        (("--profession", "nurse"), 2),
        (("--employer", "nca"), 1),
        (("--neighbourhood", "east"), 1),
        (("--neighbourhood", "borough-wide"), 1),
        (("--neighbourhood", "east", "--employer", "council"), 0),
        (("--known-at", "2024-01-01T09:00"), 0),
    ],
)
def test_whose_coverage_is_asked(app: Flask, words: tuple[str, ...], people: int) -> None:
    assert asked(app, *words)["totals"]["people"] == people


def test_the_day_before_the_line_ended_both_were_covered(app: Flask) -> None:
    answer = asked(app, "--on", "2026-05-31")
    assert [gap["kind"] for gap in answer["gaps"]] == ["registration_unchecked", "registration_unchecked"]
    assert {gap["kind"] for gap in asked(app, "--on", "2026-11-22")["gaps"]} == {"no_line"}


def test_in_words(app: Flask) -> None:
    text = run(app).output
    assert "People covered: 1 of 2 (50%)" in text
    assert "Whole-time equivalents covered: 1.0 of 1.5" in text
    assert "nurse, council, borough-wide: 0 of 1" in text
    assert "council B1, nurse: No professional line. No professional line is recorded for Nurse." in text


def test_codes_that_mean_nothing_are_refused_together(app: Flask) -> None:
    result = run(app, "--json", "--profession", "alchemist", "--neighbourhood", "atlantis")
    assert result.exit_code == 1
    assert result.stdout == ""
    assert "There is no profession alchemist and no neighbourhood atlantis in the register." in result.stderr


@pytest.mark.parametrize("words", [("--on", "1/4/2026"), ("--known-at", "soon"), ("--team", "east")])
def test_wrong_use(app: Flask, words: tuple[str, ...]) -> None:
    assert run(app, *words).exit_code == 2


def test_the_reading_is_audited(app: Flask) -> None:
    asked(app)
    entry = db.session.execute(
        select(AuditEntry.act, AuditEntry.subject, AuditEntry.subject_id).order_by(AuditEntry.id.desc())
    ).first()
    assert entry is not None
    assert tuple(entry) == ("seen", "coverage", None)
