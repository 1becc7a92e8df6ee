from shop.models.catalogue import Ebook, EbookFile, Goods, PriceChange, Product, Topic
from shop.models.deliveries import Delivery
from shop.models.downloads import DownloadEvent, DownloadLink, MarkedCopy
from shop.models.listing import Listing
from shop.models.orders import Order, OrderLine
from shop.models.quickshops import QuickShop, QuickShopArticle
from shop.models.settings import ShopSettings
from shop.models.shipping import ShippingRate, ShippingZone
from shop.models.withdrawals import Withdrawal

__all__ = [
    "Delivery",
    "DownloadEvent",
    "DownloadLink",
    "Ebook",
    "EbookFile",
    "Goods",
    "Listing",
    "MarkedCopy",
    "Order",
    "OrderLine",
    "PriceChange",
    "Product",
    "QuickShop",
    "QuickShopArticle",
    "ShippingRate",
    "ShippingZone",
    "ShopSettings",
    "Topic",
    "Withdrawal",
]
