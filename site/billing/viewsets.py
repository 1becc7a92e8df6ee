from datetime import datetime
from typing import Any

from django.urls import URLPattern, path
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import BooleanColumn, Column, StatusTagColumn, TitleColumn
from wagtail.admin.views.generic import IndexView

from billing import office
from billing.enums import MoneyState, ReceivableState
from billing.models import Invoice, Receivable, UnassignedMoney
from core.admin import LedgerViewSet
from core.money import format_eur


class MoneyColumn(Column):
    def get_value(self, instance: Any) -> str:
        return format_eur(super().get_value(instance), instance.currency)


class DayColumn(Column):
    """The day itself: "two weeks" is no answer when it is about money."""

    def get_value(self, instance: Any) -> str:
        day = super().get_value(instance)
        return date_format(localtime(day) if isinstance(day, datetime) else day, "d.m.Y")


class ReceivableViewSet(LedgerViewSet):
    model = Receivable
    name = "receivables"
    url_prefix = "forderungen"
    icon = "list-ul"
    menu_label = _("Receivables")
    inspect_view_class = office.ReceivableView
    list_display = [
        TitleColumn("number", label=_("Reference"), url_name="receivables:inspect", sort_key="number"),
        Column("debtor", label=_("Debtor"), accessor="debtor.legal_name"),
        MoneyColumn("amount", label=_("Amount"), sort_key="amount"),
        MoneyColumn("open_amount", label=_("Open")),
        DayColumn("due_at", label=_("Due"), sort_key="due_at"),
        StatusTagColumn(
            "get_state_display", label=_("State"), primary=lambda row: row.state == ReceivableState.SETTLED
        ),
    ]
    list_filter = ["state", "prepaid"]
    list_export = ["number", "opened_at", "due_at", "state", "amount", "paid", "currency"]
    search_fields = ["number", "customer__number", "customer__person__family_name", "customer__person__email"]

    def get_urlpatterns(self) -> list[URLPattern]:
        received = path("<int:pk>/eingang/", office.RecordReceipt.as_view(), name="received")
        return [*super().get_urlpatterns(), received]


class InvoiceViewSet(LedgerViewSet):
    model = Invoice
    name = "invoices"
    url_prefix = "rechnungen"
    icon = "doc-full-inverse"
    menu_label = _("Invoices")
    inspect_view_class = office.InvoiceView
    list_display = [
        TitleColumn("number", label=_("Number"), url_name="invoices:inspect", sort_key="number"),
        Column("buyer", label=_("Buyer"), accessor="buyer.legal_name"),
        MoneyColumn("gross", label=_("Amount"), sort_key="gross"),
        DayColumn("issued_at", label=_("Issued"), sort_key="issued_at"),
        Column("reference", label=_("Order number")),
        BooleanColumn("is_archived", label=_("PDF and XML")),
    ]
    list_filter = ["issued_on", "small_business"]
    list_export = ["number", "issued_on", "supply_date", "reference", "gross", "currency", "paid_with"]
    search_fields = ["number", "reference", "customer_number", "receivable__customer__person__family_name"]

    def get_urlpatterns(self) -> list[URLPattern]:
        document = path("<int:pk>/<str:kind>/", office.invoice_document, name="document")
        return [*super().get_urlpatterns(), document]


class WithClaim(IndexView):
    def get_base_queryset(self) -> Any:
        return super().get_base_queryset().select_related("receivable")


class UnassignedMoneyViewSet(LedgerViewSet):
    """Work list: money that settles nothing."""

    model = UnassignedMoney
    name = "unassigned_money"
    url_prefix = "ungeklaertes-geld"
    icon = "warning"
    menu_label = _("Unclear money")
    index_view_class = WithClaim
    inspect_view_class = office.UnassignedMoneyView
    ordering = ("-state", "-pk")
    list_display = [
        TitleColumn(
            "paid_for",
            label=_("Paid for"),
            accessor=lambda row: row.receivable.number if row.receivable else row.reference,
            url_name="unassigned_money:inspect",
        ),
        MoneyColumn("amount", label=_("Amount"), sort_key="amount"),
        DayColumn("received_on", label=_("Received"), sort_key="received_on"),
        Column("get_reason_display", label=_("Why it waits")),
        StatusTagColumn("get_state_display", label=_("State"), primary=lambda row: row.state == MoneyState.WAITING),
    ]
    list_filter = ["state", "reason"]
    search_fields = ["receivable__number", "reference"]

    def get_urlpatterns(self) -> list[URLPattern]:
        decide = path("<int:pk>/entscheiden/", office.DecideMoney.as_view(), name="decide")
        return [*super().get_urlpatterns(), decide]
