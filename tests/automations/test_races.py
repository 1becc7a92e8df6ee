"""Several at once, with real transactions: one wins, and nothing is lost."""

import threading
from datetime import datetime, timedelta

import pytest
from django.db import transaction

from automations.engine import tick as engine
from automations.engine.perform import perform_alone, perform_together
from automations.models import Run, StepLog, StepRun
from automations.services import cancel_run
from core import bus, clock
from core.models import NumberSeries
from tests.automations.people import operator
from tests.automations.sample import ANSWERED, answer, at_once, begin, faults, marks, step, trace, turn

pytestmark = pytest.mark.django_db(transaction=True)


def test_two_workers_do_each_step_once() -> None:
    runs = [begin() for _ in range(60)]

    assert at_once(turn, turn) == []
    assert [marks(run) for run in runs] == [["first", "second"]] * 60
    assert StepLog.objects.filter(step="second", code="done").count() == 60


def test_fact_and_deadline_meet_and_one_wins() -> None:
    runs = [begin() for _ in range(20)]
    turn()
    late = clock.now() + timedelta(days=4)

    assert at_once(lambda: list(map(answer, runs)), lambda: turn(late), lambda: turn(late)) == []
    turn(late)
    turn(late)
    for run in runs:
        gates = StepRun.objects.filter(run=run, step="answered")
        assert gates.count() == 1
        assert ("third" in marks(run)) != ("remind" in marks(run))
        run.refresh_from_db()
        assert run.outcome == ("answered" if gates.get().branch == "yes" else "silence")


def test_fact_told_while_its_gate_is_being_asked_is_not_lost() -> None:
    """The worker has looked and seen nothing; the answer is committed before the worker writes that it waits."""
    run = begin()
    turn()
    StepRun.objects.filter(run=run, step="answered").update(state="ready", due_at=clock.now())
    (gate,) = engine._claim(clock.now(), alone=False, limit=1)
    answer(run)

    perform_alone(gate, now=clock.now())
    assert step(run, "answered").state == "ready"
    turn()
    assert step(run, "answered").branch == "yes"


def test_fact_in_an_open_transaction_makes_the_gate_wait_for_its_end() -> None:
    """The gate is reached while the answer is told but not committed: who asks must see it afterwards."""
    run = begin()
    told, asked = threading.Event(), threading.Event()

    def answer_slowly() -> None:
        with transaction.atomic():
            NumberSeries.objects.filter(pk=run.subject_id).update(pattern="yes {number}")
            bus.emit(ANSWERED, subject=NumberSeries.objects.get(pk=run.subject_id))
            told.set()
            asked.wait(0.5)

    def reach_the_gate() -> None:
        told.wait(10)
        turn()
        asked.set()

    assert at_once(answer_slowly, reach_the_gate) == []
    assert trace(run)[3] == "answered:yes"


def test_worker_whose_lease_was_taken_over_writes_nothing() -> None:
    run = begin()
    now = clock.now()
    (slow,) = engine._claim(now, alone=False, limit=1)
    turn(now + engine.LEASE + timedelta(seconds=1))
    assert marks(run) == ["first", "second"]

    perform_together([slow], now=now)
    assert marks(run) == ["first", "second"]
    assert trace(run) == ["asked", "first", "second", "answered waiting"]


def test_late_answer_of_a_call_is_dropped_when_another_worker_has_done_it() -> None:
    run = begin()
    turn()
    answer(run)
    now = clock.now()
    turn_gate_only(now)
    (slow,) = engine._claim(now, alone=True, limit=1)
    turn(now + engine.LEASE + timedelta(seconds=1))
    before = StepLog.objects.count()

    perform_alone(slow, now=now)
    assert StepLog.objects.count() == before
    assert marks(run) == ["first", "second", "call", "third"]


def turn_gate_only(now: datetime) -> None:
    perform_together(engine._claim(now, alone=False, limit=10), now=now)


def test_cancelling_beats_the_worker_or_waits_for_it() -> None:
    runs = [begin() for _ in range(20)]
    boss = operator()

    errors = at_once(turn, lambda: [cancel_run(run_id=run.pk, reason="test", actor=boss) for run in runs])
    assert errors == []
    turn()
    for run in runs:
        run.refresh_from_db()
        assert run.state == Run.State.CANCELLED
        assert not StepRun.objects.filter(run=run, state__in=StepRun.OPEN).exists()


def test_failed_attempt_after_a_lost_lease_changes_nothing() -> None:
    run = begin()
    now = clock.now()
    (slow,) = engine._claim(now, alone=False, limit=1)
    turn(now + engine.LEASE + timedelta(seconds=1))

    faults["first"] = lambda _: 1 / 0
    perform_alone(slow, now=now)
    assert step(run, "first").state == "done"
    assert not StepLog.objects.filter(code="attempt_failed").exists()
