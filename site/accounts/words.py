from django.utils.translation import gettext_lazy as _

from core.registries import protocol_words

WORDS = {
    "user.invited": _("user profile prepared"),
    "user.changed": _("user profile changed"),
    "user.activated": _("user profile activated"),
    "user.activation_sent": _("link to the account sent"),
    "user.address_changed": _("e-mail address of the login changed"),
}
for code, words in WORDS.items():
    protocol_words.register(code, words)
