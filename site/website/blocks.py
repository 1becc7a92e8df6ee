"""The place where the blocks of all apps meet: what editors build home, content and landing pages from."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from cms.blocks import BodyBlock
from cms.picking import PageBlock
from cms.routing import public_url
from core import clock
from shop.blocks import QuickShopBlock
from website.form_block import FormBlock

SHOP_AND_FORMS = _("Shop and forms")


class ContentBlock(BodyBlock):
    """The neutral blocks, and below those that need the shop or a form."""

    quick_shop = QuickShopBlock(group=SHOP_AND_FORMS)
    form = FormBlock(group=SHOP_AND_FORMS)


class DateValue(blocks.StructValue):
    @property
    def url(self) -> str:
        return public_url(self["page"])


class DateBlock(blocks.StructBlock):
    """What happens on a day: a seminar, a reading, a new book."""

    day = blocks.DateBlock(label=_("Day"))
    title = blocks.CharBlock(label=_("Title"), max_length=100)
    text = blocks.TextBlock(label=_("Text"), required=False)
    page = PageBlock(label=_("Page"), required=False)

    class Meta:
        label = _("Date")
        icon = "date"
        value_class = DateValue


def coming(dates: blocks.StreamValue, *, most: int = 3) -> list[blocks.StructValue]:
    """The next ones, the nearest first. One that is still being written may have no day yet."""
    today = clock.today()
    known = (date.value for date in dates if date.value["day"])
    return sorted((date for date in known if date["day"] >= today), key=lambda date: date["day"])[:most]
