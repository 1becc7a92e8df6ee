from django.db import models


class WorkRow(models.Model):
    """Something that must happen: the row is the truth. Read and written through `core.work`."""

    state = models.CharField(max_length=20)
    due_at = models.DateTimeField(null=True, blank=True)
    lease_token = models.CharField(max_length=32, blank=True)
    leased_until = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveIntegerField(default=0)
    last_error = models.TextField(blank=True)

    class Meta:
        abstract = True
