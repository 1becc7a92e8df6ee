"""Pages that sell. They hold words and pictures; the article is the thing sold, and outlives every revision."""

from typing import Any, Self

from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest
from django.template.defaultfilters import date as format_date
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.fields import StreamField

from cms.blocks import BodyBlock, QuestionBlock
from cms.models import BasePage, Picture
from shop import presenters
from shop.models import Ebook
from shop.selectors import current_rates
from shop.structured import book


class CataloguePage(BasePage):
    """All titles of the house."""

    intro = models.TextField(gettext_lazy("introduction"), blank=True)

    content_panels = [*BasePage.content_panels, "intro"]
    subpage_types = ["shop.EbookPage"]
    template = "shop/catalogue_page.html"

    class Meta:
        verbose_name = gettext_lazy("catalogue")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        titles = EbookPage.objects.child_of(self).live().select_related("ebook__cover").order_by("path")
        tax = {"tax_note": presenters.tax_note(current_rates().reduced, current_rates().small_business)}
        return {**super().get_context(request, *args, **kwargs), "titles": titles, **tax}


class EbookPage(BasePage):
    """The page of one ebook. Reverting it to an older revision changes words, never what was sold."""

    ebook = models.ForeignKey(
        "shop.Ebook", verbose_name=gettext_lazy("ebook"), on_delete=models.PROTECT, related_name="pages"
    )
    eyebrow = models.CharField(gettext_lazy("topic"), max_length=60, blank=True)
    intro = models.TextField(gettext_lazy("promise in one paragraph"), blank=True, max_length=600)
    body = StreamField(BodyBlock(), verbose_name=gettext_lazy("text"), blank=True)
    questions = StreamField(
        [("question", QuestionBlock())], verbose_name=gettext_lazy("questions and answers"), blank=True
    )
    sample = models.ForeignKey(
        "cms.PublicDocument",
        verbose_name=gettext_lazy("reading sample"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )

    content_panels = [
        *BasePage.content_panels,
        MultiFieldPanel(
            [FieldPanel("ebook"), FieldPanel("sample")],
            heading=gettext_lazy("Sale"),
            help_text=gettext_lazy("Price, tax and files belong to the article; create it here in its chooser."),
        ),
        "eyebrow",
        "intro",
        "body",
        "questions",
    ]
    reading_fields = ("intro", "body", "questions")
    parent_page_types = ["shop.CataloguePage"]
    subpage_types: list[str] = []
    template = "shop/ebook_page.html"

    class Meta:
        verbose_name = gettext_lazy("ebook page")

    share_type = "book"

    @property
    def share_picture(self) -> Picture | None:
        return self.ebook.cover

    def structured_data(self) -> list[dict[str, Any]]:
        return [*super().structured_data(), book(self)]

    @classmethod
    def for_results(cls) -> "models.QuerySet[Self]":
        return cls.objects.select_related("ebook__cover")

    @property
    def names(self) -> list[str]:
        ebook = self.ebook
        numbers = [ebook.number, ebook.number.replace("-", ""), ebook.isbn, ebook.isbn.replace("-", "")]
        return [ebook.name, ebook.subtitle, ebook.author, ebook.publisher, *numbers]

    def clean(self) -> None:
        super().clean()
        if self.live and self.ebook_id and not self.ebook.files.exists():
            raise ValidationError({"ebook": _("This ebook has no file yet: add an EPUB or a PDF to the article.")})

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        rates = current_rates()
        self.ebook = Ebook.objects.select_related("cover").prefetch_related("files").get(pk=self.ebook_id)
        return {
            **super().get_context(request, *args, **kwargs),
            "formats": presenters.formats(self.ebook),
            "facts": presenters.page_facts(self.ebook, format_date(self.first_published_at, "j. F Y")),
            "tax_note": presenters.tax_note(rates.of(self.ebook), rates.small_business),
            "sample_url": self.sample.url if self.sample else "",
            "related": self._related(),
        }

    def _related(self) -> "models.QuerySet[EbookPage]":
        return EbookPage.objects.sibling_of(self, inclusive=False).live().select_related("ebook__cover")[:3]
