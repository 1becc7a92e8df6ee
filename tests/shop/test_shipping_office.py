"""Parcels, orders and shipping zones as staff see them."""

from typing import Any
from urllib.parse import urlencode

import pytest
from django.contrib.auth.models import Group
from django.contrib.messages import get_messages
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from core.models import ProtocolEntry
from shop.models import Delivery, Order, ShippingZone
from shop.office.deliveries import waiting
from shop.services import accept_withdrawal, declare_withdrawal, mark_shipped
from shop.services.withdrawals import Declaration
from tests.factories import a_company, a_placed_order, an_ebook, pay_by_transfer, postage, some_goods
from website.roles import ADMIN, EDITOR, SUPPORT

pytestmark = [pytest.mark.django_db, pytest.mark.feature("C04")]


@pytest.fixture(autouse=True)
def house() -> None:
    a_company()
    postage()


def in_role(client: Client, role: str) -> Client:
    user = User.objects.create_user("kollegin@example.org", "a long password")
    user.groups.add(Group.objects.get(name=role))
    client.force_login(user)
    return client


def a_parcel(number: str, **values: object) -> Order:
    order = a_placed_order(some_goods(number), **values)
    pay_by_transfer(order)
    return order


def listed(client: Client, name: str, **query: str) -> list[str]:
    return [str(row) for row in client.get(reverse(name), query).context["object_list"]]


def bulk(client: Client, action: str, *orders: Order, **data: object) -> Any:
    chosen = urlencode({"id": [order.delivery.pk for order in orders], "next": "/admin/versand/"}, doseq=True)
    return client.post(f"/admin/bulk/shop/delivery/{action}/?{chosen}", data)


def test_what_waits_comes_first_and_the_oldest_of_it_on_top(client: Client) -> None:
    sent, old, new = (a_parcel(number, email=f"{number}@example.org") for number in ("W-1", "W-2", "W-3"))
    mark_shipped(parcels={sent.delivery.pk: ""})
    service = in_role(client, SUPPORT)
    assert listed(service, "deliveries:index") == [old.number, new.number, sent.number]
    assert listed(service, "deliveries:index", state="shipped") == [sent.number]
    assert listed(service, "deliveries:index", q="W-3") == [new.number]
    assert waiting()[0] == 2


def test_several_are_marked_as_sent_with_their_tracking_numbers(client: Client) -> None:
    first, second = a_parcel("W-1"), a_parcel("W-2", email="eva@example.org")
    tracking = {f"tracking-{first.delivery.pk}": " 0034 0434 ", f"tracking-{second.delivery.pk}": ""}
    bulk(in_role(client, SUPPORT), "ship", first, second, **tracking)
    assert dict(Delivery.objects.values_list("state", "tracking").order_by("-tracking")[:1]) == {"shipped": "0034 0434"}
    assert Delivery.objects.filter(state="shipped").count() == 2


def test_a_withdrawn_parcel_among_many_is_named_and_the_others_are_sent(client: Client) -> None:
    kept, withdrawn = a_parcel("W-1", email="eva@example.org"), a_parcel("W-2")
    service = in_role(client, SUPPORT)
    tracking = {f"tracking-{order.delivery.pk}": "0034" for order in (kept, withdrawn)}
    declared = declare_withdrawal(declaration=Declaration("0" * 32, "Erika Leserin", withdrawn.number, withdrawn.email))
    accept_withdrawal(withdrawal_id=declared.pk, actor=None)
    answer = bulk(service, "ship", kept, withdrawn, **tracking)
    assert [withdrawn.number in str(message) for message in get_messages(answer.wsgi_request)] == [False, True]
    assert list(Delivery.objects.order_by("pk").values_list("state", "tracking")) == [
        ("shipped", "0034"), ("stopped", ""),
    ]  # fmt: skip
    assert waiting()[0] == len(listed(service, "deliveries:index", state="open")) == 0
    assert listed(service, "deliveries:index") == [kept.number, withdrawn.number]
    assert bulk(service, "packing_list", withdrawn).status_code == 302


def test_a_mistake_is_mended_on_the_screen_of_the_order(client: Client) -> None:
    order = a_parcel("W-1")
    mark_shipped(parcels={order.delivery.pk: "0034 1"})
    service, delivery = in_role(client, SUPPORT), order.delivery
    number, take_back = (reverse(f"deliveries:{name}", args=[delivery.pk]) for name in ("tracking", "take_back"))
    screen = service.get(reverse("orders:inspect", args=[order.pk])).content.decode()
    assert number in screen
    assert take_back in screen
    assert 'value="0034 1"' in service.get(number).content.decode()
    assert service.post(number, {"tracking": "<b>"}).context["form"].errors
    service.post(number, {"tracking": "0034 2"})
    delivery.refresh_from_db()
    assert delivery.tracking == "0034 2"
    service.post(take_back)
    delivery.refresh_from_db()
    assert delivery.state == "open"
    again = service.post(take_back)
    assert [message.level_tag for message in get_messages(again.wsgi_request)][-1] == "error"
    assert number not in service.get(reverse("orders:inspect", args=[order.pk])).content.decode()


