from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from billing.models import Receivable
from core.models import DomainEvent, ProtocolEntry
from customers.models import ChangeProposal, Customer, Person
from shop.models import Ebook, Order, OrderLine
from tests.factories import a_company, an_ebook

pytestmark = pytest.mark.django_db


@pytest.fixture
def ebook() -> Ebook:
    a_company()
    return an_ebook("T-1001", "8.90")


def entries(client: Client, **changes: Any) -> dict[str, Any]:
    """What a buyer sends: the hidden fields of the page they loaded, and what they typed."""
    form = client.get("/kasse/?a=T-1001").context["form"]
    return {
        "key": form["key"].value(),
        "seen_gross": form["seen_gross"].value(),
        "email": "erika@example.org",
        "given_name": "Erika",
        "family_name": "Leserin",
        "country": "DE",
        "method": "transfer",
        "waiver": "on",
        **changes,
    }


def order(client: Client, **changes: Any) -> Any:
    return client.post("/kasse/?a=T-1001", entries(client, **changes))


def errors(response: Any) -> dict[str, list[str]]:
    return {name: list(messages) for name, messages in response.context["form"].errors.items()}


def nothing_was_saved() -> bool:
    return not any(model.objects.exists() for model in (Order, OrderLine, Receivable, Person, Customer))


@pytest.mark.feature("P5.01", "P5.02", "L1", "L2", "L3")
def test_checkout_shows_what_is_bought_and_the_total_directly_before_the_button(client: Client, ebook: Ebook) -> None:
    page = client.get("/kasse/?a=T-1001").content.decode()
    assert "Brot braucht Zeit" in page
    button = page.index("Zahlungspflichtig bestellen")
    total = page.rindex("8,90", 0, button)
    assert button - total < 500


@pytest.mark.feature("P5.01", "P5.02", "P5.03", "P5.04", "L8", "L41")
def test_an_order_is_kept_whole_before_anybody_is_told(client: Client, ebook: Ebook) -> None:
    response = order(client)
    found = Order.objects.get()
    assert (response.status_code, response.headers["Location"]) == (303, response.headers["Location"])
    assert response.headers["Location"].startswith("/bestellung/")
    assert (found.gross, found.state, found.method) == (Decimal("8.90"), "placed", "transfer")
    assert [(line.number, line.unit_gross, line.tax_rate) for line in found.lines.all()] == [
        ("T-1001", Decimal("8.90"), Decimal("0.07"))
    ]
    assert (found.receivable.amount, found.receivable.state) == (Decimal("8.90"), "open")
    assert found.waiver_at is not None
    assert "Widerrufsrecht" in found.waiver_text
    person = found.customer.person
    assert (person.email_key, person.user.state, person.user.has_usable_password()) == (
        "erika@example.org", "invited", False,
    )  # fmt: skip
    assert set(ProtocolEntry.objects.values_list("action", flat=True)) >= {
        "order.placed", "person.created", "customer.created", "user.invited", "receivable.opened",
    }  # fmt: skip
    assert DomainEvent.objects.filter(name="order.placed", subject_id=str(found.pk)).count() == 1


@pytest.mark.feature("P5.05")
def test_sending_the_same_form_twice_makes_one_order_and_one_page(client: Client, ebook: Ebook) -> None:
    data = entries(client)
    first, second = (client.post("/kasse/?a=T-1001", data) for _ in range(2))
    assert first.headers["Location"] == second.headers["Location"]
    assert (Order.objects.count(), Receivable.objects.count()) == (1, 1)


@pytest.mark.feature("P5.03", "P5.04")
def test_a_known_address_is_linked_and_what_was_typed_becomes_a_proposal(client: Client, ebook: Ebook) -> None:
    order(client)
    response = order(client, email="ERIKA@Example.org", family_name="Fremd", given_name="Eva")
    assert response.status_code == 303
    assert [(p.given_name, p.family_name) for p in Person.objects.all()] == [("Erika", "Leserin")]
    assert ChangeProposal.objects.get().values == {"given_name": "Eva", "family_name": "Fremd"}
    page = client.get(response.headers["Location"]).content.decode()
    assert "Leserin" not in page  # nothing of the known person is shown


@pytest.mark.feature("P5.02")
def test_a_slip_of_the_finger_is_asked_about_once_and_the_buyer_decides(client: Client, ebook: Ebook) -> None:
    response = order(client, email="erika@gmial.com")
    assert response.status_code == 422
    assert "erika@gmail.com" in response.content.decode()
    assert nothing_was_saved()
    assert order(client, email="erika@gmial.com", email_choice="erika@gmail.com").status_code == 303
    assert Order.objects.get().email == "erika@gmail.com"
    assert order(client, email="erika@gmial.com", email_choice="erika@gmial.com").status_code == 303


