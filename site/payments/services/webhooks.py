import logging
from collections.abc import Mapping
from datetime import datetime, timedelta

from django.db import transaction

from core import bell, clock, protocol, work
from core.registries import payment_providers
from payments.models import Payment, WebhookEvent
from payments.providers.base import Deadline, Notice, OnlineProvider, ProviderError
from payments.services.sync import sync

logger = logging.getLogger(__name__)

State = WebhookEvent.State
LEASE = timedelta(minutes=10)


def store_webhook(*, provider: str, raw: bytes, headers: Mapping[str, str]) -> WebhookEvent:
    """Keep a genuine event, once. Raises BadWebhookError for others, TemporaryError when that cannot be told now."""
    way: OnlineProvider = payment_providers.get(provider)
    notice = way.verify(raw, headers)
    now = clock.now()
    event = WebhookEvent(
        provider=provider,
        event_id=notice.event_id,
        type=notice.type,
        resource_id=notice.resource_id,
        raw=raw,
        headers={name: headers[name] for name in way.signature_headers},
        received_at=now,
        due_at=now,
    )
    with transaction.atomic():
        WebhookEvent.objects.bulk_create([event], ignore_conflicts=True)
        bell.ring()
    return WebhookEvent.objects.get(provider=provider, event_id=notice.event_id)


def process_webhooks(*, now: datetime, limit: int = 50) -> int:
    """Follow up to `limit` waiting events, one by one. Returns how many."""
    work.reap(WebhookEvent, now=now, from_state=State.CLAIMED, to_state=State.RECEIVED)
    due = WebhookEvent.objects.filter(state=State.RECEIVED, due_at__lte=now).order_by("due_at", "id")
    for done in range(limit):
        claimed = work.claim(due, now=clock.now(), lease=LEASE, limit=1)
        if not claimed:
            return done
        _follow(claimed[0], now)
    return limit


def retry_webhook(*, event_id: int) -> bool:
    """Staff want an event that belonged to nothing, or waits, to be followed now."""
    with transaction.atomic():
        rows = WebhookEvent.objects.filter(pk=event_id, state__in=[State.UNMATCHED, State.RECEIVED])
        if not rows.update(state=State.RECEIVED, due_at=clock.now(), last_error=""):
            return False
        protocol.record("webhook.retried", obj=WebhookEvent.objects.get(pk=event_id))
        bell.ring()
        return True


def _follow(event: WebhookEvent, now: datetime) -> None:
    """The event is a hint: what is true, the provider is asked."""
    way: OnlineProvider = payment_providers.get(event.provider)
    notice = way.read(bytes(event.raw))
    payment = _payment_of(event.provider, notice)
    if payment is None or not notice.concerns_us:
        found = "no payment with this order" if payment is None else "a kind that nobody follows"
        work.compare_and_set(event, state=State.UNMATCHED, last_error=found)
        return
    try:
        sync(payment_id=payment.pk, deadline=Deadline.in_worker())
    except ProviderError as error:
        _later(event, now, error)
    except Exception as error:
        logger.exception("webhook event %s could not be followed", event.pk)
        _later(event, now, error)
    else:
        work.compare_and_set(event, state=State.DONE, last_error="")


def _later(event: WebhookEvent, now: datetime, error: Exception) -> None:
    due_at = now + work.backoff(event.attempts)
    work.compare_and_set(event, state=State.RECEIVED, due_at=due_at, last_error=f"{type(error).__name__}: {error}")


def _payment_of(provider: str, notice: Notice) -> Payment | None:
    payments = Payment.objects.filter(provider=provider)
    if notice.order_id:
        return payments.filter(provider_order_id=notice.order_id).first()
    if notice.payment_id:
        return payments.filter(provider_payment_id=notice.payment_id).first()
    return None
