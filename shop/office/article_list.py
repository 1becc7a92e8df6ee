"""One list of everything that is sold: filtered, searched, and shown with price, stock and page."""

import re
from collections.abc import Iterable, Sequence
from typing import Any, ClassVar

import django_filters
from django import forms
from django.db.models import F, Q, QuerySet, prefetch_related_objects
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.views.generic import IndexView
from wagtail.admin.widgets.boolean_radio_select import BooleanRadioSelect
from wagtail.admin.widgets.button import Button, HeaderButton
from wagtail.search.backends import get_search_backend
from wagtail.search.query import PlainText

from cms.finding import words_in
from shop import sheets
from shop.models import Product, Topic
from shop.selectors import complete, on_a_page

LOW_STOCK = 5
MOST_HITS = 200


def matching(articles: "QuerySet[Product]", text: str) -> "QuerySet[Product]":
    """Those whose number begins with the text, whose ISBN does, or whose title and author have all its words."""
    everything = Product.objects.order_by()
    begin = text.strip().upper()
    is_one = begin.isascii() and begin.isprintable()
    numbers = everything.filter(number__startswith=begin) if is_one else everything.none()
    return articles.filter(pk__in={*numbers.values_list("pk", flat=True)[:MOST_HITS], *_by_words(text)})


def _by_words(text: str) -> list[int]:
    """Of the index, which has ISBNs without their hyphens."""
    words = words_in(re.sub(r"(?<=\d)-(?=\d)", "", text))
    if not words:
        return []
    query = PlainText(" ".join(words), operator="and")
    # Without an order: to judge each hit, SQLite would go through all of them again.
    articles = Product.objects.only("pk").order_by()
    return [hit.pk for hit in get_search_backend().autocomplete(query, articles, order_by_relevance=False)[:MOST_HITS]]


class ArticleFilterSet(WagtailFilterSet):
    kind = django_filters.MultipleChoiceFilter(
        label=_("Kind"), choices=Product.Kind.choices, widget=forms.CheckboxSelectMultiple
    )
    topic = django_filters.ModelChoiceFilter(label=pgettext_lazy("catalogue", "Topic"), queryset=Topic.objects.all())
    active = django_filters.BooleanFilter(label=_("On sale"), widget=BooleanRadioSelect)
    stock = django_filters.ChoiceFilter(
        label=_("Stock"),
        choices=[("none", _("sold out")), ("low", _("low stock"))],
        method="filter_stock",
        widget=forms.RadioSelect,
        empty_label=_("All"),
    )
    page = django_filters.BooleanFilter(label=_("Has a page"), method="filter_page", widget=BooleanRadioSelect)
    complete = django_filters.BooleanFilter(
        label=_("Has all it needs (page, file)"), method="filter_complete", widget=BooleanRadioSelect
    )

    class Meta:
        model = Product
        fields: ClassVar[list[str]] = []

    def filter_stock(self, articles: "QuerySet[Product]", _name: str, value: str) -> "QuerySet[Product]":
        none = Q(goods__stock__lt=F("min_quantity"))
        if value == "none":
            return articles.filter(none)
        return articles.filter(~none, goods__stock__lte=LOW_STOCK)

    def filter_page(self, articles: "QuerySet[Product]", _name: str, value: bool) -> "QuerySet[Product]":
        return articles.filter(on_a_page()) if value else articles.exclude(on_a_page())

    def filter_complete(self, articles: "QuerySet[Product]", _name: str, value: bool) -> "QuerySet[Product]":
        return articles.filter(complete()) if value else articles.exclude(complete())


class ArticleList(IndexView):
    template_name = "shop/admin/articles.html"
    page_title = _("Articles")
    list_export = list(sheets.KEYS)
    export_headings = sheets.HEADINGS

    def get_base_queryset(self) -> "QuerySet[Product]":
        """Only keys, without joins: all else would be fetched of each row that is sorted or skipped, too."""
        return with_all_shown(Product.objects.all()) if self.is_export else Product.objects.only("pk")

    def search_queryset(self, queryset: "QuerySet[Product]") -> "QuerySet[Product]":
        return matching(queryset, self.search_query) if self.is_searching else queryset

    def get_table(self, object_list: Iterable[Product]) -> Any:
        keys = [article.pk for article in object_list]
        found = with_all_shown(Product.objects.all()).in_bulk(keys)
        articles = [found[key] for key in keys if key in found]
        remember_pages(articles)
        prefetch_related_objects([article for article in articles if article.reduced], "price_changes")
        return super().get_table(articles)

    def get_add_url(self) -> None:
        return None

    @cached_property
    def header_buttons(self) -> list[Any]:
        ways = [("shop.add_goods", _("New goods"), "goods:add"), ("shop.add_ebook", _("New ebook"), "ebooks:add")]
        return [
            HeaderButton(label, url=reverse(url), icon_name="plus")
            for permission, label, url in ways
            if self.request.user.has_perm(permission)
        ]

    @cached_property
    def header_more_buttons(self) -> list[Any]:
        buttons = list(super().header_more_buttons)
        if self.request.user.has_perm("shop.add_goods"):
            buttons.append(Button(_("Import"), url=reverse("articles:import"), icon_name="upload", priority=80))
        return buttons

    def to_row_dict(self, item: Product) -> dict[str, Any]:
        return sheets.read(item)


def with_all_shown(articles: "QuerySet[Product]") -> "QuerySet[Product]":
    return articles.prefetch_related("goods", "ebook__files", "topic", "goods__variant_of")


def remember_pages(articles: Sequence[Product]) -> None:
    """`on_page` of each: whether visitors can find it."""
    ids = [article.pk for article in articles]
    found = set(Product.objects.filter(on_a_page(), pk__in=ids).values_list("pk", flat=True)) if ids else set()
    for article in articles:
        article.on_page = article.pk in found
