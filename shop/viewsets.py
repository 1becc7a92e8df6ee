from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import BooleanColumn, Column
from wagtail.admin.viewsets.chooser import ChooserViewSet
from wagtail.admin.viewsets.model import ModelViewSet

from core.money import format_eur
from shop.admin_forms import EbookForm
from shop.models import Ebook


class PriceColumn(Column):
    def get_value(self, instance: Any) -> str:
        return format_eur(instance.gross)


class EbookViewSet(ModelViewSet):
    """The article list: what is sold, at which price."""

    model = Ebook
    name = "ebooks"
    url_prefix = "artikel"
    icon = "doc-full"
    menu_label = _("Articles")
    add_to_admin_menu = False
    copy_view_enabled = False
    inspect_view_enabled = False
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
