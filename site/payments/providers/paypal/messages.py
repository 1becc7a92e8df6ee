"""PayPal's words: the bodies that we send, and what theirs mean to us."""

import json
import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from payments.providers.base import BadWebhookError, Checkout, Intent, Notice, ProviderState, Stand
from payments.providers.paypal.exchange import Answer

Body = Mapping[str, Any]

ORDERS = {
    "CREATED": Stand.WAITING,
    "SAVED": Stand.WAITING,
    "PAYER_ACTION_REQUIRED": Stand.WAITING,
    "APPROVED": Stand.APPROVED,
    "VOIDED": Stand.GONE,
}
CAPTURES = {
    "COMPLETED": Stand.CAPTURED,
    "PENDING": Stand.PENDING,
    "DECLINED": Stand.DENIED,
    "FAILED": Stand.DENIED,
    "PARTIALLY_REFUNDED": Stand.REFUNDED,
    "REFUNDED": Stand.REFUNDED,
}
WEIGHT = [Stand.DENIED, Stand.REFUNDED, Stand.PENDING, Stand.CAPTURED]  # the last one found is what counts
FOLLOWED = re.compile(r"CHECKOUT\.ORDER\.APPROVED|PAYMENT\.CAPTURE\.(COMPLETED|PENDING|DENIED|DECLINED)")
PERSONAL = {"payer", "payment_source", "shipping", "payee"}


def order_body(intent: Intent) -> dict[str, Any]:
    """Gross prices without a tax total: ours are gross, and PayPal's sums must fit to the cent."""
    amount = {"currency_code": intent.currency, "value": str(intent.amount)}
    item = {"name": intent.description[:127], "quantity": "1", "unit_amount": amount}
    context = {
        "locale": "de-DE",
        "user_action": "PAY_NOW",
        "shipping_preference": "NO_SHIPPING",
        "payment_method_preference": "IMMEDIATE_PAYMENT_REQUIRED",
        "return_url": intent.return_url,
        "cancel_url": intent.cancel_url,
    }
    unit = {
        "reference_id": "default",
        "custom_id": intent.payment,
        "invoice_id": intent.name,
        "description": intent.description[:127],
        "amount": amount | {"breakdown": {"item_total": amount}},
        "items": [item],
    }
    return {
        "intent": "CAPTURE",
        "purchase_units": [unit],
        "payment_source": {"paypal": {"experience_context": context}},
    }


def checkout(answer: Answer) -> Checkout:
    links = {link["rel"]: link["href"] for link in answer.body.get("links", [])}
    url = links.get("payer-action") or links.get("approve") or ""
    return Checkout(answer.body["id"], url, answer.status, without_person(answer.body))


def order_state(answer: Answer) -> ProviderState:
    unit = (answer.body.get("purchase_units") or [{}])[0]
    captures = (unit.get("payments") or {}).get("captures") or []
    if captures:
        return _capture_state(max(captures, key=lambda capture: WEIGHT.index(_stand(capture))), answer)
    return _state(ORDERS.get(str(answer.body.get("status")), Stand.PENDING), unit, answer)


def without_person(body: Body) -> dict[str, Any]:
    """What we keep of an answer: who paid is PayPal's business and stands in no table of ours."""
    return {name: _without_person(value) for name, value in body.items() if name not in PERSONAL}


def notice(raw: bytes) -> Notice:
    try:
        event = json.loads(raw)
        resource, kind = event["resource"], str(event["event_type"])
        related = _related(kind, resource)
        return Notice(
            event_id=str(event["id"]),
            type=kind[:100],
            resource_id=str(resource.get("id", ""))[:100],
            order_id=related.get("orders", ""),
            payment_id=related.get("captures", ""),
            concerns_us=bool(FOLLOWED.fullmatch(kind)),
        )
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise BadWebhookError("not an event") from error


def _without_person(value: object) -> object:
    if isinstance(value, dict):
        return without_person(value)
    return [_without_person(part) for part in value] if isinstance(value, list) else value


def _stand(capture: Body) -> Stand:
    return CAPTURES.get(capture["status"], Stand.PENDING)  # a word we do not know is no money yet


def _capture_state(capture: Body, answer: Answer) -> ProviderState:
    reason = str((capture.get("status_details") or {}).get("reason", ""))
    return _state(_stand(capture), capture, answer, payment_id=capture["id"], reason=reason)


def _state(stand: Stand, priced: Body, answer: Answer, *, payment_id: str = "", reason: str = "") -> ProviderState:
    amount = priced.get("amount") or {}
    return ProviderState(
        state=stand,
        payment_id=payment_id,
        amount=Decimal(amount["value"]) if amount else None,
        currency=str(amount.get("currency_code", "")),
        reason=reason,
        status=answer.status,
        raw=without_person(answer.body),
    )


def _related(kind: str, resource: Body) -> dict[str, str]:
    """Ids of the order and the capture that an event is about: itself, what it names, or its link upwards."""
    if kind.startswith("CHECKOUT.ORDER."):
        return {"orders": resource["id"]}
    found = {}
    for link in resource.get("links", []):
        if match := re.search(r"/(orders|captures)/([A-Za-z0-9-]+)$", str(link.get("href", ""))):
            found[match[1]] = match[2]
    named = (resource.get("supplementary_data") or {}).get("related_ids") or {}
    return found | ({"orders": named["order_id"]} if named.get("order_id") else {})
