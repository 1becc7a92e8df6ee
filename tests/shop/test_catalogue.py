"""The catalogue: narrowed, sorted and paged by links; its cards follow their articles."""

import re
from decimal import Decimal

import pytest
from django.conf import settings
from django.core.management import call_command
from django.test import Client

from cms import generation
from core.money import NBSP
from shop.models import Goods, Listing, Topic
from shop.pages import CataloguePage, ProductPage
from shop.services.articles import save_article
from shop.services.stock import change_stock
from tests.factories import an_ebook, some_goods
from tests.shop.pages import a_product_page, titles
from tests.support.worlds import once_per_file
from tests.website.pages import a_catalogue, a_home, an_ebook_page

pytestmark = [pytest.mark.django_db, pytest.mark.feature("C01")]


@once_per_file
def shelf() -> dict[str, ProductPage]:
    catalogue = a_catalogue(a_home())
    kitchen = Topic.objects.create(name="Küche", slug="kueche")
    a_product_page(catalogue, some_goods("W-1", "28.00", name="Äpfel auf Vorrat", topic=kitchen))
    a_product_page(catalogue, some_goods("W-2", "9.50", name="Zettel", kind="stationery", tax_class="standard"))
    a_product_page(catalogue, some_goods("W-3", "12.00", name="Brotbuch", topic=kitchen, stock=0))
    an_ebook_page(catalogue, an_ebook("E-1", gross="8.90", name="Heft vom Brot", topic=kitchen))
    return {page.goods.number: page for page in ProductPage.objects.all()}


@pytest.fixture
def catalogue() -> CataloguePage:
    return CataloguePage.objects.get()


def links(client: Client, query: str = "") -> dict[str, str]:
    """Label and number of what one can still narrow by, with the address."""
    html = client.get(f"/hefte/{query}").content.decode()
    found = re.findall(r'<li><a href="([^"]+)" rel="nofollow">([^<]+) <span class="meta">(\d+)</span>', html)
    return {f"{label} {count}": address.replace("&amp;", "&") for address, label, count in found}


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("?thema=kueche", {"Äpfel auf Vorrat", "Brotbuch", "Heft vom Brot"}),
        ("?art=ebook", {"Heft vom Brot"}),
        ("?preis=10-bis-20", {"Brotbuch"}),
        ("?thema=kueche&art=book&preis=20-bis-50", {"Äpfel auf Vorrat"}),
        ("?art=calendar", set()),
        ("?thema=gibt-es-nicht&art=%22&seite=-1", {"Äpfel auf Vorrat", "Zettel", "Brotbuch", "Heft vom Brot"}),
    ],
)
def test_titles_are_narrowed_by_links(client: Client, query: str, found: set[str]) -> None:
    assert set(titles(client, query)) == found


@pytest.mark.parametrize(
    ("query", "order"),
    [
        ("", ["Heft vom Brot", "Brotbuch", "Zettel", "Äpfel auf Vorrat"]),
        ("?sortierung=titel", ["Äpfel auf Vorrat", "Brotbuch", "Heft vom Brot", "Zettel"]),
        ("?sortierung=preis", ["Heft vom Brot", "Zettel", "Brotbuch", "Äpfel auf Vorrat"]),
        ("?sortierung=preis-absteigend", ["Äpfel auf Vorrat", "Brotbuch", "Zettel", "Heft vom Brot"]),
    ],
)
def test_titles_are_sorted(client: Client, query: str, order: list[str]) -> None:
    assert titles(client, query) == order


def test_each_link_says_how_many_titles_it_leads_to(client: Client) -> None:
    assert set(links(client)) == {
        "Bücher 2", "E-Books 1", "Papier und Schreiben 1",
        f"unter 10{NBSP}€ 2", f"10{NBSP}€ bis 20{NBSP}€ 1", f"20{NBSP}€ bis 50{NBSP}€ 1",
    }  # fmt: skip
    narrowed = links(client, "?thema=kueche&art=book")
    for label, address in narrowed.items():
        assert len(titles(client, address)) == int(label.rpartition(" ")[2])


