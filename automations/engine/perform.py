"""Performing steps: many in one transaction, or one by itself when it must be, or when something went wrong."""

import logging
from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from automations.engine.book import Book, LeaseLostError, declared
from automations.models import StepRun
from automations.process import Do, Effect, Gate, Mail
from automations.selectors import messages_of
from core import clock, logs, work
from mailing.enums import State as MessageState
from mailing.services import queue_mail

logger = logging.getLogger(__name__)

# A step that has been claimed so often without an error has killed its workers.
POISON = 12


class MailFailedError(Exception):
    """The mail server has refused the message for good."""


def perform_together(steps: Sequence[StepRun], *, now: datetime) -> None:
    """Everything in one transaction. If one step spoils it, nothing has happened, and each is performed by itself."""
    try:
        _perform(steps, now=now, chain=True)
    except Exception as error:  # noqa: BLE001 -- told again, and logged, by the one step that is at fault
        logger.info("batch of %s steps undone: %s", len(steps), type(error).__name__)
        for step in steps:
            perform_alone(_again(step), now=now)


def perform_alone(step: StepRun, *, now: datetime) -> None:
    with logs.about(run=step.run_id, step=step.pk):
        _perform_alone(step, now=now)


def _perform_alone(step: StepRun, *, now: datetime) -> None:
    try:
        if step.attempts > POISON:
            raise RuntimeError(f"the worker died {POISON} times over this step")
        if step.alone:
            _call(step, now=now)
        else:
            _perform([step], now=now, chain=False)
    except LeaseLostError:
        logger.info("step %s was taken over", step.step)
    except Exception as error:
        logger.exception("step %s did not succeed", step.step)
        _fail(step, error, now=now)


@transaction.atomic
def _perform(steps: Sequence[StepRun], *, now: datetime, chain: bool) -> None:
    """Effects first (they lock what they change), then the runs are locked and the gates are asked."""
    book = Book(now)
    book.hold(steps)
    reached = [_act(step, book, chain=chain) for step in steps]
    book.lock_runs()
    for step in filter(None, reached):
        _ask(step, book)
    book.write()


def _act(step: StepRun | None, book: Book, *, chain: bool) -> StepRun | None:
    """Do what the step says, and with `chain` what follows it; ends at a gate, a call or something to wait for."""
    while step is not None and not step.alone:
        with logs.about(run=step.run_id, step=step.pk):
            match declared(step):
                case Mail() as mail:
                    step = _send(step, mail, book)
                case Do() as do:
                    step = book.finish(step, result=do.fn(step.run))
                case _:
                    return step
        if not chain:
            return None
    return None


def _send(step: StepRun, mail: Mail, book: Book) -> StepRun | None:
    messages = messages_of(step)
    states = {message.state for message in messages}
    if not messages:
        queue_mail(effect_key=str(step.effect_key), **mail.compose(step.run))
    elif MessageState.ACCEPTED in states:
        return book.finish(step)
    elif states <= {MessageState.FAILED, MessageState.CANCELLED}:
        raise MailFailedError(messages[-1].last_response or messages[-1].state)
    book.wait(step, None)
    return None


def _ask(step: StepRun, book: Book) -> None:
    gate = declared(step)
    if not isinstance(gate, Gate):
        return
    step.deadline = gate.deadline(step.run, since=step.created_at)
    branch = gate.decide(step.run, deadline=step.deadline, now=book.now)
    if branch is None:
        book.wait(step, step.deadline)
    else:
        book.finish(step, branch)


def _call(step: StepRun, *, now: datetime) -> None:
    """No transaction around it: it may take its time, and whoever does it again finds what was done."""
    do = declared(step)
    assert isinstance(do, Do)  # noqa: S101 -- nothing else stands alone
    result = do.fn(step.run)
    with transaction.atomic():
        book = Book(max(now, clock.now()))  # it took its time
        book.hold([step])
        book.lock_runs()
        book.finish(step, result=result)
        book.write()


def _fail(step: StepRun, error: Exception, *, now: datetime) -> None:
    """Again after a pause, or for good. In a new transaction: that of the step is gone."""
    message = f"{type(error).__name__}: {error}"[:500]
    try:
        with transaction.atomic():
            step = _again(step)
            book = Book(now)
            book.hold([step])
            book.lock_runs()
            _note_failure(step, error, message, book)
            book.write()
    except LeaseLostError:
        logger.info("step %s was taken over", step.step)


def _again(step: StepRun) -> StepRun:
    """As it stands in the database: the object has been changed by what was undone. The lease is still the old one."""
    fresh = StepRun.objects.select_related("run").get(pk=step.pk)
    fresh.lease_token = step.lease_token
    return fresh


def _note_failure(step: StepRun, error: Exception, message: str, book: Book) -> None:
    try:
        this = declared(step)
    except KeyError:
        book.give_up(step, message, "")
        return
    retries = this.retries if isinstance(this, Effect) else Effect.retries
    if step.attempts <= retries and not isinstance(error, MailFailedError):
        book.postpone(step, book.now + work.backoff(step.attempts), message)
    else:
        book.give_up(step, message, this.exits().get(StepRun.MOVED_ON, ""))
