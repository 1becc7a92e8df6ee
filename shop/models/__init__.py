from shop.models.catalogue import Ebook, EbookFile, PriceChange, Product
from shop.models.downloads import DownloadEvent, DownloadLink, MarkedCopy
from shop.models.orders import Order, OrderLine
from shop.models.settings import ShopSettings
from shop.models.withdrawals import Withdrawal

__all__ = [
    "DownloadEvent",
    "DownloadLink",
    "Ebook",
    "EbookFile",
    "MarkedCopy",
    "Order",
    "OrderLine",
    "PriceChange",
    "Product",
    "ShopSettings",
    "Withdrawal",
]
