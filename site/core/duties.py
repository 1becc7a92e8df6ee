"""Periodic duties by name: when each ran last, with which result. What a duty does is a service of some app."""

import logging
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from core import bell, clock, logs, protocol
from core.models.duties import DutyRun

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Duty:
    """`work` returns a short result in words or a number of rows handled; `every` is in minutes."""

    name: str
    label: Any
    every: int
    work: Callable[[], object]


_duties: dict[str, Duty] = {}


def register(duty: Duty) -> None:
    _duties[duty.name] = duty


def all_duties() -> list[Duty]:
    return list(_duties.values())


def run(name: str) -> str:
    """Do the duty now and note how it went. An error is noted and logged, and the next tick tries again."""
    with logs.about(duty=name):
        return _run(_duties[name])


def last_start() -> datetime | None:
    """When the worker was last seen at any of its duties."""
    return DutyRun.objects.order_by("-started_at").values_list("started_at", flat=True).first()


def _run(duty: Duty) -> str:
    DutyRun.objects.update_or_create(
        name=duty.name, defaults={"started_at": clock.now(), "finished_at": None, "result": "", "error": ""}
    )
    result, error = "", ""
    try:
        with bell.silent(), protocol.acting(None, "worker"):
            result = str(duty.work())[:200]
    except Exception:
        logger.exception("duty %s failed", duty.name)
        error = traceback.format_exc(limit=-8)
    DutyRun.objects.filter(name=duty.name).update(finished_at=clock.now(), result=result, error=error)
    return result
