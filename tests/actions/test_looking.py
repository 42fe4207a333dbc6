"""Looking at a resident outside one's work: asked for with a reason, told within a minute, over within the hour."""

from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask, current_app
from flask_sqlalchemy.session import Session
from sqlalchemy import select
from sqlalchemy.orm import scoped_session

from accounts.account import Account
from accounts.audit import AuditEntry
from accounts.permissions import Role
from app.jobs import TELL_EVERY, tell_at_once
from app.mail import send_at_once
from caseload.cases.case import Resident, ResidentDetails, ResidentMerge
from caseload.privacy.look import Look, LookOutcome, LookReason
from caseload.privacy.looking import Asked, begin_look, end_look, own_look, review_look
from foundation import clock
from foundation.database import begin_writing, db
from foundation.errors import NotThere, RuleBroken
from people.mailing import make_mail
from people.notice import Mail, Notice
from tests import builders as make

AT = datetime(2026, 11, 23, 13, 32, tzinfo=UTC)
ON = AT.date()
BORN = date(1931, 11, 11)
NUMBER, OTHER_NUMBER = "9990000018", "9990000026"
A_MINUTE, AN_HOUR = timedelta(minutes=1), timedelta(minutes=60)


class Ground:
    """A nurse of the trust, its privacy officer and the council's, and a resident whom nobody has a case of."""

    def __init__(self) -> None:
        trust, council = make.organisation("nca"), make.organisation("council", kind="council")
        self.account = make.account(Role.STAFF)
        self.nurse = make.person("Nora", "Nurse", account=self.account)
        make.employment(self.nurse, trust, "N-1")
        self.officer = make.account(Role.PRIVACY_OFFICER, trust.code)
        self.elsewhere = make.account(Role.PRIVACY_OFFICER, council.code)
        self.resident = resident(NUMBER)
        db.session.commit()


def resident(number: str, born: date = BORN) -> Resident:
    place = make.neighbourhood(f"place_{number}")
    row = make.kept(Resident(nhs_number=number))
    make.dated(
        ResidentDetails, resident_id=row.id, given_name="Rita", family_name="Resident", date_of_birth=born,
        postcode="BL9 0SW", neighbourhood_id=place.id,
    )  # fmt: skip
    return row


@pytest.fixture
def g(session: scoped_session[Session]) -> Ground:
    return Ground()


def ask(g: Ground, *, number: str = NUMBER, born: date = BORN, at: datetime = AT, most: int = 10) -> Look:
    asked = Asked(number, born, LookReason.SAFEGUARDING, "I was told on the telephone")
    begin_writing()
    look = begin_look(asked, most=most, by=g.account.id, at=at, on=at.date())
    db.session.commit()
    return look


def mails() -> list[Mail]:
    db.session.expire_all()
    return list(db.session.scalars(select(Mail).order_by(Mail.id)))


def acts() -> list[tuple[str, str, int | None]]:
    rows = db.session.scalars(select(AuditEntry).where(AuditEntry.act.like("look.%")).order_by(AuditEntry.id))
    return [(row.act, row.subject, row.subject_id) for row in rows]


def test_a_look_shows_one_resident_until_its_hour_is_over(g: Ground) -> None:
    look = ask(g)
    assert look.resident_id == g.resident.id
    last = AT + AN_HOUR - timedelta(seconds=1)
    assert own_look(look.id, by=g.account.id, at=last).ends_at == AT + AN_HOUR
    for who, moment in ((g.account.id, AT + AN_HOUR), (g.officer.id, AT)):
        with pytest.raises(NotThere):
            own_look(look.id, by=who, at=moment)
    assert acts() == [("look.begin", "resident", g.resident.id)]


def test_a_look_that_was_ended_is_over_at_once(g: Ground) -> None:
    look = ask(g)
    end_look(look, by=g.account.id, at=AT + A_MINUTE)
    db.session.commit()
    with pytest.raises(NotThere):
        own_look(look.id, by=g.account.id, at=AT + A_MINUTE)
    assert acts()[-1] == ("look.end", "resident", g.resident.id)


@pytest.mark.parametrize(("number", "born"), [(OTHER_NUMBER, BORN), (NUMBER, date(1931, 11, 12))])
def test_nobody_found_is_kept_told_and_audited_without_what_was_asked(
    g: Ground, number: str, born: date
) -> None:
    look = ask(g, number=number, born=born)
    assert look.resident_id is None
    assert acts() == [("look.nothing", "look", look.id)]
    assert len(db.session.scalars(select(Notice)).all()) == 1
    kept = " ".join(str(value) for row in db.session.execute(select(Look.__table__)) for value in row)
    assert number not in kept
    with pytest.raises(NotThere):
        own_look(look.id, by=g.account.id, at=AT)


def test_a_record_that_was_merged_leads_to_the_one_that_stands_for_both(g: Ground) -> None:
    merged = resident(OTHER_NUMBER)
    known = {"recorded_at": make.KNOWN_SINCE, "recorded_by_id": make.recorder().id}
    make.kept(ResidentMerge(kept_id=g.resident.id, merged_id=merged.id, cases=(), **known))
    db.session.commit()
    assert ask(g, number=OTHER_NUMBER).resident_id == g.resident.id


