"""`record` is the one way to write history, in the transaction of what it tells."""

import contextvars
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection, models

from core import clock
from core.models.protocol import ProtocolEntry, ProtocolValue

_acting: contextvars.ContextVar[tuple[Any, str]] = contextvars.ContextVar("acting", default=(None, "system"))


@contextmanager
def acting(actor: Any, channel: str) -> Iterator[None]:
    """Who acts in this block: a user (may be lazy) or None, and the channel (web, admin, worker, webhook …)."""
    token = _acting.set((actor, channel))
    try:
        yield
    finally:
        _acting.reset(token)


def record(
    action: str,
    *,
    obj: models.Model,
    actor: Any = None,
    channel: str = "",
    person_id: int | None = None,
    step: str = "",
    changes: dict[str, Any] | None = None,
    personal: dict[str, tuple[str, str]] | None = None,
    data: dict[str, Any] | None = None,
) -> ProtocolEntry:
    """Write one entry. `changes` is {field: [old, new]} without personal values; those go into `personal`."""
    if not connection.in_atomic_block:
        raise RuntimeError(f"{action} must be recorded in the transaction that does it")
    current, current_channel = _acting.get()
    entry = ProtocolEntry.objects.create(
        at=clock.now(),
        action=action,
        actor_id=getattr(actor or current, "pk", None),
        channel=channel or current_channel,
        object_type=obj._meta.label_lower,
        object_id=str(obj.pk),
        person_id=person_id,
        step=step,
        changes=changes or {},
        data=data or {},
    )
    ProtocolValue.objects.bulk_create(
        ProtocolValue(entry=entry, field=name, old=old, new=new) for name, (old, new) in (personal or {}).items()
    )
    return entry


def forget_personal(model: type[models.Model], keys: Iterable[object]) -> None:
    """Delete the personal values of these objects' entries. The entries stay, with their ids and codes."""
    entries = ProtocolEntry.objects.filter(object_type=model._meta.label_lower, object_id__in=list(map(str, keys)))
    ProtocolValue.objects.filter(entry__in=entries).delete()


def history(obj: models.Model) -> "models.QuerySet[ProtocolEntry]":
    """The entries of an object, newest first."""
    return (
        ProtocolEntry.objects.filter(object_type=obj._meta.label_lower, object_id=str(obj.pk))
        .select_related("actor")
        .order_by("-id")
    )
