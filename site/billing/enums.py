from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class ReceivableState(TextChoices):
    OPEN = "open", _("open")
    SETTLED = "settled", _("settled")
    CANCELLED = "cancelled", pgettext_lazy("order", "cancelled")


class InvoiceKind(TextChoices):
    INVOICE = "invoice", _("invoice")


class MoneyReason(TextChoices):
    """Why money waits for a decision."""

    OVERPAID = "overpaid", _("paid more than owed")
    SETTLED = "settled", _("already paid before")
    CANCELLED = "cancelled", _("the claim was cancelled")
    CURRENCY = "currency", _("other currency")
    UNKNOWN = "unknown", _("no such claim")


class MoneyState(TextChoices):
    WAITING = "waiting", _("waits for a decision")
    DONE = "done", _("done")
