"""The pages where blocks of all apps meet."""

from typing import Any, Self

from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.fields import StreamField

from cms.links import ButtonBlock
from cms.models import BasePage, Picture
from cms.structured import Facts
from shop.cards import cards, cards_of
from shop.listing import newest
from shop.pages import CataloguePage
from website.blocks import ContentBlock, DateBlock, coming
from website.form_page import FormPage
from website.legal_pages import LegalPage
from website.structured import organization, questions, web_page

__all__ = ["ContentPage", "FormPage", "HomePage", "LandingPage", "LegalPage"]


class PicturedPage(BasePage):
    """A page with a picture of its own: on the page, on cards and beside links to it."""

    picture = models.ForeignKey(
        Picture,
        verbose_name=_("picture"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_("Stands at the top, on cards that lead here, and beside links to the page."),
    )

    class Meta:
        abstract = True

    @classmethod
    def for_results(cls) -> "models.QuerySet[Self]":
        return cls.objects.select_related("picture").prefetch_related("picture__renditions")

    @classmethod
    def for_showing(cls) -> "models.QuerySet[Self]":
        return cls.objects.select_related("picture")

    @property
    def share_picture(self) -> Picture | None:
        return self.picture


class HomePage(PicturedPage):
    """Who we are in one sentence, what is new, what happens next, and one clear way into the shop."""

    headline = models.CharField(_("who we are in one sentence"), max_length=160, blank=True)
    intro = models.TextField(_("introduction"), blank=True)
    dates = StreamField(
        [("date", DateBlock())],
        verbose_name=_("what happens next"),
        blank=True,
        help_text=_("What has passed is left out by itself."),
    )
    body = StreamField(ContentBlock(), verbose_name=_("text"), blank=True)

    content_panels = [*BasePage.content_panels, "headline", "intro", "picture", "dates", "body"]
    reading_fields = ("headline", "intro", "body")
    share_type = "website"
    parent_page_types = ["wagtailcore.Page"]
    template = "website/home_page.html"

    class Meta:
        verbose_name = _("home page")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        titles = newest(4)
        catalogue = CataloguePage.objects.descendant_of(self).live().first()
        return {
            **super().get_context(request, *args, **kwargs),
            "featured": next(iter(cards_of(titles[:1]).values()), None),
            "new_titles": cards(titles),
            "upcoming": coming(self.dates),
            "shop_url": catalogue.get_url(request) if catalogue else "",
        }

    def structured_data(self) -> list[Facts]:
        return [organization()]


class ContentPage(PicturedPage):
    """Words and pictures: about us, how to find us, a report."""

    intro = models.TextField(_("introduction"), blank=True)
    body = StreamField(ContentBlock(), verbose_name=_("text"), blank=True)

    content_panels = [*BasePage.content_panels, "intro", "picture", "body"]
    template = "website/content_page.html"

    class Meta:
        verbose_name = _("content page")

    def structured_data(self) -> list[Facts]:
        return [*super().structured_data(), web_page(self), *questions(self.body)]


class LandingPage(PicturedPage):
    """One promise and one way on, without menus that lead away: for campaigns."""

    headline = models.CharField(_("headline"), max_length=120)
    intro = models.TextField(_("promise"), blank=True, max_length=400)
    action = StreamField([("button", ButtonBlock())], verbose_name=_("button"), blank=True, max_num=1)
    body = StreamField(ContentBlock(), verbose_name=_("text"), blank=True)

    content_panels = [*BasePage.content_panels, "headline", "intro", "action", "picture", "body"]
    reading_fields = ("headline", "intro", "body")
    subpage_types: list[str] = []
    template = "website/landing_page.html"

    class Meta:
        verbose_name = _("landing page")

    def structured_data(self) -> list[Facts]:
        return [*super().structured_data(), web_page(self), *questions(self.body)]
