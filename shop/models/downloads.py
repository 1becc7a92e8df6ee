import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.files import private_storage
from shop.models.catalogue import EbookFile
from shop.models.orders import OrderLine


class MarkedCopy(models.Model):
    """A file with the buyer's mark, made once per order line and format."""

    line = models.ForeignKey(OrderLine, on_delete=models.PROTECT, related_name="copies")
    format = models.CharField(_("format"), max_length=10, choices=EbookFile.Format)
    file = models.FileField(storage=private_storage, upload_to="copies/")
    filename = models.CharField(max_length=150)
    size = models.PositiveBigIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["line", "format"], name="shop_markedcopy_once")]

    def __str__(self) -> str:
        return self.filename


class DownloadLink(models.Model):
    """A personal way to the marked copies of an order line: for a time, for a number of downloads."""

    uuid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    line = models.ForeignKey(OrderLine, on_delete=models.PROTECT, related_name="links")
    grant = models.ForeignKey("customers.AccessGrant", on_delete=models.PROTECT, related_name="download_links")
    token_hash = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(_("created"))
    expires_at = models.DateTimeField(_("valid until"))
    max_count = models.PositiveIntegerField(_("downloads at most"))
    used_count = models.PositiveIntegerField(_("downloads so far"), default=0)
    replaced_at = models.DateTimeField(_("replaced"), null=True)

    class Meta:
        verbose_name = _("download link")
        verbose_name_plural = _("download links")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(used_count__lte=models.F("max_count")), name="shop_downloadlink_count_kept"
            ),
            models.UniqueConstraint(
                fields=["line"], condition=models.Q(replaced_at=None), name="shop_downloadlink_one_current"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.line_id} {self.used_count}/{self.max_count}"


class DownloadEvent(models.Model):
    """A download that was counted. Its file may be fetched (again) until `open_until`."""

    link = models.ForeignKey(DownloadLink, on_delete=models.PROTECT, related_name="events")
    copy = models.ForeignKey(MarkedCopy, on_delete=models.PROTECT, related_name="events")
    token_hash = models.CharField(max_length=64, unique=True)
    at = models.DateTimeField(_("when"))
    open_until = models.DateTimeField()

    class Meta:
        verbose_name = _("download")
        verbose_name_plural = _("downloads")

    def __str__(self) -> str:
        return f"{self.copy_id} {self.at:%Y-%m-%d %H:%M}"
