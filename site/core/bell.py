"""The bell: after a commit it nudges the worker. It carries no data, and losing it loses nothing (the sweep comes)."""

import contextvars
import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.db import connection, transaction

logger = logging.getLogger(__name__)

_ringers: list[Callable[[], None]] = []
_silent = contextvars.ContextVar("silent", default=False)


def connect(ringer: Callable[[], None]) -> None:
    """Called by the floor that owns the worker."""
    _ringers.append(ringer)


def ring() -> None:
    """Once per transaction, however many facts it tells."""
    rung = any(entry[1] is _ring for entry in connection.run_on_commit)
    if not _silent.get() and not rung:
        transaction.on_commit(_ring, robust=True)


@contextmanager
def silent() -> Iterator[None]:
    """The worker itself needs no nudge: it looks again before it rests."""
    token = _silent.set(True)
    try:
        yield
    finally:
        _silent.reset(token)


def _ring() -> None:
    for ringer in _ringers:
        try:
            ringer()
        except Exception:
            logger.warning("the bell could not be rung; the sweep will find the work", exc_info=True)
