"""Ways to pay, as payers choose among them."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from core.registries import payment_providers

TRANSFER = "transfer"


@dataclass(frozen=True)
class WayToPay:
    """A radio row: `heading`, what it means, an icon of the sprite."""

    key: str
    heading: Any
    text: Any
    icon: str

    def __str__(self) -> str:
        return str(self.heading)


WAYS = (
    WayToPay("paypal", _("PayPal"), _("You confirm the payment at PayPal."), "wallet"),
    WayToPay(TRANSFER, _("Bank transfer"), _("You get our bank details and a code for your banking app."), "bank"),
)


def ways_to_pay() -> list[WayToPay]:
    """Those that are set up, in the order in which they are offered."""
    return [way for way in WAYS if way.key in payment_providers and payment_providers.get(way.key).available()]
