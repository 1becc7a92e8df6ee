"""Choosers that blocks of pages use: made while models are still being loaded, so without forms."""

from django.urls import URLPattern
from django.utils.translation import gettext_lazy as _
from wagtail.admin.viewsets.chooser import ChooserViewSet

from shop.models import QuickShop


class ChooseOnly(ChooserViewSet):
    """Without creating in place."""

    def get_urlpatterns(self) -> list[URLPattern]:
        return [pattern for pattern in super().get_urlpatterns() if pattern.name != "create"]


class QuickShopChooserViewSet(ChooseOnly):
    model = QuickShop
    icon = "pick"
    choose_one_text = _("Choose a quick shop")
    choose_another_text = _("Choose another quick shop")
    edit_item_text = _("Edit the quick shop")
    search_backend_name = None
    search_fields = ["name", "slug"]


quick_shop_chooser = QuickShopChooserViewSet("quick_shop_chooser")
