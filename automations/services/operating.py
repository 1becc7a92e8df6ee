"""What staff do with a run that stands: each once, written to the journal and to the protocol."""

from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction

from accounts.models import User
from automations.engine.book import Book, declared
from automations.models import Run, StepLog, StepRun
from automations.selectors import messages_of
from core import bell, clock, protocol
from mailing.services import resend_message

PERMISSION = "automations.operate_run"
State = StepRun.State


class NotPossible(Exception):
    """The step is not, or no longer, in a state for this."""


@transaction.atomic
def retry_step(*, step_id: int, actor: User) -> None:
    """Try a failed step again, with all its attempts; a mail that was refused is sent anew."""
    step, now = _locked(step_id, actor, State.FAILED), clock.now()
    messages = messages_of(step) if step.effect_key else []
    if messages and messages[-1].may_be_resent:
        resend_message(message_id=messages[-1].pk, actor=actor)
    _make_due(step, now, attempts=0)
    if not step.moved_on:
        Run.objects.filter(pk=step.run_id).update(state=Run.State.ACTIVE)
    _note(step, now, StepLog.Code.RETRIED, actor)


@transaction.atomic
def hurry_step(*, step_id: int, actor: User) -> None:
    """Do now what would be done later: the next attempt, or asking a gate."""
    step, now = _locked(step_id, actor, State.READY, State.WAITING), clock.now()
    _make_due(step, now)
    _note(step, now, StepLog.Code.HURRIED, actor)


@transaction.atomic
def skip_step(*, step_id: int, branch: str, reason: str, actor: User) -> None:
    """Leave the step undone and go on along `branch`."""
    step, now = _locked(step_id, actor, State.READY, State.WAITING, State.FAILED), clock.now()
    if branch not in declared(step).exits():
        raise NotPossible(branch)
    book = Book(now)
    book.skip(step, branch)
    step.save(update_fields=["state", "finished_at", "branch"])
    book.write()
    _note(step, now, StepLog.Code.SKIPPED, actor, reason=reason, branch=step.branch)


@transaction.atomic
def cancel_run(*, run_id: int, reason: str, actor: User) -> None:
    """End the run: nothing of it happens any more. What has happened stays."""
    _allow(actor)
    run, now = Run.objects.select_for_update().get(pk=run_id), clock.now()
    if not run.live:
        raise NotPossible(run.state)
    for step in run.steps.filter(state__in=StepRun.OPEN):
        _note(step, now, StepLog.Code.CANCELLED, actor, reason=reason)
    run.steps.filter(state__in=StepRun.OPEN).update(
        state=State.CANCELLED, finished_at=now, lease_token="", leased_until=None
    )
    run.state, run.finished_at = Run.State.CANCELLED, now
    run.save(update_fields=["state", "finished_at"])


def _allow(actor: User) -> None:
    if not actor.has_perm(PERMISSION):
        raise PermissionDenied


def _locked(step_id: int, actor: User, *states: str) -> StepRun:
    """The run is locked before its step, like everywhere."""
    _allow(actor)
    run_id = StepRun.objects.values_list("run_id", flat=True).get(pk=step_id)
    run = Run.objects.select_for_update().get(pk=run_id)
    step = StepRun.objects.select_for_update().get(pk=step_id)
    step.run = run
    if step.state not in states or run.state == Run.State.CANCELLED:
        raise NotPossible(step.state)
    return step


def _make_due(step: StepRun, now: datetime, **values: Any) -> None:
    StepRun.objects.filter(pk=step.pk).update(state=State.READY, due_at=now, lease_token="", **values)
    bell.ring()


def _note(step: StepRun, now: datetime, code: str, actor: User, **data: Any) -> None:
    book = Book(now)
    book.log(step, code, actor=actor, **data)
    book.write()
    protocol.record(f"run.{code}", obj=step.run, actor=actor, person_id=step.run.person_id, step=step.step, data=data)
