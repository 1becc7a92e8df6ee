"""What articles are sorted into, and where they are sent: topics, quick shops, shipping zones."""

from typing import Any, ClassVar

from django.db.models import Count, QuerySet
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, InlinePanel, MultiFieldPanel, ObjectList, TitleFieldPanel
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic import DeleteView, IndexView
from wagtail.admin.viewsets.model import ModelViewSet

from core.money import format_eur
from shop.admin_forms.shelves import ShelfForm
from shop.admin_forms.shipping import ZoneForm
from shop.countries import country_choices
from shop.models import QuickShop, ShippingZone, Topic
from shop.services.shelves import delete_zone
from shop.viewsets.choosers import article_chooser


class _SmallViewSet(ModelViewSet):
    add_to_admin_menu = False
    add_to_reference_index = False
    copy_view_enabled = False
    search_backend_name = None


class TopicList(IndexView):
    def get_base_queryset(self) -> "QuerySet[Topic]":
        return Topic.objects.annotate(articles=Count("products"))


class TopicViewSet(_SmallViewSet):
    """What titles are about."""

    model = Topic
    name = "topics"
    url_prefix = "themen"
    icon = "tag"
    index_view_class = TopicList
    edit_handler = ObjectList(
        [TitleFieldPanel("name", targets=["slug"]), FieldPanel("slug"), FieldPanel("sort_order")],
        base_form_class=ShelfForm,
    )
    list_display: ClassVar[list[Any]] = [
        "name",
        Column("sort_order", label=_("Position"), sort_key="sort_order"),
        Column("articles", label=_("Articles")),
    ]
    ordering = ["sort_order", "name"]
    sort_order_field = None


class QuickShopList(IndexView):
    def get_base_queryset(self) -> "QuerySet[QuickShop]":
        return QuickShop.objects.annotate(
            article_count=Count("articles", distinct=True), order_count=Count("orders", distinct=True)
        )


class QuickShopViewSet(_SmallViewSet):
    """A few articles that are bought where they are shown (R32)."""

    model = QuickShop
    name = "quick_shops"
    url_prefix = "quickshops"
    icon = "pick"
    index_view_class = QuickShopList
    list_display: ClassVar[list[Any]] = [
        "name",
        Column("slug", label=_("Name in addresses")),
        Column("article_count", label=_("Articles")),
        Column("order_count", label=_("Orders")),
    ]
    search_fields: ClassVar[list[str]] = ["name", "slug"]
    ordering = "name"

    @cached_property
    def edit_handler(self) -> ObjectList:
        """Made late: the chooser's widget asks for its address."""
        rows = [FieldPanel("product", widget=article_chooser.widget_class), FieldPanel("quantity")]
        return ObjectList(
            [
                MultiFieldPanel(
                    [TitleFieldPanel("name", targets=["slug"]), FieldPanel("slug"), FieldPanel("intro")],
                    heading=_("Quick shop"),
                ),
                InlinePanel("articles", panels=rows, heading=_("Articles"), label=_("Article"), min_num=1, max_num=40),
            ],
            base_form_class=ShelfForm,
        )


def _countries(zone: ShippingZone) -> str:
    names = dict(country_choices())
    return ", ".join(names.get(code, code) for code in zone.countries)


def _rates(zone: ShippingZone) -> str:
    return "; ".join(f"{rate.up_to} g: {format_eur(rate.gross)}" for rate in zone.rates.all())


def _free_from(zone: ShippingZone) -> str:
    return format_eur(zone.free_from) if zone.free_from else "–"


class DeleteZone(DeleteView):
    def delete_action(self) -> None:
        delete_zone(zone=self.object, actor=self.request.user)


class ZoneViewSet(_SmallViewSet):
    """Where goods are sent, and what it costs."""

    model = ShippingZone
    name = "shipping_zones"
    url_prefix = "versandzonen"
    icon = "globe"
    add_to_settings_menu = True
    delete_view_class = DeleteZone
    menu_order = 640
    edit_handler = ObjectList(
        [
            FieldPanel("name"),
            FieldPanel("countries"),
            FieldPanel("free_from"),
            InlinePanel(
                "rates",
                panels=[FieldPanel("up_to"), FieldPanel("gross")],
                heading=_("Rates by weight"),
                label=_("Rate"),
                min_num=1,
                help_text=_("A parcel costs what the first rate says that it is not too heavy for."),
            ),
        ],
        base_form_class=ZoneForm,
    )
    list_display: ClassVar[list[Any]] = [
        "name",
        Column("countries", label=_("Countries"), accessor=_countries),
        Column("rates", label=_("Rates"), accessor=_rates),
        Column("free_from", label=_("Free of charge from"), accessor=_free_from),
    ]
    ordering = "pk"
