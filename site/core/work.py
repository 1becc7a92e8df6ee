"""Claiming work: one worker gets a row for a time, its lease, and cannot write any more when another has taken it over.

`SKIP LOCKED` on PostgreSQL and `BEGIN IMMEDIATE` on SQLite make a claim atomic; Django leaves the former out where the
database has no row locks, so that one code path serves both.
"""

import uuid
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, TypeVar

from django.db import transaction
from django.db.models import F, QuerySet

from core.models.work import WorkRow

Row = TypeVar("Row", bound=WorkRow)

BACKOFF = [timedelta(minutes=m) for m in (1, 5, 15, 60, 180, 360, 720, 1440)]


def backoff(attempts: int) -> timedelta:
    """The pause after the n-th failed attempt (n from 1)."""
    return BACKOFF[min(max(attempts, 1), len(BACKOFF)) - 1]


def claim(due: "QuerySet[Row]", *, now: datetime, lease: timedelta, limit: int, to: str = "claimed") -> list[Row]:
    """Take up to `limit` of the due rows for the time of `lease`. The queryset's order decides who comes first."""
    if not due.exists():  # an idle sweep takes no write lock
        return []
    token = uuid.uuid4().hex
    with transaction.atomic():
        ids = list(due.select_for_update(skip_locked=True).values_list("pk", flat=True)[:limit])
        due.model._default_manager.filter(pk__in=ids).order_by().update(
            state=to, lease_token=token, leased_until=now + lease, attempts=F("attempts") + 1
        )
    ours = due.model._default_manager.filter(pk__in=ids, lease_token=token).in_bulk()
    return [ours[pk] for pk in ids if pk in ours]


def compare_and_set(row: WorkRow, *, states: Sequence[str] = ("claimed",), **values: Any) -> bool:
    """Write `values` if we still hold the row and it is in one of `states`. False: somebody else has taken over."""
    won = type(row)._default_manager.filter(pk=row.pk, lease_token=row.lease_token, state__in=states).update(**values)
    if won:
        for name, value in values.items():
            setattr(row, name, value)
    return won == 1


def reap(model: type[WorkRow], *, now: datetime, from_state: str, to_state: str) -> int:
    """Give rows whose holder has died (lease over) to the next one."""
    expired = model._default_manager.filter(state=from_state, leased_until__lt=now)
    if not expired.exists():
        return 0
    return expired.update(state=to_state, lease_token="", leased_until=None)