@pytest.mark.parametrize("tracking", ["<script>", "x" * 61])
def test_a_tracking_number_is_one(client: Client, tracking: str) -> None:
    order = a_parcel("W-1")
    answer = bulk(in_role(client, SUPPORT), "ship", order, **{f"tracking-{order.delivery.pk}": tracking})
    assert answer.context["form"].errors
    assert Delivery.objects.filter(state="open").count() == 1


def test_the_packing_list_is_a_paper(client: Client) -> None:
    order = a_parcel("W-1")
    answer = bulk(in_role(client, SUPPORT), "packing_list", order)
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF")


def test_editors_ship_nothing(client: Client) -> None:
    order = a_parcel("W-1")
    bulk(in_role(client, EDITOR), "ship", order, **{f"tracking-{order.delivery.pk}": ""})
    assert Delivery.objects.get().state == "open"


def test_orders_are_found_by_number_name_mail_and_article(client: Client) -> None:
    goods = a_parcel("W-77", given_name="Jonas", email="jonas@example.org")
    ebook = a_placed_order(an_ebook("E-1", name="Sauerteig"), email="eva@example.org", given_name="Eva")
    service = in_role(client, SUPPORT)
    found = {
        text: listed(service, "orders:index", q=text)
        for text in (goods.number, "Jonas", "eva@", "W-77", "Sauerteig", "nirgends")
    }
    assert list(found.values()) == [
        [goods.number], [goods.number], [ebook.number], [goods.number], [ebook.number], [],
    ]  # fmt: skip
    assert listed(service, "orders:index", delivery="open") == [goods.number]
    assert listed(service, "orders:index", state="placed") == [ebook.number]


def test_lists_cost_the_same_for_any_number_of_rows(client: Client) -> None:
    service = in_role(client, SUPPORT)

    def queries(name: str) -> int:
        with CaptureQueriesContext(connection) as captured:
            assert service.get(reverse(name)).status_code == 200
        return len(captured)

    names = ("orders:index", "deliveries:index")
    a_parcel("W-0")
    few = [(queries(name), queries(name))[1] for name in names]
    for number in range(1, 6):
        a_parcel(f"W-{number}", email=f"{number}@example.org")
    assert [queries(name) for name in names] == few


def test_the_order_shows_where_it_is_sent_and_whether(client: Client) -> None:
    order = a_parcel("W-1", delivery={"name": "Tante Ida", "street": "Hof 3"})
    mark_shipped(parcels={order.delivery.pk: "0034 0434"})
    html = in_role(client, SUPPORT).get(reverse("orders:inspect", args=[order.pk])).content.decode()
    for words in ("Tante Ida", "Hof 3", "0034 0434"):
        assert words in html


def zone(**changes: object) -> dict[str, object]:
    return {
        "name": "Nachbarn", "countries": ["AT", "DK"], "free_from": "80,00",
        "rates-TOTAL_FORMS": "1", "rates-INITIAL_FORMS": "0", "rates-MIN_NUM_FORMS": "1", "rates-MAX_NUM_FORMS": "9",
        "rates-0-up_to": "2000", "rates-0-gross": "9,90", "rates-0-id": "", **changes,
    }  # fmt: skip


def test_a_zone_has_countries_and_rates(client: Client) -> None:
    admin = in_role(client, ADMIN)
    assert admin.post(reverse("shipping_zones:add"), zone()).status_code == 302
    made = ShippingZone.objects.get(name="Nachbarn")
    assert (made.countries, str(made.free_from), str(made.rates.get().gross)) == (["AT", "DK"], "80.00", "9.90")
    assert "Nachbarn" in admin.get(reverse("shipping_zones:index")).content.decode()


def test_the_history_tells_who_changed_a_zone_and_what(client: Client) -> None:
    admin = in_role(client, ADMIN)
    admin.post(reverse("shipping_zones:add"), zone())
    made = ShippingZone.objects.get(name="Nachbarn")
    rate = {"rates-INITIAL_FORMS": "1", "rates-0-id": made.rates.get().pk, "rates-0-gross": "12,90"}
    assert admin.post(reverse("shipping_zones:edit", args=[made.pk]), zone(**rate)).status_code == 302
    assert admin.post(reverse("shipping_zones:delete", args=[made.pk])).status_code == 302
    assert not ShippingZone.objects.filter(name="Nachbarn").exists()
    told = ProtocolEntry.objects.filter(object_type="shop.shippingzone").order_by("pk")
    steps = [f"shippingzone.{what}" for what in ("created", "changed", "deleted")]
    assert [entry.action for entry in told] == steps
    assert {entry.actor for entry in told} == {User.objects.get(groups__name=ADMIN)}
    created, changed, deleted = (entry.changes for entry in told)
    assert created["name"] == ["", "Nachbarn"]
    assert changed == {"rates": ["2000 g: 9.90", "2000 g: 12.90"]}
    assert deleted["rates"] == ["2000 g: 12.90", ""]


def test_a_country_is_in_one_zone_only(client: Client) -> None:
    answer = in_role(client, ADMIN).post(reverse("shipping_zones:add"), zone(countries=["AT", "DE"]))
    assert list(answer.context["form"].errors) == ["countries"]
    assert ShippingZone.objects.count() == 1
