"""Goods from order to parcel, through all floors and a real mail server."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.utils import timezone
from pytest_django import Settings

from automations.models import Run
from automations.services import drain
from billing.models import Invoice
from billing.texts import Words
from core import clock
from mailing.models import Message
from shop.models import Goods, Order
from shop.quotes import choose, quote
from shop.services import (
    accept_withdrawal,
    correct_tracking,
    declare_withdrawal,
    mark_shipped,
    take_back_shipment,
)
from shop.services.withdrawals import Declaration
from tests.automations.sample import trace
from tests.factories import a_company, a_placed_order, an_ebook, pay_by_transfer, postage, some_goods
from tests.support.smtp import MailServer, mail_server

pytestmark = [pytest.mark.django_db, pytest.mark.feature("C01")]

CONFIRMED = ["address", "email", "person", "profile", "payment", "terms", "confirmation"]


@pytest.fixture
def server(settings: Settings) -> Iterator[MailServer]:
    with mail_server() as running:
        settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", running.port, 2
        yield running


@pytest.fixture
def order(server: MailServer) -> Order:
    a_company()
    postage()
    return a_placed_order(some_goods(delivery_days_min=2, delivery_days_max=4, guarantee="Zwei Jahre auf die Naht."))


def a_mixed_order(*, waiver: bool = True) -> Order:
    goods, ebook = some_goods(), an_ebook()
    found = quote(choose({goods.number: 2, ebook.number: 1}).choices, country="DE")
    return a_placed_order(goods, quote=found, expected_gross=found.gross, waiver=waiver)


def runs(order: Order) -> dict[str, Run]:
    return {run.process: run for run in Run.objects.filter(subject_type="shop.order", subject_id=str(order.pk))}


def mails(order: Order) -> list[str]:
    sent = Message.objects.filter(related_type="shop.order", related_id=str(order.pk), state="accepted")
    return list(sent.order_by("pk").values_list("template", flat=True))


def letter(template: str) -> str:
    return " ".join(Message.objects.get(template=template).text.split())


def test_goods_are_confirmed_paid_invoiced_and_sent(order: Order) -> None:
    drain()
    assert runs(order).keys() == {"goods_purchase"}
    assert trace(runs(order)["goods_purchase"]) == [*CONFIRMED, "paid waiting"]

    pay_by_transfer(order)
    drain()
    purchase, delivery = runs(order)["goods_purchase"], runs(order)["goods_delivery"]
    assert trace(purchase)[7:] == ["paid:yes", "invoice", "receipt", "invoiced"]
    assert trace(delivery) == ["shipped waiting"]
    assert mails(order) == ["order_confirmation", "order_invoice"]

    mark_shipped(parcels={order.delivery.pk: "00340434161094042557"})
    drain()
    assert trace(delivery) == ["shipped:yes", "notice", "sent"]
    assert mails(order)[2:] == ["parcel_sent"]
    assert "00340434161094042557" in letter("parcel_sent")


def test_who_was_told_too_early_or_wrongly_is_told_again(order: Order) -> None:
    pay_by_transfer(order)
    delivery = order.delivery
    mark_shipped(parcels={delivery.pk: "0034 1"})
    take_back_shipment(delivery_id=delivery.pk)  # before anybody was told
    mark_shipped(parcels={delivery.pk: "0034 2"})
    drain()
    assert mails(order).count("parcel_sent") == 1

    take_back_shipment(delivery_id=delivery.pk)
    drain()
    assert mails(order).count("parcel_sent") == 1
    mark_shipped(parcels={delivery.pk: "0034 3"})
    correct_tracking(delivery_id=delivery.pk, tracking="0034 4")
    correct_tracking(delivery_id=delivery.pk, tracking="")
    drain()
    letters = [
        " ".join(text.split()) for text in Message.objects.filter(template="parcel_sent").values_list("text", flat=True)
    ]
    assert len(letters) == 3
    assert ["heute verlassen" in text for text in letters] == [True, False, False]
    for text, number in zip(letters, ("0034 2", "0034 3", "0034 4"), strict=True):
        assert f"Sendungsnummer ist {number}" in text or f"Sendungsnummer ist **{number}**" in text


def test_the_confirmation_of_goods_names_time_place_and_rights(order: Order) -> None:
    drain()
    text = letter("order_confirmation")
    for words in (
        "in 2 bis 4 Werktagen", "Lange Gasse 7 17268 Templin", "gesetzliche Mängelhaftungsrecht",
        "Zwei Jahre auf die Naht.", "Die Frist beginnt, wenn Sie die Ware erhalten haben", "Versand nach Deutschland",
    ):  # fmt: skip
        assert words in text, words
    assert "Ebook" not in text
    assert "Herunterladen" not in text


def test_an_order_with_both_is_one_purchase_and_a_delivery_beside_it(server: MailServer) -> None:
    a_company()
    postage()
    order = a_mixed_order()
    pay_by_transfer(order)
    drain()
    assert runs(order).keys() == {"ebook_purchase", "goods_delivery"}
    assert runs(order)["ebook_purchase"].outcome == "delivered"
    assert trace(runs(order)["goods_delivery"]) == ["shipped waiting"]
    assert mails(order) == ["order_confirmation", "ebook_delivery"]
    assert Invoice.objects.get().gross == order.gross
    confirmation = letter("order_confirmation")
    assert "Für die gelieferten Waren:" in confirmation
    assert "Für die Ebooks:" in confirmation


def test_who_waits_for_the_ebook_does_not_wait_for_the_invoice(server: MailServer) -> None:
    a_company()
    postage()
    order = a_mixed_order(waiver=False)
    pay_by_transfer(order)
    drain()
    assert mails(order) == ["order_confirmation", "order_invoice"]
    order.refresh_from_db()
    day = Words("de").day(timezone.localdate(order.deliverable_from))
    assert "Wir packen jetzt Ihr Paket." in letter("order_invoice")
    assert "bis die Widerrufsfrist vorbei ist" in letter("order_invoice")
    assert list(Message.objects.get(template="order_invoice").attachments.values_list("document", flat=True)) == [
        Invoice.objects.get().pdf_id
    ]
    assert f"Am {day} schicken wir" in letter("order_invoice")

    clock.shift(timedelta(days=16))
    drain()
    assert mails(order)[2:] == ["ebook_delivery"]
    assert not Message.objects.get(template="ebook_delivery").attachments.exists()
    assert runs(order)["ebook_purchase"].outcome == "delivered"


def test_unpaid_goods_are_cancelled_and_can_be_sold_again(order: Order) -> None:
    before = Goods.objects.get().stock
    clock.shift(timedelta(days=8))
    drain()
    assert runs(order)["goods_purchase"].outcome == "unpaid"
    assert Goods.objects.get().stock == before + 1
    assert mails(order) == ["order_confirmation", "order_cancelled"]


def test_a_withdrawal_before_the_parcel_is_sent_ends_the_delivery(order: Order) -> None:
    pay_by_transfer(order)
    drain()
    declared = declare_withdrawal(declaration=Declaration("0" * 32, "Erika Leserin", order.number, order.email))
    accept_withdrawal(withdrawal_id=declared.pk, actor=None)
    drain()
    assert trace(runs(order)["goods_delivery"]) == ["shipped:no", "withdrawn"]
