from django.db import models
from django.utils.translation import gettext_lazy as _


class StoredDocument(models.Model):
    """Bytes that were issued to somebody: written once, never changed or deleted (triggers see to it, § 14b UStG)."""

    name = models.CharField(_("file name"), max_length=200)
    content_type = models.CharField(max_length=100)
    sha256 = models.CharField(max_length=64)
    data = models.BinaryField()
    stored_at = models.DateTimeField()

    class Meta:
        verbose_name = _("document")
        verbose_name_plural = _("documents")

    def __str__(self) -> str:
        return self.name
