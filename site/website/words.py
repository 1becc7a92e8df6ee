from django.utils.translation import gettext_lazy as _

from core.registries import protocol_words

WORDS = {
    "form.submitted": _("form submitted"),
    "form.submission_received": _("submission received"),
    "form.submission_changed": _("submission worked on"),
    "form.submission_erased": _("submission deleted"),
    "form.created": _("form created"),
    "form.changed": _("form changed"),
}
for code, words in WORDS.items():
    protocol_words.register(code, words)
