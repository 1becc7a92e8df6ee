"""How many real steps the engine performs per second. `TEST_DATABASE=postgres bin/bench engine` measures PostgreSQL."""

import time
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import transaction

from automations.engine.start import attend
from automations.engine.tick import tick
from automations.models import Run, StepRun
from automations.process import Do, End, Entry, Form, Gate, Process
from automations.registry import unregister
from core import bus, clock
from core.bus import EventData, Fact
from core.models import NumberSeries, RateWindow

PROMISED = 1000
RUNS = 1500
LOADED, PUSHED = Fact("belt.loaded"), Fact("belt.pushed")


def write_row(run: Run) -> None:
    RateWindow.objects.create(key=run.subject_id, window=uuid4().int % 2**60)


def is_pushed(run: Run) -> bool:
    return NumberSeries.objects.filter(pk=run.subject_id, pattern="pushed").exists()


class Belt(Process):
    """Four steps that each write a row, and in their middle a gate that waits for a fact."""

    key, label, subject, started_by = "belt", "Belt", "core.numberseries", "belt.loaded"

    loaded = Form("Loaded")
    one = Do("One", write_row)
    two = Do("Two", write_row)
    pushed = Gate("Pushed?", when=is_pushed, wakes=["belt.pushed"], within=timedelta(days=1), yes="three", no="lost")
    three = Do("Three", write_row)
    four = Do("Four", write_row)
    packed = End("Packed")
    lost = End("Lost", outcome="lost")

    @classmethod
    def enter(cls, event: EventData) -> Entry:
        return Entry(event.subject_id)


@pytest.mark.django_db(transaction=True)
def bench_engine_steps() -> None:
    attend(Belt)
    try:
        subjects = [NumberSeries.objects.create(key=uuid4().hex[:30], pattern="{number}") for _ in range(RUNS)]
        starting = _tell(LOADED, subjects)
        before_gate = _drain()
        NumberSeries.objects.filter(pk__in=[subject.pk for subject in subjects]).update(pattern="pushed")
        waking = _tell(PUSHED, subjects)
        after_gate = _drain()
    finally:
        unregister(Belt)

    performed = StepRun.objects.filter(state="done", step__in=["one", "two", "pushed", "three", "four"]).count()
    assert performed == 5 * RUNS
    assert RateWindow.objects.count() == 4 * RUNS
    rate = performed / (before_gate + after_gate)
    print(  # noqa: T201 -- the result
        f"engine: {rate:.0f} steps/s; start {starting / RUNS * 1000:.1f} ms, wake {waking / RUNS * 1000:.1f} ms per run"
    )
    assert rate >= PROMISED


def _tell(fact: Fact, subjects: list[NumberSeries]) -> float:
    started = time.perf_counter()
    for subject in subjects:
        with transaction.atomic():
            bus.emit(fact, subject=subject)
    return time.perf_counter() - started


def _drain() -> float:
    started = time.perf_counter()
    while tick(now=clock.now()):
        pass
    return time.perf_counter() - started
