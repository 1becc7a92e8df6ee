from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from payments.models.payment import Payment


class ProviderCall(models.Model):
    """A request that changes something at the provider, written down before it goes out.

    `sent` means: perhaps. The process may have died before, during or after the call.
    """

    class Action(models.TextChoices):
        CREATE = "create", pgettext_lazy("request", "open")
        CAPTURE = "capture", _("collect")

    class State(models.TextChoices):
        SENT = "sent", _("sent")
        DONE = "done", _("done")
        FAILED = "failed", _("failed")
        UNKNOWN = "unknown", _("outcome unknown")

    payment = models.ForeignKey(Payment, on_delete=models.PROTECT, related_name="calls")
    action = models.CharField(_("request"), max_length=20, choices=Action)
    idempotency_key = models.CharField(max_length=108, unique=True)
    state = models.CharField(_("outcome"), max_length=20, choices=State, default=State.SENT)
    request = models.JSONField()
    response = models.JSONField(default=dict)
    http_status = models.PositiveSmallIntegerField(null=True)
    sent_at = models.DateTimeField(_("sent"))

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["sent", "done", "failed", "unknown"]), name="payments_providercall_state"
            ),
        ]

    def __str__(self) -> str:
        return self.idempotency_key
