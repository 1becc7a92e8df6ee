import json
import time
from sqlite3 import Row
from typing import Any
from uuid import uuid4

from sandbox.context import Sandbox
from sandbox.paypal import signing
from sandbox.paypal.errors import PayPalError
from sandbox.paypal.ids import new_event_id
from sandbox.paypal.requests import json_body
from sandbox.paypal.schedule import schedule
from sandbox.web import Request, Response, as_json

Document = dict[str, Any]


def publish(app: Sandbox, event_type: str, resource_type: str, resource: Document, summary: str) -> None:
    """Write the event and its delivery in the caller's transaction; the bytes written here are the bytes sent."""
    key = new_event_id()
    own = app.url(f"/v1/notifications/webhooks-events/{key}")
    event = {
        "id": key,
        "event_version": "1.0",
        "create_time": app.clock.stamp(),
        "resource_type": resource_type,
        "resource_version": "2.0",
        "event_type": event_type,
        "summary": summary,
        "resource": resource,
        "links": [
            {"href": own, "rel": "self", "method": "GET"},
            {"href": f"{own}/resend", "rel": "resend", "method": "POST"},
        ],
    }
    raw = json.dumps(event, ensure_ascii=False, separators=(",", ":")).encode()
    sql = "INSERT INTO event (id, type, resource_id, at, raw) VALUES (?, ?, ?, ?, ?)"
    app.store.execute(sql, key, event_type, resource["id"], app.clock.now(), raw)
    schedule(app, key, signed_headers(app, raw))


def signed_headers(app: Sandbox, raw: bytes) -> dict[str, str]:
    transmission_id, moment = str(uuid4()), app.clock.stamp()
    signed = signing.message(transmission_id, moment, app.settings.webhook_id, raw)
    return {
        "Content-Type": "application/json",
        "User-Agent": "PayPal/AUHD-214.0-sandbox",
        "PAYPAL-AUTH-ALGO": "SHA256withRSA",
        "PAYPAL-AUTH-VERSION": "v2",
        "PAYPAL-CERT-URL": app.url(f"/v1/notifications/certs/{app.store.setting('certificate_id')}"),
        "PAYPAL-TRANSMISSION-ID": transmission_id,
        "PAYPAL-TRANSMISSION-TIME": moment,
        "PAYPAL-TRANSMISSION-SIG": signing.sign(app.store, signed),
    }


def certificate(app: Sandbox, request: Request, key: str) -> Response:
    if key != app.store.setting("certificate_id"):
        raise PayPalError(404, "INVALID_RESOURCE_ID")
    return Response(200, app.store.setting("certificate").encode(), "application/x-pem-file")


def verify(app: Sandbox, request: Request) -> Response:
    body = json_body(request)
    try:
        event = json.dumps(body["webhook_event"], ensure_ascii=False, separators=(",", ":")).encode()
        signed = signing.message(body["transmission_id"], body["transmission_time"], body["webhook_id"], event)
        genuine = body["webhook_id"] == app.settings.webhook_id and body["auth_algo"] == "SHA256withRSA"
        genuine = genuine and signing.is_genuine(app.store, body["transmission_sig"], signed)
    except KeyError as error:
        raise PayPalError(400, "MISSING_REQUIRED_PARAMETER", field=f"/{error.args[0]}") from error
    return as_json({"verification_status": "SUCCESS" if genuine else "FAILURE"})


def events(app: Sandbox, request: Request) -> Response:
    size = int(request.argument("page_size", "10"))
    found = app.store.rows("SELECT * FROM event ORDER BY seq DESC")
    kind, resource_id = request.argument("event_type"), request.argument("transaction_id")
    fitting = [
        event
        for event in (json.loads(row["raw"]) for row in found if row["type"].startswith(kind))
        if resource_id in ("", event["resource"]["id"]) and _within(event["create_time"], request)
    ]
    link = {"href": app.url(f"{request.path}?{request.query}"), "rel": "self", "method": "GET"}
    return as_json({"events": fitting[:size], "count": len(fitting[:size]), "links": [link]})


def event(app: Sandbox, request: Request, key: str) -> Response:
    return Response(200, _find(app, key)["raw"])


def resend(app: Sandbox, request: Request, key: str) -> Response:
    return Response(202, redeliver(app, key))


def redeliver(app: Sandbox, key: str) -> bytes:
    with app.store.transaction():
        raw = _find(app, key)["raw"]
        schedule(app, key, signed_headers(app, raw), due=time.time())
    app.webhook_bell.set()
    return raw


def _find(app: Sandbox, key: str) -> Row:
    found = app.store.row("SELECT * FROM event WHERE id = ?", key)
    if found is None:
        raise PayPalError(404, "INVALID_RESOURCE_ID")
    return found


def _within(moment: str, request: Request) -> bool:
    return request.argument("start_time", moment)[:19] <= moment[:19] <= request.argument("end_time", moment)[:19]
