"""Checks every call against PayPal's official specification. Needs openapi-core, a package of the tests."""

import json
from pathlib import Path
from typing import Any

from openapi_core import Config, OpenAPI
from openapi_core.datatypes import RequestParameters
from openapi_core.exceptions import OpenAPIError
from werkzeug.datastructures import Headers, ImmutableMultiDict

from sandbox.store import Store
from sandbox.web import Request, Response

HOST = "https://api-m.paypal.com"
FILES = {
    "/v2/checkout/": "checkout_orders_v2.json",
    "/v2/payments/": "payments_payment_v2.json",
    "/v1/notifications/webhooks-events": "notifications_webhooks_v1.json",
    "/v1/notifications/verify-webhook-signature": "notifications_webhooks_v1.json",
}


class Asked:
    """A request as openapi-core wants to see it."""

    def __init__(self, request: Request) -> None:
        query = ImmutableMultiDict(request.arguments())
        self.host_url = HOST
        self.path = request.path
        self.method = request.method.lower()
        self.body = request.body or None
        self.content_type = request.header("Content-Type") or "application/json"
        self.parameters = RequestParameters(query=query, header=Headers(request.headers.items()))


class Answered:
    """A response as openapi-core wants to see it."""

    def __init__(self, response: Response) -> None:
        self.status_code = response.status
        self.content_type = response.content_type
        self.headers = Headers(response.headers.items())
        self.data = response.body


class Contract:
    def __init__(self, folder: Path, store: Store) -> None:
        known = Config(spec_validator_cls=None)  # that the files are whole, a test says, and not each start anew
        loaded = {name: OpenAPI.from_dict(read(folder / name), config=known) for name in sorted(set(FILES.values()))}
        self._specs = {prefix: loaded[name] for prefix, name in FILES.items()}
        self._store = store

    def check_request(self, request: Request) -> str | None:
        """What is wrong with the request, or None."""
        spec = self._spec(request.path)
        try:
            if spec:
                spec.validate_request(Asked(request))
        except OpenAPIError as error:
            return self._note("request", request, _reason(error))
        return None

    def check_response(self, request: Request, response: Response) -> None:
        spec = self._spec(request.path)
        try:
            if spec:
                spec.validate_response(Asked(request), Answered(response))
        except OpenAPIError as error:
            self._note(f"response {response.status}", request, _reason(error))

    def _spec(self, path: str) -> OpenAPI | None:
        return next((spec for prefix, spec in self._specs.items() if path.startswith(prefix)), None)

    def _note(self, side: str, request: Request, reason: str) -> str:
        body = {"side": side, "method": request.method, "path": request.path, "reason": reason}
        self._store.execute("INSERT INTO violation (body) VALUES (?)", json.dumps(body))
        return reason


def read(path: Path) -> dict[str, Any]:
    """The document without its security schemes: OAuth is checked by the sandbox itself."""
    document = json.loads(path.read_text("utf-8"))
    for operations in document["paths"].values():
        for operation in operations.values():
            operation.pop("security", None)
    return document


def _reason(error: OpenAPIError) -> str:
    details = getattr(error.__cause__, "schema_errors", None) or []
    return "; ".join([str(error).split(" for schema")[0], *(_where(detail) for detail in details)])


def _where(detail: Any) -> str:
    place = "/".join(str(part) for part in detail.absolute_path)
    return f"{place}: {detail.message}"
