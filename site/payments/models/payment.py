import uuid

from django.db import models
from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

NOTES: dict[str, Promise] = {
    "INSTRUMENT_DECLINED": _("PayPal could not charge your bank account or card. Please choose another one at PayPal."),
    "expired": _("The payment was not completed in time."),
}


class Payment(models.Model):
    """One attempt to get an amount for something that is owed (`reference`), and how it ended."""

    class State(models.TextChoices):
        CREATED = "created", _("not yet with the provider")
        APPROVING = "approving", _("with the payer")
        PENDING = "pending", _("waiting for the money")
        CAPTURED = "captured", _("received")
        DENIED = "denied", _("denied")
        CANCELLED = "cancelled", _("cancelled")
        UNCLEAR = "unclear", _("unclear")

    uuid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    reference = models.CharField(_("reference"), max_length=64, db_index=True)
    number = models.CharField(_("number"), max_length=40)
    attempt = models.PositiveSmallIntegerField(_("attempt"))
    description = models.CharField(_("description"), max_length=120)
    provider = models.CharField(_("way to pay"), max_length=20)
    amount = models.DecimalField(_("amount"), max_digits=12, decimal_places=2)
    currency = models.CharField(_("currency"), max_length=3)
    state = models.CharField(_("state"), max_length=20, choices=State, default=State.CREATED)
    reason = models.CharField(_("reason"), max_length=80, blank=True)
    provider_order_id = models.CharField(_("provider's order"), max_length=64, blank=True)
    provider_payment_id = models.CharField(_("provider's payment"), max_length=64, blank=True)
    approve_url = models.URLField(max_length=500, blank=True)
    return_path = models.CharField(max_length=200)
    created_at = models.DateTimeField(_("opened"))
    captured_at = models.DateTimeField(_("received"), null=True, blank=True)
    received_on = models.DateField(_("value date"), null=True, blank=True)
    ask_at = models.DateTimeField(_("next question to the provider"), null=True, blank=True)
    asked = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = _("payment")
        verbose_name_plural = _("payments")
        permissions = [("operate_payment", "Can ask providers and have events handled again")]
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    state__in=["created", "approving", "pending", "captured", "denied", "cancelled", "unclear"]
                ),
                name="payments_payment_state",
            ),
            models.CheckConstraint(condition=Q(amount__gt=0), name="payments_payment_amount_positive"),
            models.CheckConstraint(
                condition=Q(state="captured", captured_at__isnull=False, received_on__isnull=False)
                | (~Q(state="captured") & Q(captured_at__isnull=True)),
                name="payments_payment_captured_once",
            ),
            models.UniqueConstraint(fields=["provider", "number", "attempt"], name="payments_payment_attempt"),
            models.UniqueConstraint(
                fields=["provider", "provider_order_id"],
                condition=~Q(provider_order_id=""),
                name="payments_payment_provider_order",
            ),
            models.UniqueConstraint(
                fields=["provider", "provider_payment_id"],
                condition=~Q(provider_payment_id=""),
                name="payments_payment_provider_payment",
            ),
        ]
        indexes = [
            models.Index(fields=["ask_at"], condition=Q(ask_at__isnull=False), name="payments_payment_ask_at"),
        ]

    def __str__(self) -> str:
        return self.invoice_id

    @property
    def invoice_id(self) -> str:
        """What the provider knows us by: unique per merchant account, and so a guard against paying twice."""
        return f"{self.number}-{self.attempt}"

    @property
    def is_open(self) -> bool:
        """Money may still come."""
        return self.state not in {self.State.CAPTURED, self.State.DENIED, self.State.CANCELLED}

    @property
    def payer_note(self) -> Promise | str:
        """What the payer should know about the reason."""
        return NOTES.get(self.reason, "")
