"""One mail a reader a day, sent once, that names nobody."""

import re
from datetime import UTC, date, datetime, timedelta
from email.message import EmailMessage, Message
from typing import Any

import pytest
from flask_sqlalchemy.session import Session
from sqlalchemy import select
from sqlalchemy.orm import scoped_session

from accounts.account import Account
from accounts.permissions import Role
from foundation import clock
from foundation.database import begin_writing, db
from people import post_office
from people.mailing import MOST_TRIES, REPLACED, begin, make_mail, outbox, settle
from people.notice import AT_ONCE, Mail, Notice, NoticeKind
from people.notices import tell
from people.organisation import Organisation
from people.person import Person
from people.post_office import PostOffice, Unreachable, send_waiting
from tests import builders as make
from tests.jobs.mail_server import Box, mail_server

Db = scoped_session[Session]
SITE = "https://teams.example.test"
SENDER = "Neighbourhood Teams <no-reply@teams.example.test>"
EIGHT = datetime(2026, 11, 23, 8, tzinfo=UTC)
TODAY = EIGHT.date()
A_DAY = timedelta(days=1)


@pytest.fixture
def ada(session: Db) -> Person:
    """Somebody at work, with an address."""
    return at_work("Ada", "Readerson")


def at_work(given: str, family: str, *, account: Account | None = None, **values: str | None) -> Person:
    who = make.person(given, family, account=account, **{"email": f"{given.lower()}@trust.test"} | values)
    make.employment(who, trust(), f"N-{given}")
    db.session.commit()
    return who


def trust() -> Organisation:
    found = db.session.scalars(select(Organisation)).first()
    return found or make.organisation()


def told(
    who: Person, kind: NoticeKind = NoticeKind.ACTION_DUE, about: str = "/my-work/41", day: date = TODAY
) -> None:
    tell(f"{kind} {about} {day}", kind, about, day, at=clock.now(), person_id=who.id)
    db.session.commit()


def body_of(message: Message) -> str:
    body: Any = message.get_payload(decode=True)
    return body.decode()


def made(on: date = TODAY) -> int:
    begin_writing()
    count = make_mail(on, site=SITE, at=clock.now())
    db.session.commit()
    return count


def sent(box: Box, on: date = TODAY) -> int:
    return send_waiting(PostOffice(box.url, SENDER), on, clock.now)


def mails() -> list[tuple[date, int, bool, str | None]]:
    rows = db.session.scalars(select(Mail).order_by(Mail.id))
    return [(row.on, row.tries, row.sent_at is not None, row.failed) for row in rows]


@pytest.fixture(autouse=True)
def morning() -> object:
    with clock.pretending(EIGHT):
        yield


def test_all_there_is_to_tell_is_one_mail_and_is_told_once(ada: Person) -> None:
    told(ada)
    told(ada)
    told(ada, about="/my-work/42")
    told(ada, NoticeKind.SESSION_SOON, "/reviews/sessions/7", TODAY + A_DAY)
    assert made() == 1
    assert made() == 0
    with mail_server() as box:
        assert sent(box) == 1
        assert sent(box) == 0
    [message] = box.took
    assert (message["To"], message["From"]) == ("ada@trust.test", SENDER)
    assert message["Subject"] == "Neighbourhood Teams: 3 things for you, 23 November 2026"
    assert message["Message-ID"].endswith("@teams.example.test>")
    body = body_of(message)
    assert (
        "Your actions that are due (2)\r\n- 23 November 2026: https://teams.example.test/my-work/41" in body
    )
    assert "- 24 November 2026: https://teams.example.test/reviews/sessions/7" in body
    assert mails() == [(TODAY, 1, True, None)]
    told(ada, about="/my-work/43")
    assert made() == 0  # they had today's mail
    assert made(TODAY + A_DAY) == 1


