"""What a payment provider is to us: frozen values in and out, and three ways to fail."""

import enum
import time
from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.utils.functional import Promise


class ProviderError(Exception):
    """`reason` is a code for people and logs; status and body are the provider's answer, if there was one."""

    def __init__(self, reason: str, *, status: int | None = None, body: dict[str, Any] | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.status = status
        self.body = body or {}


class TemporaryError(ProviderError):
    """Nothing has happened; the same may succeed later."""


class PermanentError(ProviderError):
    """Refused: the same will fail again."""


class UnknownOutcomeError(ProviderError):
    """It may have happened. Ask before anything is repeated under another key."""


class BadWebhookError(Exception):
    """Not from the provider, or altered on its way."""


@dataclass(frozen=True)
class Deadline:
    """How long a whole exchange may take, over all its requests; `read` is the longest wait for one answer."""

    at: float
    read: float

    @classmethod
    def in_request(cls) -> "Deadline":
        """Somebody waits in front of a browser."""
        return cls(time.monotonic() + 15, read=10)

    @classmethod
    def in_worker(cls) -> "Deadline":
        return cls(time.monotonic() + 40, read=30)

    @property
    def left(self) -> float:
        return self.at - time.monotonic()

    def at_most(self, seconds: float) -> float:
        """As a socket's time-out, which must be positive."""
        return max(0.05, min(seconds, self.left))


@dataclass(frozen=True)
class Intent:
    """What is to be paid. `name` must be unique at the provider for all time."""

    payment: str
    name: str
    amount: Decimal
    currency: str
    description: str
    return_url: str
    cancel_url: str


@dataclass(frozen=True)
class Checkout:
    order_id: str
    approve_url: str
    status: int
    raw: dict[str, Any] = field(default_factory=dict)


class Stand(enum.Enum):
    """How a payment stands at the provider."""

    WAITING = "waiting"
    APPROVED = "approved"
    CAPTURED = "captured"
    PENDING = "pending"
    DENIED = "denied"
    REFUNDED = "refunded"
    GONE = "gone"


@dataclass(frozen=True)
class ProviderState:
    state: Stand
    payment_id: str = ""
    amount: Decimal | None = None
    currency: str = ""
    reason: str = ""
    status: int = 200
    raw: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Notice:
    """A webhook event, read. `concerns_us` is False for kinds that nobody here follows."""

    event_id: str
    type: str
    resource_id: str
    order_id: str
    payment_id: str
    concerns_us: bool


class Provider(ABC):
    """A way to pay. Registered in `core.registries.payment_providers` under its key."""

    key: str
    label: Promise

    @abstractmethod
    def available(self) -> bool:
        """Whether it can be offered on this installation."""


class OnlineProvider(Provider):
    """A provider that the payer visits and that we ask over HTTP. Errors are the three above."""

    key_lifetime_hours: int
    signature_headers: tuple[str, ...]

    @abstractmethod
    def order(self, intent: Intent) -> dict[str, Any]:
        """The exact body that `create` will send."""

    @abstractmethod
    def create(self, body: dict[str, Any], key: str, deadline: Deadline) -> Checkout: ...

    @abstractmethod
    def fetch(self, order_id: str, deadline: Deadline) -> ProviderState: ...

    @abstractmethod
    def capture(self, order_id: str, key: str, deadline: Deadline) -> ProviderState: ...

    @abstractmethod
    def verify(self, raw: bytes, headers: Mapping[str, str]) -> Notice:
        """Raises BadWebhookError for what is not the provider's, TemporaryError when that cannot be told now."""

    @abstractmethod
    def read(self, raw: bytes) -> Notice:
        """The event in the bytes of a verified webhook."""
