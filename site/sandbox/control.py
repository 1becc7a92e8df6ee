"""The control plane: what tests and the curious may ask of the sandbox. Bodies are JSON, or forms from its own page."""

import json
from typing import Any

from sandbox import overview
from sandbox.checkout import OUTCOMES
from sandbox.context import Sandbox
from sandbox.faults import HTTP, SMTP
from sandbox.paypal import captures, orders, schedule, webhooks
from sandbox.web import BadRequestError, Request, Response, Route, as_json, see_other


def state(app: Sandbox, request: Request) -> Response:
    return as_json(
        {
            "now": app.clock.stamp(),
            "clock_offset": app.clock.offset,
            "orders": app.store.all("order"),
            "captures": app.store.all("capture"),
            "refunds": app.store.all("refund"),
            "events": [json.loads(row["raw"]) for row in app.store.rows("SELECT raw FROM event ORDER BY seq")],
            "deliveries": _deliveries(app),
            "webhooks": schedule.state_of(app),
            "faults": app.faults.waiting(HTTP),
            "smtp_faults": app.faults.waiting(SMTP),
            "mails": len(app.store.rows("SELECT seq FROM mail")),
            "violations": _violations(app),
        }
    )


def approve(app: Sandbox, request: Request, key: str) -> Response:
    outcome = request.fields().get("outcome", "pay")
    if outcome not in OUTCOMES:
        raise BadRequestError(f"outcome must be one of: {', '.join(OUTCOMES)}")
    return _done(request, orders.approve(app, key, outcome))


def settle(app: Sandbox, request: Request, key: str) -> Response:
    return _done(request, captures.settle(app, key, str(request.fields().get("to", ""))))


def add_fault(app: Sandbox, request: Request) -> Response:
    app.faults.add(HTTP, request.fields())
    return as_json(app.faults.waiting(HTTP), 201)


def clear_faults(app: Sandbox, request: Request) -> Response:
    app.faults.clear(HTTP)
    return as_json([])


def smtp(app: Sandbox, request: Request) -> Response:
    fields = request.fields()
    if fields.get("kind") == "none":
        app.faults.clear(SMTP)
    else:
        app.faults.add(SMTP, fields)
    return as_json(app.faults.waiting(SMTP), 201)


def set_webhooks(app: Sandbox, request: Request) -> Response:
    fields = request.fields()
    if fields.get("mode", "normal") not in schedule.MODES:
        raise BadRequestError(f"mode must be one of: {', '.join(schedule.MODES)}")
    with app.store.transaction():
        for name in ("mode", "url", "pauses"):
            if name in fields:
                app.store.set(f"webhook_{name}", fields[name])
    return _done(request, schedule.state_of(app))


def flush(app: Sandbox, request: Request) -> Response:
    return _done(request, {"released": schedule.release(app, str(request.fields().get("order", "fifo")))})


def redeliver(app: Sandbox, request: Request) -> Response:
    key = str(request.fields().get("event_id", ""))
    webhooks.redeliver(app, key)
    return _done(request, {"event_id": key})


def clock(app: Sandbox, request: Request) -> Response:
    try:
        app.clock.shift_to(float(request.fields().get("offset_seconds", 0)))
    except (TypeError, ValueError) as error:
        raise BadRequestError("offset_seconds must be a number") from error
    return as_json({"now": app.clock.stamp(), "offset_seconds": app.clock.offset})


def violations(app: Sandbox, request: Request) -> Response:
    return as_json({"checking": app.contract is not None, "violations": _violations(app)})


def reset(app: Sandbox, request: Request) -> Response:
    app.store.forget()
    return _done(request, {"status": "empty"})


def _done(request: Request, body: dict[str, Any]) -> Response:
    return see_other("/_sim/") if request.is_form else as_json(body)


def _deliveries(app: Sandbox) -> list[dict[str, Any]]:
    sql = "SELECT seq, event_id, state, due, attempts, answer FROM delivery ORDER BY seq"
    return [dict(row) for row in app.store.rows(sql)]


def _violations(app: Sandbox) -> list[dict[str, Any]]:
    return [json.loads(row["body"]) for row in app.store.rows("SELECT body FROM violation ORDER BY seq")]


ROUTES: list[Route] = [
    ("GET", "/_sim/", overview.show),
    ("GET", "/_sim/state", state),
    ("POST", "/_sim/orders/{key}/approve", approve),
    ("POST", "/_sim/captures/{key}/settle", settle),
    ("POST", "/_sim/faults", add_fault),
    ("DELETE", "/_sim/faults", clear_faults),
    ("POST", "/_sim/smtp", smtp),
    ("POST", "/_sim/webhooks", set_webhooks),
    ("POST", "/_sim/webhooks/flush", flush),
    ("POST", "/_sim/webhooks/redeliver", redeliver),
    ("POST", "/_sim/clock", clock),
    ("GET", "/_sim/violations", violations),
    ("POST", "/_sim/reset", reset),
]
