from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.viewsets.base import ViewSetGroup
from wagtail.permissions import register_permission_policy

from core.admin import KeepPolicy, ReadOnlyPolicy
from shop.models import Ebook, Order, Withdrawal
from shop.viewsets import EbookViewSet, OrderViewSet, ebook_chooser
from shop.withdrawal_office import WithdrawalViewSet

register_permission_policy(Order, ReadOnlyPolicy(Order))
register_permission_policy(Withdrawal, ReadOnlyPolicy(Withdrawal))
register_permission_policy(Ebook, KeepPolicy(Ebook))


class ShopGroup(ViewSetGroup):
    menu_label = _("Shop")
    menu_icon = "tag"
    menu_order = 210
    items = (OrderViewSet, WithdrawalViewSet, EbookViewSet)


@hooks.register("register_admin_viewset")
def register_shop() -> ShopGroup:
    return ShopGroup()


@hooks.register("register_admin_viewset")
def register_ebook_chooser() -> object:
    return ebook_chooser
