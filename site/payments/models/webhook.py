from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.models.work import WorkRow


class WebhookEvent(WorkRow):
    """A provider's message, as it came, its signature checked. A hint: what is true is asked."""

    class State(models.TextChoices):
        RECEIVED = "received", _("received")
        CLAIMED = "claimed", _("being handled")
        DONE = "done", _("done")
        UNMATCHED = "unmatched", _("belongs to nothing")

    state = models.CharField(_("state"), max_length=20, choices=State, default=State.RECEIVED)
    provider = models.CharField(_("provider"), max_length=20)
    event_id = models.CharField(_("id"), max_length=100)
    type = models.CharField(_("kind"), max_length=100)
    resource_id = models.CharField(_("about"), max_length=100, blank=True)
    raw = models.BinaryField()
    headers = models.JSONField(default=dict)
    received_at = models.DateTimeField(_("received"))

    class Meta:
        verbose_name = _("webhook event")
        verbose_name_plural = _("webhook events")
        constraints = [
            models.UniqueConstraint(fields=["provider", "event_id"], name="payments_webhookevent_once"),
            models.CheckConstraint(
                condition=Q(state__in=["received", "claimed", "done", "unmatched"]),
                name="payments_webhookevent_state",
            ),
        ]
        indexes = [models.Index(fields=["state", "due_at"], name="payments_webhookevent_due")]

    def __str__(self) -> str:
        return f"{self.type} {self.event_id}"
