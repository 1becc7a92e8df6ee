"""The way of a message: queued → claimed → sending (committed before the wire) → accepted, failed or unclear.

A worker that dies while a mail is on the wire leaves it `sending`; when its lease is over nobody knows the outcome, and
it becomes `unclear`. Transactional mail is then sent once more with the same Message-ID; advertising never is.
"""

import logging
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from core import bus, clock, protocol, work
from mailing import facts, smtp, wire
from mailing.enums import State
from mailing.models import MailChannel, Message
from mailing.selectors import SMTP, due_messages, paused_channel

logger = logging.getLogger(__name__)

BATCH = 10
CLAIM_LEASE = timedelta(minutes=10)
SENDING_LEASE = timedelta(minutes=3)  # longer than five answers of the server, each at most EMAIL_TIMEOUT
REPEAT_PAUSE = timedelta(minutes=1)
MAX_ATTEMPTS = 10
CHANNEL_PAUSES = [timedelta(minutes=m) for m in (1, 2, 5, 10)]


def send_due(now: datetime, limit: int = 200) -> int:
    """Send what is due. Returns the number of mails the server has taken. Not to be called inside a transaction."""
    with transaction.atomic(durable=True):
        work.reap(Message, now=now, from_state=State.CLAIMED, to_state=State.QUEUED)
    _give_up_on_lost_ones(now)
    _repeat_unclear(now)
    if paused_channel(now):
        return 0
    accepted = 0
    with smtp.Connection() as connection:
        for _start in range(0, limit, BATCH):
            batch = work.claim(due_messages(now), now=now, lease=CLAIM_LEASE, limit=min(BATCH, limit))
            accepted += _send_batch(batch, connection, now)
            if len(batch) < BATCH or paused_channel(now):
                break
    return accepted


def _send_batch(batch: list[Message], connection: smtp.Connection, now: datetime) -> int:
    accepted = 0
    for index, message in enumerate(batch):
        try:
            accepted += _send(message, connection, now)
        except smtp.ChannelDown as error:
            _pause_channel(error, now)
            for waiting in batch[index:]:
                _put_back(waiting)
            break
        except Exception:
            # One mail must not hold up the others. If it was on the wire, its lease runs out and it becomes unclear.
            logger.exception("mail %s could not be handled", message.pk)
    return accepted


def _send(message: Message, connection: smtp.Connection, now: datetime) -> bool:
    try:
        data = wire.as_bytes(message)
    except ValueError as error:
        _fail(message, smtp.Refused(0, str(error)))
        return False
    connection.ready()
    if not _start_sending(message):
        return False
    try:
        answer = connection.deliver(sender=wire.envelope_sender(message), recipient=message.to_email, data=data)
    except smtp.Refused as error:
        _fail(message, error)
    except smtp.Deferred as error:
        _defer(message, error, now)
    except smtp.OutcomeUnknown as error:
        _become_unclear(message, str(error), now)
    else:
        return _accept(message, answer, now)
    return False


def _start_sending(message: Message) -> bool:
    with transaction.atomic(durable=True):
        return work.compare_and_set(
            message, states=(State.CLAIMED,), state=State.SENDING, leased_until=clock.now() + SENDING_LEASE
        )


@transaction.atomic
def _accept(message: Message, answer: str, now: datetime) -> bool:
    """Also when the lease was lost on the way: whoever hears the server's yes knows more than the clock."""
    won = work.compare_and_set(
        message,
        states=(State.SENDING, State.UNCLEAR, State.QUEUED),
        state=State.ACCEPTED,
        due_at=None,
        leased_until=None,
        accepted_at=now,
        last_response=answer,
        last_error="",
    )
    if won:
        _open_channel()
        tell(message, facts.MAIL_ACCEPTED, answer=answer)
    return won


@transaction.atomic
def _fail(message: Message, error: smtp.SmtpError) -> None:
    if _leave(message, error, state=State.FAILED, due_at=None):
        tell(message, facts.MAIL_FAILED, answer=str(error))


@transaction.atomic
def _defer(message: Message, error: smtp.SmtpError, now: datetime) -> None:
    if message.attempts >= MAX_ATTEMPTS:
        _fail(message, error)
    elif _leave(message, error, state=State.QUEUED, due_at=now + work.backoff(message.attempts)):
        _record("mail.deferred", message, str(error))


def _leave(message: Message, error: smtp.SmtpError, **values: Any) -> bool:
    return work.compare_and_set(
        message,
        states=(State.CLAIMED, State.SENDING),
        leased_until=None,
        last_response=str(error),
        last_error=str(error),
        **values,
    )


@transaction.atomic
def _become_unclear(message: Message, reason: str, now: datetime) -> None:
    """The lease token stays: a late answer of the server may still settle it."""
    again = message.repeats_by_itself
    won = work.compare_and_set(
        message,
        states=(State.SENDING,),
        state=State.UNCLEAR,
        due_at=now + REPEAT_PAUSE if again else None,
        leased_until=None,
        last_error=reason,
    )
    if won and again:
        _record("mail.unclear", message, reason)
    elif won:
        tell(message, facts.MAIL_UNCLEAR, answer=reason)


def _give_up_on_lost_ones(now: datetime) -> None:
    for message in Message.objects.filter(state=State.SENDING, leased_until__lt=now):
        _become_unclear(message, "the worker stopped while the mail was on the wire", now)


def _repeat_unclear(now: datetime) -> None:
    for message in Message.objects.filter(state=State.UNCLEAR, due_at__lte=now):
        with transaction.atomic():
            if work.compare_and_set(message, states=(State.UNCLEAR,), state=State.QUEUED, repeated_at=now):
                _record("mail.repeated", message, "")


def _put_back(message: Message) -> None:
    """The channel is down: no attempt is burnt."""
    work.compare_and_set(
        message,
        states=(State.CLAIMED, State.SENDING),
        state=State.QUEUED,
        attempts=message.attempts - 1,
        leased_until=None,
    )


@transaction.atomic
def _pause_channel(error: smtp.ChannelDown, now: datetime) -> None:
    MailChannel.objects.get_or_create(name=SMTP)
    channel = MailChannel.objects.select_for_update().get(name=SMTP)
    channel.paused_until = now + CHANNEL_PAUSES[min(channel.failures, len(CHANNEL_PAUSES) - 1)]
    channel.failures += 1
    channel.last_error = str(error)
    channel.save()


def _open_channel() -> None:
    MailChannel.objects.filter(name=SMTP, failures__gt=0).update(failures=0, paused_until=None, last_error="")


def tell(message: Message, fact: bus.Fact, *, answer: str = "") -> None:
    """History and fact of an outcome."""
    _record(fact.name, message, answer)
    bus.emit(
        fact,
        subject=message,
        payload={
            "message": message.pk,
            "effect_key": message.origin_key,
            "related_type": message.related_type,
            "related_id": message.related_id,
        },
    )


def _record(action: str, message: Message, answer: str) -> None:
    """A server's answer may name the address: it goes to the personal values."""
    protocol.record(
        action,
        obj=message,
        person_id=message.person_id,
        data={"attempt": message.attempts},
        personal={"answer": ("", answer)} if answer else None,
    )
