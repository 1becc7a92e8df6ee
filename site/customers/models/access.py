from django.db import models
from django.utils.translation import gettext_lazy as _

from customers.models.parties import Person


class AccessGrant(models.Model):
    """The right of a person to use a resource for a time. `source` says where it comes from: one grant per source."""

    person = models.ForeignKey(Person, verbose_name=_("person"), on_delete=models.PROTECT, related_name="grants")
    resource = models.CharField(_("resource"), max_length=80)
    source = models.CharField(_("source"), max_length=80, unique=True)
    starts_at = models.DateTimeField(_("from"))
    ends_at = models.DateTimeField(_("until"), null=True, blank=True)
    revoked_at = models.DateTimeField(_("revoked"), null=True, blank=True)
    revoked_reason = models.CharField(_("reason"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("access right")
        verbose_name_plural = _("access rights")
        indexes = [models.Index(fields=["person", "resource"])]

    def __str__(self) -> str:
        return f"{self.person} {self.resource}"
