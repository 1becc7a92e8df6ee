"""The sandbox as a process of its own on free ports, and what tests say to it."""

import base64
import functools
import http.client
import json
import os
import subprocess
import sys
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from email.message import Message
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import HTTPRedirectHandler, ProxyHandler, Request, build_opener

from tests.support.ports import free_port, listens, wait_until

ROOT = Path(__file__).parents[2]
WEBHOOK_ID = "1JE4291016473214C"
Json = Any


class StayHere(HTTPRedirectHandler):
    def redirect_request(self, *_: object) -> None:
        return None


_opener = build_opener(ProxyHandler({}), StayHere)


@dataclass(frozen=True)
class Answer:
    status: int
    headers: Message
    raw: bytes

    @property
    def body(self) -> Json:
        return json.loads(self.raw)

    @property
    def text(self) -> str:
        return self.raw.decode()

    @property
    def issue(self) -> str:
        return self.body["details"][0]["issue"]


@functools.cache
def contract_folder() -> Path:
    """PayPal's official files, fetched on first use and repaired."""
    run = subprocess.run([sys.executable, ROOT / "bin" / "paypal-contract"], check=True, capture_output=True, text=True)
    return Path(run.stdout.strip())


class Sandbox:
    """`environment` overrides what the sandbox reads, e.g. SANDBOX_WEBHOOK_URL or SANDBOX_CONTRACT."""

    def __init__(self, folder: Path, **environment: str) -> None:
        self.port, self.smtp_port = free_port(), free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.folder = folder
        self._environment = {
            "KONTOR_ENV": "test",
            "PYTHONPATH": str(ROOT / "site"),
            "SANDBOX_PORT": str(self.port),
            "SANDBOX_SMTP_PORT": str(self.smtp_port),
            "SANDBOX_DB": str(folder / "sandbox.sqlite3"),
            "SANDBOX_WEBHOOK_ID": WEBHOOK_ID,
            "SANDBOX_WEBHOOK_PAUSES": "0.1,0.2,0.4,0.8,1.6",
            **environment,
        }
        self._process: subprocess.Popen[bytes] | None = None
        self._token = ""

    # the process

    def start(self) -> "Sandbox":
        with (self.folder / "sandbox.log").open("ab") as log:
            command = [sys.executable, "-m", "sandbox"]
            environment = {**os.environ, **self._environment}
            self._process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=log)
        wait_until(self._ready, f"the sandbox starts:\n{self.log}", 60)
        return self

    def stop(self) -> int:
        """The exit code after a polite request to end."""
        return self._end(subprocess.Popen.terminate)

    def kill(self) -> int:
        """kill -9"""
        return self._end(subprocess.Popen.kill)

    @property
    def log(self) -> str:
        return (self.folder / "sandbox.log").read_text("utf-8")

    # PayPal

    def token(self, client: str = "client", secret: str = "secret") -> Answer:
        basic = base64.b64encode(f"{client}:{secret}".encode()).decode()
        headers = {"Authorization": f"Basic {basic}", "Content-Type": "application/x-www-form-urlencoded"}
        return self.ask("POST", "/v1/oauth2/token", b"grant_type=client_credentials", headers)

    def call(self, method: str, path: str, body: Json = None, *, key: str = "", prefer: str = "") -> Answer:
        """A call to PayPal's API with a token."""
        self._token = self._token or self.token().body["access_token"]
        wanted = {"PayPal-Request-Id": key, "Prefer": prefer, "Authorization": f"Bearer {self._token}"}
        headers = {name: value for name, value in wanted.items() if value} | {"Content-Type": "application/json"}
        return self.ask(method, path, None if body is None else json.dumps(body).encode(), headers)

    # the control plane

    def state(self) -> Json:
        return self.control("GET", "state")

    def approve(self, order_id: str, outcome: str = "pay") -> Json:
        return self.control("POST", f"orders/{order_id}/approve", {"outcome": outcome})

    def settle(self, capture_id: str, to: str) -> Json:
        return self.control("POST", f"captures/{capture_id}/settle", {"to": to})

    def fault(self, kind: str, **fields: str | float) -> Json:
        """fields: path_prefix, method, times, seconds"""
        return self.control("POST", "faults", {"kind": kind, **fields})

    def clear_faults(self) -> None:
        self.control("DELETE", "faults")

    def webhooks(self, **fields: str | list[float]) -> Json:
        """fields: mode (normal, hold, duplicate, shuffle), url, pauses"""
        return self.control("POST", "webhooks", fields)

    def flush(self, order: str = "fifo") -> int:
        return self.control("POST", "webhooks/flush", {"order": order})["released"]

    def redeliver(self, event_id: str) -> None:
        self.control("POST", "webhooks/redeliver", {"event_id": event_id})

    def clock(self, offset_seconds: float) -> Json:
        """Later calls to PayPal get a token of the new time."""
        self._token = ""
        return self.control("POST", "clock", {"offset_seconds": offset_seconds})

    def violations(self) -> list[Json]:
        return self.control("GET", "violations")["violations"]

    def reset(self) -> None:
        self._token = ""
        self.control("POST", "reset")

    def smtp_fault(self, kind: str, **fields: str | float) -> Json:
        """fields: match, times, seconds"""
        return self.control("POST", "smtp", {"kind": kind, **fields})

    def mails(self, to: str = "") -> list[Json]:
        return self.ask("GET", "/mail/api/?" + urlencode({"to": to})).body

    def clear_mails(self) -> None:
        self.ask("DELETE", "/mail/api/")

    def control(self, method: str, path: str, body: Json = None) -> Json:
        data = None if body is None else json.dumps(body).encode()
        answer = self.ask(method, f"/_sim/{path}", data, {"Content-Type": "application/json"})
        if answer.status >= 400:
            raise AssertionError(f"{method} {path}: {answer.status} {answer.text}")
        return answer.body

    # the line

    def get(self, path: str) -> Answer:
        return self.ask("GET", path)

    def post_form(self, path: str, **fields: str) -> Answer:
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        return self.ask("POST", path, urlencode(fields).encode(), headers)

    def ask(
        self,
        method: str,
        path: str,
        data: bytes | None = None,
        headers: Mapping[str, str] | None = None,
        timeout: float = 15,
    ) -> Answer:
        """Redirects are answers too; a broken line raises OSError."""
        request = Request(self.url + path, data, dict(headers or {}), method=method)
        try:
            with _opener.open(request, timeout=timeout) as found:
                return Answer(found.status, found.headers, found.read())
        except HTTPError as error:
            with error:
                return Answer(error.code, error.headers, error.read())

    def _ready(self) -> bool:
        if self._process and self._process.poll() is not None:
            raise RuntimeError(f"the sandbox ended:\n{self.log}")
        with suppress(OSError, http.client.HTTPException):
            return self.get("/healthz").status == 200 and listens(self.smtp_port)
        return False

    def _end(self, how: Any) -> int:
        if self._process is None:
            return 0
        how(self._process)
        code = self._process.wait(15)
        self._process = None
        return code
