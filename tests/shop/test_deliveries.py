"""What is sent: opened with the money, packed from a list, marked as sent once."""

import io

import pytest
from django.utils import timezone
from pypdf import PageObject, PdfReader

from billing.services import issue_invoice
from billing.texts import Words
from core.models import DomainEvent
from core.protocol import history
from mailing.services import queue_mail
from shop import mails
from shop.models import Delivery, Goods, Order
from shop.quotes import choose, quote
from shop.services import (
    NotSent,
    accept_withdrawal,
    correct_tracking,
    declare_withdrawal,
    mark_shipped,
    print_packing_list,
    revoke_downloads,
    take_back_shipment,
)
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


def withdraw(order: Order) -> None:
    declared = declare_withdrawal(declaration=Declaration("0" * 32, "Erika Leserin", order.number, order.email))
    accept_withdrawal(withdrawal_id=declared.pk, actor=None)


def state_of(order: Order) -> str:
    return Delivery.objects.get(order=order).state


def test_what_is_withdrawn_before_it_is_sent_stays_and_can_be_sold_again() -> None:
    article = some_goods(stock=10)
    orders = [a_placed_order(article, quantity=3, email=f"{name}@example.org") for name in ("eva", "ida")]
    for order in orders:
        pay_by_transfer(order)
    kept, withdrawn = orders
    withdraw(withdrawn)
    assert (state_of(withdrawn), Goods.objects.get().stock) == ("stopped", 7)
    assert history(withdrawn)[0].action == "delivery.stopped"
    sent = mark_shipped(parcels={kept.delivery.pk: "0034 1", withdrawn.delivery.pk: "0034 2"})
    assert [delivery.order for delivery in sent] == [kept]
    assert (state_of(kept), state_of(withdrawn)) == ("shipped", "stopped")


def test_what_is_withdrawn_after_it_was_sent_comes_back_by_post() -> None:
    order = a_placed_order(some_goods(stock=10))
    pay_by_transfer(order)
    mark_shipped(parcels={order.delivery.pk: ""})
    withdraw(order)
    assert (state_of(order), Goods.objects.get().stock) == ("shipped", 9)


def test_what_was_marked_by_mistake_waits_again_with_its_history() -> None:
    order = a_paid_order()
    with pytest.raises(NotSent):
        take_back_shipment(delivery_id=order.delivery.pk)
    mark_shipped(parcels={order.delivery.pk: "0034 1"})
    taken = take_back_shipment(delivery_id=order.delivery.pk)
    assert (taken.state, taken.tracking, taken.shipped_at) == ("open", "", None)
    assert history(order)[0].changes == {"state": ["shipped", "open"], "tracking": ["0034 1", ""]}
    with pytest.raises(NotSent):
        correct_tracking(delivery_id=order.delivery.pk, tracking="0034 2")
    assert len(mark_shipped(parcels={order.delivery.pk: "0034 2"})) == 1


def test_a_withdrawn_parcel_that_was_not_sent_after_all_is_stopped() -> None:
    order = a_placed_order(some_goods(stock=10))
    pay_by_transfer(order)
    mark_shipped(parcels={order.delivery.pk: ""})
    withdraw(order)
    take_back_shipment(delivery_id=order.delivery.pk)
    assert (state_of(order), Goods.objects.get().stock) == ("stopped", 10)


def test_a_tracking_number_is_corrected_with_its_history() -> None:
    order = a_paid_order()
    mark_shipped(parcels={order.delivery.pk: "0034 1"})
    correct_tracking(delivery_id=order.delivery.pk, tracking="0034 2")
    correct_tracking(delivery_id=order.delivery.pk, tracking="0034 2")
    changes = [entry.changes for entry in history(order) if entry.action == "delivery.tracking"]
    assert changes == [{"tracking": ["0034 1", "0034 2"]}]


@pytest.mark.feature("C04")
def test_the_packing_list_leaves_out_what_was_withdrawn() -> None:
    kept, withdrawn = a_paid_order(email="eva@example.org"), a_paid_order()
    withdraw(withdrawn)
    pdf = print_packing_list(delivery_ids=[kept.delivery.pk, withdrawn.delivery.pk])
    text = " ".join(text_of(page) for page in PdfReader(io.BytesIO(pdf)).pages)
    assert kept.number in text
    assert withdrawn.number not in text
    assert Delivery.objects.get(order=withdrawn).printed_at is None


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


def parcel_letter(order: Order) -> str:
    """Without blanks: lines may break after any hyphen."""
    pages = PdfReader(io.BytesIO(print_packing_list(delivery_ids=[order.delivery.pk]))).pages
    return "".join(pages[-1].extract_text().split())


def said(words: str) -> str:
    return words.replace(" ", "")


@pytest.mark.parametrize(
    ("waiver", "words"), [(True, "come by e-mail, as downloads."), (False, "come by e-mail on {day}, as downloads.")]
)
def test_the_letter_in_the_parcel_says_only_what_is_true_yet(waiver: bool, words: str) -> None:
    goods, ebook = some_goods(), an_ebook()
    found = quote(choose({goods.number: 1, ebook.number: 1}).choices, country="DE")
    order = a_placed_order(goods, quote=found, expected_gross=found.gross, waiver=waiver, language="en")
    pay_by_transfer(order)
    order = Order.objects.get(pk=order.pk)
    day = Words("en").day(timezone.localdate(order.deliverable_from))
    letter = parcel_letter(order)
    assert said(words.format(day=day)) in letter
    assert said("You get the invoice by e-mail.") in letter

    issue_invoice(receivable_id=order.claim.pk)
    queue_mail(**mails.invoice(order), effect_key="invoice")
    assert said("You have received the invoice by e-mail.") in parcel_letter(order)

    revoke_downloads(order_id=order.pk, reason="Widerruf", actor=None)
    assert "download" not in parcel_letter(order)
