import json
import threading
import time
import urllib.error
import urllib.request
from http.client import HTTPException
from sqlite3 import Row

from sandbox.context import Sandbox
from sandbox.paypal.schedule import pauses_of, target_of

TIMEOUT = 15
SENDERS = 4


class NoRedirects(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: object) -> None:
        return None


class Delivery:
    """Sends what the queue holds. A row leaves `queued` only with an answer, so a crash repeats and never loses."""

    def __init__(self, app: Sandbox) -> None:
        self._app = app
        self._sending: set[int] = set()
        self._lock = threading.Lock()
        self._free = threading.BoundedSemaphore(SENDERS)
        self._opener = urllib.request.build_opener(urllib.request.ProxyHandler({}), NoRedirects)
        self._thread = threading.Thread(target=self._run, name="webhooks", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._app.webhook_bell.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._app.stopping.is_set():
            self._app.webhook_bell.clear()
            self._send_due()
            self._app.webhook_bell.wait(self._rest())

    def _send_due(self) -> None:
        due = self._app.store.rows(
            "SELECT * FROM delivery WHERE state = 'queued' AND due <= ? ORDER BY due", time.time()
        )
        for row in due:
            with self._lock:
                if row["seq"] in self._sending:
                    continue
                self._sending.add(row["seq"])
            # Daemons: an unanswered call must not keep the process alive, its row stays queued.
            threading.Thread(target=self._send, args=(row,), daemon=True).start()

    def _rest(self) -> float:
        found = self._app.store.rows("SELECT seq, due FROM delivery WHERE state = 'queued'")
        with self._lock:
            waiting = [row["due"] for row in found if row["seq"] not in self._sending]
        return max(0.0, min([due - time.time() for due in waiting] + [1.0]))

    def _send(self, row: Row) -> None:
        try:
            with self._free:
                self._note(row, self._post(row))
        finally:
            with self._lock:
                self._sending.discard(row["seq"])
            self._app.webhook_bell.set()

    def _post(self, row: Row) -> str:
        """The answer's status, or the reason why there was none."""
        event = self._app.store.row("SELECT raw FROM event WHERE id = ?", row["event_id"])
        if event is None:
            return "forgotten"
        headers = json.loads(row["headers"])
        try:
            # The target is the tester's own choice.
            request = urllib.request.Request(target_of(self._app), event["raw"], headers, method="POST")  # noqa: S310
            with self._opener.open(request, timeout=TIMEOUT) as answer:
                return str(answer.status)
        except urllib.error.HTTPError as error:
            with error:
                return str(error.code)
        except (OSError, ValueError, HTTPException) as error:
            return str(error) or type(error).__name__

    def _note(self, row: Row, answer: str) -> None:
        attempts, pauses = row["attempts"] + 1, pauses_of(self._app)
        if answer.startswith("2") and answer.isdigit():
            state = "delivered"
        else:
            state = "queued" if attempts <= len(pauses) and answer != "forgotten" else "given_up"
        due = time.time() + (pauses[attempts - 1] if state == "queued" else 0)
        sql = "UPDATE delivery SET state = ?, due = ?, attempts = ?, answer = ? WHERE seq = ?"
        self._app.store.execute(sql, state, due, attempts, answer, row["seq"])
