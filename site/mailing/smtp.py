"""The wire. Tells apart what the server has refused, what may be tried again, and what nobody knows."""

import contextlib
import re
import smtplib
import ssl
from types import TracebackType
from typing import Self

from django.conf import settings

CREDENTIALS_REFUSED = {530, 534, 535, 538}
SHUTTING_DOWN = 421
_LEADING_DOT = re.compile(rb"(?m)^\.")
_LINE_END = re.compile(rb"\r\n|\r|\n")


class SmtpError(Exception):
    """`code` is 0 where the server has not answered."""

    def __init__(self, code: int, text: str) -> None:
        super().__init__(f"{code} {text}".strip() if code else text)
        self.code = code


class ChannelDown(SmtpError):
    """The server is not there, or does not let us in: no fault of the mail."""


class Deferred(SmtpError):
    """Certainly not taken; may be tried again later."""


class Refused(SmtpError):
    """Certainly not taken, and will not be."""


class OutcomeUnknown(SmtpError):
    """The mail was on the wire when the line went dead: it may have been taken."""


class Connection:
    """One line to the mail server, opened when needed and used for up to 50 mails."""

    MAILS = 50

    def __init__(self) -> None:
        self._smtp: smtplib.SMTP | None = None
        self._sent = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def ready(self) -> None:
        """Have an open line, or raise ChannelDown. Nothing of a mail goes out here."""
        if self._smtp and (self._sent >= self.MAILS or not self._alive()):
            self.close()
        if self._smtp is None:
            self._open()

    def deliver(self, *, sender: str, recipient: str, data: bytes) -> str:
        """The server's answer when it has taken the mail; otherwise one of the errors above. Call `ready` before."""
        if self._smtp is None:
            raise ChannelDown(0, "not connected")
        self._sent += 1
        options = ["BODY=8BITMIME"] if self._smtp.has_extn("8bitmime") else []
        try:
            self._judge(*self._smtp.mail(sender, options))
            self._judge(*self._smtp.rcpt(recipient))
            self._judge(*self._smtp.docmd("DATA"))
        except (smtplib.SMTPException, OSError) as error:
            self._drop()
            raise Deferred(0, str(error)) from error
        return self._transmit(self._smtp, data)

    def close(self) -> None:
        if self._smtp:
            with contextlib.suppress(smtplib.SMTPException, OSError):
                self._smtp.quit()
            self._drop()

    def _transmit(self, line: smtplib.SMTP, data: bytes) -> str:
        body = _LEADING_DOT.sub(b"..", _LINE_END.sub(b"\r\n", data)).removesuffix(b"\r\n")
        try:
            line.send(body + b"\r\n.\r\n")
            code, text = line.getreply()
        except (smtplib.SMTPException, OSError) as error:
            self._drop()
            raise OutcomeUnknown(0, str(error)) from error
        return self._judge(code, text)

    def _judge(self, code: int, text: bytes) -> str:
        answer = text.decode("utf-8", "replace")
        if code in range(200, 400):
            return f"{code} {answer}"
        if code == SHUTTING_DOWN or code < 0:
            self._drop()
        elif self._smtp:
            with contextlib.suppress(smtplib.SMTPException, OSError):
                self._smtp.rset()
        if code in CREDENTIALS_REFUSED:
            raise ChannelDown(code, answer)
        raise (Refused if code >= 500 else Deferred)(max(code, 0), answer)

    def _open(self) -> None:
        host, port, timeout = settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT
        try:
            if settings.EMAIL_USE_SSL:
                self._smtp = smtplib.SMTP_SSL(host, port, timeout=timeout, context=ssl.create_default_context())
            else:
                self._smtp = smtplib.SMTP(host, port, timeout=timeout)
            _greet(self._smtp)
        except (smtplib.SMTPException, OSError) as error:
            self._drop()
            raise ChannelDown(getattr(error, "smtp_code", 0), str(error)) from error
        self._sent = 0

    def _alive(self) -> bool:
        try:
            return self._smtp is not None and self._smtp.noop()[0] == 250
        except (smtplib.SMTPException, OSError):
            return False

    def _drop(self) -> None:
        if self._smtp:
            self._smtp.close()
            self._smtp = None


def _greet(line: smtplib.SMTP) -> None:
    line.ehlo_or_helo_if_needed()
    if settings.EMAIL_USE_TLS:
        line.starttls(context=ssl.create_default_context())
        line.ehlo()
    if settings.EMAIL_HOST_USER:
        line.login(settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD)
