from django.utils.translation import gettext_lazy as _

from core.registries import protocol_words

WORDS = {
    "payment.created": _("payment created"),
    "payment.approving": _("payment handed to the provider"),
    "payment.opened": _("payment started"),
    "payment.pending": _("payment waits for the money"),
    "payment.captured": _("payment received"),
    "payment.denied": _("payment denied"),
    "payment.cancelled": _("payment cancelled"),
    "payment.unclear": _("outcome of the payment unclear"),
    "webhook.retried": _("event handled again"),
}
for code, words in WORDS.items():
    protocol_words.register(code, words)
