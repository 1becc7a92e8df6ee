"""What is the same for everybody touches nobody's session, login, messages or token; the rest is kept by no cache."""

import pytest
from django.test import Client

from tests.security.addresses import Address
from tests.security.visitors import PUBLIC, Shop, is_for_everybody, touched, visit
from tests.support.worlds import once_per_file
from tests.website.pages import a_home

pytestmark = pytest.mark.django_db


@once_per_file
def shop() -> Shop:
    return Shop()


@pytest.mark.parametrize("address", PUBLIC, ids=[f"{address.name}-{at}" for at, address in enumerate(PUBLIC)])
def test_an_answer_is_for_everybody_or_private(shop: Shop, address: Address) -> None:
    answer, _ = visit(Client(), "get", shop.path(address))
    kept = answer.headers.get("Cache-Control", "")
    if answer.status_code == 200 and not is_for_everybody(answer):
        assert {"private", "no-store"} <= set(kept.split(", ")), (touched(answer.wsgi_request), kept)
    if "public" in kept:
        assert is_for_everybody(answer)


@pytest.mark.parametrize(
    "path",
    ["/suche/?q=brot", "/suche/vorschlaege/?q=brot", "/robots.txt", "/sitemap.xml", "/gibt-es-nicht/"],
)
def test_what_needs_nobody_looks_at_nobody(shop: Shop, path: str) -> None:
    a_home()
    answer = Client().get(path)
    assert touched(answer.wsgi_request) == []
    assert is_for_everybody(answer)
