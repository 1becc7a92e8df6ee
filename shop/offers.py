"""What can be had of an article: on which terms, in words that stay true while a page lies in a cache."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any

from django.db.models import F, Q, QuerySet, prefetch_related_objects
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core import clock
from shop.models import Ebook, Goods, Product
from shop.presenters import capitalised, delivery_time
from shop.selectors import lowest_price

NO_REDUCTION = gettext_lazy("The price is not below the lowest of the 30 days before: there is nothing to announce.")
FEW = 3  # from here on pages say that few are left; the number itself stays with us


class State(StrEnum):
    THERE = "there"
    FEW = "few"
    SOLD_OUT = "sold out"
    NOT_ON_SALE = "not on sale"


@dataclass(frozen=True)
class Offer:
    """One article as it can be bought now. `gross_before` is the price that an announced reduction is measured by."""

    product: Ebook | Goods
    state: State
    gross_before: Decimal | None

    @property
    def number(self) -> str:
        return self.product.number

    @property
    def gross(self) -> Decimal:
        return self.product.gross

    @property
    def buyable(self) -> bool:
        return self.state in {State.THERE, State.FEW}

    @property
    def label(self) -> str:
        """What makes it different from the other variants."""
        variant = self.product.variant if isinstance(self.product, Goods) else ""
        return capitalised(variant or self.product.get_kind_display())

    @property
    def availability(self) -> str:
        return {
            State.THERE: _("in stock"),
            State.FEW: _("only a few left"),
            State.SOLD_OUT: _("cannot be delivered at the moment"),
            State.NOT_ON_SALE: _("not on sale at the moment"),
        }[self.state]

    @property
    def tone(self) -> str:
        return {State.THERE: "good", State.FEW: "warn"}.get(self.state, "bad")

    @property
    def delivery(self) -> str:
        return delivery_time(self.product) if isinstance(self.product, Goods) else ""


def goods_offers(goods: Iterable[Goods]) -> list[Offer]:
    """Of an article and its variants: those on sale, or the article alone when none is."""
    articles = list(goods)
    return offers([one for one in articles if one.active] or articles[:1])


def offers(articles: Iterable[Ebook | Goods]) -> list[Offer]:
    articles = list(articles)
    prefetch_related_objects([one for one in articles if one.reduced], "price_changes")
    return [Offer(one, state_of(one), price_before(one)) for one in articles]


def choosing(found: list[Offer]) -> dict[str, Any]:
    """What a page preselects: the first that can be bought, and as few of it as may be."""
    buyable = [offer for offer in found if offer.buyable] or found
    return {
        "chosen": next((offer for offer in found if offer.buyable), None),
        "cheapest": min(buyable, key=lambda offer: offer.gross),
        "has_several_prices": len({offer.gross for offer in buyable}) > 1,
        "least": min(offer.product.min_quantity for offer in buyable),
        "most": max(offer.product.max_quantity for offer in buyable),
    }


def with_variants(goods_id: int) -> "QuerySet[Goods]":
    """The article first."""
    found = Goods.objects.filter(Q(pk=goods_id) | Q(variant_of=goods_id))
    return found.select_related("cover", "topic").order_by(F("variant_of").asc(nulls_first=True), "pk")


def state_of(article: Ebook | Goods) -> State:
    if not article.active or (isinstance(article, Ebook) and not article.files.all()):
        return State.NOT_ON_SALE
    if isinstance(article, Ebook):
        return State.THERE
    return supply(article.stock, article.min_quantity)


def supply(stock: int, least: int) -> State:
    """What pages say of so many goods, of which one buys at least so many."""
    if stock < least:
        return State.SOLD_OUT
    return State.FEW if stock <= FEW else State.THERE


def price_before(product: Product) -> Decimal | None:
    """What an announced reduction is measured by, while the price is below it."""
    return measure(product, product.gross) if product.reduced else None


def measure(product: Product, gross: Decimal) -> Decimal | None:
    """The lowest price of the 30 days before the product cost so much (§ 11 PAngV); None when that was no reduction."""
    last = next(iter(product.price_changes.all()), None) if product.pk else None
    if last is None:
        return None
    lowest = lowest_price(product, at=last.at if last.gross == gross else clock.now())
    return lowest if lowest > gross else None
