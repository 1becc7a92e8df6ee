from typing import Any

from django.urls import URLPattern
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import BooleanColumn, Column, DateColumn, StatusTagColumn, TitleColumn
from wagtail.admin.views.generic import EditView
from wagtail.admin.viewsets.chooser import ChooserViewSet
from wagtail.admin.viewsets.model import ModelViewSet

from core import clock
from core.admin import LedgerViewSet
from core.money import format_eur
from shop import office
from shop.admin_forms import EbookForm
from shop.models import Ebook, Order
from shop.selectors import lowest_price


class PriceColumn(Column):
    def get_value(self, instance: Any) -> str:
        return format_eur(instance.gross)


class EditEbook(EditView):
    template_name = "shop/admin/ebook.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        prices = {
            "price_changes": self.object.price_changes.all()[:20],
            "lowest_price": lowest_price(self.object, at=clock.now()),
        }
        return {**super().get_context_data(**kwargs), **prices}


class EbookViewSet(ModelViewSet):
    """The article list: what is sold, at which price."""

    model = Ebook
    name = "ebooks"
    url_prefix = "artikel"
    add_to_reference_index = False
    icon = "doc-full"
    menu_label = _("Articles")
    add_to_admin_menu = False
    copy_view_enabled = False
    inspect_view_enabled = False
    edit_view_class = EditEbook
    edit_template_name = EditEbook.template_name
    list_display = [
        "name",
        "number",
        "author",
        PriceColumn("gross", label=_("Price"), sort_key="gross"),
        BooleanColumn("active", label=_("On sale")),
    ]
    list_filter = ["active", "tax_class"]
    search_fields = ["number", "name", "author"]
    search_backend_name = None
    ordering = "name"

    def get_form_class(self, for_update: bool = False) -> type[EbookForm]:
        return EbookForm


class EbookChooserViewSet(ChooserViewSet):
    """Choose the article of a page, or create it in place."""

    model = Ebook
    icon = "doc-full"
    choose_one_text = _("Choose an ebook")
    choose_another_text = _("Choose another ebook")
    edit_item_text = _("Edit the article")
    create_action_label = _("Create the article")
    creation_form_class = EbookForm
    search_backend_name = None
    search_fields = ["number", "name"]


ebook_chooser = EbookChooserViewSet("ebook_chooser")
EbookChooserWidget = ebook_chooser.widget_class


class OrderViewSet(LedgerViewSet):
    """Orders are read here; they change by what happens and by the actions on their screen."""

    model = Order
    name = "orders"
    url_prefix = "bestellungen"
    icon = "form"
    menu_label = _("Orders")
    inspect_view_class = office.OrderView
    list_display = [
        TitleColumn("number", label=_("Order"), url_name="orders:inspect", sort_key="number"),
        DateColumn("placed_at", label=_("Placed"), sort_key="placed_at"),
        Column("customer", label=_("Customer"), accessor="customer.person.full_name"),
        PriceColumn("gross", label=_("Total"), sort_key="gross"),
        Column("get_method_display", label=_("Way to pay")),
        StatusTagColumn("get_state_display", label=_("State"), primary=lambda order: order.state == "paid"),
    ]
    list_filter = ["state", "method"]
    list_export = ["number", "placed_at", "state", "method", "gross", "currency"]
    search_fields = ["number", "email", "customer__number", "customer__person__family_name"]

    def get_urlpatterns(self) -> list[URLPattern]:
        return [*super().get_urlpatterns(), *office.urlpatterns]
