from django.db import models


class RateWindow(models.Model):
    """Hits of one key (a keyed hash, no personal data) in one window of time."""

    key = models.CharField(max_length=64)
    window = models.BigIntegerField()
    hits = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["key", "window"], name="core_ratewindow_key_window")]
        indexes = [models.Index(fields=["window"])]

    def __str__(self) -> str:
        return f"{self.key[:8]}… {self.hits}"
