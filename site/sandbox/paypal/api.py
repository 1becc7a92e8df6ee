from sandbox.context import Sandbox
from sandbox.faults import HTTP, Fault
from sandbox.paypal import auth, captures, orders, refunds, webhooks
from sandbox.paypal.errors import PayPalError
from sandbox.web import DroppedError, Request, Response, Router

OPEN_ROUTES = Router(
    [
        ("POST", "/v1/oauth2/token", auth.issue_token),
        ("GET", "/v1/notifications/certs/{key}", webhooks.certificate),
    ]
)
ROUTES = Router(
    [
        ("POST", "/v2/checkout/orders", orders.create),
        ("GET", "/v2/checkout/orders/{key}", orders.show),
        ("POST", "/v2/checkout/orders/{key}/capture", orders.capture),
        ("GET", "/v2/payments/captures/{key}", captures.show),
        ("POST", "/v2/payments/captures/{key}/refund", refunds.create),
        ("GET", "/v2/payments/refunds/{key}", refunds.show),
        ("POST", "/v1/notifications/verify-webhook-signature", webhooks.verify),
        ("GET", "/v1/notifications/webhooks-events", webhooks.events),
        ("GET", "/v1/notifications/webhooks-events/{key}", webhooks.event),
        ("POST", "/v1/notifications/webhooks-events/{key}/resend", webhooks.resend),
    ]
)


def answer(app: Sandbox, request: Request) -> Response:
    """One call to PayPal, with the fault that waits for it, if any."""
    fault = app.faults.take(HTTP, request.path, method=request.method) or Fault("")
    _before(app, request, fault)
    if fault.kind in ("500", "429", "503"):
        return PayPalError(int(fault.kind)).response()
    if fault.kind == "revoked_token":
        return auth.invalid_client() if request.path == "/v1/oauth2/token" else auth.revoked()
    response = _once(app, request, delay=fault.seconds if fault.kind == "slow" else 0)
    if fault.kind == "timeout_after_commit":
        app.pause(fault.seconds)
        raise DroppedError
    return response


def _before(app: Sandbox, request: Request, fault: Fault) -> None:
    if fault.kind == "timeout_before":
        app.pause(fault.seconds)
    if fault.kind in ("timeout_before", "drop"):
        raise DroppedError


def _once(app: Sandbox, request: Request, *, delay: float) -> Response:
    """While one request with a key is being handled, its twin is refused."""
    key = request.header("PayPal-Request-Id")
    with app.in_flight.hold((request.method, request.path, key or str(id(request)))) as first:
        if not first:
            return PayPalError(409, "PREVIOUS_REQUEST_IN_PROGRESS").response()
        app.pause(delay)
        return _checked(app, request)


def _checked(app: Sandbox, request: Request) -> Response:
    broken = app.contract.check_request(request) if app.contract else None
    if broken:
        return PayPalError(400, "INVALID_PARAMETER_SYNTAX", description=broken).response()
    response = _handled(app, request)
    if app.contract:
        app.contract.check_response(request, response)
    return response


def _handled(app: Sandbox, request: Request) -> Response:
    found = OPEN_ROUTES.find(request.method, request.path)
    if not found:
        refusal = auth.refusal(app, request)
        if refusal:
            return refusal
        found = ROUTES.find(request.method, request.path)
    try:
        if not found:
            raise PayPalError(404)
        handler, names = found
        return handler(app, request, **names)
    except PayPalError as error:
        return error.response()