@pytest.mark.feature("P5.01", "L4")
@pytest.mark.parametrize(
    ("changes", "faulty"),
    [
        ({"email": ""}, {"email"}),
        ({"email": "erika"}, {"email"}),
        ({"email": "a" * 250 + "@example.org"}, {"email"}),
        ({"given_name": ""}, {"given_name"}),
        ({"given_name": "x" * 300}, {"given_name"}),
        ({"family_name": "Le\u202eserin"}, {"family_name"}),
        ({"family_name": "Lese\x00rin"}, {"family_name"}),
        ({"country": "XX"}, {"country"}),
        ({"country": "CH"}, {"country"}),
        ({"method": "gold"}, {"method"}),
        ({"method": ""}, {"method"}),
        ({"waiver": ""}, {"waiver"}),
        ({"company": "Beispiel GmbH"}, {"street", "postal_code", "city"}),
        ({"street": "Weg 1", "postal_code": "123", "city": "Ort"}, {"postal_code"}),
        ({"street": "Weg 1", "postal_code": "12a45", "city": "Ort"}, {"postal_code"}),
        ({"website": "http://spam.example"}, {"website"}),
        ({"key": ""}, {"key"}),
        ({"key": "zzz"}, {"key"}),
        ({"seen_gross": ""}, {"seen_gross"}),
        ({"seen_gross": "NaN"}, {"seen_gross"}),
    ],
)
def test_bad_input_is_named_beside_its_field_and_nothing_is_saved_or_lost(
    client: Client, ebook: Ebook, changes: dict[str, str], faulty: set[str]
) -> None:
    response = order(client, **changes)
    assert response.status_code == 422
    assert set(errors(response)) == faulty
    assert nothing_was_saved()
    page = response.content.decode()
    assert 'role="alert"' in page
    if "given_name" not in changes:
        assert 'value="Erika"' in page


@pytest.mark.feature("P5.01")
@pytest.mark.parametrize("name", ["Jürgen-Ōsaka", "🦉 Eule", "O’Brien & Söhne <b>", "李"])
def test_unusual_names_are_taken_as_they_are_and_shown_escaped(client: Client, ebook: Ebook, name: str) -> None:
    assert order(client, given_name=name).status_code == 303
    assert Order.objects.get().address["name"] == f"{name} Leserin"


@pytest.mark.feature("L8")
def test_who_would_rather_wait_may_order_without_consent(client: Client, ebook: Ebook) -> None:
    assert "later" in order(client, waiver="").content.decode()
    assert order(client, waiver="", later="on").status_code == 303
    assert (Order.objects.get().waiver_at, Order.objects.get().waiver_text) == (None, "")


@pytest.mark.feature("P5.05")
@pytest.mark.parametrize("seen", ["0.01", "-8.90", "1000000.00"])
def test_a_tampered_price_buys_nothing(client: Client, ebook: Ebook, seen: str) -> None:
    response = order(client, seen_gross=seen)
    assert response.status_code == 409
    assert nothing_was_saved()
    assert "8,90" in response.content.decode()


def test_a_price_that_changed_meanwhile_is_shown_before_it_is_owed(client: Client, ebook: Ebook) -> None:
    data = entries(client)
    Ebook.objects.update(gross=Decimal("9.90"))
    response = client.post("/kasse/?a=T-1001", data)
    assert (response.status_code, nothing_was_saved()) == (409, True)
    shown = response.context["form"]["seen_gross"].value()
    assert client.post("/kasse/?a=T-1001", {**data, "seen_gross": shown}).status_code == 303
    assert Order.objects.get().gross == Decimal("9.90")


def test_the_till_with_an_empty_basket_leads_to_the_shop(client: Client) -> None:
    page = client.get("/kasse/")
    assert (page.status_code, page.templates[0].name) == (200, "shop/basket.html")


@pytest.mark.parametrize("address", ["/kasse/?a=", "/kasse/?a=NO-SUCH", "/kasse/?a=" + "9" * 3000])
def test_the_till_without_an_article_is_not_found(client: Client, address: str) -> None:
    assert client.get(address).status_code == 404


def test_an_article_that_is_off_sale_cannot_be_bought(client: Client, ebook: Ebook) -> None:
    data = entries(client)
    Ebook.objects.update(active=False)
    page = client.post("/kasse/?a=T-1001", data).content.decode()
    assert "kann zurzeit nicht geliefert werden" in page
    assert nothing_was_saved()


@pytest.mark.feature("P5.05")
def test_an_ebook_for_nothing_is_paid_at_once_and_its_button_says_so(client: Client, ebook: Ebook) -> None:
    Ebook.objects.update(gross=Decimal(0))
    page = client.get("/kasse/?a=T-1001").content.decode()
    assert "Zahlungspflichtig" not in page
    assert order(client, method="").status_code == 303
    found = Order.objects.get()
    assert (found.state, found.method, found.receivable.state) == ("paid", "none", "settled")


def test_who_orders_too_often_is_asked_to_wait(client: Client, ebook: Ebook) -> None:
    data = entries(client, email="")
    answers = [client.post("/kasse/?a=T-1001", data).status_code for _ in range(21)]
    assert answers == [422] * 20 + [429]
    assert nothing_was_saved()


def test_a_post_without_the_pages_token_is_refused(ebook: Ebook) -> None:
    strict = Client(enforce_csrf_checks=True)
    assert order(strict).status_code == 403
    assert nothing_was_saved()


@pytest.mark.parametrize("token", ["x", "A" * 22, "..%2f..%2f", "%F0%9F%92%A9"])
def test_an_invented_order_link_leads_nowhere(client: Client, token: str) -> None:
    assert client.get(f"/bestellung/{token}/").status_code == 404


def test_the_order_number_alone_opens_nothing(client: Client, ebook: Ebook) -> None:
    order(client)
    assert client.get(f"/bestellung/{Order.objects.get().number}/").status_code == 404


@pytest.mark.feature("P5.05")
def test_the_thank_you_page_of_a_transfer_tells_where_the_money_goes(client: Client, ebook: Ebook) -> None:
    response = client.get(order(client).headers["Location"])
    page = response.content.decode()
    assert "DE02 1203 0000 0000 2020 51" in page
    assert Order.objects.get().number in page
    assert "<svg" in page
