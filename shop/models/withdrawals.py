import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from shop.models.orders import Order


class Withdrawal(models.Model):
    """A declaration of withdrawal as it came in (§ 356a BGB): kept whether or not an order of ours fits it."""

    class State(models.TextChoices):
        OPEN = "open", _("to be decided")
        ACCEPTED = "accepted", _("valid")
        REJECTED = "rejected", _("not valid")

    uuid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    number = models.CharField(_("number"), max_length=30, unique=True)
    token_hash = models.CharField(max_length=64, unique=True)
    idempotency_key = models.CharField(max_length=64, unique=True)
    name = models.CharField(_("name"), max_length=160)
    contract = models.CharField(_("contract"), max_length=300)
    email = models.EmailField(_("e-mail"))
    language = models.CharField(max_length=5, default="de")
    received_at = models.DateTimeField(_("received"))
    order = models.ForeignKey(
        Order, verbose_name=_("order"), null=True, on_delete=models.PROTECT, related_name="withdrawals"
    )
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.OPEN)
    decided_at = models.DateTimeField(_("decided"), null=True)
    reason = models.CharField(_("reason"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("withdrawal")
        verbose_name_plural = _("withdrawals")
        permissions = [("decide_withdrawal", "Can decide on withdrawals")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state="open", decided_at=None)
                | models.Q(state__in=["accepted", "rejected"], decided_at__isnull=False),
                name="shop_withdrawal_state_has_its_time",
            ),
        ]
        indexes = [models.Index(fields=["state", "received_at"])]

    def __str__(self) -> str:
        return self.number