def test_what_is_about_a_day_that_is_past_is_not_told(ada: Person) -> None:
    told(ada, NoticeKind.SESSION_SOON, "/reviews/sessions/7", TODAY - A_DAY)
    told(ada, NoticeKind.AGENDA, "/reviews/sessions/7", TODAY - A_DAY)
    assert made() == 0
    told(ada, NoticeKind.REVIEW_BREACHED, "/my-work/7", TODAY - A_DAY)
    assert made() == 1
    assert "sessions/7" not in db.session.scalars(select(Mail.body)).one()


def test_whoever_has_left_and_a_closed_account_are_told_nothing(ada: Person) -> None:
    gone = make.person("Gone", "Away", email="gone@trust.test")
    make.employment(gone, trust(), "G-1", until=TODAY)
    closed = make.account(Role.OFFICE)
    closed.active = False
    told(gone)
    tell("x", NoticeKind.JOB_LATE, "/jobs", TODAY, at=EIGHT, account_id=closed.id)
    db.session.commit()
    assert made() == 0
    closed.active = True
    db.session.commit()
    assert made() == 1
    with mail_server() as box:
        assert sent(box) == 1
    assert box.readers == ["office@example.test"]


def test_the_address_is_read_as_it_is_sent(session: Db) -> None:
    account = make.account(Role.STAFF)
    who = at_work("Bea", "Readerson", account=account, email=None)
    told(who)
    assert made() == 1
    account.email = "new.address@trust.test"
    session.commit()
    with mail_server() as box:
        assert sent(box) == 1
    assert box.readers == ["new.address@trust.test"]


def test_nobody_without_an_address_keeps_another_from_theirs(ada: Person) -> None:
    told(at_work("Cara", "Readerson", email=None))
    told(at_work("Dee", "Readerson", email="dee@trust.test\r\nBcc: other@trust.test"))
    told(ada)
    assert made() == 3
    with mail_server() as box:
        assert sent(box) == 1
    assert box.readers == ["ada@trust.test"]
    assert [row[3] for row in mails()] == ["no address", "not an address", None]
    assert (len(outbox(TODAY).refused), outbox(TODAY).sent, outbox(TODAY).waiting) == (2, 1, 0)


def test_a_mail_that_was_refused_is_tried_again_later(ada: Person) -> None:
    told(ada)
    made()
    with mail_server() as box:
        box.answers = ["550 ada@trust.test is unknown here"]
        assert sent(box) == 0
        assert mails() == [(TODAY, 1, False, "refused: 550")]  # never what the server said
        assert sent(box) == 0  # too soon
        with clock.pretending(EIGHT + timedelta(minutes=5)):
            assert sent(box) == 1
    assert len(box.took) == 1
    assert mails() == [(TODAY, 2, True, None)]


def test_one_that_is_always_refused_is_given_up_and_shown(ada: Person) -> None:
    told(ada)
    made()
    with mail_server() as box:
        box.answers = ["450 later"] * 20
        for hours in range(20):
            with clock.pretending(EIGHT + timedelta(hours=12 * hours)):
                sent(box)
    assert mails() == [(TODAY, MOST_TRIES, False, "refused: 450")]
    assert [line.failed for line in outbox(TODAY).refused] == ["refused: 450"]


def test_one_that_may_have_gone_is_not_sent_again_but_shown(ada: Person) -> None:
    told(ada)
    told(at_work("Bea", "Readerson"))
    made()
    with mail_server() as box:
        box.answers = ["hang up"]
        assert sent(box) == 0
        assert [line.tries for line in outbox(TODAY).unknown] == [1]
        with clock.pretending(EIGHT + timedelta(hours=1)):
            assert sent(box) == 1  # the other reader's, which had not been begun
    assert sorted(box.readers) == ["ada@trust.test", "bea@trust.test"]
    assert made(TODAY + A_DAY) == 0
    assert [line.on for line in outbox(TODAY + A_DAY).unknown] == [TODAY]


