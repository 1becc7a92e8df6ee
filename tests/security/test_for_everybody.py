"""What is the same for everybody touches nobody's session, login, messages or token; the rest is kept by no cache."""

from typing import Any
from urllib.request import urlopen

import pytest
from django.http import HttpRequest
from django.test import Client
from django.utils.functional import empty
from wagtail.models import get_page_models

from cms.generation import PUBLIC as PUBLIC_PAGE
from cms.models import BasePage
from tests.security.addresses import Address
from tests.security.visitors import PUBLIC, Shop, visit
from tests.support.stack import Stack
from tests.website.pages import a_home


@pytest.fixture
def shop(db: None) -> Shop:
    return Shop()


def touched(request: HttpRequest) -> list[str]:
    """What the view, a template or a middleware has looked at or set."""
    session, messages = getattr(request, "session", None), getattr(request, "_messages", None)
    return [
        name
        for name, was in {
            "session": bool(session and (session.accessed or session.modified)),
            "user": getattr(getattr(request, "user", None), "_wrapped", empty) is not empty,
            "messages": bool(messages and (hasattr(messages, "_loaded_data") or messages.used or messages.added_new)),
            "token": "CSRF_COOKIE_NEEDS_UPDATE" in request.META,
        }.items()
        if was
    ]


def is_for_everybody(answer: Any) -> bool:
    return not answer.cookies and "Cookie" not in answer.headers.get("Vary", "") and not touched(answer.wsgi_request)


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


@pytest.mark.slow
def test_every_kind_of_page_is_for_everybody(live_site: Stack) -> None:
    """Of the demo, which has all of them. Also with a basket, and as a visitor who was here before."""
    with live_site.rows():
        kinds = [kind for kind in get_page_models() if issubclass(kind, BasePage)]
        pages = [page for kind in kinds if (page := kind.objects.live().first())]
        assert len(pages) == len(kinds)
        for page in pages:
            urlopen(f"{live_site.url}{page.url}").close()  # whose pictures are made there
            for cookies in ("", "warenkorb=E-1001.1", f"csrftoken={'a' * 32}"):
                answer = Client().get(page.url, headers={"Cookie": cookies})
                assert (page.url, touched(answer.wsgi_request)) == (page.url, [])
                assert is_for_everybody(answer)
                assert answer.headers["Cache-Control"] == PUBLIC_PAGE
