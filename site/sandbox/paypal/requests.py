import json
from typing import Any

from sandbox.paypal.errors import PayPalError
from sandbox.web import Request


def json_body(request: Request) -> dict[str, Any]:
    if not request.header("Content-Type").startswith("application/json"):
        raise PayPalError(415)
    try:
        body = json.loads(request.body or b"{}")
    except ValueError as error:
        raise PayPalError(400, "MALFORMED_REQUEST_JSON") from error
    if not isinstance(body, dict):
        raise PayPalError(400, "MALFORMED_REQUEST_JSON")
    return body


def wants_all(request: Request) -> bool:
    return "return=representation" in request.header("Prefer")
