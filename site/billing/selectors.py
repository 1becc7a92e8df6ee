from typing import Any

from django.shortcuts import get_object_or_404

from billing.models import Receivable
from core.registries import payment_providers
from core.tokens import digest

TRANSFER = "transfer"


def access_receivable_by_token(token: str) -> Receivable:
    """The claim of a pay link. Absent and foreign look the same."""
    return get_object_or_404(Receivable, token_hash=digest(token))


def online_providers() -> dict[str, Any]:
    """Providers that can be visited now, by key; a transfer needs no visit."""
    return {key: provider for key, provider in payment_providers.items() if key != TRANSFER and provider.available()}
