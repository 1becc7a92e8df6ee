from decimal import Decimal
from typing import Any

from sandbox.context import Sandbox
from sandbox.paypal import amounts, webhooks
from sandbox.paypal.errors import PayPalError
from sandbox.paypal.ids import new_id
from sandbox.web import BadRequestError, Request, Response, as_json

EVENTS = {
    "COMPLETED": ("PAYMENT.CAPTURE.COMPLETED", "Payment completed for {value} {currency_code}"),
    "PENDING": ("PAYMENT.CAPTURE.PENDING", "Payment pending for {value} {currency_code}"),
    "DECLINED": ("PAYMENT.CAPTURE.DENIED", "A {value} {currency_code} capture payment was denied"),
}
PAYEE = {"email_address": "merchant@sandbox.example", "merchant_id": "B8PL5J7QK3MWA"}
Document = dict[str, Any]


def show(app: Sandbox, request: Request, key: str) -> Response:
    return as_json(resource(app, find(app, key)))


def find(app: Sandbox, key: str) -> Document:
    capture = app.store.get("capture", key)
    if capture is None:
        raise PayPalError(404, "INVALID_RESOURCE_ID", field="capture_id")
    return capture


def take_money(app: Sandbox, order: Document, unit: Document) -> str:
    """Make the capture of one purchase unit; its id. Part of the caller's transaction."""
    _check_invoice_id(app, unit)
    now = app.clock.stamp()
    capture = {
        "id": new_id(),
        "order_id": order["id"],
        "status": "PENDING" if order["outcome"] == "pending" else "COMPLETED",
        "amount": {name: unit["amount"][name] for name in ("currency_code", "value")},
        "refunded": "0.00",
        "invoice_id": unit.get("invoice_id", ""),
        "custom_id": unit.get("custom_id", ""),
        "at": app.clock.now(),
        "create_time": now,
        "update_time": now,
    }
    app.store.put("capture", capture["id"], capture)
    _announce(app, capture)
    return capture["id"]


def settle(app: Sandbox, key: str, to: str) -> Document:
    """PayPal's review of a pending capture ends."""
    status = {"COMPLETED": "COMPLETED", "DENIED": "DECLINED"}.get(to)
    if status is None:
        raise BadRequestError("to must be COMPLETED or DENIED")
    with app.store.transaction():
        capture = find(app, key)
        if capture["status"] != "PENDING":
            raise BadRequestError(f"The capture is {capture['status']}, only a PENDING one can be settled.")
        capture |= {"status": status, "update_time": app.clock.stamp()}
        app.store.put("capture", key, capture)
        _announce(app, capture)
    app.webhook_bell.set()
    return capture


def resource(app: Sandbox, capture: Document) -> Document:
    related = {"related_ids": {"order_id": capture["order_id"]}}
    return capture_body(app, capture) | {"supplementary_data": related, "payee": PAYEE}


def capture_body(app: Sandbox, capture: Document) -> Document:
    body = {name: capture[name] for name in ("id", "status", "amount")}
    if capture["status"] == "PENDING":
        body["status_details"] = {"reason": "PENDING_REVIEW"}
    body |= {name: capture[name] for name in ("invoice_id", "custom_id") if capture[name]}
    return body | {
        "final_capture": True,
        "seller_protection": {
            "status": "ELIGIBLE",
            "dispute_categories": ["ITEM_NOT_RECEIVED", "UNAUTHORIZED_TRANSACTION"],
        },
        "seller_receivable_breakdown": _breakdown(capture),
        "create_time": capture["create_time"],
        "update_time": capture["update_time"],
        "links": _links(app, capture),
    }


def _announce(app: Sandbox, capture: Document) -> None:
    event_type, summary = EVENTS[capture["status"]]
    webhooks.publish(app, event_type, "capture", resource(app, capture), summary.format(**capture["amount"]))


def _check_invoice_id(app: Sandbox, unit: Document) -> None:
    wanted = unit.get("invoice_id")
    used = {capture["invoice_id"] for capture in app.store.all("capture") if capture["status"] != "DECLINED"}
    if wanted and wanted in used:
        raise PayPalError(422, "DUPLICATE_INVOICE_ID", field="/purchase_units/invoice_id")


def _breakdown(capture: Document) -> Document:
    gross, currency = Decimal(capture["amount"]["value"]), capture["amount"]["currency_code"]
    if capture["status"] in ("PENDING", "DECLINED"):
        return {"gross_amount": capture["amount"]}
    fee = amounts.fee(gross)
    return {
        "gross_amount": capture["amount"],
        "paypal_fee": amounts.money(fee, currency),
        "net_amount": amounts.money(gross - fee, currency),
    }


def _links(app: Sandbox, capture: Document) -> list[Document]:
    own = app.url(f"/v2/payments/captures/{capture['id']}")
    order = app.url(f"/v2/checkout/orders/{capture['order_id']}")
    return [
        {"href": own, "rel": "self", "method": "GET"},
        {"href": f"{own}/refund", "rel": "refund", "method": "POST"},
        {"href": order, "rel": "up", "method": "GET"},
    ]
