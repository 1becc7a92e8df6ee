"""Selling what is sent: delivery address, postage, several tax rates, and a stock that never lies."""

import uuid
from decimal import Decimal
from functools import partial
from typing import Any

import pytest
from django.test import Client

from billing.services import issue_invoice
from cms.generation import generation
from core.models import DomainEvent
from shop.models import Delivery, Goods, Order, OrderLine
from shop.quotes import choose, quote
from shop.services import cancel_order, place_order
from shop.services.stock import SoldOut, change_stock, count_stock
from tests.billing.threads import at_once
from tests.factories import a_company, a_placed_order, an_ebook, checkout_data, pay_by_transfer, postage, some_goods

pytestmark = [pytest.mark.django_db, pytest.mark.feature("C01")]

ADDRESS = {"street": "Lange Gasse 7", "postal_code": "17268", "city": "Templin"}


@pytest.fixture
def book() -> Goods:
    a_company()
    postage("3.90", ("DE",))
    postage("9.90", ("AT",))
    return some_goods("W-1", "24.00", stock=5)


def entries(client: Client, address: str, **changes: Any) -> dict[str, Any]:
    form = client.get(address).context["form"]
    return {
        "key": form["key"].value(),
        "seen_gross": form["seen_gross"].value(),
        "email": "erika@example.org",
        "given_name": "Erika",
        "family_name": "Leserin",
        "country": "DE",
        "method": "transfer",
        **ADDRESS,
        **changes,
    }


def stock(number: str = "W-1") -> int:
    return Goods.objects.get(number=number).stock


def test_goods_are_ordered_with_their_postage_and_kept_from_then_on(client: Client, book: Goods) -> None:
    address = "/kasse/?a=W-1&n=2"
    assert client.post(address, entries(client, address)).status_code == 303
    order = Order.objects.get()
    assert (order.gross, stock()) == (Decimal("51.90"), 3)
    assert [(line.number, line.quantity, line.gross) for line in order.lines.order_by("pk")] == [
        ("W-1", 2, Decimal("48.00")), ("VERSAND", 1, Decimal("3.90")),
    ]  # fmt: skip
    assert order.delivery_address["street"] == "Lange Gasse 7"
    assert (order.waiver_text, order.receivable.amount) == ("", Decimal("51.90"))


def test_the_parcel_may_go_elsewhere(client: Client, book: Goods) -> None:
    address = "/kasse/?a=W-1"
    there = {
        "elsewhere": "on", "delivery_name": "Otto Leser", "delivery_street": "Ring 1", "delivery_postal_code": "1010",
        "delivery_city": "Wien", "delivery_country": "AT",
    }  # fmt: skip
    data = entries(client, address, **there)
    changed = client.post(address, data)
    assert changed.status_code == 409  # the total that was seen was the one to Germany
    assert "33,90" in changed.content.decode()
    assert (Order.objects.count(), stock()) == (0, 5)
    seen = changed.context["form"]["seen_gross"].value()
    assert client.post(address, {**data, "seen_gross": seen}).status_code == 303
    order = Order.objects.get()
    assert (order.gross, order.delivery_address["city"], order.address["city"]) == (Decimal("33.90"), "Wien", "Templin")


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"street": ""}, "street"),
        ({"postal_code": "123"}, "postal_code"),
        ({"country": "FR"}, "country"),
        ({"elsewhere": "on", "delivery_country": "DE"}, "delivery_name"),
        ({"elsewhere": "on", "delivery_name": "Otto", "delivery_country": "US"}, "delivery_country"),
    ],
)
def test_what_is_missing_for_the_parcel_is_said_beside_its_field(
    client: Client, book: Goods, changes: dict[str, str], field: str
) -> None:
    address = "/kasse/?a=W-1"
    page = client.post(address, entries(client, address, **changes))
    assert (page.status_code, stock()) == (422, 5)
    assert field in page.context["form"].errors
    assert 'value="Leserin"' in page.content.decode()


def test_the_longest_title_with_the_longest_variant_can_be_ordered(client: Client, book: Goods) -> None:
    goods = some_goods("W-2", "9.00", name="T" * 120, variant_of=book, variant="V" * 60)
    address = "/kasse/?a=W-2"
    assert client.post(address, entries(client, address)).status_code == 303
    order = Order.objects.get()
    pay_by_transfer(order)
    whole = f"{goods.name}, {goods.variant}"
    assert order.lines.get(number="W-2").name == whole
    assert issue_invoice(receivable_id=order.claim.pk).lines[0]["name"] == whole


def test_a_mixed_order_asks_for_both_and_splits_the_tax(client: Client, book: Goods) -> None:
    an_ebook("E-1", "8.90")
    some_goods("W-2", "11.90", tax_class="standard", price_bound=False, kind="stationery", name="Heft")
    address = "/kasse/?a=W-1&a=E-1&a=W-2"
    page = client.post(address, entries(client, address))
    assert list(page.context["form"].errors) == ["waiver"]
    assert client.post(address, entries(client, address, waiver="on")).status_code == 303
    order = Order.objects.get()
    # Postage follows the goods: 3,90 over 24,00 at 7 % and 11,90 at 19 %.
    postage_lines = order.lines.filter(product=None).order_by("tax_rate")
    assert [(str(line.tax_rate.normalize()), line.gross) for line in postage_lines] == [
        ("0.07", Decimal("2.61")), ("0.19", Decimal("1.29")),
    ]  # fmt: skip
    pay_by_transfer(order)
    invoice = issue_invoice(receivable_id=order.claim.pk)
    assert invoice.receivable.amount == order.gross == Decimal("48.70")


