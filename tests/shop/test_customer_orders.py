"""From an order to who placed it, and from a customer to what they have ordered."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from core import clock
from core.admin import SHOWN
from customers.services.access import grant_access
from shop.models import Order
from shop.selectors import resource_of
from tests.factories import a_company, a_placed_order
from tests.website.editing import member
from website.roles import ACCOUNTING, SUPPORT

pytestmark = [pytest.mark.django_db, pytest.mark.feature("C04")]


@pytest.fixture
def order() -> Order:
    a_company()
    return a_placed_order(email="erika@example.org")


@pytest.fixture
def support() -> Client:
    return member(SUPPORT)


def screen(client: Client, order: Order) -> str:
    return client.get(f"/admin/kunden/inspect/{order.customer_id}/").text


def address(order: Order) -> str:
    return f'href="/admin/bestellungen/inspect/{order.pk}/"'


def test_an_order_and_its_claim_lead_to_the_customer_who_leads_back(support: Client, order: Order) -> None:
    customer = f'href="/admin/kunden/inspect/{order.customer_id}/"'
    assert customer in support.get(f"/admin/bestellungen/inspect/{order.pk}/").text
    assert address(order) in screen(support, order)
    assert customer in member(ACCOUNTING).get(f"/admin/forderungen/inspect/{order.claim.pk}/").text


def test_the_latest_orders_stand_there_and_the_others_in_the_list(support: Client, order: Order) -> None:
    everything = f'href="/admin/bestellungen/?q={order.customer.number}"'
    assert everything not in screen(support, order)
    with CaptureQueriesContext(connection) as few:
        screen(support, order)
    for _ in range(SHOWN):
        clock.shift(timedelta(hours=1))
        last = a_placed_order(email="erika@example.org")
    with CaptureQueriesContext(connection) as many:
        html = screen(support, order)
    assert address(last) in html
    assert address(order) not in html
    assert everything in html
    assert len(many) == len(few)
    assert address(order) in support.get(f"/admin/bestellungen/?q={order.customer.number}").text


def test_others_orders_and_those_one_may_not_see_do_not_stand_there(support: Client, order: Order) -> None:
    other = a_placed_order(email="otto@example.org")
    assert address(other) not in screen(support, order)
    staff = User.objects.get(groups__name=SUPPORT)
    staff.groups.clear()
    staff.user_permissions.set(Permission.objects.filter(codename__in=["access_admin", "view_customer"]))
    assert address(order) not in screen(support, order)


def test_rights_are_called_by_the_title_they_are_for(support: Client, order: Order) -> None:
    line = order.lines.get()
    for resource in (resource_of(line), "shop.product:0"):
        grant_access(person=order.customer.person, resource=resource, source=resource)
    html = screen(support, order)
    rights = html[html.index("<h2>Zugriffsrechte</h2>") : html.index("<h2>Verlauf</h2>")]
    assert f"<td>{line.name}</td>" in rights
    assert resource_of(line) not in rights
    assert "<td>shop.product:0</td>" in rights, "of what is gone the resource is all that is known"
