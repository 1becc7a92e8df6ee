"""What pages cost when they are not kept: for those who are logged in, and for the first after a change."""

import pytest
from django.core.files.base import ContentFile
from django.db import connection
from django.template import Context, Template
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override
from wagtail.models import Page

from cms.generation import raise_generation
from cms.models import PublicDocument
from shop.listing import LEAF
from shop.models import Ebook, Topic
from shop.pages import CataloguePage
from shop.services.articles import save_article
from tests.factories import an_ebook, some_goods
from tests.shop.many import many_titles
from tests.shop.pages import a_product_page
from tests.website.editing import FILES_OF_RENDITIONS, a_picture, in_text
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


@FILES_OF_RENDITIONS
def test_titles_that_nobody_has_seen_yet_need_few_queries(client: Client, catalogue: CataloguePage) -> None:
    topics = [Topic.objects.create(name=name, slug=name.lower()) for name in ("Backen", "Malen", "Warten")]
    for topic in topics * 5:
        a_product_page(catalogue, some_goods(cover=a_cover(), topic=topic))
    sample = PublicDocument.objects.create(title="Leseprobe", file=ContentFile(b"%PDF", "probe.pdf"))
    reduced, painted = (some_goods(cover=a_cover(), topic=topic, price_bound=False) for topic in topics[:2])
    reduced.gross, reduced.reduced = reduced.gross - 1, True
    for goods in (save_article(article=reduced), painted):
        some_goods(variant_of=goods, variant="broschiert", cover=a_cover())
    pictures = [("picture", in_text(a_picture())) for _ in range(2)]
    titles = [
        a_product_page(catalogue, reduced, sample=sample),
        a_product_page(catalogue, painted, sample=sample, pictures=pictures),
        an_ebook_page(catalogue, _with_cover(an_ebook(topic=topics[2])), sample=sample),
    ]
    other = a_product_page(catalogue, some_goods())
    for title in titles:
        queries(client, title.url)  # the first visitor has the pictures made
        raise_generation()
        queries(client, other.url)
        first = queries(client, title.url)
        again = queries(client, title.url)
        assert len(first) <= 6, first
        assert len(again) <= 3, again  # pictures in a text, and their sizes
        assert f'<a href="{sample.url}">' in client.get(title.url).content.decode()


def test_a_list_that_nobody_has_seen_yet_needs_few_queries(client: Client, catalogue: CataloguePage) -> None:
    many_titles(catalogue, LEAF, [a_cover() for _ in range(LEAF)])
    other = a_product_page(catalogue, some_goods())
    raise_generation()
    queries(client, other.url)
    first = queries(client, catalogue.url)
    assert len(first) <= 6, first


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
