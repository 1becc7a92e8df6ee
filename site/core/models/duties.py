from django.db import models
from django.utils.translation import gettext_lazy as _


class DutyRun(models.Model):
    """The latest run of a periodic duty, by name."""

    name = models.CharField(max_length=50, primary_key=True)
    started_at = models.DateTimeField(_("last run"))
    finished_at = models.DateTimeField(null=True)
    result = models.CharField(_("result"), max_length=200, blank=True)
    error = models.TextField(blank=True)

    class Meta:
        permissions = [("operate_duty", "Can see and run the periodic duties")]

    def __str__(self) -> str:
        return self.name
