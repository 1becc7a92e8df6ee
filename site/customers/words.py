from django.utils.translation import gettext_lazy as _

from core.registries import protocol_words

WORDS = {
    "person.created": _("person created"),
    "person.changed": _("person's data changed"),
    "person.change_proposed": _("change proposed"),
    "person.change_accepted": _("change taken over"),
    "person.change_dismissed": _("change dismissed"),
    "customer.created": _("customer created"),
    "access.granted": _("access granted"),
    "access.revoked": _("access taken back"),
}
for code, words in WORDS.items():
    protocol_words.register(code, words)
