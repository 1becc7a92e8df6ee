"""Money, as `payments` tells of it."""

import uuid
from decimal import Decimal

from billing.services import Money, allocate
from core.bus import EventData, subscribe
from payments.models import Payment


@subscribe("payment.captured", in_transaction=True)
def settle_claim(event: EventData) -> None:
    payment = uuid.UUID(event.payload["payment"])
    allocate(
        Money(
            payment=payment,
            reference=event.payload["reference"],
            amount=Decimal(event.payload["amount"]),
            currency=event.payload["currency"],
            provider=event.payload["provider"],
            paid_on=Payment.objects.values_list("received_on", flat=True).get(uuid=payment),
        )
    )
