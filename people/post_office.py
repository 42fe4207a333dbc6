"""Handing mail over: to a mail server by SMTP, or to the console where none is set."""

import logging
import smtplib
import ssl
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr
from hashlib import sha256
from urllib.parse import SplitResult, unquote, urlsplit

from foundation.database import begin_writing, db
from people.mailing import NO_ADDRESS, Letter, begin, could_not_reach, settle, waiting_mail

log = logging.getLogger(__name__)
TIMEOUT = 30  # seconds
PORTS = {"smtp": 25, "smtps": 465}
Send = Callable[[EmailMessage], object]


class Refused(Exception):
    """The mail did not go. The message is a code, never what the server said: that may name the reader."""


class ConnectionLost(Exception):
    """Nobody knows whether the mail went."""


class Unreachable(Exception):
    """There is nobody to hand mail to."""


@dataclass(frozen=True, slots=True)
class PostOffice:
    """`url`: smtp://user:password@host:port or smtps://…; empty: the console. `sender` is whom mail is from."""

    url: str = field(repr=False)
    sender: str

    def open(self) -> AbstractContextManager[Send]:
        """Something that sends a message, and raises Refused when it did not go. Raises Unreachable."""
        return _server(self.url) if self.url else _console()


def send_waiting(office: PostOffice, on: date, now: Callable[[], datetime]) -> int:
    """Send the day's mail that waits, and give how many went. Each is begun and settled in a transaction of its own, so
    that a process which ends half way leaves at most one of which nobody knows whether it went. Commits."""
    waiting, sent = waiting_mail(on, now()), 0
    db.session.rollback()
    if not waiting:
        return 0
    try:
        with office.open() as send:
            for mail_id in waiting:
                sent += _send_one(mail_id, office.sender, send, on, now)
    except Unreachable:
        begin_writing(alone=False)
        could_not_reach(on, now())
        db.session.commit()
    except ConnectionLost:
        log.warning("the mail server was lost while a mail was handed over; the rest is tried again")
    return sent


def message_of(letter: Letter, sender: str, at: datetime) -> EmailMessage:
    """As it leaves. Raises Refused when the reader's address could not be one."""
    if letter.address is None:
        raise Refused(NO_ADDRESS)
    message = EmailMessage(policy=SMTP)
    name = sha256(letter.once.encode()).hexdigest()[:16]
    try:
        message["From"], message["To"], message["Subject"] = sender, letter.address, letter.subject
    except ValueError as error:
        raise Refused("not an address") from error
    message["Date"] = format_datetime(at)
    message["Message-ID"] = f"<{name}.{letter.id}@{parseaddr(sender)[1].partition('@')[2]}>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(letter.body)
    return message


def _send_one(mail_id: int, sender: str, send: Send, on: date, now: Callable[[], datetime]) -> bool:
    begin_writing(alone=False)
    letter = begin(mail_id, on, now())
    db.session.commit()
    if letter is None:
        return False
    failed = None
    try:
        send(message_of(letter, sender, now()))
    except Refused as refusal:
        failed = str(refusal)
    begin_writing(alone=False)
    settle(mail_id, sent_at=None if failed else now(), failed=failed)
    db.session.commit()
    return failed is None


@contextmanager
def _console() -> Iterator[Send]:
    yield lambda message: sys.stderr.write(f"{message.as_string()}\n")


@contextmanager
def _server(url: str) -> Iterator[Send]:
    server = _connected(url)

    def send(message: EmailMessage) -> None:
        if server.sock is None:  # it closed on us after the mail before this one
            raise Refused("unreachable")
        try:
            server.send_message(message)
        except smtplib.SMTPRecipientsRefused as error:
            codes = sorted({code for code, _ in error.recipients.values()})
            raise Refused(f"refused: {', '.join(map(str, codes))}") from error
        except smtplib.SMTPResponseException as error:
            raise Refused(f"refused: {error.smtp_code}") from error
        except (smtplib.SMTPNotSupportedError, UnicodeError, ValueError) as error:
            raise Refused("not an address") from error
        except OSError as error:
            raise ConnectionLost from error

    with server:
        yield send


def _connected(url: str) -> smtplib.SMTP:
    """A server that has let us in. A password is never sent where others could read it."""
    where = urlsplit(url)
    if where.scheme not in PORTS or where.hostname is None:
        raise ValueError(
            "MAIL_URL is smtp://host:port or smtps://host:port, with user:password@ where needed"
        )
    port = where.port or PORTS[where.scheme]
    try:
        server = (
            smtplib.SMTP_SSL(where.hostname, port, timeout=TIMEOUT, context=ssl.create_default_context())
            if where.scheme == "smtps"
            else smtplib.SMTP(where.hostname, port, timeout=TIMEOUT)
        )
    except OSError as error:
        raise Unreachable from error
    try:
        _be_let_in(server, where)
    except OSError as error:  # smtplib's own errors among them
        server.close()
        raise Unreachable from error
    return server


def _be_let_in(server: smtplib.SMTP, where: SplitResult) -> None:
    server.ehlo()
    if where.scheme == "smtp" and server.has_extn("starttls"):
        server.starttls(context=ssl.create_default_context())
        server.ehlo()
    if where.username:
        if not isinstance(server.sock, ssl.SSLSocket):
            raise smtplib.SMTPNotSupportedError("no TLS for a password")
        server.login(unquote(where.username), unquote(where.password or ""))
