"""The engine's turn: whatever is due is claimed and performed. Safe to run in several workers at once."""

from datetime import datetime, timedelta
from time import monotonic

from automations.engine.perform import perform_alone, perform_together
from automations.models import Run, StepRun
from core import clock, work

LEASE = timedelta(minutes=5)
TOGETHER = 100
ALONE = 4  # slow ones (an invoice is rendered): taken in handfuls, so that several workers share them


def tick(*, now: datetime, seconds: float = 20) -> int:
    """Work until nothing is due or the time is over. Returns how many steps were claimed."""
    work.reap(StepRun, now=now, from_state=StepRun.State.CLAIMED, to_state=StepRun.State.READY)
    _wake_overdue(now)
    end = monotonic() + seconds
    handled = 0
    while count := _perform_due(max(now, clock.now())):
        handled += count
        if monotonic() > end:
            break
    return handled


def _perform_due(now: datetime) -> int:
    """The quick ones in one transaction; the slow ones, and those that were claimed before, by themselves."""
    together = _claim(now, alone=False, limit=TOGETHER)
    fresh = [step for step in together if step.attempts == 1]
    if fresh:
        perform_together(fresh, now=now)
    slow = _claim(now, alone=True, limit=ALONE)
    for step in [*(step for step in together if step.attempts > 1), *slow]:
        perform_alone(step, now=now)
    return len(together) + len(slow)


def _wake_overdue(now: datetime) -> None:
    """Gates whose deadline is here are asked a last time."""
    overdue = StepRun.objects.filter(state=StepRun.State.WAITING, alone=False, due_at__lte=now)
    if overdue.exists():
        overdue.update(state=StepRun.State.READY)


def _claim(now: datetime, *, alone: bool, limit: int) -> list[StepRun]:
    due = StepRun.objects.filter(state=StepRun.State.READY, alone=alone, due_at__lte=now).order_by("due_at", "id")
    claimed = work.claim(due, now=now, lease=LEASE, limit=limit, to=StepRun.State.CLAIMED)
    steps = [step for step in claimed if step.state == StepRun.State.CLAIMED]
    runs = Run.objects.in_bulk({step.run_id for step in steps})
    for step in steps:
        step.run = runs[step.run_id]
    return steps
