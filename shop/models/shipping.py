from decimal import Decimal

from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel


class ShippingZone(ClusterableModel):
    """Countries to which sending costs the same. A country of no zone is not delivered to."""

    name = models.CharField(_("name"), max_length=60, unique=True)
    countries = models.JSONField(_("countries"), default=list)
    free_from = models.DecimalField(
        _("free of charge from"),
        max_digits=9,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(Decimal("0.01"))],
        help_text=_("Value of the goods in euros. Empty: never."),
    )

    class Meta:
        verbose_name = _("shipping zone")
        verbose_name_plural = _("shipping zones")
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.name


class ShippingRate(models.Model):
    """What a parcel costs that weighs no more than this. Heavier than the heaviest rate: not by the shop."""

    zone = ParentalKey(ShippingZone, on_delete=models.CASCADE, related_name="rates")
    up_to = models.PositiveIntegerField(_("up to (grams)"), validators=[MinValueValidator(1)])
    gross = models.DecimalField(_("price incl. VAT"), max_digits=7, decimal_places=2, validators=[MinValueValidator(0)])

    class Meta:
        verbose_name = _("shipping rate")
        verbose_name_plural = _("shipping rates")
        ordering = ["up_to"]
        constraints = [
            models.UniqueConstraint(fields=["zone", "up_to"], name="shop_shippingrate_once"),
            models.CheckConstraint(condition=models.Q(gross__gte=0), name="shop_shippingrate_not_negative"),
        ]

    def __str__(self) -> str:
        return f"{self.up_to} g: {self.gross}"
