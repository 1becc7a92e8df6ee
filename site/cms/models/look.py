from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import MultiFieldPanel
from wagtail.contrib.settings.models import register_setting

from cms.colours import is_hex
from cms.models.base import HouseSetting
from cms.models.media import Picture
from cms.theme import CORNERS, GROUNDS, Look, validate_brand, weak_pairs
from cms.typefaces import TYPEFACES


def _choices(options: dict[str, Any]) -> list[tuple[str, Any]]:
    return [(key, option.label) for key, option in options.items()]


def _logo(label: Any, help_text: Any) -> models.ForeignKey:
    return models.ForeignKey(
        Picture, verbose_name=label, help_text=help_text, null=True, blank=True, on_delete=models.SET_NULL,
        related_name="+",
    )  # fmt: skip


@register_setting(icon="view", order=30)
class ThemeSettings(HouseSetting):
    """What makes the site look like this house and no other."""

    brand_name = models.CharField(_("name in the header"), max_length=60, blank=True)
    claim = models.CharField(_("line below it"), max_length=120, blank=True)
    logo = _logo(
        _("logo"), _("Stands in place of the name: in the header, in mails and in letters. At least 88 pixels high.")
    )
    logo_dark = _logo(_("logo on dark ground"), _("Empty: the logo stands on a light plate."))
    brand_colour = models.CharField(
        _("brand colour"), max_length=7, default="#1c5560", validators=[validate_brand], help_text=_("Such as #1c5560.")
    )
    typefaces = models.CharField(_("typefaces"), max_length=10, choices=_choices(TYPEFACES), default="book")
    corners = models.CharField(_("corners"), max_length=10, choices=_choices(CORNERS), default="soft")
    ground = models.CharField(_("ground"), max_length=10, choices=_choices(GROUNDS), default="warm")

    panels = [
        MultiFieldPanel(["brand_name", "claim", "logo", "logo_dark"], heading=_("Name")),
        MultiFieldPanel(["brand_colour", "ground", "typefaces", "corners"], heading=_("Look")),
    ]

    class Meta:
        verbose_name = _("look")

    @property
    def look(self) -> Look:
        return Look(self.brand_colour, self.typefaces, self.corners, self.ground)

    def clean(self) -> None:
        super().clean()
        if is_hex(self.brand_colour) and weak_pairs(self.look):
            message = _("Text in this colour would be hard to read: please choose a darker one.")
            raise ValidationError({"brand_colour": message})
