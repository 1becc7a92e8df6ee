"""Counting what lies on the shelf: what is ordered and not sent yet lies there, too, and is not sold twice."""

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from shop import sheets
from shop.models import Delivery, Goods, Order
from shop.services import cancel_order
from shop.services.deliveries import mark_shipped
from shop.services.importing import FaultyRows, RowState, apply_import, plan_import
from tests.factories import a_company, a_placed_order, pay_by_transfer, postage, some_goods

pytestmark = [pytest.mark.django_db, pytest.mark.feature("C04")]


@pytest.fixture
def goods() -> Goods:
    a_company()
    postage(up_to=20_000)
    return some_goods("W-1", stock=10)


@pytest.fixture
def orders(goods: Goods) -> list[Order]:
    """One unpaid, one paid and not sent; five pieces together."""
    orders = [a_placed_order(goods, quantity=n, email=f"{n}@example.org") for n in (2, 3)]
    pay_by_transfer(orders[1])
    return orders


@pytest.fixture
def office(client: Client) -> Client:
    client.force_login(User.objects.create_superuser("admin@example.org", "a long password"))
    return client


def count(office: Client, goods: Goods, number: int) -> tuple[int, str]:
    """What can be sold afterwards, and what else the screen says."""
    answer = office.post(reverse("goods:stock", args=[goods.pk]), {"way": "counted", "number": number}, follow=True)
    goods.refresh_from_db()
    warnings = [str(message) for message in answer.context["messages"] if message.level_tag == "warning"]
    return goods.stock, " ".join(warnings)


@pytest.mark.usefixtures("orders")
def test_what_is_ordered_and_not_sent_is_not_sold_again(office: Client, goods: Goods) -> None:
    form = office.get(reverse("goods:stock", args=[goods.pk])).context["form"]
    assert "5" in form.fields["way"].help_text
    assert count(office, goods, 10) == (5, "")


def test_what_was_sent_or_cancelled_lies_there_no_more_or_can_be_sold(
    office: Client, goods: Goods, orders: list[Order]
) -> None:
    unpaid, paid = orders
    cancel_order(order_id=unpaid.pk, reason="")
    mark_shipped(parcels={Delivery.objects.get(order=paid).pk: ""})
    assert count(office, goods, 7) == (7, "")
    assert not office.get(reverse("goods:stock", args=[goods.pk])).context["form"].fields["way"].help_text


@pytest.mark.usefixtures("orders")
def test_fewer_than_are_ordered_are_sold_out_and_staff_are_told(office: Client, goods: Goods) -> None:
    stock, warning = count(office, goods, 3)
    assert (stock, "2" in warning) == (0, True)


@pytest.mark.usefixtures("orders")
def test_a_sheet_means_the_shelf_too(goods: Goods) -> None:
    (row,) = plan_import([["number", "counted"], ["W-1", "12"]]).rows
    assert row.changes == [(str(sheets.HEADINGS["counted"]), "5", "7")]
    assert plan_import([["number", "counted"], ["W-1", "10"]]).rows[0].state == RowState.SAME
    apply_import([["number", "counted"], ["W-1", "12"]])
    goods.refresh_from_db()
    assert goods.stock == 7


@pytest.mark.usefixtures("orders")
def test_a_sheet_with_fewer_than_are_ordered_names_the_cell(goods: Goods) -> None:
    table = [["number", "counted"], ["W-1", "4"]]
    (row,) = plan_import(table).rows
    assert [where for where, _words in row.faults] == [str(sheets.HEADINGS["counted"])]
    with pytest.raises(FaultyRows):
        apply_import(table)
    goods.refresh_from_db()
    assert goods.stock == 5
