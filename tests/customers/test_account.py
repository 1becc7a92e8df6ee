"""The customer area: what is mine, after my address is proven, and nothing of anybody else."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from accounts.services.users import activate_user
from billing.models import Receivable
from billing.services import issue_invoice
from core.models import ProtocolEntry
from customers.models import Person
from shop.models import Order
from shop.services import revoke_downloads
from shop.tokens import order_path
from tests.factories import a_company, a_delivered_order, a_placed_order, an_ebook, pay_by_transfer

pytestmark = pytest.mark.django_db
OVERVIEW, DETAILS = "/konto/", "/konto/daten/"


@pytest.fixture(autouse=True)
def _company() -> None:
    a_company()


def login_of(order: Order) -> User:
    user = order.customer.person.user
    assert user is not None
    return user


def verified(client: Client, order: Order) -> User:
    user = login_of(order)
    activate_user(user_id=user.pk)
    client.force_login(User.objects.get(pk=user.pk))
    return user


def sections(client: Client) -> dict[str, Any]:
    return {section["key"]: section["context"] for section in client.get(OVERVIEW).context["sections"]}


@pytest.mark.parametrize("address", [OVERVIEW, DETAILS])
def test_the_customer_area_needs_a_login(client: Client, address: str) -> None:
    answer = client.get(address)
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith("/konto/login/")


@pytest.mark.feature("P5.04")
def test_orders_appear_only_when_the_address_is_proven(client: Client) -> None:
    order = a_delivered_order()
    client.force_login(login_of(order))
    assert {"orders", "downloads", "details"}.isdisjoint(sections(client))
    assert order.number not in client.get(OVERVIEW).content.decode()
    verified(client, order)
    assert list(sections(client)) == ["orders", "downloads", "details", "security"]


@pytest.mark.feature("P5.03", "P5.04")
def test_all_orders_of_the_person_are_there_and_nobody_elses(client: Client) -> None:
    book = an_ebook()
    mine = [a_placed_order(book, email="erika@example.org"), a_placed_order(book, email="Erika@Example.org")]
    foreign = a_placed_order(book, email="otto@example.org")
    verified(client, mine[0])
    page = client.get(OVERVIEW).content.decode()
    assert [row["number"] for row in sections(client)["orders"]["orders"]] == [mine[1].number, mine[0].number]
    assert all(order_path(order) in page for order in mine)
    assert foreign.number not in page


@pytest.mark.feature("P5.08")
def test_a_download_leads_to_its_page_until_the_right_is_taken_back(client: Client) -> None:
    order = a_delivered_order()
    verified(client, order)
    [download] = sections(client)["downloads"]["downloads"]
    assert client.get(download["url"]).status_code == 200
    revoke_downloads(order_id=order.pk, reason="test")
    assert sections(client)["downloads"]["downloads"] == []


@pytest.mark.feature("P5.07")
def test_the_invoice_is_there_as_soon_as_it_is_archived(client: Client) -> None:
    order = a_placed_order()
    pay_by_transfer(order)
    verified(client, order)
    assert sections(client)["orders"]["orders"][0]["invoice_url"] == ""
    issue_invoice(receivable_id=Receivable.objects.get().pk)
    answer = client.get(sections(client)["orders"]["orders"][0]["invoice_url"])
    assert (answer.headers["Content-Type"], answer.content[:5]) == ("application/pdf", b"%PDF-")


def test_people_change_their_name_and_phone_and_it_is_noted(client: Client) -> None:
    user = verified(client, a_placed_order())
    answer = client.post(DETAILS, {"given_name": "Eri", "family_name": "Müller-Lüdenscheidt", "phone": "030 123456"})
    assert (answer.status_code, answer.headers["Location"]) == (303, OVERVIEW)
    person = Person.objects.get()
    assert (person.given_name, person.family_name, str(person.phone)) == ("Eri", "Müller-Lüdenscheidt", "+4930123456")
    entry = ProtocolEntry.objects.get(action="person.changed")
    assert (entry.actor_id, entry.person_id, entry.changes, entry.data) == (user.pk, person.pk, {}, {})
    assert {value.field: (value.old, value.new) for value in entry.values.all()} == {
        "given_name": ("Erika", "Eri"),
        "family_name": ("Leserin", "Müller-Lüdenscheidt"),
        "phone": ("", "+4930123456"),
    }
    form = client.get(DETAILS).context["form"]
    assert form["phone"].value() == "030 123456"


def test_saving_without_a_change_notes_nothing(client: Client) -> None:
    verified(client, a_placed_order())
    client.post(DETAILS, {"given_name": "Erika", "family_name": "Leserin", "phone": ""})
    assert not ProtocolEntry.objects.filter(action="person.changed").exists()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("given_name", ""),
        ("given_name", "E\x00"),
        ("family_name", "x" * 300),
        ("family_name", "\u202enirese"),
        ("phone", "0"),
        ("phone", "ring mich an"),
        ("phone", "9" * 300),
        ("phone", "+4930\x00123456"),
    ],
)
def test_bad_input_changes_nothing(client: Client, field: str, value: str) -> None:
    verified(client, a_placed_order())
    answer = client.post(DETAILS, {"given_name": "Eri", "family_name": "Neu", "phone": "", field: value})
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    assert answer.context["form"]["given_name"].value() == ("Eri" if field != "given_name" else value)
    assert Person.objects.get().family_name == "Leserin"


def test_foreign_phone_numbers_survive_the_form(client: Client) -> None:
    verified(client, a_placed_order())
    client.post(DETAILS, {"given_name": "Erika", "family_name": "Leserin", "phone": "+43 1 5320000"})
    shown = client.get(DETAILS).context["form"]["phone"].value()
    client.post(DETAILS, {"given_name": "Erika", "family_name": "Leserin", "phone": shown})
    assert str(Person.objects.get().phone) == "+4315320000"


def test_an_unproven_login_changes_nobodys_data(client: Client) -> None:
    order = a_placed_order()
    client.force_login(login_of(order))
    assert client.get(DETAILS).status_code == 404
    assert client.post(DETAILS, {"given_name": "X", "family_name": "Y"}).status_code == 404
    assert Person.objects.get().given_name == "Erika"


def test_staff_without_purchases_see_their_login_only(client: Client) -> None:
    client.force_login(User.objects.create_superuser("chief@example.org", "x"))
    assert list(sections(client)) == ["security"]


def test_the_area_is_never_kept_by_a_cache(client: Client) -> None:
    verified(client, a_placed_order())
    for address in (OVERVIEW, DETAILS):
        assert "no-store" in client.get(address).headers["Cache-Control"]
    assert client.get(reverse("account_email")).status_code == 200
