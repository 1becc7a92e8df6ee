from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.contrib.settings.models import register_setting

from cms.models.base import HouseSetting


@register_setting(icon="tag", order=50)
class ShopSettings(HouseSetting):
    """How selling goes: deadlines and limits."""

    payment_deadline_days = models.PositiveSmallIntegerField(
        _("days to pay"),
        default=7,
        validators=[MinValueValidator(1), MaxValueValidator(30)],
        help_text=_("An order that is not paid by then is cancelled."),
    )
    download_days = models.PositiveSmallIntegerField(
        _("days that a download link is valid"), default=7, validators=[MinValueValidator(1), MaxValueValidator(365)]
    )
    download_count = models.PositiveSmallIntegerField(
        _("downloads per link"), default=10, validators=[MinValueValidator(1), MaxValueValidator(100)]
    )

    panels = ["payment_deadline_days", "download_days", "download_count"]

    class Meta:
        verbose_name = _("shop")
