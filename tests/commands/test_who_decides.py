"""`flask who-decides` answers in the published shape, in words, or with a refusal."""

import json
from datetime import UTC, date, datetime
from typing import Any

import pytest
from click.testing import Result
from flask import Flask
from flask_sqlalchemy.session import Session
from sqlalchemy import select
from sqlalchemy.orm import scoped_session

from accounts.audit import AuditEntry
from foundation.database import db
from tests import builders as make
from tests.decision_ground import CODE, Ground, away, ground, mandate

DAY = "2026-11-20"
LEAVE = "annual_leave"


@pytest.fixture
def borough(session: scoped_session[Session]) -> Ground:
    made = ground()
    db.session.commit()
    return made


def run(app: Flask, *words: str) -> Result:
    return app.test_cli_runner().invoke(args=["who-decides", *words])


def about_ada(app: Flask, *words: str) -> Result:
    return run(app, "--employer", "nca", "--assignment", "A1", *words)


def answered(app: Flask, *words: str) -> dict[str, Any]:
    result = about_ada(app, "--json", *words)
    assert result.exit_code == 0, result.output
    return json.loads(result.output)


def leave(app: Flask, *words: str) -> dict[str, Any]:
    [ruling] = answered(app, "--function", LEAVE, *words)["rulings"]
    return ruling


def test_the_published_shape(app: Flask, borough: Ground) -> None:
    answer = answered(app, "--on", DAY)
    assert list(answer) == ["person", "on", "rulings"]
    assert answer["person"] == {
        "name": "Ada Sample", "employer": "nca", "assignment_number": "A1", "id": borough.ada.id,
    }  # fmt: skip
    assert answer["on"] == DAY
    assert len(answer["rulings"]) == 38
    assert answer["rulings"][7] == {
        "function": "annual_leave",
        "decider": {
            "kind": "post", "code": "lead_east", "holder": "Lee Leadsample", "title": "Lead of East",
        },
        "line": "management",
        "basis": "mandate",
        "mandate": CODE,
        "consult": ["employer"],
        "because": [
            f"Mandate {CODE} (section 75 agreement S75/4) cedes Annual leave approval,"
            " 1 Apr 2026 to 31 Mar 2027.",
            "Condition: the employer keeps the record.",
            "The placement in East team answers to Lead of East.",
            "Lee Leadsample holds Lead of East.",
        ],
        "gap": None,
        "conflicts": [],
    }  # fmt: skip


@pytest.mark.parametrize(
    ("on", "kind", "code", "basis"),
    [
        ("2026-03-31", "organisation", "nca", "default"),
        ("2026-04-01", "post", "lead_east", "mandate"),
        ("2027-03-31", "post", "lead_east", "mandate"),
        ("2027-04-01", "organisation", "nca", "default"),
    ],
)
def test_a_mandate_decides_on_its_days_and_no_other(
    app: Flask, borough: Ground, on: str, kind: str, code: str, basis: str
) -> None:
    ruling = leave(app, "--on", on)
    assert (ruling["decider"]["kind"], ruling["decider"]["code"], ruling["basis"]) == (kind, code, basis)


def test_while_the_lead_is_away_the_deputy_is_named(app: Flask, borough: Ground) -> None:
    away(borough.contracts["L1"])
    db.session.commit()
    ruling = leave(app, "--on", DAY)
    assert ruling["decider"]["holder"] == "Dee Deputysample"
    assert "Lee Leadsample is away until 30 November 2026" in ruling["because"][-1]


def test_where_nobody_decides_the_gap_is_named_and_there_is_no_decider(app: Flask, borough: Ground) -> None:
    result = run(
        app, "--employer", "council", "--assignment", "S1", "--function", "cpd_plan", "--on", DAY, "--json"
    )
    [ruling] = json.loads(result.output)["rulings"]
    assert (ruling["decider"], ruling["gap"], ruling["line"]) == (None, "post_vacant", "professional")


def test_anyone_decides_along_no_line(app: Flask, borough: Ground) -> None:
    [ruling] = answered(app, "--function", "raise_safeguarding", "--on", DAY)["rulings"]
    assert ruling["decider"] == {"kind": "anyone", "code": "anyone", "holder": None, "title": "Anyone"}
    assert ruling["line"] is None


