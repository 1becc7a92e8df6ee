import uuid
from datetime import datetime, time, timedelta
from decimal import Decimal
from typing import cast

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from billing.models import Receivable
from shop.models.catalogue import Product
from shop.models.quickshops import QuickShop

SHIPPING = "VERSAND"  # stands where lines of articles have their number
WITHDRAWAL_PERIOD = timedelta(days=14)


class Order(models.Model):
    """The customer's offer to buy. What it says is a snapshot: later changes of articles do not touch it."""

    class State(models.TextChoices):
        PLACED = "placed", _("waiting for payment")
        PAID = "paid", _("paid")
        CANCELLED = "cancelled", pgettext_lazy("order", "cancelled")

    class Method(models.TextChoices):
        PAYPAL = "paypal", _("PayPal")
        TRANSFER = "transfer", _("bank transfer")
        NONE = "none", _("nothing to pay")

    uuid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    number = models.CharField(_("order number"), max_length=30, unique=True)
    token_hash = models.CharField(max_length=64, unique=True)
    idempotency_key = models.CharField(max_length=64, unique=True)
    customer = models.ForeignKey(
        "customers.Customer", verbose_name=_("customer"), on_delete=models.PROTECT, related_name="orders"
    )
    email = models.EmailField(_("e-mail"))
    address = models.JSONField(_("billing address"))
    delivery_address = models.JSONField(_("delivery address"), default=dict)
    language = models.CharField(max_length=5, default="de")
    gross = models.DecimalField(_("total"), max_digits=9, decimal_places=2)
    currency = models.CharField(max_length=3, default="EUR")
    method = models.CharField(_("way to pay"), max_length=10, choices=Method)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.PLACED)
    waiver_text = models.TextField(_("consent to immediate delivery"), blank=True)
    waiver_at = models.DateTimeField(null=True)
    legal_revisions = models.JSONField(default=dict)
    quick_shop = models.ForeignKey(
        QuickShop, verbose_name=_("quick shop"), null=True, on_delete=models.PROTECT, related_name="orders"
    )
    receivable = models.OneToOneField(Receivable, null=True, on_delete=models.PROTECT, related_name="order")
    placed_at = models.DateTimeField(_("placed"))
    pay_until = models.DateTimeField(_("to be paid until"))
    paid_at = models.DateTimeField(_("paid"), null=True)
    confirmed_at = models.DateTimeField(_("confirmation accepted by the mail server"), null=True)
    cancelled_at = models.DateTimeField(pgettext_lazy("order", "cancelled"), null=True)
    cancel_reason = models.CharField(_("reason"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("order")
        verbose_name_plural = _("orders")
        permissions = [("operate_order", "Can cancel orders and renew or revoke downloads")]
        constraints = [
            models.CheckConstraint(condition=models.Q(gross__gte=0), name="shop_order_gross_not_negative"),
            models.CheckConstraint(
                condition=models.Q(state="placed", paid_at=None, cancelled_at=None)
                | models.Q(state="paid", paid_at__isnull=False)
                | models.Q(state="cancelled", cancelled_at__isnull=False),
                name="shop_order_state_has_its_time",
            ),
        ]
        indexes = [models.Index(fields=["state", "pay_until"])]

    def __str__(self) -> str:
        return self.number

    @property
    def deliverable_from(self) -> datetime | None:
        """None until it is paid. Without the buyer's consent not before the withdrawal period is over: 14 days after
        the day of the contract, which begins with the payment (§§ 355 (2), 187 (1), 188 BGB)."""
        if self.paid_at is None or self.waiver_at:
            return self.paid_at
        first_free_day = timezone.localdate(self.paid_at) + WITHDRAWAL_PERIOD + timedelta(days=1)
        return timezone.make_aware(datetime.combine(first_free_day, time.min))

    @property
    def claim(self) -> Receivable:
        """What is owed for it: there since the transaction that placed the order."""
        return cast("Receivable", self.receivable)


class OrderLine(models.Model):
    """One article of an order, as it was when it was ordered; without a product: what sending it costs.

    `tax_rate` is a fraction (0.07).
    """

    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="lines")
    product = models.ForeignKey(
        Product, verbose_name=_("article"), null=True, on_delete=models.PROTECT, related_name="lines"
    )
    number = models.CharField(_("article number"), max_length=40)
    name = models.CharField(_("title"), max_length=200)  # with the variant
    quantity = models.PositiveIntegerField(_("quantity"), default=1)
    unit_gross = models.DecimalField(_("price incl. VAT"), max_digits=9, decimal_places=2)
    tax_rate = models.DecimalField(_("tax rate"), max_digits=5, decimal_places=4)

    class Meta:
        verbose_name = _("order line")
        verbose_name_plural = _("order lines")
        constraints = [
            models.CheckConstraint(condition=models.Q(quantity__gte=1), name="shop_orderline_quantity_positive"),
            models.CheckConstraint(condition=models.Q(unit_gross__gte=0), name="shop_orderline_gross_not_negative"),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} × {self.name}"

    @property
    def article(self) -> Product:
        """Of lines that have one: nobody asks those that are about postage."""
        return cast("Product", self.product)

    @property
    def gross(self) -> Decimal:
        return self.quantity * self.unit_gross
