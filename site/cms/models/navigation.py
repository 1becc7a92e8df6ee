from django.utils.translation import gettext_lazy as _
from wagtail.contrib.settings.models import register_setting
from wagtail.fields import StreamField

from cms.menus import FooterBlock, MenuBlock
from cms.models.base import HouseSetting


@register_setting(icon="list-ul", order=35)
class NavigationSettings(HouseSetting):
    """The ways through the site that stand on every page."""

    menu = StreamField(
        MenuBlock(),
        verbose_name=_("main menu"),
        blank=True,
        help_text=_("Empty: the pages below the home page that are marked to be shown in menus."),
    )
    footer = StreamField(
        FooterBlock(),
        verbose_name=_("columns in the footer"),
        blank=True,
        help_text=_("The legal pages stand below them in any case."),
    )

    panels = ["menu", "footer"]

    class Meta:
        verbose_name = _("menus")
