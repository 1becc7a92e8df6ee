import base64
import binascii
import secrets

from sandbox.context import Sandbox
from sandbox.paypal.errors import PayPalError
from sandbox.web import Request, Response, as_json

LIFETIME = 32400
SCOPE = "https://uri.paypal.com/services/payments/payment https://uri.paypal.com/services/applications/webhooks"


def issue_token(app: Sandbox, request: Request) -> Response:
    if not _has_client(request.header("Authorization")):
        return invalid_client()
    if request.form().get("grant_type") != "client_credentials":
        return as_json({"error": "unsupported_grant_type", "error_description": "Grant Type is unsupported"}, 400)
    token = "A21AA" + secrets.token_urlsafe(48)
    app.store.put("token", token, {"expires": app.clock.now() + LIFETIME})
    return as_json(
        {
            "scope": SCOPE,
            "access_token": token,
            "token_type": "Bearer",
            "app_id": "APP-80W284485P519543T",
            "expires_in": LIFETIME,
            "nonce": f"{app.clock.stamp()}{secrets.token_urlsafe(32)}",
        }
    )


def invalid_client() -> Response:
    return as_json({"error": "invalid_client", "error_description": "Client Authentication failed"}, 401)


def revoked() -> Response:
    return as_json({"error": "invalid_token", "error_description": "Token signature verification failed"}, 401)


def refusal(app: Sandbox, request: Request) -> Response | None:
    """None when the request carries a living token."""
    kind, _, token = request.header("Authorization").partition(" ")
    if kind != "Bearer" or not token:
        return PayPalError(401).response()
    known = app.store.get("token", token)
    return None if known and known["expires"] > app.clock.now() else revoked()


def _has_client(authorization: str) -> bool:
    kind, _, encoded = authorization.partition(" ")
    try:
        client, _, secret = base64.b64decode(encoded, validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        return False
    return kind == "Basic" and bool(client) and bool(secret)
