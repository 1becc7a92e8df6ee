"""The basket lives in a cookie; prices, limits and stock are the articles' own."""

from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from shop import basket
from shop.models import Ebook, Goods, Product
from tests.factories import a_company, an_ebook, postage, some_goods

pytestmark = [pytest.mark.django_db, pytest.mark.feature("C01")]


@pytest.fixture(autouse=True)
def articles() -> None:
    a_company()
    postage("3.90", ("DE",))
    an_ebook("E-1", "8.90", name="Brot als Ebook")
    some_goods("W-1", "24.00", stock=5, name="Brot gebunden")


def put(client: Client, *pairs: tuple[str, int], **headers: str) -> Any:
    data = {"a": [number for number, _ in pairs], "n": [str(n) for _, n in pairs]}
    return client.post("/warenkorb/legen/", data, headers={"Sec-Fetch-Site": "same-origin", **headers})


def content(client: Client) -> str:
    cookie = client.cookies.get(basket.COOKIE)
    return cookie.value if cookie else ""


def test_what_is_put_in_is_there_with_its_price_and_the_postage(client: Client) -> None:
    assert put(client, ("E-1", 1), ("W-1", 2)).headers["Location"] == "/warenkorb/"
    assert content(client) == "E-1.1~W-1.2"
    shown = client.get("/warenkorb/").context
    assert [(line["number"], line["quantity"], line["gross"]) for line in shown["lines"]] == [
        ("E-1", 1, Decimal("8.90")), ("W-1", 2, Decimal("48.00")),
    ]  # fmt: skip
    assert (shown["sum"]["shipping"], shown["sum"]["total"]) == (Decimal("3.90"), Decimal("60.80"))


def test_putting_in_again_adds_up_to_what_can_be_had(client: Client) -> None:
    put(client, ("W-1", 3))
    answer = put(client, ("W-1", 4), Accept="application/json").json()
    assert answer["count"] == 5
    assert "5" in answer["problems"][0]
    assert content(client) == "W-1.5"


def test_the_basket_says_that_fewer_are_left_than_were_put_in(client: Client) -> None:
    put(client, ("W-1", 7))
    shown = client.get("/warenkorb/").context
    assert [line["quantity"] for line in shown["lines"]] == [5]
    assert "nur noch 5 da" in shown["problems"][0]


def test_an_ebook_is_bought_once(client: Client) -> None:
    put(client, ("E-1", 7))
    assert content(client) == "E-1.1"


def test_quantities_change_and_lines_go(client: Client) -> None:
    put(client, ("E-1", 1), ("W-1", 2))
    same = {"Sec-Fetch-Site": "same-origin"}
    client.post("/warenkorb/", {"a": ["E-1", "W-1"], "n": ["1", "4"]}, headers=same)
    assert content(client) == "E-1.1~W-1.4"
    client.post("/warenkorb/", {"a": ["E-1", "W-1"], "n": ["1", "4"], "weg": "E-1"}, headers=same)
    assert content(client) == "W-1.4"
    client.post("/warenkorb/", {"a": ["W-1"], "n": ["0"]}, headers=same)
    assert content(client) == ""
    assert "liegt noch nichts" in client.get("/warenkorb/").content.decode()


def test_the_way_on_leads_to_the_till_unless_something_is_wrong(client: Client) -> None:
    put(client, ("W-1", 2))
    same = {"Sec-Fetch-Site": "same-origin"}
    fine = client.post("/warenkorb/", {"a": "W-1", "n": "2", "weiter": "1"}, headers=same)
    too_many = client.post("/warenkorb/", {"a": "W-1", "n": "9", "weiter": "1"}, headers=same)
    assert (fine.headers["Location"], too_many.headers["Location"]) == ("/kasse/", "/warenkorb/")


def test_what_has_been_sold_out_meanwhile_is_named(client: Client) -> None:
    put(client, ("W-1", 2), ("E-1", 1))
    Goods.objects.update(stock=0)
    shown = client.get("/warenkorb/")
    assert [line["number"] for line in shown.context["lines"]] == ["E-1"]
    assert "Brot gebunden" in shown.context["problems"][0]


@pytest.mark.parametrize(
    ("minimum", "maximum", "wanted", "got"), [(1, 3, 9, 3), (2, 9, 1, 2), (6, 9, 6, 0), (1, 9, 5, 5)]
)
def test_limits_of_an_article_hold(client: Client, minimum: int, maximum: int, wanted: int, got: int) -> None:
    Product.objects.filter(number="W-1").update(min_quantity=minimum, max_quantity=maximum)
    put(client, ("W-1", wanted))
    lines = client.get("/warenkorb/").context["lines"]
    assert [line["quantity"] for line in lines] == ([got] if got else [])


@pytest.mark.parametrize(
    "cookie",
    ["W-1.0", "W-1.-1", "W-1.1e3", "w-1.1", "W-1", "~~~", "W-1.1\u0000", "W-1.²", "'; DROP TABLE--.1", "X" * 4000],
)
def test_a_forged_cookie_is_an_empty_basket(client: Client, cookie: str) -> None:
    client.cookies[basket.COOKIE] = cookie
    page = client.get("/warenkorb/")
    assert (page.status_code, page.context["lines"]) == (200, [])


@pytest.mark.parametrize("headers", [{"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://evil.example"}])
@pytest.mark.parametrize("address", ["/warenkorb/", "/warenkorb/legen/"])
def test_other_sites_cannot_fill_the_basket(client: Client, address: str, headers: dict[str, str]) -> None:
    answer = client.post(address, {"a": "W-1", "n": "1"}, headers=headers)
    assert (answer.status_code, content(client)) == (403, "")


def test_an_unknown_article_cannot_be_put_in(client: Client) -> None:
    assert put(client, ("NIX", 1)).status_code == 404
    assert Ebook.objects.count() == 1
