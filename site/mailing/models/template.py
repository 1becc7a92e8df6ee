from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class MailTemplate(models.Model):
    """Replaces the file of the same key and language; deleting the row brings the file back."""

    key = models.CharField(_("template"), max_length=60)
    language = models.CharField(_("language"), max_length=5, choices=settings.LANGUAGES)
    subject = models.CharField(_("subject"), max_length=200)
    body = models.TextField(_("text"))

    class Meta:
        verbose_name = _("mail template")
        verbose_name_plural = _("mail templates")
        constraints = [models.UniqueConstraint(fields=["key", "language"], name="mailing_template_key_language")]

    def __str__(self) -> str:
        return f"{self.key} ({self.language})"
