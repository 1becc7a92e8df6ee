"""The engine over real rows: what happens once, what happens again, and what a crash leaves behind."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from automations.engine import tick as engine
from automations.models import Run, StepLog, StepRun
from automations.process import Process
from core import bus, clock
from core.models import NumberSeries
from tests.automations.sample import ANSWERED, BEGUN, answer, begin, faults, marks, step, trace, turn

pytestmark = pytest.mark.django_db


def fail(_: Run) -> None:
    raise ValueError("the printer is on fire")


def test_run_starts_in_the_transaction_of_its_fact() -> None:
    with transaction.atomic():
        bus.emit(BEGUN, subject=NumberSeries.objects.create(key="gone", pattern="{number}"))
        assert Run.objects.count() == 1
        transaction.set_rollback(True)

    assert not Run.objects.exists()


def test_forms_are_done_when_the_run_starts() -> None:
    run = begin()

    assert trace(run) == ["asked", "first ready"]
    assert list(run.journal.order_by("pk").values_list("step", "code")) == [("", "started"), ("asked", "done")]


def test_same_fact_of_the_same_subject_starts_one_run() -> None:
    run = begin()
    with transaction.atomic():
        bus.emit(BEGUN, subject=NumberSeries.objects.get(pk=run.subject_id))

    assert Run.objects.count() == 1
    assert trace(run) == ["asked", "first ready"]


def test_entry_key_is_unique_in_the_database() -> None:
    run = begin()
    run.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        run.save()


def test_internal_steps_follow_each_other_in_one_turn() -> None:
    run = begin()

    assert turn() == 1
    run.refresh_from_db()
    assert trace(run) == ["asked", "first", "second", "answered waiting"]
    assert marks(run) == ["first", "second"]
    assert run.state == Run.State.WAITING


def test_answered_run_goes_on_to_its_end() -> None:
    run = begin()
    turn()
    answer(run)
    turn()
    run.refresh_from_db()

    assert trace(run) == ["asked", "first", "second", "answered:yes", "call", "third", "done"]
    assert marks(run) == ["first", "second", "call", "third"]
    assert (run.state, run.outcome) == (Run.State.DONE, "answered")
    assert step(run, "call").result == {"called": True}


def test_unanswered_run_takes_the_other_way_at_its_deadline() -> None:
    run = begin()
    turn()
    turn(clock.now() + timedelta(days=2, hours=23))
    assert step(run, "answered").state == "waiting"

    turn(clock.now() + timedelta(days=3, minutes=1))
    run.refresh_from_db()
    assert trace(run) == ["asked", "first", "second", "answered:no", "remind", "over"]
    assert (run.state, run.outcome) == (Run.State.DONE, "silence")


def test_gate_asks_once_more_at_the_deadline() -> None:
    run = begin()
    turn()
    NumberSeries.objects.filter(pk=run.subject_id).update(pattern="yes {number}")  # and nobody told

    turn(clock.now() + timedelta(days=3, minutes=1))
    assert trace(run)[3] == "answered:yes"


def test_fact_of_another_subject_wakes_nobody() -> None:
    run, other = begin(), begin()
    turn()
    answer(other)

    assert step(run, "answered").state == "waiting"
    assert step(other, "answered").state == "ready"


def test_fact_that_changes_nothing_lets_the_gate_wait_for_the_same_deadline() -> None:
    run = begin()
    turn()
    deadline = step(run, "answered").deadline
    with transaction.atomic():
        bus.emit(ANSWERED, subject=NumberSeries.objects.get(pk=run.subject_id))
    turn()

    assert (step(run, "answered").state, step(run, "answered").due_at) == ("waiting", deadline)


def test_effect_of_a_failing_step_is_undone_and_tried_again_after_a_pause() -> None:
    run = begin()
    faults["second"] = fail
    now = clock.now() + timedelta(hours=1)
    turn(now)

    assert marks(run) == ["first"]
    waiting = step(run, "second")
    assert (waiting.state, waiting.attempts) == ("ready", 1)
    assert waiting.due_at == now + timedelta(minutes=1)
    assert waiting.last_error == "ValueError: the printer is on fire"
    assert turn(now + timedelta(seconds=30)) == 0

    faults.clear()
    turn(now + timedelta(minutes=2))
    assert marks(run) == ["first", "second"]


def test_only_the_faulty_one_of_many_fails() -> None:
    runs = [begin() for _ in range(5)]
    faults["first"] = lambda run: fail(run) if run.pk == runs[2].pk else None
    turn()

    assert [marks(run) for run in runs] == [
        ["first", "second"], ["first", "second"], [], ["first", "second"], ["first", "second"],
    ]  # fmt: skip
    assert step(runs[2], "first").state == "ready"


def test_step_that_fails_too_often_stops_the_run() -> None:
    run = begin()
    faults["first"] = fail
    now = clock.now()
    for hours in range(5):
        turn(now + timedelta(hours=6 * hours))
    run.refresh_from_db()

    assert (run.state, step(run, "first").state) == (Run.State.FAILED, "failed")
    assert marks(run) == []
    codes = list(StepLog.objects.filter(run=run, step="first").order_by("pk").values_list("code", flat=True))
    assert codes == ["attempt_failed"] * 4 + ["failed"]
    assert turn(now + timedelta(days=30)) == 0


def test_run_goes_on_behind_a_failed_step_that_allows_it() -> None:
    run = begin()
    faults["call"] = fail
    turn()
    answer(run)
    now = clock.now()
    for hours in range(4):
        turn(now + timedelta(hours=hours))
    run.refresh_from_db()

    assert trace(run)[4:] == ["call failed", "third", "done"]
    assert run.state == Run.State.DONE


def test_step_of_a_dead_worker_is_done_by_the_next_one() -> None:
    run = begin()
    now = clock.now()
    assert len(engine._claim(now, alone=False, limit=10)) == 1  # and the worker dies
    assert turn(now) == 0

    turn(now + engine.LEASE + timedelta(seconds=1))
    assert marks(run) == ["first", "second"]
    assert step(run, "first").attempts == 2


def test_step_that_kills_its_workers_is_given_up() -> None:
    run = begin()
    now = clock.now()
    for death in range(12):
        later = now + death * (engine.LEASE + timedelta(seconds=1))
        StepRun.objects.filter(run=run, state="claimed").update(state="ready")
        assert len(engine._claim(later, alone=False, limit=10)) == 1
    StepRun.objects.filter(run=run, state="claimed").update(state="ready")
    for hours in range(3):
        turn(now + timedelta(days=2 + hours))

    assert step(run, "first").state == "failed"
    assert "died" in step(run, "first").last_error


def test_journal_refuses_update_and_delete() -> None:
    run = begin()
    for forbidden in (run.journal.all().delete, lambda: run.journal.update(code="done")):
        with pytest.raises(Exception, match="append-only"), transaction.atomic():
            forbidden()


def test_waiting_runs_survive_a_new_name_of_their_step(errand: type[Process]) -> None:
    run = begin()
    StepRun.objects.filter(run=run, step="first").update(step="formerly")
    errand.aliases = {"formerly": "first"}
    try:
        turn()
    finally:
        errand.aliases = {}

    assert trace(run) == ["asked", "formerly", "second", "answered waiting"]
