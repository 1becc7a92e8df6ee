import json
from dataclasses import asdict, dataclass
from typing import Any

from sandbox.store import Store
from sandbox.web import BadRequestError

HTTP = "http"
SMTP = "smtp"
KINDS = {
    HTTP: (
        "500",
        "429",
        "503",
        "timeout_after_commit",
        "timeout_before",
        "drop",
        "slow",
        "revoked_token",
    ),
    SMTP: ("refuse_recipient", "421", "drop_after_data", "hang", "down"),
}


@dataclass(frozen=True)
class Fault:
    kind: str
    match: str = ""
    method: str = ""
    times: int = 1
    seconds: float = 30.0


class Faults:
    """Faults on demand. Each hit uses one of `times`; they survive a restart like everything else here."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def add(self, target: str, fields: dict[str, Any]) -> Fault:
        fault = _read(target, fields)
        self._store.execute("INSERT INTO fault (target, body) VALUES (?, ?)", target, json.dumps(asdict(fault)))
        return fault

    def clear(self, target: str) -> None:
        self._store.execute("DELETE FROM fault WHERE target = ?", target)

    def waiting(self, target: str) -> list[dict[str, Any]]:
        found = self._store.rows("SELECT body FROM fault WHERE target = ? ORDER BY seq", target)
        return [json.loads(row["body"]) for row in found]

    def take(self, target: str, subject: str, *, method: str = "", kinds: tuple[str, ...] = ()) -> Fault | None:
        """The first fault that fits, used up by one."""
        with self._store.transaction():
            for row in self._store.rows("SELECT seq, body FROM fault WHERE target = ? ORDER BY seq", target):
                fault = Fault(**json.loads(row["body"]))
                if _fits(fault, target, subject, method) and (not kinds or fault.kind in kinds):
                    self._use_up(row["seq"], fault)
                    return fault
        return None

    def _use_up(self, seq: int, fault: Fault) -> None:
        if fault.times <= 1:
            self._store.execute("DELETE FROM fault WHERE seq = ?", seq)
            return
        left = asdict(fault) | {"times": fault.times - 1}
        self._store.execute("UPDATE fault SET body = ? WHERE seq = ?", json.dumps(left), seq)


def _fits(fault: Fault, target: str, subject: str, method: str) -> bool:
    if target == SMTP:
        return fault.match.lower() in subject.lower()
    return subject.startswith(fault.match) and fault.method in ("", method)


def _read(target: str, fields: dict[str, Any]) -> Fault:
    kind = str(fields.get("kind", ""))
    if kind not in KINDS[target]:
        raise BadRequestError(f"kind must be one of: {', '.join(KINDS[target])}")
    try:
        times, seconds = int(fields.get("times", 1)), float(fields.get("seconds", 30))
    except (TypeError, ValueError) as error:
        raise BadRequestError("times and seconds must be numbers") from error
    match = str(fields.get("path_prefix" if target == HTTP else "match", ""))
    return Fault(kind, match, str(fields.get("method", "")).upper(), times, seconds)
