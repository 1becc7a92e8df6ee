"""Money, as `payments` tells of it."""

from decimal import Decimal

from django.utils import timezone

from billing.services import Money, allocate
from core.bus import EventData, subscribe
from payments.models import Payment


@subscribe("payment.captured", in_transaction=True)
def settle_claim(event: EventData) -> None:
    payment = Payment.objects.get(uuid=event.payload["payment"])
    allocate(
        Money(
            payment=payment.uuid,
            reference=event.payload["reference"],
            amount=Decimal(event.payload["amount"]),
            currency=event.payload["currency"],
            provider=event.payload["provider"],
            paid_on=payment.received_on or timezone.localdate(event.occurred_at),
        )
    )
