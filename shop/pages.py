"""Pages that sell. They hold words and pictures; the article is the thing sold, and outlives every revision."""

from collections.abc import Sequence
from typing import Any, Self

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import OuterRef, Subquery
from django.db.models.functions import Left, Length
from django.http import HttpRequest
from django.template.defaultfilters import date as format_date
from django.template.response import TemplateResponse
from django.utils.functional import cached_property
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.fields import StreamField
from wagtail.models import Page

from cms.blocks import BodyBlock, QuestionBlock
from cms.generation import concerns_visitors, known
from cms.models import BasePage, Picture, PublicDocument
from cms.pictures import CaptionedPictureBlock
from shop import presenters, structured
from shop.browsing import Browsing, browsing
from shop.cards import cards, cards_from, tax_note
from shop.listing import FACETS, Wish, leaf, related, shelf
from shop.models import Ebook, Goods, Listing
from shop.offers import Offer, choosing, goods_offers, offers, with_variants
from shop.services.listing import relist
from shop.title_facts import ebook_facts, goods_facts

RELATED = 4


class CataloguePage(BasePage):
    """All titles of the house."""

    intro = models.TextField(gettext_lazy("introduction"), blank=True)

    content_panels = [*BasePage.content_panels, "intro"]
    subpage_types = ["shop.EbookPage", "shop.ProductPage"]
    query_keys = frozenset((*FACETS, "sortierung", "seite"))
    template = "shop/catalogue_page.html"

    class Meta:
        verbose_name = gettext_lazy("catalogue")

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> TemplateResponse:
        """Addresses that none of our links has are answered, but not kept: there is no end of them."""
        response: TemplateResponse = super().serve(request, *args, **kwargs)
        asked = {name: values for name, values in request.GET.lists() if name in self.query_keys}
        if asked != {name: [str(word)] for name, word in self._wish(request).words.items()}:
            response.headers["Cache-Control"] = "no-cache"
        return response

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        wish, language = self._wish(request), get_language()
        shown, titles = known(("shop.leaf", self.pk, self.address, wish, language), lambda: self._leaf(wish))
        return {**super().get_context(request, *args, **kwargs), **vars(shown), "titles": cards(titles)}

    def _wish(self, request: HttpRequest) -> Wish:
        return shelf(self.pk, get_language()).possible(Wish.read(request.GET))

    def _leaf(self, wish: Wish) -> tuple[Browsing, list[int]]:
        found = shelf(self.pk, get_language())
        shown = browsing(found, wish, self.address)
        return shown, leaf(self.pk, wish, found.chosen(wish)) if shown.count else []


class TitlePage(BasePage):
    """The page of one article. Reverting it to an older revision changes words, never what was sold."""

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

    words = ["eyebrow", "intro", "body", "questions"]
    reading_fields = ("intro", "body", "questions")
    parent_page_types = ["shop.CataloguePage"]
    subpage_types: list[str] = []

    class Meta:
        abstract = True

    @property
    def article(self) -> Ebook | Goods:
        raise NotImplementedError

    @cached_property
    def offers(self) -> list[Offer]:
        """What can be bought here, as it is now."""
        raise NotImplementedError

    def articles(self) -> Sequence[Ebook | Goods]:
        """The article and its variants, for the lists on which the page stands."""
        return [self.article]

    @classmethod
    def for_listing(cls) -> Any:
        """The pages with all that their listings are made of, their catalogues first of all."""
        above = Page.objects.filter(path=Left(OuterRef("path"), Length(OuterRef("path")) - cls.steplen))
        return cls.objects.annotate(catalogue_id=Subquery(above.values("pk")))

    @transaction.atomic
    def save(self, *args: Any, **kwargs: Any) -> None:
        super().save(*args, **kwargs)
        if concerns_visitors(kwargs.get("update_fields")):
            relist(pages=[self])

    @property
    def share_picture(self) -> Picture | None:
        return self.article.cover

    @cached_property
    def related(self) -> list[Listing]:
        return related(self, self.article.topic_id, RELATED)

    @property
    def shown_pictures(self) -> list[Picture]:
        return [one.cover for one in (self.article, *self.related) if one.cover]

    @property
    def names(self) -> list[str]:
        article = self.article
        numbers = [article.number, article.number.replace("-", ""), article.isbn, article.isbn.replace("-", "")]
        return [article.name, article.subtitle, article.author, article.publisher, *numbers]

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        return {
            **super().get_context(request, *args, **kwargs),
            "article": self.article,
            "offers": self.offers,
            "tax_note": tax_note(self.article),
            "published": format_date(self.first_published_at, "j. F Y"),
            "sample_url": known(("shop.sample", self.sample_id), self._sample_url),
            "related": cards_from(self.related),
        }

    def _with_sample(self, articles: Any) -> Any:
        """Read with the file of the page's sample: who sees the page for the first time needs no query for it."""
        sample = PublicDocument.objects.filter(pk=self.sample_id)
        return articles.annotate(sample_file=Subquery(sample.values("file")))

    def _sample_url(self) -> str:
        file = getattr(self.article, "sample_file", None)
        if not file:
            return ""
        return str(PublicDocument(pk=self.sample_id, file=file, collection_id=None).url)  # else it asks for the first


