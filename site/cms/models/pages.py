from typing import Any, ClassVar, Self

from django.db import models
from django.http import HttpRequest
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.blocks import StreamValue
from wagtail.fields import StreamField
from wagtail.models import Page
from wagtail.search import index

from cms import finding, structured
from cms.models.media import Picture
from cms.picking import pick
from cms.routing import Routed
from cms.sharing import ShareImage, share_image

SUMMARY = 155  # as much as search engines show


class BasePage(Routed, Page):
    """What every page of the site has in common."""

    show_in_menus_default = False
    # The fields with words for visitors, in reading order; a page type need not have all of them.
    reading_fields: ClassVar[tuple[str, ...]] = ("intro", "body")

    search_fields = [*Page.search_fields, index.AutocompleteField("search_words")]

    class Meta:
        abstract = True

    @classmethod
    def for_results(cls) -> "models.QuerySet[Self]":
        """The pages with all that a list of search results shows of them."""
        return cls.objects.all()

    @property
    def names(self) -> list[str]:
        """What else the page is looked for by, besides its title and its words."""
        return []

    @property
    def reading_text(self) -> str:
        """All that a visitor reads on the page, as plain text in one line."""
        text = " ".join(_plain(getattr(self, name, "")) for name in self.reading_fields)
        return " ".join(text.replace(finding.SOFT_HYPHEN, "").split())

    @property
    def search_words(self) -> str:
        names = finding.words_in(" ".join([self.title, *self.names]))
        return " ".join([*names, *map(finding.as_name, names), *finding.words_in(self.reading_text)])

    # For editors.

    preview_sizes: ClassVar[list[dict[str, Any]]] = [
        {"name": "phone", "icon": "mobile-alt", "device_width": 390, "label": _("Preview on a phone")},
        {"name": "tablet", "icon": "tablet-alt", "device_width": 820, "label": _("Preview on a tablet")},
        {"name": "desktop", "icon": "desktop", "device_width": 1440, "label": _("Preview on a desktop screen")},
    ]

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        streams = [field.name for field in self._meta.get_fields() if isinstance(field, StreamField)]
        pick(*(getattr(self, name) for name in streams))
        return dict(super().get_context(request, *args, **kwargs))

    # For search engines, and for whoever shares a link to the page.

    share_type: ClassVar[str] = "article"

    @cached_property
    def address(self) -> str:
        return structured.absolute(self)

    @property
    def way(self) -> list[Page]:
        """From the home page to here, without this page."""
        return structured.way(self)

    @cached_property
    def summary(self) -> str:
        return self.search_description or finding.shortened(self.reading_text, SUMMARY)

    @property
    def promise(self) -> str:
        """What a card of the page says below its title."""
        return self.search_description or finding.whole_sentences(getattr(self, "intro", ""), SUMMARY)

    @property
    def share_picture(self) -> Picture | None:
        return None

    @cached_property
    def share_image(self) -> ShareImage:
        return share_image(self.share_picture)

    def structured_data(self) -> list[structured.Facts]:
        return [structured.breadcrumbs(self)]

    def get_sitemap_urls(self, request: HttpRequest | None = None) -> list[dict[str, Any]]:
        return [{"location": self.address, "lastmod": self.last_published_at}]


def _plain(value: object) -> str:
    if isinstance(value, StreamValue):
        return " ".join(value.stream_block.get_searchable_content(value))
    return str(value)
