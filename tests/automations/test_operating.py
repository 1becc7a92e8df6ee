"""What staff do with a run that stands."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from automations.models import Run, StepLog, StepRun
from automations.services import NotPossible, cancel_run, hurry_step, retry_step, skip_step
from core import clock
from core.protocol import history
from tests.automations.people import operator, staff
from tests.automations.sample import answer, begin, faults, marks, step, trace, turn

pytestmark = pytest.mark.django_db


def failed_run() -> Run:
    run = begin()
    faults["first"] = lambda _: 1 / 0
    now = clock.now()
    for hours in range(5):
        turn(now + timedelta(hours=6 * hours))
    faults.clear()
    run.refresh_from_db()
    assert run.state == Run.State.FAILED
    return run


def test_retried_step_has_all_its_attempts_again() -> None:
    run, boss = failed_run(), operator()
    retry_step(step_id=step(run, "first").pk, actor=boss)
    run.refresh_from_db()
    assert (run.state, step(run, "first").attempts) == (Run.State.ACTIVE, 0)

    turn()
    assert marks(run) == ["first", "second"]
    assert list(StepLog.objects.filter(run=run, actor=boss).values_list("code", flat=True)) == ["retried"]
    assert [(entry.action, entry.actor) for entry in history(run)] == [("run.retried", boss)]


def test_second_retry_is_refused() -> None:
    run, boss = failed_run(), operator()
    retry_step(step_id=step(run, "first").pk, actor=boss)

    with pytest.raises(NotPossible):
        retry_step(step_id=step(run, "first").pk, actor=boss)
    assert StepLog.objects.filter(code="retried").count() == 1


def test_step_left_behind_is_retried_without_moving_the_run() -> None:
    run = begin()
    turn()
    answer(run)
    faults["call"] = lambda _: 1 / 0
    now = clock.now()
    for hours in range(4):
        turn(now + timedelta(hours=hours))
    faults.clear()
    run.refresh_from_db()
    assert (run.state, step(run, "call").state) == (Run.State.DONE, "failed")

    retry_step(step_id=step(run, "call").pk, actor=operator())
    turn()
    run.refresh_from_db()
    assert (run.state, step(run, "call").state) == (Run.State.DONE, "done")
    assert marks(run) == ["first", "second", "call", "third"]


def test_hurried_step_does_not_wait_for_its_next_attempt() -> None:
    run = begin()
    faults["first"] = lambda _: 1 / 0
    turn()
    faults.clear()
    hurry_step(step_id=step(run, "first").pk, actor=operator())
    turn()

    assert marks(run) == ["first", "second"]


def test_hurried_gate_is_asked_and_keeps_its_deadline() -> None:
    run = begin()
    turn()
    deadline = step(run, "answered").deadline
    hurry_step(step_id=step(run, "answered").pk, actor=operator())
    turn()

    assert (step(run, "answered").state, step(run, "answered").due_at) == ("waiting", deadline)


def test_skipped_step_is_left_undone_and_the_run_goes_on() -> None:
    run, boss = failed_run(), operator()
    skip_step(step_id=step(run, "first").pk, branch="", reason="printed by hand", actor=boss)
    turn()

    assert marks(run) == ["second"]
    assert trace(run)[1] == "first skipped"
    entry = history(run).get(action="run.skipped")
    assert (entry.actor, entry.step, entry.data["reason"]) == (boss, "first", "printed by hand")


def test_skipped_gate_takes_the_branch_that_staff_have_chosen() -> None:
    run = begin()
    turn()
    skip_step(step_id=step(run, "answered").pk, branch="no", reason="they called", actor=operator())
    turn()

    assert marks(run) == ["first", "second", "remind"]


def test_skipping_along_an_unknown_branch_is_refused() -> None:
    run = begin()
    turn()
    with pytest.raises(NotPossible):
        skip_step(step_id=step(run, "answered").pk, branch="maybe", reason="x", actor=operator())

    assert step(run, "answered").state == "waiting"


def test_cancelled_run_does_nothing_any_more() -> None:
    run, boss = begin(), operator()
    turn()
    cancel_run(run_id=run.pk, reason="wrong number", actor=boss)
    answer(run)
    turn(clock.now() + timedelta(days=9))
    run.refresh_from_db()

    assert (run.state, step(run, "answered").state) == (Run.State.CANCELLED, "cancelled")
    assert marks(run) == ["first", "second"]
    assert history(run).get().data == {"reason": "wrong number"}


def test_finished_run_cannot_be_cancelled() -> None:
    run = begin()
    turn()
    turn(clock.now() + timedelta(days=4))
    with pytest.raises(NotPossible):
        cancel_run(run_id=run.pk, reason="late", actor=operator())


@pytest.mark.parametrize("service", [retry_step, hurry_step, skip_step, cancel_run])
def test_who_may_only_look_changes_nothing(service: Any) -> None:
    run, reader = failed_run(), staff("automations.view_run")
    before = list(StepRun.objects.order_by("pk").values())
    step_id = {"step_id": step(run, "first").pk}
    arguments: dict[Any, dict[str, Any]] = {
        retry_step: step_id,
        hurry_step: step_id,
        skip_step: {**step_id, "branch": "", "reason": "x"},
        cancel_run: {"run_id": run.pk, "reason": "x"},
    }

    with pytest.raises(PermissionDenied):
        service(actor=reader, **arguments[service])
    assert list(StepRun.objects.order_by("pk").values()) == before
    assert not history(run).exists()
