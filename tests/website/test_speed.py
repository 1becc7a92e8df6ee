"""What pages cost when they are not kept: for those who are logged in, and for the first after a change."""

import pytest
from django.db import connection
from django.template import Context, Template
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override
from wagtail.models import Page

from cms.generation import raise_generation
from shop.models import Ebook
from shop.pages import CataloguePage
from tests.factories import an_ebook
from tests.website.pages import a_catalogue, a_cover, a_home, an_ebook_page

pytestmark = pytest.mark.django_db
ANEW = {"Cookie": "sessionid=nobody"}


@pytest.fixture
def catalogue() -> CataloguePage:
    return a_catalogue(a_home())


@pytest.fixture
def pages(catalogue: CataloguePage) -> list[Page]:
    return [an_ebook_page(catalogue, _with_cover(an_ebook())) for _ in range(6)]


def _with_cover(ebook: Ebook) -> Ebook:
    ebook.cover = a_cover()
    ebook.save()
    return ebook


def queries(client: Client, path: str) -> list[str]:
    with CaptureQueriesContext(connection) as captured:
        assert client.get(path, headers=ANEW).status_code == 200
    return [query["sql"] for query in captured]


def test_a_page_that_sells_needs_few_queries(client: Client, pages: list[Page]) -> None:
    raise_generation()
    queries(client, pages[0].url)
    first = queries(client, pages[1].url)
    again = queries(client, pages[1].url)
    assert len(first) <= 6
    assert len(again) <= 2


def test_a_list_needs_few_queries(client: Client, catalogue: CataloguePage, pages: list[Page]) -> None:
    raise_generation()
    queries(client, pages[0].url)
    first = queries(client, catalogue.url)
    again = queries(client, catalogue.url)
    assert len(first) <= 6
    assert len(again) <= 2


def test_what_many_pages_show_is_made_once_and_for_each_language() -> None:
    made = Template("{% load kept %}{% kept 'greeting' name %}{{ name }}, {{ number }}{% endkept %}")

    def shown(name: str, number: int, **more: object) -> str:
        return made.render(Context({"name": name, "number": number, **more}))

    assert [shown("Erika", 1), shown("Erika", 2), shown("Otto", 3)] == ["Erika, 1", "Erika, 1", "Otto, 3"]
    with override("en"):
        assert shown("Erika", 4) == "Erika, 4"
    preview = RequestFactory().get("/")
    preview.is_preview = True  # type: ignore[attr-defined]
    assert shown("Erika", 5, request=preview) == "Erika, 5"
    raise_generation()
    assert shown("Erika", 6) == "Erika, 6"
