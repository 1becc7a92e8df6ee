"""Tables that only grow: triggers in the database refuse what no code should try.

Re-installed after each migration, because SQLite drops the triggers of a table that it rebuilds.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.apps import apps
from django.db import connection

_protected: dict[str, frozenset[str]] = {
    "core.protocolentry": frozenset(),
    "core.storeddocument": frozenset(),
}


def protect(label: str, *, mutable: tuple[str, ...] = ()) -> None:
    """Refuse DELETE, and UPDATE of every column but those of the `mutable` fields. Call when the app is ready."""
    _protected[label] = frozenset(mutable)


def install_triggers(**_: Any) -> None:
    remove_triggers()
    with connection.cursor() as cursor:
        for label, mutable in _protected.items():
            for statement in _statements(label, mutable):
                cursor.execute(statement)


def remove_triggers() -> None:
    tables = set(connection.introspection.table_names())
    with connection.cursor() as cursor:
        for label in _protected:
            table = apps.get_model(label)._meta.db_table
            for event in ("update", "delete") if table in tables else ():
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


def _statements(label: str, mutable: frozenset[str]) -> Iterator[str]:
    model = apps.get_model(label)
    table = model._meta.db_table
    if table not in connection.introspection.table_names():
        return
    frozen = ", ".join(field.column for field in model._meta.local_concrete_fields if field.name not in mutable)
    for event, when in (("delete", "DELETE"), ("update", f"UPDATE OF {frozen}")):
        if connection.vendor == "postgresql":
            yield (
                f"CREATE OR REPLACE FUNCTION {table}_no_{event}() RETURNS trigger LANGUAGE plpgsql AS "
                f"$$ BEGIN RAISE EXCEPTION '{table} is append-only'; END $$"
            )
            yield (
                f"CREATE TRIGGER {table}_no_{event} BEFORE {when} ON {table} "
                f"FOR EACH ROW EXECUTE FUNCTION {table}_no_{event}()"
            )
        else:
            yield (
                f"CREATE TRIGGER {table}_no_{event} BEFORE {when} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
            )
