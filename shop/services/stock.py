"""How many of the goods are there. Orders take and give back; staff count and receive. Never below zero."""

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.db.models import F

from cms.generation import raise_generation
from core import protocol
from core.bus import emit
from core.transactions import joining
from shop.facts import ARTICLE_AVAILABILITY
from shop.models import Goods
from shop.offers import State, supply
from shop.selectors import kept_for_orders, pages_selling
from shop.services.listing import hold_pages


class SoldOut(Exception):
    """There are not that many any more. Says of which article."""

    def __init__(self, goods: Goods) -> None:
        super().__init__(goods.number)
        self.goods = goods


@joining()
def take_stock(*, items: Iterable[tuple[Goods, int]]) -> None:
    """Keep goods for an order. Raises SoldOut: the caller's transaction must not survive it."""
    taken = _in_order(items)
    for goods, quantity in taken:
        if not Goods.objects.filter(pk=goods.pk, stock__gte=quantity).update(stock=F("stock") - quantity):
            raise SoldOut(goods)
    _tell_changes(taken)


@joining()
def give_back_stock(*, items: Iterable[tuple[Goods, int]]) -> None:
    """What was kept for an order can be sold again."""
    given = _in_order(items)
    for goods, quantity in given:
        Goods.objects.filter(pk=goods.pk).update(stock=F("stock") + quantity)
    _tell_changes([(goods, -quantity) for goods, quantity in given])


@transaction.atomic
def change_stock(*, goods_id: int, by: int, actor: Any = None) -> Goods:
    """Goods came in or were lost (negative). Raises SoldOut when fewer are there than are lost."""
    goods = Goods.objects.get(pk=goods_id)
    if not Goods.objects.filter(pk=goods_id, stock__gte=-by).update(stock=F("stock") + by):
        raise SoldOut(goods)
    _tell_changes([(goods, -by)])
    protocol.record(
        "article.stock",
        obj=goods.product_ptr,
        actor=actor,
        changes={"stock": [str(goods.stock - by), str(goods.stock)]},
    )
    return goods


@transaction.atomic
def count_stock(*, goods_id: int, counted: int, actor: Any = None) -> int:
    """So many lie on the shelf, whatever we thought: what is ordered and not sent yet is among them, the rest can be

    sold. Returns how many of those that are ordered are missing.
    """
    goods = Goods.objects.select_for_update(of=("self",), no_key=True).get(pk=goods_id)
    kept = kept_for_orders([goods_id]).get(goods_id, 0)
    by = max(0, counted - kept) - goods.stock
    if by:
        change_stock(goods_id=goods_id, by=by, actor=actor)
    return max(0, kept - counted)


def _in_order(items: Iterable[tuple[Goods, int]]) -> list[tuple[Goods, int]]:
    """Always in the same order: two orders never wait for each other."""
    return sorted(items, key=lambda item: item[0].pk)


def _tell_changes(taken: list[tuple[Goods, int]]) -> None:
    """Pages say whether there are any, and whether few are left, not how many: they are made anew when that changes,

    and it is news when there are none any more, or some again. Told once all goods are locked, since it locks pages.
    """
    left = dict(Goods.objects.filter(pk__in=[goods.pk for goods, _ in taken]).values_list("pk", "stock"))
    news = []
    for goods, quantity in taken:
        goods.stock = left[goods.pk]
        before, now = (supply(stock, goods.min_quantity) for stock in (goods.stock + quantity, goods.stock))
        if before != now:
            raise_generation()
            news += [goods] if State.SOLD_OUT in {before, now} else []
    if len(news) > 1:
        hold_pages(pages=pages_selling([goods.pk for goods in news]))
    for goods in news:
        payload = {"number": goods.number, "available": goods.stock >= goods.min_quantity}
        emit(ARTICLE_AVAILABILITY, subject=goods.product_ptr, payload=payload)
