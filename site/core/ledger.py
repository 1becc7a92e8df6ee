"""Tables that only grow: triggers in the database refuse what no code should try.

Re-installed after each migration, because SQLite drops the triggers of a table that it rebuilds.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import connection


@dataclass(frozen=True)
class Rule:
    """What may still be written: `mutable` fields at any time, those of `once` while they are empty."""

    mutable: frozenset[str] = frozenset()
    once: frozenset[str] = frozenset()


_protected: dict[str, Rule] = {"core.protocolentry": Rule(), "core.storeddocument": Rule()}


def protect(label: str, *, mutable: tuple[str, ...] = (), once: tuple[str, ...] = ()) -> None:
    """Refuse DELETE, and UPDATE of every column but those of these fields. Call when the app is ready."""
    _protected[label] = Rule(frozenset(mutable), frozenset(once))


def install_triggers(**_: Any) -> None:
    remove_triggers()
    with connection.cursor() as cursor:
        for label, rule in _protected.items():
            for statement in _statements(label, rule):
                cursor.execute(statement)


def remove_triggers() -> None:
    tables = set(connection.introspection.table_names())
    with connection.cursor() as cursor:
        for label in _protected:
            table = apps.get_model(label)._meta.db_table
            for event in ("update", "delete", "rewrite") if table in tables else ():
                suffix = f" ON {table}" if connection.vendor == "postgresql" else ""
                cursor.execute(f"DROP TRIGGER IF EXISTS {table}_no_{event}{suffix}")


@contextmanager
def unprotected() -> Iterator[None]:
    """Without triggers: for tests that must empty the tables between two of them."""
    remove_triggers()
    try:
        yield
    finally:
        install_triggers()


def _statements(label: str, rule: Rule) -> Iterator[str]:
    model = apps.get_model(label)
    table = model._meta.db_table
    if table not in connection.introspection.table_names():
        return
    columns = {field.name: field.column for field in model._meta.local_concrete_fields}
    frozen = ", ".join(column for name, column in columns.items() if name not in rule.mutable | rule.once)
    yield from _trigger(table, "delete", "DELETE")
    yield from _trigger(table, "update", f"UPDATE OF {frozen}")
    if rule.once:
        once = sorted(columns[name] for name in rule.once)
        filled = " OR ".join(f"OLD.{c} IS NOT NULL AND (NEW.{c} IS NULL OR NEW.{c} <> OLD.{c})" for c in once)
        yield from _trigger(table, "rewrite", f"UPDATE OF {', '.join(once)}", f"WHEN ({filled})")


def _trigger(table: str, event: str, when: str, condition: str = "") -> Iterator[str]:
    if connection.vendor == "postgresql":
        yield (
            f"CREATE OR REPLACE FUNCTION {table}_no_{event}() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN RAISE EXCEPTION '{table} is append-only'; END $$"
        )
        yield (
            f"CREATE TRIGGER {table}_no_{event} BEFORE {when} ON {table} "
            f"FOR EACH ROW {condition} EXECUTE FUNCTION {table}_no_{event}()"
        )
    else:
        yield (
            f"CREATE TRIGGER {table}_no_{event} BEFORE {when} ON {table} {condition} "
            f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
        )
