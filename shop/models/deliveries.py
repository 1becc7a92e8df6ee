from django.db import models
from django.utils.translation import gettext_lazy as _

from shop.models.orders import Order


class Delivery(models.Model):
    """The parcel of an order: there since the order was paid. `weight` is in grams.

    Stopped: the buyer has withdrawn before it was sent; its goods are sold again.
    """

    class State(models.TextChoices):
        OPEN = "open", _("to be sent")
        SHIPPED = "shipped", _("sent")
        STOPPED = "stopped", _("withdrawn")

    order = models.OneToOneField(Order, verbose_name=_("order"), on_delete=models.PROTECT, related_name="delivery")
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.OPEN)
    address = models.JSONField(_("delivery address"))
    weight = models.PositiveIntegerField(_("weight in grams"))
    created_at = models.DateTimeField(_("since"))
    printed_at = models.DateTimeField(_("packing list printed"), null=True)
    shipped_at = models.DateTimeField(_("sent"), null=True)
    tracking = models.CharField(_("tracking number"), max_length=60, blank=True)

    class Meta:
        verbose_name = _("delivery")
        verbose_name_plural = _("deliveries")
        permissions = [("ship_delivery", "Can print packing lists and mark deliveries as sent")]
        indexes = [models.Index(fields=["state", "created_at"])]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state__in=["open", "stopped"], shipped_at=None)
                | models.Q(state="shipped", shipped_at__isnull=False),
                name="shop_delivery_state_has_its_time",
            )
        ]

    def __str__(self) -> str:
        return str(self.order)
