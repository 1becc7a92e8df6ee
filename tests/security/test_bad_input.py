"""Everything that strangers can send to the public addresses: always an answer in words, and nothing changed."""

import itertools
import re
from typing import Any
from urllib.parse import quote

import pytest
from django.test import Client
from pytest_django import Settings

from tests.security.visitors import PUBLIC, Shop, visit
from tests.support.worlds import once_per_file

pytestmark = [pytest.mark.django_db, pytest.mark.feature("P5.01", "P5.05", "P5.08")]

WITH_SECRET = [address for address in PUBLIC if re.search(r"<(\w+:)?(token|uuid|key|uidb36|value)>", address.route)]
NASTY = [
    "x", "0", "-1", "1000000000", "1" * 40, "A" * 22, "%00", "a%00b", "%F0%9F%A6%8A", "%E2%80%AE",
    "..%2f..%2fetc%2fpasswd", "%2e%2e", "%3Cscript%3E", "'%20OR%201=1--", "%ff%fe", "%0d%0aX-Bad:1", "None", "NaN",
    "x" * 8000, "5f0c1f5e-3c5d-4c43-9d3f-0a1b2c3d4e5f",
]  # fmt: skip
BODIES = {
    "no multipart at all": ("multipart/form-data; boundary=b", b"nothing of the kind"),
    "multipart without a boundary": ("multipart/form-data", b"--b\r\n"),
    "multipart that ends early": (
        "multipart/form-data; boundary=b",
        b'--b\r\nContent-Disposition: form-data; name="a"\r\n',
    ),
    "multipart with a broken encoding": (
        "multipart/form-data; boundary=b",
        b'--b\r\nContent-Disposition: form-data; name="a"\r\nContent-Transfer-Encoding: base64\r\n\r\n%%%\r\n--b--\r\n',
    ),
    "not the promised charset": ("application/x-www-form-urlencoded; charset=utf-32", b"email=\xff\xfe"),
    "an unknown charset": ("application/x-www-form-urlencoded; charset=klingon", b"email=x"),
    "too many fields": ("application/x-www-form-urlencoded", b"a=&" * 20_000),
    "NUL in names and values": (
        "application/x-www-form-urlencoded",
        b"email=a%00b&na%00me=x&key=%00&method=%00&format=%00&step=%00",
    ),
    "JSON": ("application/json", b'{"email": ["x"], "resource": {"id": "\\u0000"}}'),
    "deep JSON": ("application/json", b"[" * 100_000),
    "no type": ("", b"x"),
}


@pytest.fixture(autouse=True)
def _no_limits(settings: Settings) -> None:
    settings.RATE_LIMIT_FACTOR = 1_000_000


@once_per_file
def shop() -> Shop:
    return Shop()


@pytest.fixture
def client() -> Client:
    return Client(raise_request_exception=False)


def is_in_words(response: Any) -> bool:
    return response.status_code in {301, 302, 303} or b"<h1" in response.content


@pytest.mark.parametrize("method", ["HEAD", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "BREW"])
def test_unusual_methods_change_nothing_and_are_refused_in_words(shop: Shop, client: Client, method: str) -> None:
    wrong = []
    for address in PUBLIC:
        response, changes = visit(client, method, shop.path(address), b"a=b", "application/x-www-form-urlencoded")
        refused = response.status_code in {403, 405}
        if response.status_code >= 500 or changes or (refused and method != "HEAD" and not is_in_words(response)):
            wrong.append((address.name, response.status_code, changes))
    assert wrong == []


def test_a_wrong_method_is_a_page_that_says_which_are_right(shop: Shop, client: Client) -> None:
    response = client.delete("/widerruf/")
    assert (response.status_code, response.headers["Allow"]) == (405, "GET, HEAD, POST")
    assert "405" in response.content.decode()
    assert (
        client.post(shop.path(next(address for address in PUBLIC if address.name == "shop:invoice"))).status_code == 405
    )


def test_looking_changes_nothing(shop: Shop, client: Client) -> None:
    """A mail scanner that opens all links uses up nothing, pays nothing, confirms nothing."""
    wrong = []
    for address in PUBLIC:
        response, changes = visit(client, "get", shop.path(address))
        if response.status_code >= 500 or changes:
            wrong.append((address.name, response.status_code, changes))
    assert wrong == []


