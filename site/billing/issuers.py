"""Who issues our invoices. One setting (INVOICE_ISSUER) chooses; a bookkeeping service would register itself here.

An issuer is called outside any transaction, may be called again after a crash, and gives the same invoice each time.
"""

from typing import Protocol

from django.conf import settings

from billing.models import Invoice
from core.registries import Registry


class Issuer(Protocol):
    def __call__(self, *, receivable_id: int) -> Invoice: ...


issuers: Registry[Issuer] = Registry("issuers")


def selected() -> Issuer:
    return issuers.get(getattr(settings, "INVOICE_ISSUER", "own"))
