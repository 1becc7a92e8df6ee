"""What is sent: opened with the money, packed from a list, marked as sent once."""

import io

import pytest
from pypdf import PageObject, PdfReader

from core.models import DomainEvent
from core.protocol import history
from shop.models import Delivery, Order
from shop.services import accept_withdrawal, declare_withdrawal, mark_shipped, print_packing_list
from shop.services.deliveries import Withdrawn
from shop.services.withdrawals import Declaration
from tests.factories import (
    a_company,
    a_placed_order,
    an_ebook,
    pay_by_transfer,
    postage,
    some_goods,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def house() -> None:
    a_company()
    postage()


def a_paid_order(**values: object) -> Order:
    order = a_placed_order(some_goods(), **values)
    pay_by_transfer(order)
    return order


def facts(name: str) -> int:
    return DomainEvent.objects.filter(name=name).count()


def text_of(page: PageObject) -> str:
    return " ".join(page.extract_text().split())


@pytest.mark.feature("C01")
def test_a_delivery_is_opened_with_the_money_and_not_before() -> None:
    order = a_placed_order(some_goods(weight=640), quantity=3)
    assert not Delivery.objects.exists()
    pay_by_transfer(order)
    delivery = Delivery.objects.get()
    assert (delivery.order, delivery.state, delivery.weight) == (order, "open", 1920)
    assert delivery.address["street"] == "Lange Gasse 7"
    assert facts("delivery.opened") == 1


def test_an_ebook_opens_no_delivery() -> None:
    pay_by_transfer(a_placed_order(an_ebook()))
    assert not Delivery.objects.exists()


@pytest.mark.feature("C04")
def test_what_is_marked_as_sent_is_sent_once() -> None:
    first, second = a_paid_order().delivery, a_paid_order(email="eva@example.org").delivery
    assert [d.pk for d in mark_shipped(parcels={second.pk: "", first.pk: "0034 1"})] == [first.pk, second.pk]
    assert mark_shipped(parcels={first.pk: "another"}) == []
    first.refresh_from_db()
    assert (first.state, first.tracking, first.shipped_at is not None) == ("shipped", "0034 1", True)
    assert facts("delivery.shipped") == 2
    assert history(first.order)[0].action == "delivery.shipped"


def test_after_an_accepted_withdrawal_nothing_of_the_selection_is_sent() -> None:
    kept, withdrawn = a_paid_order(email="eva@example.org"), a_paid_order()
    declared = declare_withdrawal(declaration=Declaration("0" * 32, "Erika Leserin", withdrawn.number, withdrawn.email))
    accept_withdrawal(withdrawal_id=declared.pk, actor=None)
    with pytest.raises(Withdrawn, match=withdrawn.number):
        mark_shipped(parcels={kept.delivery.pk: "", withdrawn.delivery.pk: ""})
    assert Delivery.objects.filter(state="open").count() == 2


@pytest.mark.feature("C04")
def test_the_packing_list_sums_up_and_has_a_page_for_each_parcel_without_prices() -> None:
    article = some_goods("W-77", gross="24.00")
    orders = [a_placed_order(article, quantity=2), a_placed_order(article, quantity=1, email="eva@example.org")]
    for order in orders:
        pay_by_transfer(order)
    pdf = print_packing_list(delivery_ids=[order.delivery.pk for order in orders])
    pages = [text_of(page) for page in PdfReader(io.BytesIO(pdf)).pages]
    assert len(pages) == 3
    assert "3 Brot braucht Zeit W-77" in pages[0]
    for order, page in zip(orders, pages[1:], strict=True):
        assert order.number in page
        assert "Lange Gasse 7 17268 Templin" in page
    assert not any("€" in page or "24,00" in page for page in pages)
    assert Delivery.objects.filter(printed_at=None).count() == 0
