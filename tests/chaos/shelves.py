"""What lies on the shelves before the sale: too little of some titles, and of the others exactly what is wanted."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from shop.models import Goods, Product
from shop.selectors import page_of
from shop.services.stock import count_stock
from tests.chaos.buyers import EBOOKS, GOODS, Plan

SCARCE = {"W-2003", "W-2002"}  # half of those who want one meet an empty shelf


@dataclass(frozen=True)
class Shelves:
    """`stock`: of each title that somebody wants, how many there were at the beginning. `pages`: where it is sold."""

    stock: Mapping[str, int]
    pages: Mapping[str, str]

    @classmethod
    def filled(cls, plans: Iterable[Plan]) -> "Shelves":
        """Call it inside `rows()`."""
        wanted = sum((Counter(plan.wanted) for plan in plans), Counter())
        stock = {number: _lot(number, wanted[number]) for number in GOODS if wanted[number]}
        for goods in Goods.objects.filter(number__in=stock):
            count_stock(goods_id=goods.pk, counted=stock[goods.number])
        titles = Product.objects.filter(number__in=[*EBOOKS, *GOODS])
        return cls(stock, {title.number: page_of(title) for title in titles})


def _lot(number: str, wanted: int) -> int:
    return max(1, wanted // 2) if number in SCARCE else wanted
