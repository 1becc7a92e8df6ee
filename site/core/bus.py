"""Facts go up: what has happened, told in the transaction in which it happened.

A subscriber either runs at once in that transaction (money, access and process state never wait), or later from the
outbox, at least once and in a transaction of its own. Apps declare their facts in `facts.py`.
"""

import logging
import traceback
import uuid
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import connection, models, transaction

from core import bell, clock, work
from core.models.events import DomainEvent

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Fact:
    """A kind of thing that happens, and the keys of its payload."""

    name: str
    keys: frozenset[str] = frozenset()

    def __init__(self, name: str, *keys: str) -> None:
        object.__setattr__(self, "name", name)
        object.__setattr__(self, "keys", frozenset(keys))


@dataclass(frozen=True)
class EventData:
    """What a subscriber sees. `subject_type` is "app.model", `subject_id` the primary key as text."""

    name: str
    subject_type: str
    subject_id: str
    occurred_at: datetime
    payload: dict[str, Any] = field(default_factory=dict)


Handler = Callable[[EventData], None]
_at_once: dict[str, list[Handler]] = defaultdict(list)
_later: dict[str, list[Handler]] = defaultdict(list)


def subscribe(*names: str, in_transaction: bool = False) -> Callable[[Handler], Handler]:
    """Decorator: call the handler for these facts, in the emitting transaction or later from the outbox."""

    def register(handler: Handler) -> Handler:
        for name in names:
            (_at_once if in_transaction else _later)[name].append(handler)
        return handler

    return register


def emit(
    fact: Fact, *, subject: models.Model, payload: dict[str, Any] | None = None, dedupe_key: str | None = None
) -> bool:
    """Tell a fact. False when a fact with the same `dedupe_key` was told before: then nobody hears it again."""
    if not connection.in_atomic_block:
        raise RuntimeError(f"{fact.name} must be emitted in the transaction in which it became true")
    payload = payload or {}
    if payload.keys() != fact.keys:
        raise ValueError(f"{fact.name} carries {sorted(fact.keys)}, not {sorted(payload)}")
    row = _row(fact.name, subject, payload, dedupe_key)
    DomainEvent.objects.bulk_create([row], ignore_conflicts=dedupe_key is not None)
    if dedupe_key and not DomainEvent.objects.filter(uuid=row.uuid).exists():
        return False
    data = _data(row)
    for handler in _at_once[fact.name]:
        handler(data)
    bell.ring()
    return True


def dispatch_due(*, now: datetime, limit: int = 200) -> int:
    """Tell waiting facts to the subscribers of the outbox. Returns how many were told."""
    waiting = DomainEvent.objects.filter(state=DomainEvent.State.PENDING, due_at__lte=now).order_by("id")
    if not waiting.exists():
        return 0
    ids = list(waiting.values_list("pk", flat=True)[:limit])
    return sum(_dispatch(pk, now) for pk in ids)


def _dispatch(pk: int, now: datetime) -> bool:
    try:
        with transaction.atomic():
            row = (
                DomainEvent.objects.select_for_update(skip_locked=True)
                .filter(pk=pk, state=DomainEvent.State.PENDING)
                .first()
            )
            if row is None:
                return False
            for handler in _later[row.name]:
                handler(_data(row))
            DomainEvent.objects.filter(pk=pk).update(state=DomainEvent.State.DISPATCHED)
            return True
    except Exception:
        logger.exception("event %s could not be dispatched", pk)
        _postpone(pk, now)
        return False


def _postpone(pk: int, now: datetime) -> None:
    row = DomainEvent.objects.get(pk=pk)
    row.attempts += 1
    row.due_at = now + work.backoff(row.attempts)
    row.last_error = traceback.format_exc(limit=-5)
    row.save(update_fields=["attempts", "due_at", "last_error"])


def _row(name: str, subject: models.Model, payload: dict[str, Any], dedupe_key: str | None) -> DomainEvent:
    now = clock.now()
    return DomainEvent(
        uuid=uuid.uuid4(),
        name=name,
        subject_type=subject._meta.label_lower,
        subject_id=str(subject.pk),
        payload=payload,
        dedupe_key=dedupe_key,
        occurred_at=now,
        due_at=now,
        state=DomainEvent.State.PENDING if _later[name] else DomainEvent.State.DISPATCHED,
    )


def _data(row: DomainEvent) -> EventData:
    return EventData(row.name, row.subject_type, row.subject_id, row.occurred_at, row.payload)
