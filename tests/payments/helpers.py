import uuid
from decimal import Decimal
from typing import Any

from django.test import Client

from core.models import DomainEvent
from payments.models import Payment
from payments.services import StartResult, start
from tests.sandbox.process import Sandbox
from tests.sandbox.receiver import Notice

RETURN_PATH = "/bestellung/abc/"


def begin(**changed: Any) -> StartResult:
    """A customer has chosen PayPal, unless `changed` says otherwise."""
    number = changed.pop("number", "B-2026-000123")
    values = {
        "provider": "paypal",
        "reference": str(uuid.uuid5(uuid.NAMESPACE_URL, number)),
        "amount": Decimal("19.90"),
        "description": f"Bestellung {number} für Käthe",
        "number": number,
        "return_path": RETURN_PATH,
    }
    return start(**{**values, **changed})


def approved(paypal: Sandbox, outcome: str = "pay", **changed: Any) -> Payment:
    """The payer has agreed at PayPal and is on the way back."""
    payment = begin(**changed).payment
    paypal.approve(payment.provider_order_id, outcome)
    return payment


def again(payment: Payment) -> Payment:
    return Payment.objects.get(pk=payment.pk)


def told(name: str) -> list[dict[str, Any]]:
    """The payloads of the facts of this name."""
    return [event.payload for event in DomainEvent.objects.filter(name=name).order_by("pk")]


def captures(paypal: Sandbox) -> list[dict[str, Any]]:
    """The money that has moved at PayPal."""
    return paypal.state()["captures"]


def deliver(client: Client, notice: Notice, *, raw: bytes | None = None, headers: dict[str, str] | None = None) -> int:
    """Post a webhook as it came from the sandbox, or altered; the status."""
    sent = {name: value for name, value in notice.headers.items() if name.lower().startswith("paypal-")}
    body = notice.raw if raw is None else raw
    return client.post("/webhooks/paypal/", body, "application/json", headers={**sent, **(headers or {})}).status_code
