"""How many of the goods are there. Orders take and give back; staff count and receive. Never below zero."""

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.db.models import F

from core import protocol
from core.bus import emit
from core.transactions import joining
from shop.facts import ARTICLE_AVAILABILITY
from shop.models import Goods


class SoldOut(Exception):
    """There are not that many any more. Says of which article."""

    def __init__(self, goods: Goods) -> None:
        super().__init__(goods.number)
        self.goods = goods


@joining()
def take_stock(*, items: Iterable[tuple[Goods, int]]) -> None:
    """Keep goods for an order. Raises SoldOut: the caller's transaction must not survive it."""
    for goods, quantity in _in_order(items):
        taken = Goods.objects.filter(pk=goods.pk, stock__gte=quantity).update(stock=F("stock") - quantity)
        if not taken:
            raise SoldOut(goods)
        _tell_change(goods, quantity)


@joining()
def give_back_stock(*, items: Iterable[tuple[Goods, int]]) -> None:
    """What was kept for an order can be sold again."""
    for goods, quantity in _in_order(items):
        Goods.objects.filter(pk=goods.pk).update(stock=F("stock") + quantity)
        _tell_change(goods, -quantity)


@transaction.atomic
def change_stock(*, goods_id: int, by: int, actor: Any = None) -> Goods:
    """Goods came in or were lost (negative). Raises SoldOut when fewer are there than are lost."""
    goods = Goods.objects.get(pk=goods_id)
    if not Goods.objects.filter(pk=goods_id, stock__gte=-by).update(stock=F("stock") + by):
        raise SoldOut(goods)
    _tell_change(goods, -by)
    protocol.record(
        "article.stock",
        obj=goods.product_ptr,
        actor=actor,
        changes={"stock": [str(goods.stock - by), str(goods.stock)]},
    )
    return goods


@transaction.atomic
def count_stock(*, goods_id: int, counted: int, actor: Any = None) -> Goods:
    """So many are there, whatever we thought."""
    goods = Goods.objects.select_for_update(of=("self",)).get(pk=goods_id)
    return change_stock(goods_id=goods_id, by=counted - goods.stock, actor=actor) if counted != goods.stock else goods


def _in_order(items: Iterable[tuple[Goods, int]]) -> list[tuple[Goods, int]]:
    """Always in the same order: two orders never wait for each other."""
    return sorted(items, key=lambda item: item[0].pk)


def _tell_change(goods: Goods, taken: int) -> None:
    """Pages say whether there are any, not how many: only the change from some to none (and back) is news."""
    goods.stock = Goods.objects.values_list("stock", flat=True).get(pk=goods.pk)
    there, before = goods.stock >= goods.min_quantity, goods.stock + taken >= goods.min_quantity
    if there != before:
        emit(ARTICLE_AVAILABILITY, subject=goods.product_ptr, payload={"number": goods.number, "available": there})
