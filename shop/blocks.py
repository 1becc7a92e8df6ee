"""What the shop puts into the middle of pages."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from shop.cards import tax_note
from shop.models import QuickShop
from shop.offers import Offer, offers
from shop.viewsets.choosing import quick_shop_chooser

_QuickShopChooserBlock: Any = quick_shop_chooser.get_block_class(
    name="_QuickShopChooserBlock", module_path="shop.blocks"
)


@dataclass(frozen=True)
class Row:
    """An article of a quick shop as it can be bought now; `quantity` is what stands in its field."""

    offer: Offer
    quantity: int

    @property
    def cents(self) -> int:
        return int(self.offer.gross * 100)

    @property
    def tax_note(self) -> str:
        return tax_note(self.offer.product)


class QuickShopBlock(_QuickShopChooserBlock):
    """Articles in rows, bought where they stand (R32); nothing while none is chosen, or it has no articles."""

    def get_context(self, value: QuickShop | None, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
        rows = rows_of(value) if value else []
        return {
            **super().get_context(value, parent_context),
            "rows": rows,
            "buyable": any(row.offer.buyable for row in rows),
            "sent": any(not row.offer.product.is_ebook for row in rows),
        }

    class Meta:
        label = _("Quick shop")
        description = _("A few articles with quantities that are bought right here.")
        icon = "pick"
        template = "shop/blocks/quick_shop.html"


def rows_of(quick_shop: QuickShop) -> list[Row]:
    articles = list(
        quick_shop.articles.select_related("product__cover", "product__ebook", "product__goods")
        .prefetch_related("product__ebook__files", "product__cover__renditions")
        .order_by("sort_order", "pk")
    )
    found = offers(_with_cover(article.product) for article in articles)
    return [
        Row(offer, min(article.quantity, offer.product.max_quantity))
        for article, offer in zip(articles, found, strict=True)
    ]


def _with_cover(product: Any) -> Any:
    actual = product.actual
    actual.cover = product.cover  # the one whose renditions are there
    return actual
