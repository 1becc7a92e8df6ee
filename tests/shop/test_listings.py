"""What is listed follows pages and articles, and comes leaf by leaf."""

from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from shop.listing import LEAF
from shop.models import Listing
from shop.pages import CataloguePage
from tests.factories import some_goods
from tests.shop.many import many_titles
from tests.shop.pages import a_product_page, titles
from tests.support.worlds import once_per_file
from tests.website.pages import a_catalogue, a_cover, a_home

pytestmark = [pytest.mark.django_db, pytest.mark.feature("C01")]
BUDGET = 6
ANEW = {"cookie": f"{settings.SESSION_COOKIE_NAME}=nobody"}


@once_per_file
def catalogue() -> CataloguePage:
    return a_catalogue(a_home())


def test_an_empty_catalogue_and_an_empty_choice_say_so(client: Client, catalogue: CataloguePage) -> None:
    assert "<h3>" not in client.get("/hefte/").content.decode()
    a_product_page(catalogue, some_goods("W-1"))
    nothing = client.get("/hefte/?art=ebook").content.decode()
    assert '<a href="http' in nothing
    assert "<h3>" not in nothing


def test_addresses_follow_the_catalogue(
    client: Client, catalogue: CataloguePage, django_capture_on_commit_callbacks: Any
) -> None:
    a_product_page(catalogue, some_goods("W-1"))
    with django_capture_on_commit_callbacks(execute=True):
        catalogue.slug = "laden"
        catalogue.save_revision().publish()
    assert Listing.objects.get().url == "/laden/w-1/"
    assert client.get(Listing.objects.get().url).status_code == 200
    catalogue.refresh_from_db()
    section = catalogue.get_parent().add_child(instance=CataloguePage(title="Mehr", slug="mehr"))
    catalogue.move(section, pos="last-child")
    assert Listing.objects.get().url == "/mehr/laden/w-1/"


def test_many_titles_come_leaf_by_leaf_with_few_queries(client: Client, catalogue: CataloguePage) -> None:
    many_titles(catalogue, 3 * LEAF + 5, [a_cover() for _ in range(3)])
    seen = [title for leaf in range(1, 5) for title in titles(client, f"?sortierung=titel&seite={leaf}")]
    assert len(seen) == len(set(seen)) == 3 * LEAF + 5
    html = client.get("/hefte/?seite=2").content.decode()
    assert 'rel="prev"' in html
    assert 'rel="next"' in html
    assert f'<link rel="canonical" href="{settings.SITE_URL}/hefte/?seite=2">' in html
    for query in ("?seite=2&sortierung=preis", "?art=book&sortierung=titel"):
        with CaptureQueriesContext(connection) as asked:
            client.get(f"/hefte/{query}", headers=ANEW)
        assert len(asked) <= BUDGET, [query["sql"] for query in asked]
