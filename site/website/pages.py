"""The pages where blocks of all apps meet."""

from typing import Any

from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.fields import StreamField

from cms.blocks import BodyBlock
from cms.models import BasePage
from cms.structured import Facts
from shop import presenters
from shop.pages import CataloguePage, EbookPage
from shop.selectors import current_rates
from website.structured import organization


class HomePage(BasePage):
    """Who we are in one sentence, what is new, and one clear way into the shop."""

    headline = models.CharField(_("who we are in one sentence"), max_length=160, blank=True)
    intro = models.TextField(_("introduction"), blank=True)
    body = StreamField(BodyBlock(), verbose_name=_("text"), blank=True)

    content_panels = [*BasePage.content_panels, "headline", "intro", "body"]
    reading_fields = ("headline", "intro", "body")
    share_type = "website"
    parent_page_types = ["wagtailcore.Page"]
    template = "website/home_page.html"

    class Meta:
        verbose_name = _("home page")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        rates = current_rates()
        pages = EbookPage.objects.descendant_of(self).live().select_related("ebook__cover")
        titles = list(pages.order_by("-first_published_at", "-pk")[:4])
        catalogue = CataloguePage.objects.descendant_of(self).live().first()
        return {
            **super().get_context(request, *args, **kwargs),
            "featured": titles[0] if titles else None,
            "new_titles": titles,
            "shop_url": catalogue.get_url(request) if catalogue else "",
            "tax_note": presenters.tax_note(rates.reduced, small_business=rates.small_business),
        }

    def structured_data(self) -> list[Facts]:
        return [organization()]


class ContentPage(BasePage):
    """Words and pictures: about us, imprint, terms."""

    intro = models.TextField(_("introduction"), blank=True)
    body = StreamField(BodyBlock(), verbose_name=_("text"), blank=True)

    content_panels = [*BasePage.content_panels, "intro", "body"]
    template = "website/content_page.html"

    class Meta:
        verbose_name = _("content page")
