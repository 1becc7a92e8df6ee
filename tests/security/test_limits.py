"""Whoever asks too often is told to wait, in words, and may come back; whoever asks elsewhere is not in the way."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any, NamedTuple

import pytest
from django.conf import settings
from django.core.cache import cache
from django.test import Client

from accounts.models import User
from core import clock
from core.models import RateWindow
from core.ratelimit import hit
from tests.factories import a_company
from tests.security.visitors import Shop
from tests.support import databases
from tests.support.environment import WORKER, variables
from tests.support.windows import to_the_start_of_a_window

pytestmark = pytest.mark.feature("P5.01", "P5.05", "P5.08", "L7")
PASSWORD = "Sauerteig-und-Zeit"


class Limit(NamedTuple):
    method: str
    path: Callable[[Shop], str]
    data: dict[str, str]
    hits: int
    minutes: int


LIMITS = {
    "checkout": Limit("post", lambda shop: f"/kasse/?a={shop.number}", {}, 20, 10),
    "order: pay": Limit(
        "post", lambda shop: f"/bestellung/{shop.known['shop:pay']}/bezahlen/", {"method": "x"}, 10, 10
    ),
    "order: account": Limit("post", lambda shop: f"/bestellung/{shop.known['shop:account']}/konto/", {}, 3, 60),
    "pay page": Limit("get", lambda shop: f"/zahlen/{shop.known['billing:pay']}/", {}, 60, 10),
    "download": Limit("get", lambda shop: f"/download/{shop.known['shop:download']}/", {}, 120, 10),
    "file": Limit("head", lambda shop: f"/datei/{shop.known['shop:file']}/", {}, 120, 10),
    "new link": Limit("post", lambda shop: f"/download/{shop.known['shop:renew']}/neu/", {}, 5, 60),
    "withdrawal": Limit("post", lambda _: "/widerruf/", {}, 30, 10),
    "password reset": Limit("post", lambda _: "/konto/password/reset/", {"email": "a@example.org"}, 3, 10),
}


@pytest.fixture
def client() -> Client:
    return Client(raise_request_exception=False)


def send(client: Client, limit: Limit, path: str) -> Any:
    cache.clear()  # what allauth counts there is not what we rely on
    response = getattr(client, limit.method)(path, limit.data if limit.method == "post" else None)
    for _chunk in response if response.streaming else ():
        pass
    return response


@pytest.mark.django_db
@pytest.mark.parametrize("name", LIMITS)
def test_too_often_is_a_page_and_passes(client: Client, name: str) -> None:
    limit, shop = LIMITS[name], Shop()
    path = limit.path(shop)
    to_the_start_of_a_window(seconds=limit.minutes * 60)
    codes = [send(client, limit, path).status_code for _ in range(limit.hits)]
    assert 429 not in codes
    refused = send(client, limit, path)
    assert refused.status_code == 429
    assert limit.method == "head" or "<h1" in refused.content.decode()
    assert "no-store" in refused.headers["Cache-Control"]
    clock.shift(timedelta(minutes=limit.minutes * (1 + 1 / limit.hits)))
    assert send(client, limit, path).status_code == codes[0]


@pytest.mark.django_db
def test_the_door_is_closed_for_a_while_and_opens_again(client: Client) -> None:
    a_company()
    user = User.objects.create_user("erika@example.org", PASSWORD)
    user.emailaddress_set.create(email=user.email, verified=True, primary=True)
    for _ in range(10):
        cache.clear()
        client.post("/konto/login/", {"login": user.email, "password": "falsch"})
    cache.clear()
    refused = client.post("/konto/login/", {"login": user.email, "password": PASSWORD})
    assert re.search("Zu viele|zu viele", refused.content.decode())
    clock.shift(timedelta(minutes=5.5))
    assert client.post("/konto/login/", {"login": user.email, "password": PASSWORD}).status_code == 302


@pytest.mark.django_db
def test_one_visitor_does_not_use_up_anothers_attempts() -> None:
    a_company()
    crowd, other = Client(REMOTE_ADDR="198.51.100.7"), Client(REMOTE_ADDR="203.0.113.9")
    codes = [crowd.post("/widerruf/", {}).status_code for _ in range(31)]
    assert (codes[-1], other.post("/widerruf/", {}).status_code) == (429, 422)


@pytest.mark.django_db
def test_the_rows_tell_nobody_who_came(client: Client) -> None:
    a_company()
    client.post("/konto/password/reset/", {"email": "erika@example.org"})
    keys = list(RateWindow.objects.values_list("key", flat=True))
    assert keys
    assert all(re.fullmatch("[0-9a-f]{64}", key) for key in keys)


@pytest.mark.django_db(transaction=True)
@pytest.mark.slow
def test_limits_hold_over_processes() -> None:
    """A hit that another process counts is one hit less for this one."""
    hour = 3600
    site = {
        **variables(f"test_{WORKER}"),
        "CLOCK_OFFSET_FILE": str(settings.CLOCK_OFFSET_FILE),
        "SECRET_KEY": settings.SECRET_KEY,
    }
    code = "from core.ratelimit import hit; print([hit('door', limit=3, period=3600) for _ in range(2)])"
    told = databases.manage("shell", "--no-imports", "-c", code, site=site)
    assert told.strip().endswith("[True, True]")
    assert [hit("door", limit=3, period=hour) for _ in range(2)] == [True, False]
