"""What every answer tells browsers: keep no secrets, tell nobody where you come from, stand in no foreign frame."""

import re
from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from core.logs import clean, holds_secret
from mailing.models import Message
from tests.factories import a_company
from tests.security.visitors import PUBLIC, Shop, visit

pytestmark = [pytest.mark.django_db, pytest.mark.feature("P5.05", "P5.08")]

SECRET = [address for address in PUBLIC if re.search(r"<(\w+:)?(token|uuid|key)>", address.path(lambda _, n: f"<{n}>"))]
EVERYWHERE = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "SAMEORIGIN",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}
EVIL = ["https://evil.example/", "//evil.example", "/\\evil.example", "/%09/evil.example", "https:evil.example",
        "javascript:alert(1)", "http:///evil.example", "\\\\evil.example", "/\t/evil.example"]  # fmt: skip
PASSWORD = "Sauerteig-und-Zeit"


@pytest.fixture
def shop() -> Shop:
    return Shop()


@pytest.fixture
def client() -> Client:
    return Client(raise_request_exception=False)


def missing(response: Any) -> dict[str, str]:
    wrong = {
        name: response.headers.get(name, "") for name in EVERYWHERE if response.headers.get(name) != EVERYWHERE[name]
    }
    policy = response.headers.get("Content-Security-Policy", "")
    return wrong if "default-src 'self'" in policy and "unsafe" not in policy else {**wrong, "policy": policy}


def test_every_answer_carries_the_headers(shop: Shop, client: Client) -> None:
    answers = {address.name: visit(client, "get", shop.path(address))[0] for address in PUBLIC}
    assert {name: missing(answer) for name, answer in answers.items() if missing(answer)} == {}


def test_refusals_carry_them_too(client: Client) -> None:
    answers = {
        400: client.get("/?a=%00"),
        403: Client(enforce_csrf_checks=True).post("/widerruf/"),
        404: client.get("/nirgends/"),
        405: client.delete("/widerruf/"),
        413: client.generic("POST", "/widerruf/", b"x" * 600_000),
    }
    assert {status: answer.status_code for status, answer in answers.items()} == {status: status for status in answers}
    assert {status: missing(answer) for status, answer in answers.items()} == {status: {} for status in answers}
    assert missing(client.get("/", HTTP_HOST="evil.example")) == {}


def test_every_address_with_a_secret_is_known_as_one(shop: Shop) -> None:
    """What is not, would stand in logs and caches: `core.logs`."""
    assert len(SECRET) > 10
    paths = {address.name: shop.path(address) for address in SECRET}
    assert [name for name, path in paths.items() if not holds_secret(path)] == []
    for address in SECRET:
        raw = str(shop.fill(address.name, "token")) if "token" in address.route else str(shop.fill(address.name, "key"))
        assert raw not in clean(f"GET {paths[address.name]} 200")


@pytest.mark.parametrize("method", ["get", "head", "post"])
def test_answers_at_secret_addresses_are_kept_by_no_cache(shop: Shop, client: Client, method: str) -> None:
    """The page, the page of a wrong link, and the redirect to the address with its slash."""
    open_to_caches = []
    for address in SECRET:
        right = shop.path(address)
        wrong = address.path(lambda _view, name: "00000000-0000-0000-0000-000000000000" if name == "uuid" else "AAAA")
        for path in (right, wrong, right.rstrip("/")):
            response, _ = visit(client, method, path)
            if "no-store" not in response.headers.get("Cache-Control", ""):
                open_to_caches.append((address.name, path, response.status_code))
    assert open_to_caches == []


def test_the_missing_slash_is_added_here_and_nowhere_else(shop: Shop, client: Client) -> None:
    for address in SECRET:
        path = shop.path(address)
        response = client.get(path.rstrip("/"))
        if response.status_code == 301:
            assert response.headers["Location"] == path
    assert client.get("//evil.example/a").headers.get("Location", "/a/").startswith(("/%2F", "/a"))


@pytest.mark.parametrize("target", EVIL)
def test_the_door_leads_nowhere_else(client: Client, target: str) -> None:
    a_company()
    user = User.objects.create_user("erika@example.org", PASSWORD)
    user.emailaddress_set.create(email=user.email, verified=True, primary=True)
    for path in ("/konto/login/", "/_util/login/", "/admin/login/", "/konto/logout/", "/konto/reauthenticate/"):
        for method in ("get", "post"):
            data = {"login": user.email, "password": PASSWORD, "next": target}
            response = getattr(client, method)(path, data)
            went = response.headers.get("Location", "/")
            assert not went.startswith("//"), (path, method)
            assert re.match(r"/(?![/\\])", went), (path, method, went)


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "127.0.0.1@evil.example", "a b", ""])
def test_a_foreign_host_name_gets_nothing_and_no_mail_carries_it(client: Client, host: str) -> None:
    a_company()
    user = User.objects.create_user("erika@example.org", PASSWORD)
    user.emailaddress_set.create(email=user.email, verified=True, primary=True)
    response = client.post("/konto/password/reset/", {"email": user.email}, HTTP_HOST=host)
    assert response.status_code == 400
    assert not Message.objects.filter(text__contains="evil").exists()


def test_what_a_proxy_says_is_not_believed_without_a_proxy(client: Client) -> None:
    a_company()
    user = User.objects.create_user("erika@example.org", PASSWORD)
    user.emailaddress_set.create(email=user.email, verified=True, primary=True)
    headers = {"X-Forwarded-Host": "evil.example", "X-Forwarded-Proto": "https", "X-Forwarded-For": "203.0.113.9"}
    client.post("/konto/password/reset/", {"email": user.email}, headers=headers)
    assert "evil" not in Message.objects.get().text


def test_cookies_are_for_the_server_and_this_site_only(client: Client) -> None:
    user = User.objects.create_user("erika@example.org", PASSWORD)
    user.emailaddress_set.create(email=user.email, verified=True, primary=True)
    client.get("/konto/login/")
    client.post("/konto/login/", {"login": user.email, "password": PASSWORD})
    assert {"sessionid", "csrftoken"} <= client.cookies.keys()
    for cookie in client.cookies.values():
        assert (cookie.key, cookie["httponly"], cookie["samesite"]) == (cookie.key, True, "Lax")


def test_a_foreign_frame_does_not_get_the_page(client: Client) -> None:
    assert "frame-ancestors 'self'" in client.get("/konto/login/").headers["Content-Security-Policy"]
