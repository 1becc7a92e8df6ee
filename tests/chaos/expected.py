"""What an order must have led to in the end: from what was ordered, and whether the money has come."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from shop.models import Order, OrderLine
from shop.models.orders import SHIPPING
from website.demo.goods import ZONES

Bill = tuple[list[tuple[str, int, Decimal]], Decimal, Decimal]  # articles with number, quantity, price; postage; total


@dataclass(frozen=True)
class Expected:
    """`weight`: what is sent weighs so many grams."""

    is_paid: bool
    ebooks: list[OrderLine]
    goods: list[OrderLine]
    bill: Bill

    @classmethod
    def of(cls, order: Order, *, is_paid: bool) -> "Expected":
        lines = list(order.lines.exclude(product=None).select_related("product__goods").order_by("pk"))
        goods = [line for line in lines if not line.article.is_ebook]
        articles = [(line.number, line.quantity, line.article.gross) for line in lines]
        postage = _postage(goods)
        total = sum((quantity * gross for _number, quantity, gross in articles), postage)
        return cls(is_paid, [line for line in lines if line not in goods], goods, (articles, postage, total))

    @property
    def state(self) -> str:
        return "paid" if self.is_paid else "cancelled"

    @property
    def claim(self) -> str:
        return "settled" if self.is_paid else "cancelled"

    @property
    def gross(self) -> Decimal:
        return self.bill[2]

    @property
    def outcomes(self) -> list[tuple[str, str]]:
        """An ebook makes it the purchase of an ebook; goods have a process of their own from the money on."""
        purchase = "ebook_purchase" if self.ebooks else "goods_purchase"
        if not self.is_paid:
            return [(purchase, "unpaid")]
        ends = [(purchase, "delivered" if self.ebooks else "invoiced")]
        return sorted([*ends, ("goods_delivery", "sent")] if self.goods else ends)

    @property
    def parcels(self) -> list[tuple[str, int]]:
        return [("shipped", _weight(self.goods))] if self.is_paid and self.goods else []

    @property
    def mails(self) -> list[str]:
        if not self.is_paid:
            return ["order_cancelled", "order_confirmation"]
        parcel = ["parcel_sent"] if self.goods else []
        return sorted(["order_confirmation", "ebook_delivery" if self.ebooks else "order_invoice", *parcel])

    @property
    def facts(self) -> list[str]:
        placed = ["order.placed", "order.confirmed"]
        if not self.is_paid:
            return sorted([*placed, "order.cancelled"])
        parcel = ["delivery.opened", "delivery.shipped"] if self.goods else []
        return sorted([*placed, "order.paid", *["download.granted"] * len(self.ebooks), *parcel])

    def downloads_of(self, line: OrderLine) -> int:
        return int(self.is_paid and line in self.ebooks)


def bill_of(lines: list[Any], total: Decimal) -> Bill:
    """Of lines of an order or of an invoice."""
    articles = [(line.number, line.quantity, line.unit_gross) for line in lines if line.number != SHIPPING]
    return articles, sum((line.gross for line in lines if line.number == SHIPPING), Decimal(0)), total


def _weight(goods: list[OrderLine]) -> int:
    return sum(line.quantity * line.article.goods.weight for line in goods)


def _postage(goods: list[OrderLine]) -> Decimal:
    """Within the country, as the demo has it: by weight, and for much nothing."""
    _name, _countries, free_from, rates = ZONES[0]
    worth = sum((line.quantity * line.article.gross for line in goods), Decimal(0))
    if not goods or worth >= Decimal(free_from or "Infinity"):
        return Decimal(0)
    return next(Decimal(gross) for gross, grams in rates if _weight(goods) <= grams)


def differences(**pairs: tuple[Any, Any]) -> Iterator[str]:
    """Each is what was found, and what there must be."""
    for name, (found, expected) in pairs.items():
        if found != expected:
            yield f"{name}: {found!r} instead of {expected!r}"
