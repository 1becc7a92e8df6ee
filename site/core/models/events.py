from django.db import models


class DomainEvent(models.Model):
    """The outbox: a fact, written in the transaction in which it became true, told to subscribers afterwards."""

    class State(models.TextChoices):
        PENDING = "pending"
        DISPATCHED = "dispatched"

    uuid = models.UUIDField(unique=True)
    name = models.CharField(max_length=60)
    subject_type = models.CharField(max_length=60)
    subject_id = models.CharField(max_length=40)
    payload = models.JSONField(default=dict)
    dedupe_key = models.CharField(max_length=200, unique=True, null=True)  # noqa: DJ001 -- NULL is "no key"
    occurred_at = models.DateTimeField()
    state = models.CharField(max_length=20, choices=State, default=State.PENDING)
    due_at = models.DateTimeField()
    attempts = models.PositiveIntegerField(default=0)
    last_error = models.TextField(blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["state", "due_at", "id"]),
            models.Index(fields=["subject_type", "subject_id"]),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.subject_type}:{self.subject_id}"
