import logging
from datetime import datetime, timedelta

from core import work
from payments.models import Payment
from payments.providers.base import Deadline, ProviderError
from payments.services.states import FIRST_LOOK, State, advance
from payments.services.sync import sync

logger = logging.getLogger(__name__)

GIVE_UP = timedelta(hours=6)


def reconcile(*, now: datetime, limit: int = 50) -> int:
    """Ask the providers about payments that have been open, or in doubt, for too long. Returns how many were asked."""
    due = Payment.objects.filter(ask_at__lte=now).order_by("ask_at")[:limit]
    return sum(_look(payment, now) for payment in due)


def _look(payment: Payment, now: datetime) -> bool:
    """The next look is set before this one: whoever sets it asks, and a crash only postpones."""
    asked = payment.asked + 1
    again = now + max(FIRST_LOOK[State(payment.state)], work.backoff(asked))
    if not Payment.objects.filter(pk=payment.pk, ask_at=payment.ask_at).update(ask_at=again, asked=asked):
        return False
    try:
        _give_up_if_old(sync(payment_id=payment.pk, deadline=Deadline.in_worker()), now)
    except ProviderError as error:
        logger.warning("payment %s could not be asked about: %s", payment.pk, error.reason)
    except Exception:
        logger.exception("payment %s could not be asked about", payment.pk)
    return True


def _give_up_if_old(payment: Payment, now: datetime) -> None:
    if payment.created_at <= now - GIVE_UP:
        advance(payment, State.CANCELLED, sources=(State.CREATED, State.APPROVING), reason="expired")
