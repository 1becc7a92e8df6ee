"""Random entries in every form that visitors send: an answer in words, and all or nothing in the database."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.cache import cache
from django.db import transaction
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pytest_django import Settings

from mailing.models import Message
from shop.models import Order, OrderLine, Withdrawal
from tests.security.visitors import Shop
from tests.support.worlds import once_per_file

pytestmark = [pytest.mark.django_db, pytest.mark.feature("P5.01", "P5.02", "P5.05", "P5.08", "L7")]

few = settings(
    max_examples=40,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large],
)
# Plausible beside absurd, so that some entries come through and others fail late.
ABSURD = [
    "\x00", "\u202e", "\U0001f98a" * 100, "x" * 5000, "<b>", "{{ 1 }}", "%s", "\r\nBcc: a@b.de", "\u0430@example.org",
]  # fmt: skip
ANYTHING = st.one_of(
    st.text(max_size=300),
    st.sampled_from(["", "0", "-1", "1000000000", "1e400", "NaN", "on", "DE", "transfer", "12345", "Erika", "8.90"]),
    st.sampled_from(ABSURD),
    st.emails(),
)
CHECKOUT = (
    "key", "seen_gross", "email", "email_choice", "given_name", "family_name", "country", "company", "street",
    "postal_code", "city", "method", "waiver", "later", "website",
)  # fmt: skip


@pytest.fixture(autouse=True)
def _no_limits(settings: Settings) -> None:
    settings.RATE_LIMIT_FACTOR = 1_000_000


@once_per_file
def shop() -> Shop:
    return Shop()


@pytest.fixture
def client() -> Client:
    return Client(raise_request_exception=False)


def changed(fields: tuple[str, ...]) -> Any:
    return st.dictionaries(st.sampled_from(fields), ANYTHING, max_size=4)


def taken_back(send: Callable[[], Any], count: Callable[[], int]) -> tuple[Any, int]:
    """(answer, how many rows more); the database is as before, and the door's memory is empty."""
    cache.clear()
    savepoint, before = transaction.savepoint(), count()
    response = send()
    more = count() - before
    transaction.savepoint_rollback(savepoint)
    return response, more


def test_the_till_takes_a_whole_order_or_nothing(shop: Shop, client: Client) -> None:
    address = f"/kasse/?a={shop.number}"
    form = client.get(address).context["form"]
    good = {
        "key": form["key"].value(), "seen_gross": form["seen_gross"].value(), "email": "eva@example.org",
        "given_name": "Eva", "family_name": "Leserin", "country": "DE", "method": "transfer", "waiver": "on",
    }  # fmt: skip

    @few
    @given(changed(CHECKOUT), st.sets(st.sampled_from(CHECKOUT), max_size=2))
    def orders(changes: dict[str, str], missing: set[str]) -> None:
        data = {name: value for name, value in {**good, **changes}.items() if name not in missing}
        response, orders = taken_back(lambda: client.post(address, data), Order.objects.count)
        assert (response.status_code, orders) in {(303, 1), (303, 0), (422, 0), (409, 0)}
        assert response.status_code == 303 or b'role="alert"' in response.content
        assert OrderLine.objects.count() == Order.objects.count()

    orders()


@few
@given(
    data=changed(("key", "name", "contract", "email", "website", "step")),
    step=st.sampled_from(["check", "confirm", "change", ""]),
)
def test_a_withdrawal_is_declared_whole_or_not_at_all(client: Client, data: dict[str, str], step: str) -> None:
    good = {"key": "a" * 32, "name": "Eva", "contract": "B-1", "email": "eva@example.org", "step": step}
    response, declared = taken_back(lambda: client.post("/widerruf/", {**good, **data}), Withdrawal.objects.count)
    assert (response.status_code, declared) in {(200, 0), (422, 0), (303, 1)}


@few
@given(data=changed(("method", "format", "token")))
def test_buttons_of_an_order_answer_in_words(shop: Shop, client: Client, data: dict[str, str]) -> None:
    fields = {name: value for name, value in data.items() if value != "paypal"}
    for address in (f"/bestellung/{shop.known['shop:pay']}/bezahlen/", f"/zahlen/{shop.known['billing:pay']}/",
                    f"/download/{shop.known['shop:download']}/"):  # fmt: skip
        response, _ = taken_back(lambda address=address: client.post(address, fields), Order.objects.count)
        assert response.status_code in {303, 404, 410, 422}


@few
@given(data=changed(("login", "password", "email", "next", "remember", "code")))
def test_the_door_answers_in_words(client: Client, data: dict[str, str]) -> None:
    for address in ("/konto/login/", "/konto/password/reset/", "/konto/2fa/authenticate/", "/konto/confirm-email/x/"):
        response, _ = taken_back(lambda address=address: client.post(address, data), Message.objects.count)
        assert response.status_code in {200, 302, 404}


JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=50),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["id", "resource", "event_type", "links"]), inner)
    ),
    max_leaves=8,
)


@few
@given(
    body=st.binary(max_size=2000) | JSON.map(repr).map(str.encode),
    signature=st.text(st.characters(max_codepoint=255), max_size=80),
)
def test_nobody_else_speaks_for_the_provider(client: Client, body: bytes, signature: str) -> None:
    names = ("TRANSMISSION-ID", "TRANSMISSION-TIME", "TRANSMISSION-SIG", "CERT-URL", "AUTH-ALGO")
    headers = {f"PAYPAL-{name}": signature for name in names}
    response = client.post("/webhooks/paypal/", body, "application/json", headers=headers)
    assert response.status_code in {400, 503}
