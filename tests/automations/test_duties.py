"""What the machine does by itself: each duty by name, through a real worker, and what a ring costs and brings."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

import pytest
from django.contrib.sessions.models import Session
from django.db import connection
from django.test.utils import CaptureQueriesContext

from automations import tasks
from automations.models import Run
from automations.services import drain, draining
from core import bell, clock, duties
from core.models import DomainEvent, DutyRun, RateWindow
from core.processes import SANDBOX, WORKER
from tests.automations.sample import begin, step
from tests.support.ports import wait_until
from tests.support.stack import Stack

NAMES = ["facts", "webhooks", "payments", "steps", "mails", "publishing", "clean_up"]


@pytest.fixture
def queue() -> Iterator[Callable[[], list[str]]]:
    """The names of what waits for the worker."""
    tasks.HUEY.flush()
    yield lambda: [task.name for task in tasks.HUEY.pending()]
    tasks.HUEY.flush()


@pytest.mark.feature("C06")
def test_every_duty_has_one_periodic_task_of_its_own() -> None:
    assert [duty.name for duty in duties.all_duties()] == NAMES
    periodic = {task.name for task in tasks.HUEY._registry.periodic_tasks}
    assert len(periodic) == len(NAMES)


@pytest.mark.feature("C06")
@pytest.mark.slow
def test_every_duty_runs_in_a_real_worker(new_stack: Callable[..., Stack]) -> None:
    stack = new_stack()
    with stack.rows():
        DutyRun.objects.all().delete()
    stack.start(SANDBOX, WORKER)

    def all_done() -> bool:
        with stack.rows():
            return DutyRun.objects.filter(finished_at__isnull=False).count() == len(NAMES)

    wait_until(all_done, "each duty has run", 75)
    with stack.rows():
        assert sorted(DutyRun.objects.values_list("name", flat=True)) == sorted(NAMES)
        assert list(DutyRun.objects.exclude(error="").values_list("name", "error")) == []


@pytest.mark.django_db
@pytest.mark.feature("C06")
def test_daily_duty_waits_for_its_day_and_a_missed_day_is_made_up() -> None:
    assert tasks.is_due("clean_up", tasks.DAY)
    duties.run("clean_up")
    clock.shift(timedelta(hours=23))
    assert not tasks.is_due("clean_up", tasks.DAY)
    clock.shift(timedelta(days=5))
    assert tasks.is_due("clean_up", tasks.DAY)


@pytest.mark.django_db
def test_duty_of_a_minute_is_due_each_minute_although_clocks_jitter() -> None:
    duties.run("steps")
    assert not tasks.is_due("steps", 1)
    clock.shift(timedelta(seconds=59))
    assert tasks.is_due("steps", 1)


@pytest.mark.django_db
@pytest.mark.feature("C06")
def test_clean_up_forgets_expired_sessions_and_old_windows() -> None:
    Session.objects.create(session_key="old", session_data="", expire_date=clock.now() - timedelta(days=1))
    Session.objects.create(session_key="new", session_data="", expire_date=clock.now() + timedelta(days=1))
    RateWindow.objects.create(key="old", window=0)
    duties.run("clean_up")

    assert list(Session.objects.values_list("session_key", flat=True)) == ["new"]
    assert not RateWindow.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_bell_rings_after_the_commit_and_once_until_it_is_heard(queue: Callable[[], list[str]]) -> None:
    begin()
    begin()
    assert queue() == ["nudge"]

    with bell.silent():
        begin()
    assert queue() == ["nudge"]


@pytest.mark.django_db(transaction=True)
def test_broken_queue_does_not_reach_the_visitor(monkeypatch: pytest.MonkeyPatch) -> None:
    tasks.HUEY.storage.close()
    monkeypatch.setattr(tasks.HUEY.storage, "filename", "/nowhere/at/all.sqlite3")

    assert begin().state == Run.State.ACTIVE


@pytest.mark.django_db(transaction=True)
def test_nudge_does_everything_that_is_due() -> None:
    run = begin()
    tasks.nudge.call_local()

    assert step(run, "answered").state == "waiting"
    assert not DomainEvent.objects.filter(state=DomainEvent.State.PENDING).exists()


@pytest.mark.django_db
def test_idle_round_asks_little_and_writes_nothing() -> None:
    drain()
    with CaptureQueriesContext(
        connection,
    ) as asked:
        assert drain() == 0

    assert len(asked) <= 15
    assert not [query["sql"] for query in asked if query["sql"].startswith(("UPDATE", "INSERT", "DELETE", "BEGIN"))]


def test_error_in_one_kind_of_work_does_not_stop_the_others(caplog: pytest.LogCaptureFixture) -> None:
    def broken(_: datetime) -> int:
        raise OSError("no more room")

    assert draining._quietly(broken) == 0
    assert "draining stopped at broken" in caplog.text
