"""Are the goods where they must be? Counted from what was there before, and what was bought and given back since."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import accumulate, pairwise

from core.models import DomainEvent
from shop.models import Delivery, Goods, Listing, OrderLine
from tests.chaos.buyers import TurnedAway, is_for_sale
from tests.chaos.expected import differences
from tests.chaos.sale import Sale
from tests.chaos.staff import tracking
from tests.chaos.visitors import Visitor


@dataclass(frozen=True)
class Stocktaking:
    """Reads the stack's database: call it inside `rows()`. `for_sale`: what visitors find on the titles' pages."""

    sale: Sale
    for_sale: Mapping[str, bool]

    @classmethod
    def of(cls, sale: Sale) -> "Stocktaking":
        visitor = Visitor(sale.site, sale.shocks)
        pages = {number: visitor.get(sale.shelves.pages[number]).text for number in sale.shelves.stock}
        return cls(sale, {number: is_for_sale(number, page) for number, page in pages.items()})

    def complaints(self, paid_claims: set[str]) -> Iterator[str]:
        for number, before in self.sale.shelves.stock.items():
            found = self._title(Goods.objects.get(number=number), before, paid_claims)
            yield from (f"{number}: {complaint}" for complaint in found)
        for turned_away in self.sale.turned_away:
            yield from self._turned_away(turned_away)
        for parcel in Delivery.objects.all():
            if parcel.tracking != tracking(parcel.pk):
                yield f"{parcel} has the tracking number {parcel.tracking}"

    def given_back(self) -> int:
        cancelled = OrderLine.objects.filter(number__in=self.sale.shelves.stock, order__state="cancelled")
        return sum(cancelled.values_list("quantity", flat=True))

    def _title(self, goods: Goods, before: int, paid_claims: set[str]) -> Iterator[str]:
        lines = OrderLine.objects.filter(number=goods.number).select_related("order__receivable")
        sold = sum(line.quantity for line in lines if str(line.order.claim.uuid) in paid_claims)
        course = self._course(goods.number)
        if min(course) < 0:
            yield f"oversold: {course}"
        yield from differences(
            stock=(goods.stock, before - sold),
            after_all_that_happened=(course[-1], before - sold),
            told=(_told(goods), [now > 0 for was, now in pairwise(course) if (was > 0) != (now > 0)]),
            on_its_page=(self.for_sale[goods.number], goods.stock > 0),
            listed=(_listed(goods), any(title.stock for title in _variants(goods))),
        )

    def _course(self, number: str) -> list[int]:
        """How many there were from one order, or cancellation, to the next."""
        changes = []
        for line in OrderLine.objects.filter(number=number).select_related("order"):
            changes.append((line.order.placed_at, -line.quantity))
            if line.order.cancelled_at:
                changes.append((line.order.cancelled_at, line.quantity))
        return list(accumulate((by for _at, by in sorted(changes)), initial=self.sale.shelves.stock[number]))

    def _turned_away(self, gone: TurnedAway) -> Iterator[str]:
        """Rightly so: as many as they wanted were not left when they went. Nothing is given back while people buy."""
        for number, wanted in gone.missing.items():
            taken = OrderLine.objects.filter(number=number, order__placed_at__lte=gone.at)
            left = self.sale.shelves.stock.get(number, wanted) - sum(taken.values_list("quantity", flat=True))
            if left >= wanted:
                yield f"{gone.plan.email} went without {wanted} × {number}, of which there were {left}"


def _told(goods: Goods) -> list[bool]:
    """What the house was told: sold out, there again."""
    news = DomainEvent.objects.filter(name="article.availability", subject_id=str(goods.pk)).order_by("pk")
    return [event.payload["available"] for event in news]


def _variants(goods: Goods) -> list[Goods]:
    """All that are sold on the same page."""
    main = goods.variant_of or goods
    return [main, *main.variants.all()]


def _listed(goods: Goods) -> bool:
    return Listing.objects.get(product=goods.variant_of_id or goods.pk).available
