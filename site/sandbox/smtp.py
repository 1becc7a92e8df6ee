import asyncio
import json
import threading
import time
from typing import Any, cast

from aiosmtpd.smtp import SMTP, Envelope, Session

from sandbox.context import Sandbox
from sandbox.faults import SMTP as TARGET

MAX_MAIL = 30 * 1024 * 1024


class Sink:
    """Takes every mail and sends none on. The hooks are those of aiosmtpd."""

    def __init__(self, app: Sandbox) -> None:
        self._app = app

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        fault = self._app.faults.take(TARGET, address, kinds=("refuse_recipient", "421"))
        if fault and fault.kind == "421":
            await server.push("421 4.3.2 Service not available, try again later")
            _hang_up(server)
        if fault:
            return "550 5.1.1 No such recipient here"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        fault = self._app.faults.take(TARGET, " ".join(envelope.rcpt_tos), kinds=("hang", "drop_after_data"))
        if fault and fault.kind == "hang":
            await asyncio.sleep(fault.seconds)
            _hang_up(server)
        self._keep(envelope)
        if fault:
            _hang_up(server)
        return "250 OK"

    def _keep(self, envelope: Envelope) -> None:
        self._app.store.execute(
            "INSERT INTO mail (at, sender, recipients, raw) VALUES (?, ?, ?, ?)",
            time.time(),
            envelope.mail_from or "",
            json.dumps(envelope.rcpt_tos),
            envelope.original_content or b"",
        )


class Line(SMTP):
    """One SMTP connection; while the server plays dead it ends before the greeting."""

    def __init__(self, app: Sandbox) -> None:
        super().__init__(Sink(app), hostname="sandbox.localhost", data_size_limit=MAX_MAIL, enable_SMTPUTF8=True)
        self._app = app

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        super().connection_made(transport)
        if self._app.faults.take(TARGET, "", kinds=("down",)):
            cast("asyncio.Transport", transport).abort()


class MailServer:
    def __init__(self, app: Sandbox) -> None:
        self._app = app
        self._loop = asyncio.new_event_loop()
        self._server: asyncio.Server | None = None
        self._thread = threading.Thread(target=self._loop.run_forever, name="smtp", daemon=True)

    def start(self) -> None:
        settings = self._app.settings
        opening = self._loop.create_server(lambda: Line(self._app), settings.host, settings.smtp_port)
        self._server = self._loop.run_until_complete(opening)
        self._thread.start()

    def stop(self) -> None:
        asyncio.run_coroutine_threadsafe(self._close(), self._loop).result(5)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()

    async def _close(self) -> None:
        if self._server:
            self._server.close()
        others: list[asyncio.Task[Any]] = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)


def _hang_up(server: SMTP) -> None:
    """Cut the line: no answer reaches the client any more."""
    cast("asyncio.Transport", server.transport).close()
    raise asyncio.CancelledError
