"""Links that editors put together: the main menu and the columns of the footer."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from cms.links import Address
from cms.routing import public_url

Link = dict[str, str]


class PageLinkBlock(blocks.StructBlock):
    page = blocks.PageChooserBlock(label=_("Page"))
    title = blocks.CharBlock(
        label=_("Title"), required=False, max_length=60, help_text=_("Empty: the title of the page.")
    )

    class Meta:
        label = _("Page")
        icon = "doc-empty-inverse"


class AddressBlock(blocks.StructBlock):
    title = blocks.CharBlock(label=_("Title"), max_length=60)
    address = Address()

    class Meta:
        label = _("Other address")
        icon = "link-external"


class MenuBlock(blocks.StreamBlock):
    page = PageLinkBlock()
    address = AddressBlock()


class ColumnBlock(blocks.StructBlock):
    heading = blocks.CharBlock(label=_("Heading"), max_length=40)
    links = MenuBlock(label=_("Links"))

    class Meta:
        label = _("Column")
        icon = "list-ul"


class FooterBlock(blocks.StreamBlock):
    column = ColumnBlock()

    class Meta:
        max_num = 4


def links(menu: Any) -> list[Link]:
    """What a visitor can follow: pages that are not public are left out."""
    return [link for entry in menu if (link := _link(entry))]


def _link(entry: Any) -> Link | None:
    if entry.block_type == "address":
        return {"title": entry.value["title"], "url": entry.value["address"]}
    page = entry.value["page"]
    url = public_url(page)
    return {"title": entry.value["title"] or page.title, "url": url} if url else None
