from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error

PAYPAL_KEYS = ("PAYPAL_CLIENT_ID", "PAYPAL_SECRET", "PAYPAL_WEBHOOK_ID")


def paypal_keys(**_: Any) -> list[CheckMessage]:
    """All keys or none: half of them would show a way to pay that fails, or take money whose webhooks we refuse."""
    missing = [name for name in PAYPAL_KEYS if not getattr(settings, name)]
    if not missing or len(missing) == len(PAYPAL_KEYS):
        return []
    return [
        Error(f"{name} is missing, while other PayPal keys are set.", hint="Set all three or none.", id="payments.E001")
        for name in missing
    ]
