from collections.abc import Callable, Mapping
from functools import cache
from typing import Any, TypeVar

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from payments.providers.base import (
    Checkout,
    Deadline,
    Intent,
    Notice,
    OnlineProvider,
    PermanentError,
    ProviderError,
    ProviderState,
    Stand,
    UnknownOutcomeError,
)
from payments.providers.paypal import messages, signature
from payments.providers.paypal.client import Client
from payments.providers.paypal.exchange import Answer

T = TypeVar("T")

ALREADY = "ORDER_ALREADY_CAPTURED"
NOT_YET = {"ORDER_NOT_APPROVED", "PAYER_ACTION_REQUIRED"}
DECLINED = {
    "COMPLIANCE_VIOLATION",
    "INSTRUMENT_DECLINED",
    "MAX_NUMBER_OF_PAYMENT_ATTEMPTS_EXCEEDED",
    "PAYER_ACCOUNT_LOCKED_OR_CLOSED",
    "PAYER_ACCOUNT_RESTRICTED",
    "PAYER_CANNOT_PAY",
    "TRANSACTION_REFUSED",
}


class PayPal(OnlineProvider):
    key = "paypal"
    label = _("PayPal")
    key_lifetime_hours = 6
    signature_headers = signature.HEADERS

    def available(self) -> bool:
        return bool(settings.PAYPAL_CLIENT_ID and settings.PAYPAL_SECRET and settings.PAYPAL_WEBHOOK_ID)

    def order(self, intent: Intent) -> dict[str, Any]:
        return messages.order_body(intent)

    def create(self, body: dict[str, Any], key: str, deadline: Deadline) -> Checkout:
        return _read(messages.checkout, self._client.create_order(body, key, deadline))

    def fetch(self, order_id: str, deadline: Deadline) -> ProviderState:
        try:
            return _read(messages.order_state, self._client.get_order(order_id, deadline))
        except PermanentError as error:
            if error.status == 404:  # PayPal forgets orders that nobody has approved
                return ProviderState(Stand.GONE, reason="expired", status=404, raw=error.body)
            raise

    def capture(self, order_id: str, key: str, deadline: Deadline) -> ProviderState:
        try:
            return _read(messages.order_state, self._client.capture_order(order_id, key, deadline))
        except UnknownOutcomeError as error:
            return self._outcome(order_id, deadline, error)
        except PermanentError as error:
            if error.reason == ALREADY:
                return self.fetch(order_id, deadline)
            if error.reason in NOT_YET:
                return ProviderState(Stand.WAITING, reason=error.reason, status=error.status or 0, raw=error.body)
            if error.reason in DECLINED:
                return ProviderState(Stand.DENIED, reason=error.reason, status=error.status or 0, raw=error.body)
            raise

    def _outcome(self, order_id: str, deadline: Deadline, error: UnknownOutcomeError) -> ProviderState:
        """Often PayPal can tell at once, for instance when another process of ours was collecting at the same time."""
        try:
            found = self.fetch(order_id, deadline)
        except ProviderError:
            raise error from None
        if found.state is Stand.APPROVED:  # not yet, but it may still be on its way
            raise error
        return found

    def verify(self, raw: bytes, headers: Mapping[str, str]) -> Notice:
        signature.check(raw, headers, webhook_id=settings.PAYPAL_WEBHOOK_ID, api_url=settings.PAYPAL_API_URL)
        return self.read(raw)

    def read(self, raw: bytes) -> Notice:
        return messages.notice(raw)

    @property
    def _client(self) -> Client:
        return _client(settings.PAYPAL_API_URL, settings.PAYPAL_CLIENT_ID, settings.PAYPAL_SECRET)


def _read(reader: Callable[[Answer], T], answer: Answer) -> T:
    """An answer that makes no sense tells nothing about what has happened."""
    try:
        return reader(answer)
    except (LookupError, TypeError, ValueError, AttributeError, ArithmeticError) as error:
        raise UnknownOutcomeError("UNREADABLE_ANSWER", status=answer.status) from error


@cache
def _client(api_url: str, client_id: str, secret: str) -> Client:
    """One per process: it holds the token and the open connections."""
    return Client(api_url, client_id, secret)
