"""The only module that knows PayPal's SDK, and what stands between the SDK and production.

As delivered it has no time-out, no retries, no connection pool and no lock around its token, does not renew a token
that PayPal has revoked, and prints errors. We use its requests, environment, headers and serialisation; sending is our
own.
"""

import copy
import threading
from typing import Any

import requests
from paypalcheckoutsdk.core import AccessToken, AccessTokenRequest, PayPalEnvironment, PayPalHttpClient
from paypalcheckoutsdk.orders import OrdersCaptureRequest, OrdersCreateRequest, OrdersGetRequest
from urllib3.exceptions import NewConnectionError

from payments.providers.base import Deadline, PermanentError, TemporaryError
from payments.providers.paypal.exchange import Answer, ApiRequest, Exchange, LostError, NeverSentError

CONNECT_SECONDS = 5
TOKEN_MARGIN_SECONDS = 60


class Client(PayPalHttpClient):
    _access_token: AccessToken | None

    def __init__(self, api_url: str, client_id: str, secret: str) -> None:
        super().__init__(PayPalEnvironment(client_id, secret, api_url, api_url))
        self._session = requests.Session()
        self._session.trust_env = api_url.startswith("https://")  # the local sandbox is not behind a proxy
        self._lock = threading.Lock()

    def create_order(self, body: dict[str, Any], key: str, deadline: Deadline) -> Answer:
        return self._post(OrdersCreateRequest().request_body(body), key, deadline)

    def capture_order(self, order_id: str, key: str, deadline: Deadline) -> Answer:
        return self._post(OrdersCaptureRequest(order_id).request_body({}), key, deadline)

    def get_order(self, order_id: str, deadline: Deadline) -> Answer:
        return _accepted(Exchange(self, OrdersGetRequest(order_id), deadline).run())

    def _post(self, request: ApiRequest, key: str, deadline: Deadline) -> Answer:
        request.headers |= {"PayPal-Request-Id": key, "Prefer": "return=representation"}
        return _accepted(Exchange(self, request, deadline, changes=True).run())

    def authorization(self, deadline: Deadline, refused: str) -> str:
        """The header for a request: a token with some life left, and not the one that PayPal has just refused."""
        with self._lock:
            token = self._access_token
            if token is None or token.is_expired() or token.authorization_string() == refused:
                token = self._access_token = self._new_token(deadline)
            return str(token.authorization_string())

    def send(self, request: ApiRequest, authorization: str | None, deadline: Deadline) -> Answer:
        """Once over the wire."""
        outgoing = self._prepared(request, authorization)
        data = None if outgoing.body is None else self.encoder.serialize_request(outgoing)
        try:
            response = self._session.request(
                outgoing.verb,
                self.environment.base_url + outgoing.path,
                headers=outgoing.headers,
                data=data,
                timeout=(deadline.at_most(CONNECT_SECONDS), deadline.at_most(deadline.read)),
                allow_redirects=False,
            )
        except requests.RequestException as error:
            raise (NeverSentError if _never_sent(error) else LostError)(type(error).__name__) from error
        return _read(response)

    def _prepared(self, request: ApiRequest, authorization: str | None) -> ApiRequest:
        outgoing = copy.deepcopy(request)
        if authorization:
            outgoing.headers["Authorization"] = authorization
        for injector in self._injectors:
            injector(outgoing)
        outgoing.headers = {**self.format_headers(outgoing.headers), "user-agent": self.get_user_agent()}
        return outgoing

    def _new_token(self, deadline: Deadline) -> AccessToken:
        exchange = Exchange(self, AccessTokenRequest(self.environment), deadline, needs_token=False)
        body = _accepted(exchange.run()).body
        try:
            lifetime = int(body["expires_in"]) - TOKEN_MARGIN_SECONDS
            return AccessToken(body["access_token"], lifetime, body["token_type"])
        except (KeyError, TypeError, ValueError) as error:
            raise TemporaryError("UNREADABLE_TOKEN") from error


def _accepted(answer: Answer) -> Answer:
    if answer.status >= 300:
        raise PermanentError(answer.issue, status=answer.status, body=answer.body)
    return answer


def _read(response: requests.Response) -> Answer:
    try:
        body = response.json()
    except requests.JSONDecodeError as error:
        if response.ok:
            raise LostError("UNREADABLE_ANSWER") from error
        body = {}
    wait = response.headers.get("Retry-After", "")
    return Answer(response.status_code, body if isinstance(body, dict) else {}, int(wait) if wait.isdigit() else 0)


def _never_sent(error: requests.RequestException) -> bool:
    cause = getattr(error.args[0], "reason", None) if error.args else None
    return isinstance(error, requests.ConnectTimeout) or isinstance(cause, NewConnectionError)