def test_a_process_that_ends_between_begun_and_sent_sends_nothing_twice(
    ada: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    told(ada)
    made()

    def killed(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    with mail_server() as box:
        with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
            patch.setattr(post_office, "settle", killed)
            sent(box)
        db.session.rollback()
        with clock.pretending(EIGHT + timedelta(hours=1)):
            assert sent(box) == 0
    assert len(box.took) == 1
    assert len(outbox(TODAY).unknown) == 1


def test_two_senders_send_a_mail_once(ada: Person) -> None:
    told(ada)
    made()
    begin_writing(alone=False)
    mail_id = db.session.scalars(select(Mail.id)).one()
    assert begin(mail_id, TODAY, EIGHT) is not None
    assert begin(mail_id, TODAY, EIGHT) is None
    settle(mail_id, sent_at=EIGHT)
    db.session.commit()
    with mail_server() as box:
        assert sent(box) == 0


def test_while_nobody_takes_mail_it_waits_and_goes_with_the_next_days(ada: Person) -> None:
    told(ada)
    told(ada, NoticeKind.SESSION_SOON, "/reviews/sessions/7", TODAY)
    made()
    nowhere = PostOffice("smtp://127.0.0.1:1", SENDER)
    assert send_waiting(nowhere, TODAY, clock.now) == 0
    assert mails() == [(TODAY, 1, False, "unreachable")]
    later = TODAY + timedelta(days=3)
    with clock.pretending(EIGHT + timedelta(days=3)), mail_server() as box:
        told(ada, about="/my-work/43", day=later)
        assert sent(box, later) == 0  # yesterday's digest is not today's
        assert made(later) == 1
        assert sent(box, later) == 1
    assert mails() == [(TODAY, 1, False, REPLACED), (later, 1, True, None)]
    body = body_of(box.took[0])
    assert "/my-work/41" in body
    assert "/my-work/43" in body
    assert "/reviews/sessions/7" not in body  # that day is past


def test_a_password_is_never_sent_where_others_could_read_it(ada: Person) -> None:
    told(ada)
    made()
    with mail_server(auth_require_tls=False) as box:
        url = box.url.replace("smtp://", "smtp://user:secret@")
        assert "secret" not in repr(PostOffice(url, SENDER))
        with pytest.raises(Unreachable), PostOffice(url, SENDER).open():
            pass
    assert box.took == []


def test_without_a_server_it_is_printed_on_the_console(
    ada: Person, capsys: pytest.CaptureFixture[str]
) -> None:
    told(ada)
    made()
    assert send_waiting(PostOffice("", SENDER), TODAY, clock.now) == 1
    printed = capsys.readouterr()
    assert "To: ada@trust.test" in printed.err
    assert printed.out == ""  # where a command answers


def test_an_address_of_a_server_that_is_none_is_refused_in_words() -> None:
    with pytest.raises(ValueError, match="MAIL_URL is smtp://host:port"), PostOffice("host:25", "a@b").open():
        pass


def test_a_mail_holds_counts_days_and_addresses_only(ada: Person) -> None:
    """Whatever there is to tell, nothing but these words is ever in a mail."""
    for kind in set(NoticeKind) - AT_ONCE:
        told(ada, kind, f"/reviews/sessions/{len(kind)}", TODAY + A_DAY)
    for number in range(30):
        told(ada, NoticeKind.REVIEW_BREACHED, f"/my-work/{number}")
    assert made() == 1
    mail = db.session.scalars(select(Mail)).one()
    assert "- and 19 more" in mail.body
    line = re.compile(rf"- \d\d? November 2026: {re.escape(SITE)}/[a-z0-9/-]+|- and \d+ more")
    for said in mail.body.splitlines():
        assert line.fullmatch(said) or "@" not in said
        assert "Ada" not in said
        assert "Readerson" not in said
    assert db.session.scalars(select(Notice.mail_id)).all() == [mail.id] * (
        len(set(NoticeKind) - AT_ONCE) + 30
    )


def test_a_message_names_its_reader_only_by_their_address(ada: Person) -> None:
    told(ada)
    made()
    begin_writing(alone=False)
    letter = begin(1, TODAY, EIGHT)
    assert letter is not None
    message = post_office.message_of(letter, SENDER, EIGHT)
    assert isinstance(message, EmailMessage)
    assert "Readerson" not in message.as_string()
    db.session.rollback()