class EbookPage(TitlePage):
    ebook = models.ForeignKey(Ebook, verbose_name=gettext_lazy("ebook"), on_delete=models.PROTECT, related_name="pages")

    content_panels = [
        *BasePage.content_panels,
        MultiFieldPanel(
            [FieldPanel("ebook"), FieldPanel("sample")],
            heading=gettext_lazy("Sale"),
            help_text=gettext_lazy("Price, tax and files belong to the article; create it here in its chooser."),
        ),
        *TitlePage.words,
    ]
    template = "shop/ebook_page.html"
    share_type = "book"

    class Meta:
        verbose_name = gettext_lazy("ebook page")

    @property
    def article(self) -> Ebook:
        return self.ebook

    @cached_property
    def offers(self) -> list[Offer]:
        return known(("shop.offers", self.ebook_id), lambda: offers([self.ebook]))

    @classmethod
    def for_results(cls) -> "models.QuerySet[Self]":
        return cls.objects.select_related("ebook__cover")

    @classmethod
    def for_listing(cls) -> Any:
        return super().for_listing().select_related("ebook").prefetch_related("ebook__files", "ebook__price_changes")

    def structured_data(self) -> list[dict[str, Any]]:
        return [*super().structured_data(), structured.title(self)]

    def clean(self) -> None:
        super().clean()
        if self.live and self.ebook_id and not self.ebook.files.exists():
            raise ValidationError({"ebook": _("This ebook has no file yet: add an EPUB or a PDF to the article.")})

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        self.ebook = known(("shop.ebook", self.ebook_id, self.sample_id), self._read_ebook)
        context = super().get_context(request, *args, **kwargs)
        facts = ebook_facts(self.ebook, context["published"])
        return {**context, "formats": presenters.formats(self.ebook), "facts": facts}

    def _read_ebook(self) -> Ebook:
        ebooks = self._with_sample(Ebook.objects.select_related("cover").prefetch_related("files"))
        found: Ebook = ebooks.get(pk=self.ebook_id)
        return found


class ProductPage(TitlePage):
    """Goods and their variants: bindings, sizes, languages."""

    goods = models.ForeignKey(
        Goods,
        verbose_name=gettext_lazy("article"),
        on_delete=models.PROTECT,
        related_name="pages",
        help_text=gettext_lazy("Its variants are sold on the same page."),
    )
    pictures = StreamField(
        [("picture", CaptionedPictureBlock())], verbose_name=gettext_lazy("further pictures"), blank=True, max_num=8
    )

    content_panels = [
        *BasePage.content_panels,
        MultiFieldPanel(
            [FieldPanel("goods"), FieldPanel("sample")],
            heading=gettext_lazy("Sale"),
            help_text=gettext_lazy("Price, stock and delivery belong to the article; create it here in its chooser."),
        ),
        "pictures",
        *TitlePage.words,
    ]
    template = "shop/product_page.html"
    share_type = "product"

    class Meta:
        verbose_name = gettext_lazy("product page")

    @property
    def article(self) -> Goods:
        return self.goods

    @cached_property
    def offers(self) -> list[Offer]:
        return known(("shop.offers", self.goods_id), lambda: goods_offers(self._goods))

    @property
    def _goods(self) -> list[Goods]:
        key = ("shop.goods", self.goods_id, self.sample_id)
        return known(key, lambda: list(self._with_sample(with_variants(self.goods_id))))

    def articles(self) -> Sequence[Goods]:
        return [self.goods, *self.goods.variants.all()]

    @classmethod
    def for_results(cls) -> "models.QuerySet[Self]":
        return cls.objects.select_related("goods__cover")

    @classmethod
    def for_listing(cls) -> Any:
        variants = ("goods__variants", "goods__variants__price_changes")
        return super().for_listing().select_related("goods").prefetch_related("goods__price_changes", *variants)

    def structured_data(self) -> list[dict[str, Any]]:
        return [*super().structured_data(), structured.title(self)]

    def clean(self) -> None:
        super().clean()
        if self.goods_id and self.goods.variant_of_id:
            raise ValidationError({"goods": _("This is a variant. Choose the article that it is a variant of.")})

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        self.goods, *_variants = self._goods
        context = super().get_context(request, *args, **kwargs)
        return {**context, **choosing(self.offers), "facts": goods_facts(self.goods, context["published"])}
