from django.utils.translation import gettext_lazy as _

from core.registries import protocol_words

WORDS = {
    "mail.queued": _("mail queued"),
    "mail.accepted": _("mail accepted by the mail server"),
    "mail.failed": _("mail refused"),
    "mail.deferred": _("mail put off"),
    "mail.unclear": _("outcome of the mail unclear"),
    "mail.repeated": _("mail queued once more"),
    "mail.resent": _("mail sent again by hand"),
    "mail.marked_as_sent": _("mail marked as sent"),
    "mail.cancelled": _("mail cancelled"),
    "mailtemplate.saved": _("mail template saved"),
    "mailtemplate.restored": _("default text brought back"),
}
for code, words in WORDS.items():
    protocol_words.register(code, words)
