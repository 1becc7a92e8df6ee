"""Public pages are kept until something changes that visitors see, and for nobody in particular."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.db import connection
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page, PageViewRestriction

from accounts.models import User
from config import caching
from config.caching import Kept, Key, Shelf, key_of
from shop.services.articles import save_article
from tests.factories import an_ebook
from tests.support.worlds import once_per_file
from tests.website.pages import a_catalogue, a_content_page, a_home, an_ebook_page
from website.pages import HomePage

pytestmark = pytest.mark.django_db


@once_per_file
def page() -> Page:
    return a_content_page(a_home(), "Über uns", "ueber-uns", intro="Seit 1987.")


@pytest.fixture
def home() -> HomePage:
    return HomePage.objects.get()


def queries_of(visit: Callable[[], Any]) -> int:
    with CaptureQueriesContext(connection) as queries:
        visit()
    return len(queries)


def text(client: Client, path: str, **headers: Any) -> str:
    return str(client.get(path, **headers).content.decode())


def test_a_page_that_was_asked_for_costs_no_query(client: Client, page: Page) -> None:
    first = client.get(page.url)
    with CaptureQueriesContext(connection) as queries:
        second = client.get(page.url)
    assert len(queries) == 0
    assert second.content == first.content
    kept = {**second.headers, "X-Request-ID": "", "X-Accel-Expires": ""}
    assert kept == {**first.headers, "X-Request-ID": "", "X-Accel-Expires": ""}
    assert second.headers["X-Request-ID"] != first.headers["X-Request-ID"]
    assert "form-action" in second.headers["Content-Security-Policy"]


def test_a_reader_who_has_the_page_gets_no_other(client: Client, page: Page) -> None:
    etag = client.get(page.url).headers["ETag"]
    for again in range(2):
        answer = client.get(page.url, headers={"If-None-Match": etag})
        assert (again, answer.status_code, answer.content) == (again, 304, b"")
        assert answer.headers["Cache-Control"] == caching.generation.PUBLIC
    assert client.get(page.url, headers={"If-None-Match": '"another"'}).status_code == 200


@pytest.mark.parametrize("warm", [True, False])
def test_head_says_what_get_says(client: Client, page: Page, warm: bool) -> None:
    if warm:
        client.get(page.url)
    head, get = client.head(page.url), client.get(page.url)
    assert head.content == b""
    for name in ("Content-Length", "Content-Type", "ETag", "Cache-Control"):
        assert head.headers[name] == get.headers[name]


def test_what_an_editor_changes_is_there_at_once(client: Client, page: Page) -> None:
    assert "1987" in text(client, page.url)
    page.intro = "Seit 1988."
    page.save_revision().publish()
    assert "1988" in text(client, page.url)
    page.unpublish()
    assert client.get(page.url).status_code == 404


def test_a_new_price_is_there_at_once(client: Client, home: HomePage) -> None:
    ebook = an_ebook(gross="12.90")
    page = an_ebook_page(a_catalogue(home), ebook)
    assert "12,90" in text(client, page.url)
    ebook.gross = Decimal("9.90")
    save_article(article=ebook)
    assert "12,90" not in text(client, page.url)
    assert "9,90" in text(client, page.url)


def test_who_is_logged_in_gets_a_page_made_anew(client: Client, page: Page) -> None:
    text(client, page.url)
    user = User.objects.create_user("chef@example.org", "a long password")
    user.groups.set(Group.objects.all()[:1])
    visitor = Client()
    visitor.force_login(user)
    assert queries_of(lambda: visitor.get(page.url)) > 0
    assert queries_of(lambda: client.get(page.url, headers={"Cookie": "warenkorb=E-1.1; _pk_id=3"})) == 0


def test_a_basket_changes_nothing_on_a_page_that_is_kept(page: Page) -> None:
    with_basket = text(Client(), page.url, headers={"Cookie": "warenkorb=E-1001.2"})
    caching.generation.raise_generation()
    assert text(Client(), page.url) == with_basket


@pytest.mark.parametrize("query", ["utm_source=brief&utm_campaign=x", "fbclid=1", "gclid=2&mc_cid=3"])
def test_where_a_visitor_comes_from_changes_nothing(client: Client, page: Page, query: str) -> None:
    text(client, page.url)
    assert queries_of(lambda: client.get(f"{page.url}?{query}")) == 0


def test_a_query_that_pages_read_is_part_of_the_key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(caching, "query_keys", lambda: frozenset({"seite", "thema"}))

    def key(query: str) -> Key | None:
        return key_of(RequestFactory().get("/hefte/", QUERY_STRING=query))

    assert key("seite=2&thema=brot") == key("utm_source=x&thema=brot&seite=2")
    assert key("seite=2") not in {key("seite=3"), key(""), None}
    assert key("seite=2&nonsense=1") is None
    assert key("seite=" + "9" * 400) is None


def test_of_a_name_that_stands_there_twice_the_order_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(caching, "query_keys", lambda: frozenset({"seite", "thema"}))
    first, second, third = (
        key_of(RequestFactory().get("/hefte/", QUERY_STRING=query))
        for query in ("thema=b&thema=a", "thema=a&thema=b", "thema=a&seite=2&thema=b")
    )
    assert first != second
    assert third == key_of(RequestFactory().get("/hefte/", QUERY_STRING="seite=2&thema=a&thema=b"))


def test_a_query_that_nobody_reads_is_not_kept(client: Client, page: Page) -> None:
    text(client, page.url)
    assert queries_of(lambda: client.get(f"{page.url}?x={'y' * 50}")) > 0


@pytest.mark.parametrize("kind", [PageViewRestriction.PASSWORD, PageViewRestriction.LOGIN])
def test_a_page_for_some_is_never_kept(client: Client, page: Page, kind: str) -> None:
    assert client.get(page.url).status_code == 200
    restriction = PageViewRestriction.objects.create(page=page, restriction_type=kind, password="geheim")
    for _ in range(2):
        assert "1987" not in text(client, page.url)
    child = a_content_page(page, "Darunter", "darunter", intro="Auch von 1987.")
    assert "1987" not in text(client, child.url)
    client.post(f"/_util/authenticate_with_password/{restriction.pk}/{page.pk}/", {"password": "geheim"})
    if kind == PageViewRestriction.PASSWORD:
        assert "private" in client.get(page.url).headers["Cache-Control"]
    assert "1987" not in text(Client(), page.url)
    restriction.delete()
    assert "1987" in text(Client(), page.url)


def test_restrictions_hold_for_aliases(client: Client, home: HomePage, page: Page) -> None:
    alias = page.create_alias(parent=home, update_slug="auch-wir")
    PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.LOGIN)
    assert client.get(alias.url).status_code == 302


def test_a_preview_is_neither_the_kept_page_nor_kept(client: Client, page: Page) -> None:
    text(client, page.url)
    page.intro = "Seit 1999."
    assert "1999" in page.make_preview_request().content.decode()
    assert "1999" not in text(client, page.url)


@pytest.mark.parametrize("path", ["/gibt-es-nicht/", "/wp-login.php", "/wp-admin/setup.php"])
def test_what_is_not_there_is_known_the_second_time(client: Client, home: HomePage, path: str) -> None:
    first = client.get(path)
    assert (first.status_code, first.headers["Cache-Control"]) == (404, "no-store")
    assert queries_of(lambda: client.get(path)) == 0
    assert client.get(path).content == first.content
    Redirect.objects.create(old_path=path.rstrip("/"), redirect_link="/neu/")
    assert client.get(path).headers.get("Location") == "/neu/"


def test_a_missing_page_with_a_query_may_have_a_redirect_of_its_own(client: Client, home: HomePage) -> None:
    for _ in range(2):
        assert client.get("/index.php?id=3").status_code == 404
        assert queries_of(lambda: client.get("/index.php?id=3")) > 0


def test_shelf_holds_so_many_bytes_of_one_generation() -> None:
    shelf = Shelf(capacity=100)
    for n in range(1000):
        shelf.put(_key(n), _kept(40), "one")
    assert [n for n in range(1000) if shelf.get(_key(n), "one")] == [998, 999]
    shelf.put(_key(999), _kept(60), "one")
    assert [n for n in range(1000) if shelf.get(_key(n), "one")] == [998, 999]
    assert shelf.get(_key(999), "two") is None
    shelf.put(_key(1), _kept(10), "two")
    assert [n for n in range(1000) if shelf.get(_key(n), "two")] == [1]


def test_shelf_keeps_nothing_for_ever() -> None:
    shelf = Shelf(capacity=100)
    shelf.put(_key(1), Kept(200, {}, b"x", until=0), "one")
    assert shelf.get(_key(1), "one") is None


def test_a_foreign_host_gets_nothing_that_is_kept(client: Client, page: Page) -> None:
    text(client, page.url)
    assert client.get(page.url, headers={"Host": "evil.example"}).status_code == 400


def test_nginx_may_answer_for_less_than_a_second(client: Client, page: Page, monkeypatch: pytest.MonkeyPatch) -> None:
    for now, until in [(100.0, 99), (100.2, 99), (100.3, 100), (100.9, 100)]:
        monkeypatch.setattr(caching, "time", lambda now=now: now)
        assert client.get(page.url).headers["X-Accel-Expires"] == f"@{until}"
        assert until + 1 - (now - caching.generation.SECONDS) < 1


def _key(n: int) -> Key:
    return Key("localhost", f"/{n}/", (), "de")


def _kept(size: int) -> Kept:
    return Kept(200, {"ETag": '"x"'}, b"x" * size, until=float("inf"))
