import json
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

SCHEMA = """
CREATE TABLE IF NOT EXISTS document (
    seq INTEGER PRIMARY KEY, kind TEXT NOT NULL, id TEXT NOT NULL, body TEXT NOT NULL, UNIQUE (kind, id));
CREATE TABLE IF NOT EXISTS idempotency (
    method TEXT, path TEXT, key TEXT, document_id TEXT NOT NULL, at REAL NOT NULL, PRIMARY KEY (method, path, key));
CREATE TABLE IF NOT EXISTS event (
    seq INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, type TEXT NOT NULL, resource_id TEXT NOT NULL,
    at REAL NOT NULL, raw BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS delivery (
    seq INTEGER PRIMARY KEY, event_id TEXT NOT NULL, headers TEXT NOT NULL, state TEXT NOT NULL, due REAL NOT NULL,
    attempts INTEGER NOT NULL DEFAULT 0, answer TEXT NOT NULL DEFAULT '');
CREATE TABLE IF NOT EXISTS fault (seq INTEGER PRIMARY KEY, target TEXT NOT NULL, body TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS mail (
    seq INTEGER PRIMARY KEY, at REAL NOT NULL, sender TEXT NOT NULL, recipients TEXT NOT NULL, raw BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS violation (seq INTEGER PRIMARY KEY, body TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS setting (name TEXT PRIMARY KEY, value TEXT NOT NULL);
"""
PUT = """
INSERT INTO document (kind, id, body) VALUES (?, ?, ?) ON CONFLICT (kind, id) DO UPDATE SET body = excluded.body
"""
FORGET = (
    "DELETE FROM document",
    "DELETE FROM idempotency",
    "DELETE FROM event",
    "DELETE FROM delivery",
    "DELETE FROM fault",
    "DELETE FROM mail",
    "DELETE FROM violation",
    "DELETE FROM setting WHERE name NOT IN ('signing_key', 'certificate', 'certificate_id')",
)
Value = str | int | float | bytes | None
Json = Any


class Store:
    """All state, in one SQLite file. One connection behind one lock: a stand-in needs truth, not throughput."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._lock = threading.RLock()
        self._depth = 0
        self._connection = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
        self._connection.row_factory = sqlite3.Row
        self._connection.execute("PRAGMA journal_mode = WAL")
        self._connection.executescript(SCHEMA)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        with self._lock:
            self._depth += 1
            try:
                if self._depth == 1:
                    self._connection.execute("BEGIN IMMEDIATE")
                yield
                if self._depth == 1:
                    self._connection.execute("COMMIT")
            except BaseException:
                if self._depth == 1 and self._connection.in_transaction:
                    self._connection.execute("ROLLBACK")
                raise
            finally:
                self._depth -= 1

    def execute(self, sql: str, *values: Value) -> None:
        with self._lock:
            self._connection.execute(sql, values)

    def rows(self, sql: str, *values: Value) -> list[sqlite3.Row]:
        with self._lock:
            return self._connection.execute(sql, values).fetchall()

    def row(self, sql: str, *values: Value) -> sqlite3.Row | None:
        return next(iter(self.rows(sql, *values)), None)

    def put(self, kind: str, key: str, body: dict[str, Any]) -> None:
        self.execute(PUT, kind, key, json.dumps(body))

    def get(self, kind: str, key: str) -> dict[str, Any] | None:
        found = self.row("SELECT body FROM document WHERE kind = ? AND id = ?", kind, key)
        return json.loads(found["body"]) if found else None

    def all(self, kind: str) -> list[dict[str, Any]]:
        found = self.rows("SELECT body FROM document WHERE kind = ? ORDER BY seq", kind)
        return [json.loads(row["body"]) for row in found]

    def setting(self, name: str, default: Json = None) -> Json:
        found = self.row("SELECT value FROM setting WHERE name = ?", name)
        return json.loads(found["value"]) if found else default

    def set(self, name: str, value: Json) -> None:
        self.execute("INSERT OR REPLACE INTO setting (name, value) VALUES (?, ?)", name, json.dumps(value))

    def forget(self) -> None:
        """Empty everything except the signing key, so that certificates cached by clients stay good."""
        with self.transaction():
            for sql in FORGET:
                self.execute(sql)
