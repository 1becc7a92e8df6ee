"""Orders, editors and pages want the same rows at the same moment: everybody waits for somebody, nobody in a ring."""

import uuid
from collections.abc import Sequence
from decimal import Decimal
from functools import partial

import pytest

from shop.models import Goods, Listing, Order
from shop.quotes import choose, quote
from shop.services import cancel_order, place_order
from shop.services.articles import change_articles
from shop.services.stock import SoldOut
from tests.billing.threads import at_once
from tests.factories import a_company, checkout_data, postage, some_goods
from tests.shop.pages import a_product_page
from tests.website.pages import a_catalogue, a_home

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.feature("C01")]


@pytest.fixture
def goods() -> list[Goods]:
    """Main articles and variants, numbered crosswise: pages are not in the order of their goods."""
    a_company()
    postage(up_to=1_000_000)
    mains = [some_goods(f"M-{n}", stock=2, name=f"Buch {n}") for n in range(3)]
    variants = [
        some_goods(f"V-{n}", stock=2, name=f"Buch {n}", variant_of=main, variant="Taschenbuch")
        for n, main in reversed(list(enumerate(mains)))
    ]
    catalogue = a_catalogue(a_home())
    for main in reversed(mains):
        a_product_page(catalogue, main)
    return [*mains, *variants]


def order(wanted: Sequence[Goods]) -> Order | None:
    found = quote(choose({goods.number: 2 for goods in wanted}).choices, country="DE")
    if len(found.choices) < len(wanted):
        return None
    data = checkout_data(wanted[0], email=f"{uuid.uuid4().hex}@example.org", quote=found, expected_gross=found.gross)
    try:
        return place_order(data=data).order
    except SoldOut:
        return None


@pytest.mark.parametrize("attempt", range(6))
def test_orders_and_changes_of_many_never_wait_for_each_other_in_a_ring(goods: list[Goods], attempt: int) -> None:
    first, second, third, fourth, *rest = goods
    baskets = [[first, third], [fourth, second], [*rest, first], [second, third], goods]
    prices = {article.pk: {"gross": Decimal(20 + attempt), "number": f"{article.number}-N"} for article in goods}

    placed = at_once(
        [
            *[partial(order, basket) for basket in baskets],
            partial(change_articles, changes=prices),
            partial(change_articles, changes={pk: {"publisher": "Haselrain"} for pk in reversed(prices)}),
        ]
    )
    at_once([partial(cancel_order, order_id=one.pk, reason="") for one in placed[:5] if one])

    assert set(Goods.objects.values_list("stock", flat=True)) == {2}
    rows = Listing.objects.values_list("available", "gross", "gross_to")
    assert set(rows) == {(True, Decimal(20 + attempt), Decimal(20 + attempt))}
