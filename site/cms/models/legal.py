from django.db import models


class LegalDocument(models.Model):
    """A legal page in one of its revisions, as the PDF that customers get. `revision_id` is Wagtail's."""

    revision_id = models.PositiveBigIntegerField(unique=True)
    document = models.ForeignKey("core.StoredDocument", on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return str(self.revision_id)