def test_invented_links_open_nothing(shop: Shop, client: Client) -> None:
    wrong = []
    for address, nasty, method in itertools.product(WITH_SECRET, NASTY, ("get", "post")):
        response, changes = visit(client, method, address.path(lambda _view, _name, nasty=nasty: nasty))
        page = response.content.decode(errors="ignore")
        told = shop.order.number in page or shop.order.email in page
        if response.status_code >= 500 or changes or told or not is_in_words(response):
            wrong.append((method, address.name, nasty[:50], response.status_code, changes))
    assert wrong == []


def test_nonsense_after_the_question_mark_does_no_harm(shop: Shop, client: Client) -> None:
    wrong = []
    for address, nasty in itertools.product(PUBLIC, NASTY):
        query = "&".join(f"{name}={nasty}" for name in ("a", "next", "teil", "zahlung", "p", "page", "q", "transfer"))
        response, changes = visit(client, "get", f"{address.path(shop.fill)}?{query}")
        if response.status_code >= 500 or changes:
            wrong.append((address.name, nasty[:50], response.status_code, changes))
    assert wrong == []


@pytest.mark.parametrize("body", BODIES)
def test_broken_bodies_are_refused_and_change_nothing(shop: Shop, client: Client, body: str) -> None:
    kind, data = BODIES[body]
    wrong = []
    for address in PUBLIC:
        response, changes = visit(client, "POST", shop.path(address), data, kind)
        effect = address.name in {
            "shop:renew",
            "shop:account",
            "account_confirm_email",
            "account_logout",
        }  # need no field
        if response.status_code >= 500 or (changes and not effect):
            wrong.append((address.name, response.status_code, changes))
    assert wrong == []


@pytest.mark.parametrize("length", ["abc", "-1", "1e5", "\u00b2", "9" * 40, "0x10", "1 2"])
def test_a_length_that_is_no_number_is_refused(client: Client, length: str) -> None:
    for path in ("/widerruf/", "/kasse/?a=x", "/webhooks/paypal/", "/konto/login/", "/admin/"):
        response = client.generic("POST", path, b"a=b", CONTENT_LENGTH=length)
        assert (path, response.status_code) == (path, 400)
        assert is_in_words(response)


def test_a_body_beyond_the_limit_is_refused_at_every_address(shop: Shop, client: Client) -> None:
    for address in PUBLIC:
        response = client.generic("POST", shop.path(address), b"x" * 600_000, "text/plain")
        assert (address.name, response.status_code) == (address.name, 413)
        assert is_in_words(response)


@pytest.mark.parametrize("token", ["", "x" * 64, "\x00"], ids=["none", "invented", "NUL"])
def test_no_form_works_without_its_own_token(shop: Shop, token: str) -> None:
    strict = Client(enforce_csrf_checks=True, raise_request_exception=False)
    strict.get("/widerruf/")
    wrong = []
    for address in PUBLIC:
        body = f"csrfmiddlewaretoken={quote(token)}&method=transfer&format=epub".encode()
        response, changes = visit(strict, "POST", shop.path(address), body, "application/x-www-form-urlencoded")
        fine = response.status_code in {302, 403, 404, 405} and is_in_words(response)
        machine = address.name == "payments:paypal_webhook" and response.status_code in {400, 503}
        # The visitor's own cookie is all that the basket changes; where the POST comes from is checked all the same.
        own_cookie = address.name == "shop:basket" and response.status_code == 303
        if changes or not (fine or machine or own_cookie):
            wrong.append((address.name, response.status_code, changes))
    assert wrong == []


def test_strange_addresses_are_not_found_in_words(client: Client) -> None:
    long, deep = "/" + "a" * 50_000 + "/", "/" + "a/" * 5_000
    for path in (
        long,
        deep,
        "/%F0%9F%A6%8A/",
        "/%e2%80%ae/",
        "/a%00/",
        "/\\",
        "/_util/",
        "/.env",
        "/wp-login.php",
    ):
        response = client.get(path, follow=True)
        assert (path[:40], response.status_code in {400, 404}, is_in_words(response)) == (path[:40], True, True)
