from typing import Any

from sandbox.context import Sandbox
from sandbox.paypal import amounts, idempotency, webhooks
from sandbox.paypal.captures import PAYEE, capture_body, take_money
from sandbox.paypal.errors import PayPalError
from sandbox.paypal.ids import new_id, new_payer_id
from sandbox.paypal.requests import json_body, wants_all
from sandbox.web import Request, Response, as_json

KEY_LIFETIME = 6 * idempotency.HOURS
OPEN = ("CREATED", "PAYER_ACTION_REQUIRED", "APPROVED")
Document = dict[str, Any]


def create(app: Sandbox, request: Request) -> Response:
    body = json_body(request)
    if "payment_source" in body and not idempotency.key_of(request):
        raise PayPalError(400, "PAYPAL_REQUEST_ID_REQUIRED")
    known = idempotency.earlier(app, request, lifetime=KEY_LIFETIME)
    if known:
        return as_json(_answer(app, find(app, known), request), 200)
    _check(body)
    with app.store.transaction():
        order = _new_order(app, body)
        app.store.put("order", order["id"], order)
        idempotency.remember(app, request, order["id"])
    return as_json(_answer(app, order, request), 201)


def show(app: Sandbox, request: Request, key: str) -> Response:
    return as_json(representation(app, find(app, key)))


def capture(app: Sandbox, request: Request, key: str) -> Response:
    known = idempotency.earlier(app, request, lifetime=KEY_LIFETIME)
    if known:
        return as_json(_captured(app, find(app, known), request), 200)
    with app.store.transaction():
        order = find(app, key)
        _check_capturable(app, order)
        captures = [take_money(app, order, unit) for unit in order["purchase_units"]]
        order |= {"status": "COMPLETED", "captures": captures, "update_time": app.clock.stamp()}
        app.store.put("order", key, order)
        idempotency.remember(app, request, key)
    app.webhook_bell.set()
    return as_json(_captured(app, order, request), 201)


def find(app: Sandbox, key: str) -> Document:
    order = app.store.get("order", key)
    if order is None:
        raise PayPalError(404, "INVALID_RESOURCE_ID", field="/order_id")
    return order


def approve(app: Sandbox, key: str, outcome: str) -> Document:
    """The payer agrees. `outcome` decides what a capture will meet: pay, pending or decline."""
    with app.store.transaction():
        order = find(app, key)
        if order["status"] not in OPEN:
            return order
        payer_id = order.get("payer_id") or new_payer_id()
        order |= {"status": "APPROVED", "outcome": outcome, "payer_id": payer_id, "update_time": app.clock.stamp()}
        app.store.put("order", key, order)
        webhooks.publish(
            app,
            "CHECKOUT.ORDER.APPROVED",
            "checkout-order",
            representation(app, order),
            "An order has been approved by buyer",
        )
    app.webhook_bell.set()
    return order


def representation(app: Sandbox, order: Document) -> Document:
    units = [_unit(app, order, number) for number in range(len(order["purchase_units"]))]
    body = {"id": order["id"], "intent": order["intent"], "status": order["status"], "purchase_units": units}
    if order["has_source"] or order.get("payer_id"):
        body["payment_source"] = {"paypal": _wallet(order)}
    if order.get("payer_id"):
        body["payer"] = _payer(order)
    return body | {
        "create_time": order["create_time"],
        "update_time": order["update_time"],
        "links": _links(app, order),
    }


def _answer(app: Sandbox, order: Document, request: Request) -> Document:
    full = representation(app, order)
    if wants_all(request):
        return full
    return {name: full[name] for name in ("id", "status", "payment_source", "links") if name in full}


def _captured(app: Sandbox, order: Document, request: Request) -> Document:
    full = representation(app, order)
    if wants_all(request):
        return full
    units = [{"reference_id": unit["reference_id"], "payments": unit["payments"]} for unit in full["purchase_units"]]
    short = {name: full[name] for name in ("id", "status", "payment_source", "payer", "links")}
    return short | {"purchase_units": units}


def _check(body: Document) -> None:
    if body.get("intent") != "CAPTURE":
        issue = "INVALID_PARAMETER_VALUE" if "intent" in body else "MISSING_REQUIRED_PARAMETER"
        raise PayPalError(400, issue, field="/intent")
    units = body.get("purchase_units")
    if not isinstance(units, list) or not 0 < len(units) <= 10:
        raise PayPalError(400, "MISSING_REQUIRED_PARAMETER", field="/purchase_units")
    for number, unit in enumerate(units):
        amounts.check_unit(unit, f"/purchase_units/{number}")
    if len({unit.get("reference_id", "default") for unit in units}) < len(units):
        raise PayPalError(422, "DUPLICATE_REFERENCE_ID", field="/purchase_units")
    if len(set().union(*(amounts.currencies(unit) for unit in units))) > 1:
        raise PayPalError(422, "MULTI_CURRENCY_ORDER", field="/purchase_units")


def _new_order(app: Sandbox, body: Document) -> Document:
    source = body.get("payment_source", {}).get("paypal", {})
    context = source.get("experience_context") or body.get("application_context") or {}
    now = app.clock.stamp()
    return {
        "id": new_id(),
        "status": "PAYER_ACTION_REQUIRED" if "payment_source" in body else "CREATED",
        "intent": body["intent"],
        "has_source": "payment_source" in body,
        "purchase_units": [{"reference_id": "default"} | unit for unit in body["purchase_units"]],
        "context": {name: context.get(name, "") for name in ("brand_name", "return_url", "cancel_url")},
        "captures": [],
        "create_time": now,
        "update_time": now,
    }


def _check_capturable(app: Sandbox, order: Document) -> None:
    if order["status"] == "COMPLETED":
        raise PayPalError(422, "ORDER_ALREADY_CAPTURED")
    if order["status"] != "APPROVED":
        raise PayPalError(422, "ORDER_NOT_APPROVED")
    if order["outcome"] == "decline":
        redirect = {"href": app.url(f"/checkoutnow?token={order['id']}"), "rel": "redirect", "method": "GET"}
        raise PayPalError(422, "INSTRUMENT_DECLINED", links=[redirect])


def _unit(app: Sandbox, order: Document, number: int) -> Document:
    unit = order["purchase_units"][number] | {"payee": PAYEE}
    if order["captures"]:
        capture = app.store.get("capture", order["captures"][number]) or {}
        unit["payments"] = {"captures": [capture_body(app, capture)]}
    return unit


def _wallet(order: Document) -> Document:
    if not order.get("payer_id"):
        return {}
    payer = _payer(order)
    return {
        "email_address": payer["email_address"],
        "account_id": payer["payer_id"],
        "account_status": "VERIFIED",
        "name": payer["name"],
        "address": payer["address"],
    }


def _payer(order: Document) -> Document:
    return {
        "email_address": "kaeuferin@sandbox.example",
        "payer_id": order["payer_id"],
        "name": {"given_name": "Käthe", "surname": "Käufer"},
        "address": {"country_code": "DE"},
    }


def _links(app: Sandbox, order: Document) -> list[Document]:
    own = app.url(f"/v2/checkout/orders/{order['id']}")
    links = [{"href": own, "rel": "self", "method": "GET"}]
    if order["status"] in ("CREATED", "PAYER_ACTION_REQUIRED"):
        rel = "payer-action" if order["has_source"] else "approve"
        links.append({"href": app.url(f"/checkoutnow?token={order['id']}"), "rel": rel, "method": "GET"})
    if order["status"] in ("CREATED", "APPROVED"):
        links.append({"href": f"{own}/capture", "rel": "capture", "method": "POST"})
    return links
