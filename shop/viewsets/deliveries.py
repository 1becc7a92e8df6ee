from typing import Any, ClassVar

import django_filters
from django import forms
from django.db.models import Q, QuerySet
from django.template.defaultfilters import date as format_date
from django.urls import URLPattern
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import BulkActionsCheckboxColumn, Column, DateColumn, TitleColumn

from core.admin import LedgerViewSet
from core.money import NBSP
from shop.models import Delivery
from shop.office import deliveries
from shop.office.words import Word, delivery_word
from shop.viewsets.columns import WordsColumn


def parcel_words(delivery: Any) -> list[Word]:
    return [Word(line) for line in delivery.order.goods_lines]


def state_words(delivery: Any) -> list[Word]:
    return [delivery_word(delivery), *_notes(delivery)]


def _notes(delivery: Any) -> list[Word]:
    notes = []
    if delivery.shipped_at:
        notes.append(Word(format_date(timezone.localtime(delivery.shipped_at), "d.m.Y") + f" {delivery.tracking}"))
    if delivery.state == Delivery.State.OPEN and delivery.printed_at:
        notes.append(Word(_("packing list printed")))
    if delivery.state == Delivery.State.OPEN and not delivery.order.confirmed_at:
        notes.append(Word(_("order not confirmed yet"), "bad"))
    return notes


def recipient(delivery: Delivery) -> str:
    address = delivery.address
    country = "" if address["country"] == "DE" else f" ({address['country']})"
    return f"{address['company'] or address['name']}, {address['postal_code']} {address['city']}{country}"


def kilograms(delivery: Delivery) -> str:
    return f"{delivery.weight / 1000:.2f}".replace(".", ",") + f"{NBSP}kg"


class DeliveryFilterSet(WagtailFilterSet):
    state = django_filters.ChoiceFilter(
        label=gettext_lazy("State"),
        choices=Delivery.State.choices,
        widget=forms.RadioSelect,
        empty_label=gettext_lazy("All"),
    )
    printed = django_filters.ChoiceFilter(
        label=gettext_lazy("Packing list"),
        choices=[("no", gettext_lazy("not printed yet")), ("yes", gettext_lazy("printed"))],
        method="filter_printed",
        widget=forms.RadioSelect,
        empty_label=gettext_lazy("All"),
    )

    class Meta:
        model = Delivery
        fields: ClassVar[list[str]] = []

    def filter_printed(self, deliveries: "QuerySet[Delivery]", _name: str, value: str) -> "QuerySet[Delivery]":
        return deliveries.filter(Q(printed_at=None) if value == "no" else Q(printed_at__isnull=False))


class DeliveryViewSet(LedgerViewSet):
    """What is to be sent, the oldest first."""

    model = Delivery
    name = "deliveries"
    url_prefix = "versand"
    icon = "mail"
    menu_label = gettext_lazy("Shipping")
    index_view_class = deliveries.DeliveryList
    index_template_name = deliveries.DeliveryList.template_name
    inspect_view_enabled = False
    filterset_class = DeliveryFilterSet
    list_display: ClassVar[list[Any]] = [
        BulkActionsCheckboxColumn("bulk_actions", obj_type="delivery"),
        TitleColumn("order", label=gettext_lazy("Order"), url_name="orders:inspect", id_accessor="order_id"),
        DateColumn("created_at", label=gettext_lazy("Since"), sort_key="created_at"),
        Column("recipient", label=gettext_lazy("To"), accessor=recipient),
        WordsColumn("goods", parcel_words, label=gettext_lazy("Articles")),
        Column("weight", label=gettext_lazy("Weight"), accessor=kilograms, sort_key="weight"),
        WordsColumn("state", state_words, label=gettext_lazy("State")),
    ]
    list_per_page = 50
    ordering = None
    search_fields: ClassVar[list[str]] = ["order__number"]

    def get_urlpatterns(self) -> list[URLPattern]:
        return [*super().get_urlpatterns(), *deliveries.urlpatterns]
