from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.viewsets.base import ViewSetGroup
from wagtail.permissions import register_permission_policy

from core.admin import KeepPolicy, ReadOnlyPolicy
from shop.models import Delivery, Ebook, Goods, Order, Product, QuickShop, Topic, Withdrawal
from shop.office.bulk import ARTICLE_ACTIONS
from shop.office.deliveries import DELIVERY_ACTIONS
from shop.viewsets.articles import ArticleViewSet, EbookViewSet, GoodsViewSet
from shop.viewsets.choosers import article_chooser, ebook_chooser, goods_chooser
from shop.viewsets.choosing import quick_shop_chooser
from shop.viewsets.deliveries import DeliveryViewSet
from shop.viewsets.orders import OrderViewSet
from shop.viewsets.shelves import QuickShopViewSet, TopicViewSet, ZoneViewSet
from shop.withdrawal_office import WithdrawalViewSet

register_permission_policy(Order, ReadOnlyPolicy(Order))
register_permission_policy(Withdrawal, ReadOnlyPolicy(Withdrawal))
register_permission_policy(Product, KeepPolicy(Product))
register_permission_policy(Ebook, KeepPolicy(Ebook))
register_permission_policy(Goods, KeepPolicy(Goods))
register_permission_policy(Delivery, ReadOnlyPolicy(Delivery))
register_permission_policy(QuickShop, KeepPolicy(QuickShop))
register_permission_policy(Topic, KeepPolicy(Topic))


class ShopGroup(ViewSetGroup):
    menu_label = _("Shop")
    menu_icon = "tag"
    menu_order = 210
    items = (OrderViewSet, DeliveryViewSet, WithdrawalViewSet, ArticleViewSet, TopicViewSet, QuickShopViewSet)


@hooks.register("register_admin_viewset")
def register_shop() -> ShopGroup:
    return ShopGroup()


@hooks.register("register_admin_viewset")
def register_forms_and_choosers() -> list[object]:
    choosers = [ebook_chooser, goods_chooser, article_chooser, quick_shop_chooser]
    return [EbookViewSet(), GoodsViewSet(), ZoneViewSet(), *choosers]


for _action in (*ARTICLE_ACTIONS, *DELIVERY_ACTIONS):
    hooks.register("register_bulk_action", _action)
