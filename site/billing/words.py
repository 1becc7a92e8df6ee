from django.utils.translation import gettext_lazy as _

from core.registries import protocol_words

WORDS = {
    "receivable.opened": _("claim opened"),
    "receivable.paid": _("money booked on the claim"),
    "receivable.settled": _("claim settled"),
    "receivable.cancelled": _("claim cancelled"),
    "invoice.issued": _("invoice issued"),
    "invoice.archived": _("invoice filed"),
    "money.unassigned": _("money without a claim received"),
    "money.decided": _("decided about money without a claim"),
}
for code, words in WORDS.items():
    protocol_words.register(code, words)
