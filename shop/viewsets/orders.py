from typing import Any, ClassVar

import django_filters
from django import forms
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import URLPattern
from django.utils.translation import gettext_lazy
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet
from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn
from wagtail.admin.views.generic import IndexView

from core.admin import LedgerViewSet
from shop.models import Delivery, Order, OrderLine, QuickShop
from shop.office import orders
from shop.office.words import Word, delivery_word, order_word
from shop.viewsets.columns import PriceColumn, WordsColumn


def payment_words(order: Order) -> list[Word]:
    return [order_word(order), Word(order.get_method_display())]


def delivery_words(order: Order) -> list[Word]:
    delivery = getattr(order, "delivery", None)
    return [delivery_word(delivery)] if delivery else []


class OrderFilterSet(WagtailFilterSet):
    state = django_filters.MultipleChoiceFilter(
        label=gettext_lazy("Payment"), choices=Order.State.choices, widget=forms.CheckboxSelectMultiple
    )
    method = django_filters.MultipleChoiceFilter(
        label=gettext_lazy("Way to pay"), choices=Order.Method.choices, widget=forms.CheckboxSelectMultiple
    )
    delivery = django_filters.ChoiceFilter(
        label=gettext_lazy("Delivery"),
        field_name="delivery__state",
        choices=Delivery.State.choices,
        widget=forms.RadioSelect,
        empty_label=gettext_lazy("All"),
    )
    quick_shop = django_filters.ModelChoiceFilter(label=gettext_lazy("Quick shop"), queryset=QuickShop.objects.all())
    placed_at = django_filters.DateFromToRangeFilter(label=gettext_lazy("Placed"), widget=DateRangePickerWidget)

    class Meta:
        model = Order
        fields: ClassVar[list[str]] = []


class OrderList(IndexView):
    def get_base_queryset(self) -> "QuerySet[Order]":
        return Order.objects.select_related("customer__person", "delivery")

    def search_queryset(self, queryset: "QuerySet[Order]") -> "QuerySet[Order]":
        """By order, buyer or article."""
        text = self.search_query.strip()
        if not text:
            return queryset
        lines = OrderLine.objects.filter(order=OuterRef("pk"))
        return queryset.filter(
            Q(number__icontains=text)
            | Q(email__icontains=text)
            | Q(customer__number__icontains=text)
            | Q(customer__person__given_name__icontains=text)
            | Q(customer__person__family_name__icontains=text)
            | Exists(lines.filter(Q(number__istartswith=text) | Q(name__icontains=text)))
        )


class OrderViewSet(LedgerViewSet):
    """Orders are read here; they change by what happens and by the actions on their screen."""

    model = Order
    name = "orders"
    url_prefix = "bestellungen"
    icon = "form"
    menu_label = gettext_lazy("Orders")
    index_view_class = OrderList
    inspect_view_class = orders.OrderView
    filterset_class = OrderFilterSet
    list_display: ClassVar[list[Any]] = [
        TitleColumn("number", label=gettext_lazy("Order"), url_name="orders:inspect", sort_key="number"),
        DateColumn("placed_at", label=gettext_lazy("Placed"), sort_key="placed_at"),
        Column("customer", label=gettext_lazy("Customer"), accessor="customer.person.full_name"),
        PriceColumn("gross", label=gettext_lazy("Total"), sort_key="gross"),
        WordsColumn("state", payment_words, label=gettext_lazy("Payment"), sort_key="state"),
        WordsColumn("delivery", delivery_words, label=gettext_lazy("Delivery")),
    ]
    list_export: ClassVar[list[str]] = ["number", "placed_at", "state", "method", "gross", "currency"]
    search_fields: ClassVar[list[str]] = ["number"]
    list_per_page = 50

    def get_urlpatterns(self) -> list[URLPattern]:
        return [*super().get_urlpatterns(), *orders.urlpatterns]