def test_what_is_chosen_can_be_taken_back_one_by_one(client: Client) -> None:
    html = client.get("/hefte/?thema=kueche&art=book").content.decode()
    chips = re.findall(r'<li><a href="([^"]+)" rel="nofollow">(\w+) <svg', html)
    assert [address for address, _label in chips] == ["?art=book", "?thema=kueche"]


def test_machines_are_led_to_the_whole_list_only(client: Client) -> None:
    def head(query: str) -> tuple[bool, str]:
        html = client.get(f"/hefte/{query}").content.decode()
        address = re.search(r'<link rel="canonical" href="([^"]+)"', html)
        return 'content="noindex' in html, address[1].removeprefix(settings.SITE_URL) if address else ""

    assert head("") == (False, "/hefte/")
    assert head("?thema=kueche") == (True, "/hefte/")
    assert head("?sortierung=preis") == (True, "/hefte/")
    assert head("?seite=7") == (False, "/hefte/")  # there is only one


def test_addresses_that_no_link_has_are_answered_and_not_kept(client: Client) -> None:
    def kept() -> int:
        return len(generation._answers())

    wild = ["?seite=01", "?seite=1", "?art=ebook&art=book", "?art=Buch", "?sortierung=quer"]
    wild += [f"?thema={'x' * 100}{n}&seite={n}" for n in range(2, 30)]
    client.get("/hefte/")
    client.get("/hefte/?art=book")
    before = kept()
    for query in wild:
        response = client.get(f"/hefte/{query}")
        assert (response.status_code, response.headers["Cache-Control"]) == (200, "no-cache")
    assert kept() == before
    for query in ("", "?art=book", "?preis=bis-10&thema=kueche", "?utm_source=brief&art=book"):
        assert client.get(f"/hefte/{query}").headers["Cache-Control"].startswith("public")


def test_a_preview_of_another_address_leaves_the_one_of_visitors_alone(
    client: Client, catalogue: CataloguePage
) -> None:
    draft = CataloguePage.objects.get(pk=catalogue.pk)
    draft.slug, draft.url_path = "anders", "/start/anders/"
    assert f"{settings.SITE_URL}/anders/" in draft.make_preview_request().render().content.decode()
    assert f'<link rel="canonical" href="{settings.SITE_URL}/hefte/">' in client.get("/hefte/").content.decode()


def test_a_card_follows_its_article(client: Client, shelf: dict[str, ProductPage]) -> None:
    goods = shelf["W-1"].goods
    goods.gross = Decimal("7.50")
    save_article(article=goods)
    card = Listing.objects.get(product=goods.product_ptr)
    assert (card.gross, card.band, card.available) == (Decimal("7.50"), 0, True)
    assert "7,50" in client.get("/hefte/").content.decode()
    change_stock(goods_id=goods.pk, by=-10)
    card.refresh_from_db()
    assert not card.available
    change_stock(goods_id=goods.pk, by=3)
    card.refresh_from_db()
    assert card.available


def test_a_card_names_the_lowest_price_of_the_variants(shelf: dict[str, ProductPage]) -> None:
    main = shelf["W-1"].goods
    some_goods("W-1B", "18.00", variant_of=main, variant="broschiert")
    card = Listing.objects.get(product=main.product_ptr)
    assert (card.gross, card.gross_to) == (Decimal("18.00"), Decimal("28.00"))
    change_stock(goods_id=Goods.objects.get(number="W-1B").pk, by=-10)
    card.refresh_from_db()
    assert (card.gross, card.gross_to) == (Decimal("28.00"), Decimal("28.00"))


def test_only_live_pages_are_listed(client: Client, shelf: dict[str, ProductPage]) -> None:
    shelf["W-1"].unpublish()
    shelf["W-2"].delete()
    assert set(titles(client)) == {"Brotbuch", "Heft vom Brot"}


def test_listings_can_be_made_anew() -> None:
    before = list(Listing.objects.order_by("pk").values())
    Listing.objects.all().delete()
    call_command("relist")
    assert list(Listing.objects.order_by("pk").values()) == before
