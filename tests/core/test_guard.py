from datetime import timedelta

import pytest
from django.test import Client

from core import clock
from core.ratelimit import hit
from tests.support.windows import to_the_start_of_a_window


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/kasse/?a=%00", "/bestellung/a%00b/", "/?q=a%00"])
def test_nul_in_an_address_is_a_bad_request(path: str, client: Client) -> None:
    assert client.get(path).status_code == 400


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/kasse/?a=E-1001", "/webhooks/paypal/", "/konto/login/"])
def test_an_oversized_body_is_refused_before_anything_reads_it(path: str, client: Client) -> None:
    response = client.post(path, data=b"x" * (600 * 1024), content_type="application/x-www-form-urlencoded")
    assert response.status_code == 413


@pytest.mark.django_db
def test_public_pages_have_a_strict_policy_and_the_admin_wagtails(client: Client) -> None:
    public = client.get("/konto/login/").headers["Content-Security-Policy"]
    assert "unsafe" not in public
    assert "default-src 'self'" in public
    assert "'unsafe-inline'" in client.get("/admin/", follow=False).headers["Content-Security-Policy"]


@pytest.mark.django_db
def test_hit_counts_per_key_and_forgets_with_the_window() -> None:
    assert [hit("a", limit=2, period=60) for _ in range(3)] == [True, True, False]
    assert hit("b", limit=2, period=60)
    clock.shift(timedelta(seconds=90))
    assert hit("a", limit=2, period=60)


@pytest.mark.django_db
def test_the_turn_of_a_window_gives_nobody_twice_as_much_and_fills_up_again_slowly() -> None:
    to_the_start_of_a_window(seconds=600)
    clock.shift(timedelta(seconds=598))
    assert all(hit("a", limit=5, period=600) for _ in range(3))
    clock.shift(timedelta(seconds=3))
    assert [hit("a", limit=5, period=600) for _ in range(4)] == [True, True, False, False]
    clock.shift(timedelta(minutes=5))
    assert [hit("a", limit=5, period=600) for _ in range(2)] == [True, False], "what was refused was not counted"
