"""Logs hold ids and codes: no names, no addresses, and not the part of a link that opens something."""

import json
import logging
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from types import MappingProxyType

# What follows opens something: an order, a file, a login.
_SECRETS = re.compile(
    r"/(bestellung|download|datei|zahlen|zahlung/paypal/zurueck|zahlung/paypal/abbruch|widerruf|formular/danke|konto/confirm-email"
    r"|konto/password/reset/key)/[^/\s\"']+"
)
# Looking behind keeps a long line without any address from being read again from each of its letters.
_EMAILS = re.compile(r"(?<![\w.+%-])[\w.+%-]+@[\w-]+\.[\w.-]*\w")
# PostgreSQL tells with which values a row broke a rule.
_VALUES = re.compile(r"^(DETAIL|CONTEXT): .*$", re.MULTILINE)
_IDS = ("request_id", "run", "step", "duty", "method", "path", "status", "ms")

_about: ContextVar[Mapping[str, object]] = ContextVar("about", default=MappingProxyType({}))


@contextmanager
def about(**ids: object) -> Iterator[None]:
    """Every line that is logged inside the block carries these ids."""
    token = _about.set({**_about.get(), **ids})
    try:
        yield
    finally:
        _about.reset(token)


def holds_secret(path: str) -> bool:
    return bool(_SECRETS.match(path))


def clean(text: str) -> str:
    text = _SECRETS.sub(r"/\1/…", text)
    return _VALUES.sub(r"\1: …", _EMAILS.sub("…@…", text))


class Line(logging.Formatter):
    """For people who read along: one line, and the traceback below it."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s %(message)s")

    def format(self, record: logging.LogRecord) -> str:
        return clean(super().format(record))


class Json(logging.Formatter):
    """For programs: one object per line, with the ids of what it is about."""

    def format(self, record: logging.LogRecord) -> str:
        entry: dict[str, object] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": clean(record.getMessage()),
        }
        known = {**record.__dict__, **_about.get()}
        entry |= {name: _plain(known[name]) for name in _IDS if name in known}
        if record.exc_info:
            entry["error"] = clean(self.formatException(record.exc_info))
        return json.dumps(entry, ensure_ascii=False)


def _plain(value: object) -> object:
    return value if isinstance(value, int) else clean(str(value))
