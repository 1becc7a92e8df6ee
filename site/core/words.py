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
    # What is noted beside them and is no field with words of its own.
    "data.again": _("Once more"),
    "data.amount": _("Amount"),
    "data.attempt": _("Attempt"),
    "data.branch": _("Branch"),
    "data.currency": _("Currency"),
    "data.decision": _("Decision"),
    "data.error": _("Error"),
    "data.fact": _("Event"),
    "data.files": _("Files"),
    "data.format": _("Format"),
    "data.groups": _("Roles"),
    "data.key": _("Template"),
    "data.language": _("Language"),
    "data.number": _("Number"),
    "data.payment": _("Payment"),
    "data.pdf": _("PDF (SHA-256)"),
    "data.reason": _("Reason"),
    "data.until": _("Until"),
    "data.xml": _("XML (SHA-256)"),
}
for code, words in WORDS.items():
    protocol_words.register(code, words)
