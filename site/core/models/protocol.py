from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class ProtocolEntry(models.Model):
    """Who or what did what, to whom, when, with which result. Append-only: triggers refuse update and delete."""

    at = models.DateTimeField(_("when"))
    action = models.CharField(_("what"), max_length=60)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("who"),
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    channel = models.CharField(_("channel"), max_length=20)
    object_type = models.CharField(max_length=60)
    object_id = models.CharField(max_length=40)
    person_id = models.BigIntegerField(null=True)
    step = models.CharField(_("step"), max_length=80, blank=True)
    changes = models.JSONField(default=dict)
    data = models.JSONField(default=dict)

    class Meta:
        verbose_name = _("protocol entry")
        verbose_name_plural = _("protocol")
        indexes = [
            models.Index(fields=["object_type", "object_id", "id"]),
            models.Index(fields=["person_id", "id"]),
        ]

    def __str__(self) -> str:
        return f"{self.action} {self.object_type}:{self.object_id}"


class ProtocolValue(models.Model):
    """Personal values of an entry, apart from it: anonymising empties this table and leaves the entry."""

    entry = models.ForeignKey(ProtocolEntry, on_delete=models.PROTECT, related_name="values")
    field = models.CharField(max_length=60)
    old = models.TextField(blank=True)
    new = models.TextField(blank=True)

    def __str__(self) -> str:
        return self.field
