"""What staff read in a history: the words and numbers of their forms, no names of columns."""

from decimal import Decimal

import pytest
from django.db import models, transaction
from django.utils.translation import override

from core import protocol
from core.telling import details
from shop.models import Order
from shop.services.articles import change_articles
from shop.services.deliveries import mark_shipped, take_back_shipment
from tests.factories import a_placed_order, pay_by_transfer, some_goods

pytestmark = [pytest.mark.django_db, pytest.mark.feature("C03")]


def told(obj: models.Model) -> list[str]:
    """Of the newest entry."""
    entry = protocol.history(obj).first()
    assert entry
    with override("de"):
        return details(entry)


def test_a_change_of_an_article_is_told_as_its_form_says_it() -> None:
    goods = some_goods(gross="8.90", subtitle="")
    change_articles(
        changes={
            goods.pk: {"gross": Decimal("1234.5"), "kind": "calendar", "price_bound": False, "subtitle": "Zwölf Blatt"}
        }
    )
    assert sorted(told(goods.product_ptr)) == [
        "Art: Buch → Kalender",
        "Buchpreisbindung: ja → nein",
        "Preis inkl. MwSt.: 8,90 → 1.234,50",
        "Untertitel: Zwölf Blatt",
    ]


def test_a_parcel_is_told_in_the_history_of_its_order() -> None:
    order = a_placed_order(some_goods())
    pay_by_transfer(order)
    order = Order.objects.get(pk=order.pk)
    mark_shipped(parcels={order.delivery.pk: "00340434"})
    assert told(order) == ["Sendungsnummer: 00340434"]
    take_back_shipment(delivery_id=order.delivery.pk)
    assert told(order) == ["Status: gesendet → zu versenden", "Sendungsnummer: 00340434 → –"]


def test_what_has_changed_is_told_before_what_is_noted_beside_it() -> None:
    order = a_placed_order(some_goods())
    changes, data = (
        {"gross": ["8.90", "7.90"], "state": ["placed", "paid"]},
        {"gross": "7.90", "attempt": 2, "customer": 7},
    )
    with transaction.atomic():
        protocol.record("order.paid", obj=order, changes=changes, data=data)
    assert told(order) == ["Gesamtbetrag: 8,90 → 7,90", "Status: wartet auf Zahlung → bezahlt", "Versuch: 2"]
