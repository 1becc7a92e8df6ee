"""A small process over rows of `core`: an errand. Its effects are rows, so that each can be counted."""

import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from django.db import connection, transaction

from automations.engine.tick import tick
from automations.models import Run, StepRun
from automations.process import Aspects, Do, End, Entry, Form, Gate, Process
from core import bus, clock
from core.bus import EventData, Fact
from core.models import NumberSeries, RateWindow

BEGUN = Fact("errand.begun")
ANSWERED = Fact("errand.answered")
# What a step does beside its row, by the name of the step; a test puts a fault here.
faults: dict[str, Callable[[Run], Any]] = {}


def marks(run: Run) -> list[str]:
    """The effects that this run has had, in order."""
    rows = RateWindow.objects.filter(key__startswith=f"{run.subject_id}:").order_by("pk")
    return [row.key.partition(":")[2] for row in rows]


def leave_mark(name: str) -> Callable[[Run], None]:
    def effect(run: Run) -> None:
        RateWindow.objects.create(key=f"{run.subject_id}:{name}", window=uuid4().int % 2**40)
        faults.get(name, lambda _: None)(run)

    return effect


def remember(run: Run) -> dict[str, Any]:
    """A call that finds what it did before."""
    RateWindow.objects.get_or_create(key=f"{run.subject_id}:call", window=0)
    return faults.get("call", lambda _: {"called": True})(run) or {}


def is_answered(run: Run) -> bool:
    return NumberSeries.objects.filter(pk=run.subject_id, pattern="yes {number}").exists()


class Errand(Process):
    key = "errand"
    label = "Errand"
    subject = "core.numberseries"
    started_by = "errand.begun"
    aspects = dict.fromkeys(
        ("asked", "first", "second", "answered", "call", "third", "remind"),
        Aspects("ui", "security", "protocol", "rows"),
    )

    asked = Form("Asked")
    first = Do("First", leave_mark("first"))
    second = Do("Second", leave_mark("second"))
    answered = Gate(
        "Answered?",
        when=is_answered,
        wakes=["errand.answered"],
        within=timedelta(days=3),
        yes="call",
        no="remind",
    )
    call = Do("Call", remember, effect="resumable", retries=2, on_failure="third")
    third = Do("Third", leave_mark("third"))
    done = End("Done", outcome="answered")
    remind = Do("Remind", leave_mark("remind"))
    over = End("Over", outcome="silence")

    @classmethod
    def enter(cls, event: EventData) -> Entry:
        return Entry(f"Errand {event.subject_id}")


def begin() -> Run:
    """Start a run as an app would: by a fact, in the transaction in which it becomes true."""
    with transaction.atomic():
        subject = NumberSeries.objects.create(key=uuid4().hex[:30], pattern="{number}")
        bus.emit(BEGUN, subject=subject)
    return Run.objects.get(subject_id=str(subject.pk), process=Errand.key)


def answer(run: Run) -> None:
    with transaction.atomic():
        NumberSeries.objects.filter(pk=run.subject_id).update(pattern="yes {number}")
        bus.emit(ANSWERED, subject=NumberSeries.objects.get(pk=run.subject_id))


def turn(now: datetime | None = None) -> int:
    return tick(now=now or clock.now())


def step(run: Run, name: str) -> StepRun:
    return StepRun.objects.filter(run=run, step=name).latest("iteration")


def trace(run: Run) -> list[str]:
    """Where the run has been: "name" or "name:branch" of finished steps, "name…" of the others."""
    rows = StepRun.objects.filter(run=run).order_by("pk")
    return [
        f"{row.step}:{row.branch}".rstrip(":") if row.state == "done" else f"{row.step} {row.state}" for row in rows
    ]


def at_once(*jobs: Callable[[], object]) -> list[BaseException]:
    """Each job in a thread and a connection of its own, started at the same moment. Returns what they raised."""
    barrier, errors = threading.Barrier(len(jobs)), []

    def work(job: Callable[[], object]) -> None:
        try:
            barrier.wait()
            job()
        except BaseException as error:  # noqa: BLE001 -- told to the test
            errors.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=work, args=[job]) for job in jobs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return errors
