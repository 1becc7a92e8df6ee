import uuid
from decimal import Decimal

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from billing.enums import MoneyReason, MoneyState, ReceivableState
from billing.values import Line, PartySnapshot
from customers.models import Customer


class Receivable(models.Model):
    """What a customer owes, and for what ("Forderung"). `reason` names the object it arose from, such as an order.

    `number` is that object's number: the payer quotes it. Outside, the receivable is known by `uuid` only; its pay
    page opens by a token of which only the hash is kept.
    """

    uuid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    number = models.CharField(_("reference"), max_length=30, db_index=True)
    reason_type = models.CharField(max_length=60)
    reason_id = models.CharField(max_length=40)
    customer = models.ForeignKey(
        Customer, verbose_name=_("customer"), on_delete=models.PROTECT, related_name="receivables"
    )
    party = models.JSONField(_("debtor"))
    lines = models.JSONField(_("lines"))
    amount = models.DecimalField(_("amount"), max_digits=12, decimal_places=2)
    paid = models.DecimalField(_("paid"), max_digits=12, decimal_places=2, default=0)
    currency = models.CharField(_("currency"), max_length=3, default="EUR")
    language = models.CharField(_("language"), max_length=5, default="de")
    prepaid = models.BooleanField(_("prepaid"), default=True, help_text=_("Paid before delivery: never dunned."))
    state = models.CharField(_("state"), max_length=10, choices=ReceivableState, default=ReceivableState.OPEN)
    opened_at = models.DateTimeField(_("since"))
    due_at = models.DateTimeField(_("due"))
    settled_at = models.DateTimeField(_("settled"), null=True, blank=True)
    token_hash = models.CharField(max_length=64, unique=True, editable=False)

    class Meta:
        verbose_name = _("receivable")
        verbose_name_plural = _("receivables")
        indexes = [
            models.Index(fields=["reason_type", "reason_id"]),
            models.Index(
                fields=["due_at"], condition=Q(state=ReceivableState.OPEN), name="billing_receivable_open_due"
            ),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(amount__gte=0), name="billing_receivable_amount_not_negative"),
            models.CheckConstraint(
                condition=Q(paid__gte=0, paid__lte=F("amount")), name="billing_receivable_paid_within_amount"
            ),
            models.CheckConstraint(
                condition=~Q(state=ReceivableState.SETTLED) | Q(paid=F("amount"), settled_at__isnull=False),
                name="billing_receivable_settled_is_paid",
            ),
        ]
        permissions = [("record_payment", _("Can record that money was received"))]

    def __str__(self) -> str:
        return self.number

    @property
    def debtor(self) -> PartySnapshot:
        return PartySnapshot.from_json(self.party)

    @property
    def items(self) -> list[Line]:
        return [Line.from_json(line) for line in self.lines]

    @property
    def open_amount(self) -> Decimal:
        return self.amount - self.paid

    @property
    def is_open(self) -> bool:
        return self.state == ReceivableState.OPEN


class Allocation(models.Model):
    """The part of a payment that settles a receivable. A payment is spent once; what is left is `UnassignedMoney`."""

    payment = models.UUIDField(_("payment"), unique=True)
    receivable = models.ForeignKey(
        Receivable, verbose_name=_("receivable"), on_delete=models.PROTECT, related_name="allocations"
    )
    amount = models.DecimalField(_("amount"), max_digits=12, decimal_places=2)
    provider = models.CharField(_("paid with"), max_length=20)
    paid_on = models.DateField(_("paid"))
    allocated_at = models.DateTimeField(_("allocated"))

    class Meta:
        verbose_name = _("allocation")
        verbose_name_plural = _("allocations")
        constraints = [models.CheckConstraint(condition=Q(amount__gt=0), name="billing_allocation_amount_positive")]

    def __str__(self) -> str:
        return f"{self.receivable} {self.amount}"


class UnassignedMoney(models.Model):
    """Money that came and settles nothing: too much, too late, twice. It waits until a person decides."""

    payment = models.UUIDField(_("payment"), unique=True)
    reference = models.CharField(_("paid for"), max_length=60)
    receivable = models.ForeignKey(
        Receivable,
        verbose_name=_("receivable"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="unassigned_money",
    )
    amount = models.DecimalField(_("amount"), max_digits=12, decimal_places=2)
    currency = models.CharField(_("currency"), max_length=3, default="EUR")
    provider = models.CharField(_("paid with"), max_length=20)
    reason = models.CharField(_("why it waits"), max_length=10, choices=MoneyReason)
    state = models.CharField(_("state"), max_length=10, choices=MoneyState, default=MoneyState.WAITING)
    received_on = models.DateField(_("received"))
    decision = models.CharField(_("decision"), max_length=500, blank=True)
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("decided by"), null=True, blank=True, on_delete=models.PROTECT
    )

    class Meta:
        verbose_name = _("money without a claim")
        verbose_name_plural = _("money without a claim")
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="billing_unassignedmoney_amount_positive"),
            models.CheckConstraint(
                condition=Q(state=MoneyState.WAITING) | ~Q(decision=""), name="billing_unassignedmoney_done_says_how"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.amount} {self.currency}"