def test_somebody_whom_nobody_employs_may_not_look(g: Ground) -> None:
    for stranger in (make.account(email="a@example.test"), account_of_a_leaver()):
        asked = Asked(NUMBER, BORN, LookReason.OTHER, "Because")
        with pytest.raises(RuleBroken, match="put your account to your record"):
            begin_look(asked, most=10, by=stranger.id, at=AT, on=ON)
    assert acts() == []


def account_of_a_leaver() -> Account:
    left = make.account(email="left@example.test")
    who = make.person("Lena", "Leaver", account=left)
    make.employment(who, make.organisation("gone"), "L-1", until=ON)
    return left


def test_there_is_a_most_for_a_day_and_asking_in_vain_counts(g: Ground) -> None:
    ask(g, number=OTHER_NUMBER, most=2)
    ask(g, most=2)
    with pytest.raises(RuleBroken, match="2 times today"):
        ask(g, most=2)
    db.session.rollback()
    ask(g, most=2, at=AT + timedelta(days=1))


def test_the_privacy_officer_of_the_employer_is_told_within_a_minute_by_a_mail_that_names_nobody(
    app: Flask, g: Ground
) -> None:
    """The timekeeper looks every so many seconds, so the latest telling is that long after the look."""
    assert timedelta(seconds=2 * TELL_EVERY) < A_MINUTE
    look = ask(g)
    with clock.pretending(AT + timedelta(seconds=TELL_EVERY)):
        tell_at_once(app)
    [mail] = mails()
    assert (mail.account_id, mail.person_id, mail.at_once) == (g.officer.id, None, True)
    assert mail.sent_at is not None
    assert mail.sent_at - look.starts_at < A_MINUTE
    assert f"/privacy/looks/{look.id}" in mail.body
    for word in ("Nora", "Nurse", "Rita", "Resident ", NUMBER, "telephone"):
        assert word not in mail.body + mail.subject


def test_each_look_is_told_once_and_the_mail_of_the_day_is_another(g: Ground) -> None:
    with clock.pretending(AT):
        ask(g)
        assert (send_at_once(), send_at_once()) == (1, 0)
        ask(g, at=AT + A_MINUTE)
        assert send_at_once() == 1
        begin_writing()
        assert make_mail(ON, site="https://teams.example.test", at=AT) == 0
        db.session.commit()
    assert [mail.at_once for mail in mails()] == [True, True]


def test_after_an_outage_one_mail_says_how_many(g: Ground) -> None:
    for minutes in range(5):
        ask(g, at=AT + minutes * A_MINUTE)
    with clock.pretending(AT + 3 * AN_HOUR):
        assert send_at_once() == 1
    [mail] = mails()
    assert "outside their work (5)" in mail.body


def test_while_no_mail_can_be_sent_looks_gather_in_one(g: Ground, monkeypatch: pytest.MonkeyPatch) -> None:
    """A mail that could not go is put together with what came since."""
    settings = current_app.config["SETTINGS"]
    nowhere = type(settings)(DATABASE_URL="", SECRET_KEY="x", MAIL_URL="smtp://127.0.0.1:9")
    monkeypatch.setitem(current_app.config, "SETTINGS", nowhere)
    for minutes in range(3):
        ask(g, at=AT + minutes * A_MINUTE)
        with clock.pretending(AT + minutes * A_MINUTE):
            assert send_at_once() == 0
    monkeypatch.setitem(current_app.config, "SETTINGS", settings)
    with clock.pretending(AT + timedelta(days=1)):
        assert send_at_once() == 1
    sent = [mail for mail in mails() if mail.sent_at]
    assert len(sent) == 1
    assert "outside their work (3)" in sent[0].body


def test_a_review_is_kept_and_nobody_reviews_their_own(g: Ground) -> None:
    look = ask(g)
    review_look(look, LookOutcome.IN_ORDER, "They rang the ward", by=g.officer.id, at=AT)
    db.session.commit()
    assert (look.outcome, look.review, look.reviewed_by_id) == (
        "in_order",
        "They rang the ward",
        g.officer.id,
    )
    assert acts()[-1] == ("look.review", "look", look.id)
    with pytest.raises(RuleBroken, match="your own"):
        review_look(look, LookOutcome.IN_ORDER, "Fine", by=g.account.id, at=AT)


def test_the_words_are_in_no_audit_notice_or_mail(g: Ground) -> None:
    look = ask(g)
    review_look(look, LookOutcome.FOLLOW_UP, "Ask about the telephone", by=g.officer.id, at=AT)
    db.session.commit()
    with clock.pretending(AT):
        send_at_once()
    tables = (AuditEntry.__table__, Notice.__table__, Mail.__table__)
    said = " ".join(
        str(value) for table in tables for row in db.session.execute(select(table)) for value in row
    )
    assert "telephone" not in said