def test_a_conflict_is_told_with_what_stands(app: Flask, borough: Ground) -> None:
    mandate(borough.trust, "NCA-X", functions=("grievance",))
    db.session.commit()
    [ruling] = answered(app, "--function", "grievance", "--on", DAY)["rulings"]
    [conflict] = ruling["conflicts"]
    assert conflict["outcome"] == "Northern Sample Trust"
    assert {"title": "The neighbourhood", "claim": "by mandate NCA-X"} in conflict["claimants"]


def test_what_was_not_yet_known_does_not_decide(app: Flask, borough: Ground) -> None:
    mandate(
        borough.council,
        "C-LATE",
        functions=("direct_work",),
        professions=("*",),
        recorded_at=datetime(2026, 11, 1, 9, tzinfo=UTC),
    )
    db.session.commit()
    about = (
        "--employer",
        "council",
        "--assignment",
        "S1",
        "--function",
        "direct_work",
        "--on",
        DAY,
        "--json",
    )
    known = {
        moment: json.loads(run(app, *about, "--known-at", moment).output)["rulings"][0]["basis"]
        for moment in ("2026-10-31T09:00", "2026-11-02T09:00")
    }
    assert known == {"2026-10-31T09:00": "default", "2026-11-02T09:00": "mandate"}


def test_the_employment_named_by_the_number_is_the_one_ruled_on(app: Flask, borough: Ground) -> None:
    make.employment(borough.ada, borough.council, "A2", job_title="Bank worker")
    db.session.commit()
    result = run(
        app, "--employer", "council", "--assignment", "A2", "--function", LEAVE, "--on", DAY, "--json"
    )
    [ruling] = json.loads(result.output)["rulings"]
    assert ruling["decider"]["code"] == "council"


def test_in_words(app: Flask, borough: Ground) -> None:
    result = about_ada(app, "--on", DAY)
    assert "Ada Sample, Northern Sample Trust, as at 20 November 2026\nLeave and absence\n" in result.output
    assert (
        "  Annual leave approval: Lead of East, Lee Leadsample (consults: employer)\n"
        f"    Mandate {CODE} (section 75 agreement S75/4) cedes" in result.output
    )


def test_one_decision_in_words_has_every_reason(app: Flask, borough: Ground) -> None:
    result = about_ada(app, "--on", DAY, "--function", LEAVE)
    assert "    Lee Leadsample holds Lead of East.\n" in result.output
    assert "Work" not in result.output


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("--assignment", "A9"), "There is nothing by that name in the register."),
        (("--assignment", "A1", "--function", "no_such"), "knows no decision with the code no_such"),
        (("--assignment", "A1", "--on", "2024-06-01"), "is not in force on 1 June 2024"),
    ],
)
def test_what_cannot_be_answered_is_refused_in_a_sentence(
    app: Flask, borough: Ground, words: tuple[str, ...], sentence: str
) -> None:
    result = run(app, "--employer", "nca", *words, "--json")
    assert result.exit_code == 1
    assert result.stdout == ""
    assert sentence in result.stderr


def test_an_employment_that_ended_is_refused_although_the_person_has_another(
    app: Flask, borough: Ground
) -> None:
    make.employment(borough.ada, borough.council, "A2", until=date(2026, 1, 1))
    db.session.commit()
    result = run(app, "--employer", "council", "--assignment", "A2", "--on", DAY)
    assert (result.exit_code, "is not in force on 20 November 2026" in result.stderr) == (1, True)


def test_the_reading_is_audited_and_a_refusal_is_not_a_reading(app: Flask, borough: Ground) -> None:
    answered(app, "--on", DAY)
    about_ada(app, "--function", "no_such")
    entries = db.session.execute(
        select(AuditEntry.act, AuditEntry.subject, AuditEntry.subject_id)
        .where(AuditEntry.act != "account.open")
        .order_by(AuditEntry.id)
    ).all()
    assert [tuple(entry) for entry in entries] == [("seen", "person", borough.ada.id)]
