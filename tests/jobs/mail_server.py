"""A mail server for tests, which can refuse, hang up, and be asked what it took."""

import socket
from asyncio import Transport
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import Message
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult


@dataclass
class Box:
    """What a server took, and how it answers the next mails: `550 no`, or `hang up` after it took one."""

    url: str = ""
    took: list[Message] = field(default_factory=list)
    answers: list[str] = field(default_factory=list)
    passwords: list[bytes] = field(default_factory=list)

    async def handle_DATA(self, server: SMTP, _session: object, envelope: Any) -> str:
        answer = self.answers.pop(0) if self.answers else "250 taken"
        if answer.startswith("250") or answer == "hang up":
            self.took.append(message_from_bytes(envelope.content))
        if answer == "hang up":
            assert isinstance(server.transport, Transport)
            server.transport.abort()
        return answer

    def sign_in(
        self, _server: object, _session: object, _envelope: object, _how: str, said: Any
    ) -> AuthResult:
        self.passwords.append(said.password)
        return AuthResult(success=True)

    @property
    def readers(self) -> list[str]:
        """Whom each mail it took was to."""
        return [str(message["To"]) for message in self.took]


@contextmanager
def mail_server(**settings: Any) -> Iterator[Box]:
    """One that listens on this machine while the block runs."""
    box = Box()
    controller = Controller(box, hostname="127.0.0.1", port=free_port(), **settings)
    controller.start()
    box.url = f"smtp://127.0.0.1:{controller.port}"
    try:
        yield box
    finally:
        controller.stop()


def free_port() -> int:
    """One that nothing listens on."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]
