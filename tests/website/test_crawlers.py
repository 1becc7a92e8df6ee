"""What search engines and those who share links get to see."""

import json
import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from wagtail.models import Page, PageViewRestriction

from shop.models import Ebook
from shop.services.articles import save_article
from tests.factories import a_company, an_ebook
from tests.support.worlds import once_per_file
from tests.website.editing import FILES_OF_RENDITIONS, a_picture
from tests.website.pages import a_catalogue, a_content_page, a_cover, a_home, an_ebook_page
from website.pages import HomePage

pytestmark = [pytest.mark.django_db, pytest.mark.feature("C01")]
URL = settings.SITE_URL
BOOK = "/hefte/brot/"


@once_per_file
def ebook() -> Ebook:
    a_company()
    ebook = an_ebook("E-1001", isbn="978-3-16-148410-0", cover=a_cover(), page_count=48, publisher="Haselrain")
    catalogue = a_catalogue(a_home(intro="Ein kleiner Verlag."))
    an_ebook_page(catalogue, ebook, slug="brot", intro="Vom Mehl zum Laib. " * 20)
    return ebook


@pytest.fixture
def home() -> HomePage:
    return HomePage.objects.get()


def html(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


def facts(client: Client, address: str) -> dict[str, Any]:
    """The structured data of a page, by type."""
    found = re.findall(r'<script type="application/ld\+json">(.*?)</script>', html(client, address), re.DOTALL)
    assert len(found) == 1
    data = json.loads(found[0])
    assert data["@context"] == "https://schema.org"
    return {str(item["@type"]): item for item in data["@graph"]}


def meta(client: Client, address: str) -> dict[str, str]:
    page = html(client, address)
    return dict(re.findall(r'<meta (?:name|property)="([^"]+)" content="([^"]*)">', page))


def test_an_ebook_says_what_it_is_and_what_it_costs(client: Client, ebook: Ebook) -> None:
    book = facts(client, BOOK)["['Book', 'Product']"]
    assert book["name"] == "Brot braucht Zeit"
    assert book["author"]["name"] == "Marlene Kerkow"
    assert (book["isbn"], book["sku"]) == ("978-3-16-148410-0", "E-1001")
    assert (book["inLanguage"], book["numberOfPages"]) == ("de", 48)
    assert book["bookFormat"].endswith("/EBook")
    assert book["image"].startswith(f"{URL}/media/")
    assert book["offers"] == {
        "@type": "Offer",
        "url": f"{URL}{BOOK}",
        "price": "8.90",
        "priceCurrency": "EUR",
        "availability": "https://schema.org/InStock",
    }


def test_an_ebook_that_is_not_on_sale_is_not_offered_as_available(client: Client, ebook: Ebook) -> None:
    ebook.active = False
    save_article(article=ebook, files={})
    assert facts(client, BOOK)["['Book', 'Product']"]["offers"]["availability"].endswith("/OutOfStock")


def test_pages_tell_the_way_from_the_home_page(client: Client, ebook: Ebook) -> None:
    steps = facts(client, BOOK)["BreadcrumbList"]["itemListElement"]
    assert [(step["position"], step["name"], step["item"]) for step in steps] == [
        (1, "Haselrain", f"{URL}/"),
        (2, "Alle Hefte", f"{URL}/hefte/"),
        (3, "Brot braucht Zeit", f"{URL}{BOOK}"),
    ]


def test_the_home_page_says_who_we_are(client: Client, home: HomePage) -> None:
    organization = facts(client, "/")["Organization"]
    assert organization["name"] == "Haselrain Verlag GmbH"
    assert organization["address"]["addressLocality"] == "Altenhasel"
    assert "telephone" not in organization


def test_nothing_in_the_data_ends_the_script(client: Client, home: HomePage) -> None:
    evil = '</script><script>alert("1")</script><!-- & \u2028'
    a_content_page(home, evil, "boese", intro=evil, seo_title=evil, search_description=evil)
    page = html(client, "/boese/")
    assert "<script>alert" not in page
    assert "\u2028" not in page.split("ld+json")[1].split("</script>")[0]
    assert facts(client, "/boese/")["BreadcrumbList"]["itemListElement"][1]["name"] == evil


def test_links_to_a_book_show_its_cover_and_promise(client: Client, ebook: Ebook) -> None:
    found = meta(client, f"{BOOK}?utm_source=x")
    assert found["og:url"] == f"{URL}{BOOK}"
    assert found["og:type"] == "book"
    assert found["og:title"] == "Brot braucht Zeit"
    assert found["og:image"].startswith(f"{URL}/media/")
    assert found["description"] == found["og:description"]
    assert found["description"].startswith("Vom Mehl zum Laib.")
    assert len(found["description"]) <= 155


@FILES_OF_RENDITIONS
def test_a_page_whose_picture_is_lost_shows_the_picture_of_the_house(client: Client, home: HomePage) -> None:
    picture = a_picture()
    page = a_content_page(home, "Über uns", "ueber-uns", picture=picture)
    Path(picture.file.path).unlink()
    assert page.share_image.url == f"{URL}/static/img/card.png"
    assert client.get("/ueber-uns/").status_code == 200


def test_links_to_other_pages_show_the_picture_of_the_house(client: Client, home: HomePage) -> None:
    a_content_page(home, "Über uns", "ueber-uns", body=[("text", "<p>Wir <b>backen</b> Brot.</p>")])
    found = meta(client, "/ueber-uns/")
    assert found["og:image"] == f"{URL}/static/img/card.png"
    assert found["description"] == "Wir backen Brot."


def test_what_editors_wrote_for_search_engines_wins(client: Client, home: HomePage) -> None:
    a_content_page(home, "Kurs", "kurs", intro="Anfang", seo_title="Backkurs", search_description="Ein Tag am Ofen")
    found = meta(client, "/kurs/")
    assert (found["og:title"], found["description"]) == ("Backkurs", "Ein Tag am Ofen")


@pytest.mark.parametrize("address", ["/", "/hefte/", BOOK])
def test_a_page_has_one_address(client: Client, ebook: Ebook, address: str) -> None:
    assert f'<link rel="canonical" href="{URL}{address}">' in html(client, f"{address}?utm_source=newsletter")


def test_the_site_map_lists_what_is_public_with_its_date(client: Client, ebook: Ebook, home: HomePage) -> None:
    at = datetime(2026, 11, 2, 9, tzinfo=UTC)
    draft = a_content_page(home, "Entwurf", "entwurf")
    draft.unpublish()
    private = a_content_page(home, "Geheim", "geheim")
    PageViewRestriction.objects.create(page=private, password="x")
    Page.objects.filter(slug="brot").update(last_published_at=at)
    response = client.get("/sitemap.xml")
    assert response.headers["Content-Type"] == "application/xml"
    assert not response.cookies
    space = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9"}
    entries = ElementTree.fromstring(response.content).findall("s:url", space)
    dates = {entry.findtext("s:loc", "", space): entry.findtext("s:lastmod", "", space) for entry in entries}
    assert set(dates) == {f"{URL}/", f"{URL}/hefte/", f"{URL}{BOOK}"}
    assert dates[f"{URL}{BOOK}"] == "2026-11-02"


def test_robots_need_not_look_where_nothing_is_for_them(client: Client) -> None:
    response = client.get("/robots.txt")
    assert response.headers["Content-Type"].startswith("text/plain")
    lines = response.content.decode().splitlines()
    closed = {f"Disallow: /{name}/" for name in ("kasse", "bestellung", "download", "konto", "admin", "suche")}
    assert closed <= set(lines)
    assert f"Sitemap: {URL}/sitemap.xml" in lines
    assert not response.cookies


def test_what_a_page_says_of_itself_costs_no_query(client: Client, ebook: Ebook) -> None:
    page = client.get(BOOK).context["page"]
    with CaptureQueriesContext(connection) as queries:
        _ = page.summary, page.share_image, page.structured_data()
    assert len(queries) == 0
