"""The processes of this site, each in a file of its own."""

from automations.process import Process
from automations.processes.ebook import EbookPurchase
from automations.processes.goods import GoodsDelivery, GoodsPurchase

PROCESSES: list[type[Process]] = [EbookPurchase, GoodsPurchase, GoodsDelivery]
