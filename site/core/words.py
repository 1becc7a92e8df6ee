from django.utils.translation import gettext_lazy as _

from core.registries import protocol_words

WORDS = {
    "web": _("website"),
    "admin": _("back office"),
    "worker": _("worker"),
    "system": _("system"),
    "number_series.changed": _("number pattern changed"),
    "duty.requested": _("duty asked for"),
    "document.stored": _("document stored"),
}
for code, words in WORDS.items():
    protocol_words.register(code, words)