def test_heavier_than_the_heaviest_parcel_is_not_sold_by_the_shop(book: Goods) -> None:
    many = quote(choose({"W-1": 4}).choices, country="DE")
    assert (many.weight, many.shipping) == (2560, None)
    assert quote(choose({"W-1": 3}).choices, country="DE").shipping_gross == Decimal("3.90")


def test_an_order_in_the_basket_empties_it_and_nothing_else(client: Client, book: Goods) -> None:
    client.cookies["warenkorb"] = "W-1.2"
    page = client.get("/kasse/")
    action = page.context["action"]
    data = entries(client, "/kasse/")
    client.cookies["warenkorb"] = "W-1.2~W-9.1"  # put in meanwhile, in another window
    first = client.post(action, data)
    assert client.cookies["warenkorb"].value == "W-9.1"
    again = client.post(action, data)  # the second click, when the basket is already empty
    assert first.headers["Location"] == again.headers["Location"]
    assert (Order.objects.count(), stock()) == (1, 3)


def test_cancelling_gives_the_goods_back_once(book: Goods) -> None:
    order = a_placed_order(book, quantity=3)
    assert stock() == 2
    for _ in range(2):
        cancel_order(order_id=order.pk, reason="")
    assert stock() == 5


def test_a_paid_order_is_to_be_sent(book: Goods) -> None:
    order = a_placed_order(book, quantity=2)
    assert not Delivery.objects.exists()
    pay_by_transfer(order)
    delivery = Delivery.objects.get()
    assert (delivery.state, delivery.weight, delivery.address["city"]) == ("open", 1280, "Templin")


def test_the_last_one_and_the_first_one_are_news_and_nothing_between(book: Goods) -> None:
    def told() -> list[bool]:
        events = DomainEvent.objects.filter(name="article.availability").order_by("pk")
        return [event.payload["available"] for event in events]

    first = a_placed_order(book, quantity=4)
    assert told() == []
    a_placed_order(book, quantity=1, email="otto@example.org")
    assert told() == [False]
    cancel_order(order_id=first.pk, reason="")
    assert told() == [False, True]


def test_pages_are_made_anew_when_few_are_left_and_when_there_are_more_again(book: Goods) -> None:
    def made_anew(by: int) -> bool:
        before = generation()
        change_stock(goods_id=book.pk, by=by)
        return generation() != before

    # 5 → 4 → 3 → 2 → 4 → 6: only the third and the second but last cross the line.
    assert [made_anew(by) for by in (-1, -1, -1, 2, 2)] == [False, True, False, True, False]
    assert not DomainEvent.objects.filter(name="article.availability").exists()


def test_staff_count_and_lose_but_never_more_than_there_is(book: Goods) -> None:
    change_stock(goods_id=book.pk, by=3)
    with pytest.raises(SoldOut):
        change_stock(goods_id=book.pk, by=-9)
    assert stock() == 8
    count_stock(goods_id=book.pk, counted=2)
    assert stock() == 2


def test_who_is_late_sees_what_is_left_and_loses_nothing(client: Client, book: Goods) -> None:
    address = "/kasse/?a=W-1&n=4"
    data = entries(client, address)
    a_placed_order(book, quantity=3, email="otto@example.org")
    page = client.post(address, data)
    assert (page.status_code, Order.objects.count(), stock()) == (409, 1, 2)
    text = page.content.decode()
    assert 'value="Leserin"' in text
    assert "51,90" in text


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("attempt", range(3))
def test_of_many_at_once_exactly_as_many_buy_as_there_are(book: Goods, attempt: int) -> None:
    pencil = some_goods("W-2", "2.00", stock=100, name="Stift")

    def buy() -> bool:
        both = choose({"W-1": 1, "W-2": 1} if uuid.uuid4().int % 2 else {"W-2": 1, "W-1": 1}).choices
        if len(both) < 2:
            return False
        found = quote(both, country="DE")
        data = checkout_data(book, email=f"{uuid.uuid4().hex}@example.org", quote=found, expected_gross=found.gross)
        try:
            return place_order(data=data).created
        except SoldOut:
            return False

    sold = at_once([partial(buy) for _ in range(8)])

    assert (sum(sold), stock(), pencil.stock - stock("W-2")) == (5, 0, 5)
    assert OrderLine.objects.filter(number="W-1").count() == Order.objects.count() == 5


def test_the_second_click_on_the_last_one_leads_to_the_order_of_the_first(client: Client, book: Goods) -> None:
    Goods.objects.update(stock=3)
    address = "/kasse/?a=W-1&n=3"
    data = entries(client, address)
    first, second = (client.post(address, data) for _ in range(2))
    assert (first.status_code, second.headers.get("Location")) == (303, first.headers["Location"])
    assert (Order.objects.count(), stock()) == (1, 0)


def test_the_second_click_finds_the_order_when_fewer_are_left_than_it_took(client: Client, book: Goods) -> None:
    address = "/kasse/?a=W-1&n=3"
    data = entries(client, address)
    first, second = (client.post(address, data) for _ in range(2))
    assert (first.status_code, second.headers.get("Location")) == (303, first.headers["Location"])
    assert (Order.objects.count(), stock()) == (1, 2)
