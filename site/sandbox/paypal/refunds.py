from decimal import Decimal
from typing import Any

from sandbox.context import Sandbox
from sandbox.paypal import amounts, captures, idempotency, webhooks
from sandbox.paypal.errors import PayPalError
from sandbox.paypal.ids import new_id
from sandbox.paypal.requests import json_body, wants_all
from sandbox.web import Request, Response, as_json

KEY_LIFETIME = 45 * idempotency.DAYS
TIME_LIMIT = 180 * idempotency.DAYS
Document = dict[str, Any]


def create(app: Sandbox, request: Request, key: str) -> Response:
    """201 on a replay too: the specification knows no other success."""
    body = json_body(request) if request.body else {}
    known = idempotency.earlier(app, request, lifetime=KEY_LIFETIME)
    if known:
        return as_json(_answer(app, find(app, known), request), 201)
    with app.store.transaction():
        capture = captures.find(app, key)
        amount = _amount(app, capture, body)
        refund = _new_refund(app, capture, amount, body)
        app.store.put("refund", refund["id"], refund)
        app.store.put("capture", key, capture | _after(app, capture, amount))
        idempotency.remember(app, request, refund["id"])
        currency = capture["amount"]["currency_code"]
        summary = f"A {currency} {amount} capture payment was refunded"
        webhooks.publish(app, "PAYMENT.CAPTURE.REFUNDED", "refund", representation(app, refund), summary)
    app.webhook_bell.set()
    return as_json(_answer(app, refund, request), 201)


def show(app: Sandbox, request: Request, key: str) -> Response:
    return as_json(representation(app, find(app, key)))


def find(app: Sandbox, key: str) -> Document:
    refund = app.store.get("refund", key)
    if refund is None:
        raise PayPalError(404, "INVALID_RESOURCE_ID", field="refund_id")
    return refund


def representation(app: Sandbox, refund: Document) -> Document:
    gross, currency = Decimal(refund["amount"]["value"]), refund["amount"]["currency_code"]
    given = {name: refund[name] for name in ("invoice_id", "custom_id", "note_to_payer") if refund[name]}
    return given | {
        "id": refund["id"],
        "status": "COMPLETED",
        "amount": refund["amount"],
        "seller_payable_breakdown": {
            "gross_amount": refund["amount"],
            "paypal_fee": amounts.money(Decimal(0), currency),
            "net_amount": amounts.money(gross, currency),
            "total_refunded_amount": refund["total_refunded"],
        },
        "create_time": refund["create_time"],
        "update_time": refund["create_time"],
        "links": [
            {"href": app.url(f"/v2/payments/refunds/{refund['id']}"), "rel": "self", "method": "GET"},
            {"href": app.url(f"/v2/payments/captures/{refund['capture_id']}"), "rel": "up", "method": "GET"},
        ],
    }


def _answer(app: Sandbox, refund: Document, request: Request) -> Document:
    full = representation(app, refund)
    return full if wants_all(request) else {name: full[name] for name in ("id", "status", "links")}


def _amount(app: Sandbox, capture: Document, body: Document) -> Decimal:
    """What is to be refunded; an empty body means the rest."""
    _check_refundable(app, capture)
    left = Decimal(capture["amount"]["value"]) - Decimal(capture["refunded"])
    if "amount" not in body:
        return left
    wanted = amounts.positive(body["amount"], "/amount")
    if body["amount"]["currency_code"] != capture["amount"]["currency_code"]:
        raise PayPalError(422, "REFUND_CAPTURE_CURRENCY_MISMATCH", field="/amount/currency_code")
    if wanted > left:
        raise PayPalError(422, "REFUND_AMOUNT_EXCEEDED", field="/amount/value")
    return wanted


def _check_refundable(app: Sandbox, capture: Document) -> None:
    issue = {"PENDING": "PENDING_CAPTURE", "DECLINED": "REFUND_NOT_ALLOWED", "REFUNDED": "CAPTURE_FULLY_REFUNDED"}
    if capture["status"] in issue:
        raise PayPalError(422, issue[capture["status"]])
    if app.clock.now() - capture["at"] > TIME_LIMIT:
        raise PayPalError(422, "REFUND_TIME_LIMIT_EXCEEDED")


def _new_refund(app: Sandbox, capture: Document, amount: Decimal, body: Document) -> Document:
    used = {refund["invoice_id"] for refund in app.store.all("refund")}
    if body.get("invoice_id") and body["invoice_id"] in used:
        raise PayPalError(
            422,
            "DUPLICATE_INVOICE_ID",
            field="/invoice_id",
            description="Invoice ID was previously used to refund a capture.",
        )
    currency = capture["amount"]["currency_code"]
    given = {name: body.get(name, "") for name in ("invoice_id", "custom_id", "note_to_payer")}
    return given | {
        "id": new_id(),
        "capture_id": capture["id"],
        "amount": amounts.money(amount, currency),
        "total_refunded": amounts.money(Decimal(capture["refunded"]) + amount, currency),
        "create_time": app.clock.stamp(),
    }


def _after(app: Sandbox, capture: Document, amount: Decimal) -> Document:
    refunded = Decimal(capture["refunded"]) + amount
    whole = refunded == Decimal(capture["amount"]["value"])
    status = "REFUNDED" if whole else "PARTIALLY_REFUNDED"
    return {"refunded": str(refunded), "status": status, "update_time": app.clock.stamp()}
