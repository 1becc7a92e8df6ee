"""A real mail server on a port of its own, that misbehaves on demand."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from tests.support.ports import free_port


@dataclass
class Letter:
    sender: str
    recipients: list[str]
    data: bytes

    @property
    def mail(self) -> EmailMessage:
        return message_from_bytes(self.data, policy=policy.default)

    @property
    def text(self) -> str:
        body = self.mail.get_body(("plain",))
        return body.get_content() if body else ""


@dataclass
class MailServer:
    """`letters` is what it has taken. Answers replace the usual one at their step until they are taken back.

    `silent` keeps what it gets and never says so; `dropping` keeps it and closes the line instead of answering.
    """

    port: int
    letters: list[Letter] = field(default_factory=list)
    connections: int = 0
    at_sender: str = ""
    at_recipient: str = ""
    at_data: str = ""
    silent: bool = False
    dropping: bool = False

    async def handle_EHLO(  # noqa: N802 -- the hook's name and shape
        self, server: SMTP, session: Session, envelope: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        self.connections += 1
        session.host_name = hostname
        return responses

    async def handle_MAIL(  # noqa: N802 -- the hook's name and shape
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if not self.at_sender:
            envelope.mail_from = address
        return self.at_sender or "250 OK"

    async def handle_RCPT(  # noqa: N802 -- the hook's name and shape
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if not self.at_recipient:
            envelope.rcpt_tos.append(address)
        return self.at_recipient or "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 -- hook
        if self.at_data:
            return self.at_data
        content: Any = envelope.content
        self.letters.append(Letter(str(envelope.mail_from), list(envelope.rcpt_tos), content))
        if self.silent:
            await asyncio.sleep(60)
        if self.dropping:
            server.transport.abort()
        return f"250 2.0.0 taken as {len(self.letters)}"


@contextmanager
def mail_server() -> Iterator[MailServer]:
    server = MailServer(free_port())
    controller = Controller(server, hostname="127.0.0.1", port=server.port)
    controller.start()
    yield server
    controller.stop()
