"""All that this site does by itself: one duty per name, each no more than a call of the service that does it.

Huey asks every minute which duties are due. A missed minute costs a minute: what must happen is a row, not a ring.
"""

from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import Any

from django.core.management import call_command
from django.utils.translation import gettext_lazy as _
from huey import crontab
from huey.contrib.djhuey import HUEY, db_periodic_task, db_task

from automations.engine.tick import tick
from automations.services import drain
from core import bus, clock, duties, ratelimit
from core.models import DutyRun
from core.registries import retentions
from mailing.services import send_due
from payments.services import process_webhooks, reconcile

Work = Callable[[], object]
DAY = 24 * 60


def duty(name: str, label: Any, *, every: int = 1) -> Callable[[Work], Work]:
    """Enter the function as a duty, due `every` so many minutes, and let Huey look each minute whether it is."""

    def register(work: Work) -> Work:
        duties.register(duties.Duty(name, label, every, work))

        @db_periodic_task(crontab(minute="*"), name=f"duty_{work.__name__}", expires=55)
        @wraps(work)
        def run_when_due() -> None:
            if is_due(name, every):
                duties.run(name)

        return work

    return register


def is_due(name: str, every: int) -> bool:
    """Half a minute early is on time: the minutes of a clock are not exactly sixty seconds apart."""
    before = clock.now() - timedelta(minutes=every, seconds=-30)
    return not DutyRun.objects.filter(name=name, started_at__gt=before).exists()


@db_task()
def nudge() -> None:
    """The bell has rung: somebody has committed something that does not want to wait for the next minute."""
    drain()


def ring() -> None:
    """Nudge the worker, unless a nudge lies in its queue: that one comes after us and sees all that we have written."""
    if not any(isinstance(task, nudge.task_class) for task in HUEY.pending(limit=20)):
        nudge()


@db_task()
def run_now(name: str) -> None:
    """Staff have pressed the button beside a duty."""
    duties.run(name)


@duty("facts", _("Tell facts to those who asked for them"))
def tell_facts() -> int:
    return bus.dispatch_due(now=clock.now())


@duty("webhooks", _("Follow the messages of payment providers"))
def follow_webhooks() -> int:
    return process_webhooks(now=clock.now())


@duty("payments", _("Ask providers about payments with an open outcome"))
def reconcile_payments() -> int:
    return reconcile(now=clock.now())


@duty("steps", _("Perform the due steps of processes; ask gates whose deadline has come"))
def perform_steps() -> int:
    return tick(now=clock.now())


@duty("mails", _("Send mails"))
def send_mails() -> int:
    return send_due(clock.now())


@duty("publishing", _("Publish and withdraw pages whose time has come"))
def publish_pages() -> str:
    call_command("publish_scheduled")
    return ""


@duty("clean_up", _("Forget expired sessions, old rate limits, and submissions of forms whose time is up"), every=DAY)
def clean_up() -> int:
    call_command("clearsessions")
    return ratelimit.forget_old_windows() + sum(forget(clock.now()) for forget in retentions.values())
