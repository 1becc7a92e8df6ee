"""The page of goods: what the law wants to stand there, what can be chosen, and what it costs to make."""

import json
import re
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cms.models import LegalSettings
from core import clock
from core.money import NBSP
from shop.models import Goods, PriceChange, ShippingRate, ShippingZone
from shop.pages import CataloguePage, ProductPage
from shop.services.articles import save_article
from tests.factories import an_ebook, some_goods
from tests.shop.pages import a_product_page
from tests.support.worlds import once_per_file
from tests.website.pages import a_catalogue, a_content_page, a_cover, a_home, an_ebook_page

pytestmark = pytest.mark.django_db
BUDGET = 6
ANEW = {"cookie": f"{settings.SESSION_COOKIE_NAME}=nobody"}


@once_per_file
def catalogue() -> CataloguePage:
    return a_catalogue(a_home())


@pytest.fixture
def book(catalogue: CataloguePage) -> Goods:
    goods = some_goods(
        "W-1", "28.00", name="Das Brotbuch", variant="gebunden", cover=a_cover(), isbn="978-3-16-148410-0"
    )
    a_product_page(catalogue, goods, intro="Zwölf Brote, die gelingen.")
    return goods


def html(client: Client, address: str = "/hefte/w-1/") -> str:
    response = client.get(address)
    assert response.status_code == 200
    return re.sub("[ \n]+", " ", response.content.decode())  # the other kind of space stays


def buy_box(client: Client, address: str = "/hefte/w-1/") -> str:
    return html(client, address).partition("<aside")[2].partition("</aside>")[0]


@pytest.mark.feature("L40")
def test_price_says_what_it_includes_and_links_what_comes_on_top(client: Client, book: Goods) -> None:
    shipping = a_content_page(ProductPage.objects.get().get_parent().get_parent(), "Versand", "versand")
    legal = LegalSettings.load()
    legal.shipping = shipping
    legal.save()
    box = buy_box(client)
    assert f"28,00{NBSP}€" in box
    assert f"inkl. 7{NBSP}% MwSt." in box
    assert '<a href="/versand/">zzgl. Versand</a>' in box


@pytest.mark.feature("L40")
def test_an_ebook_is_not_sent(client: Client, catalogue: CataloguePage) -> None:
    an_ebook_page(catalogue, an_ebook("E-1"), slug="heft")
    assert "zzgl." not in html(client, "/hefte/heft/").partition("<aside")[2].partition("</aside>")[0]


@pytest.mark.feature("L40")
def test_a_reduction_names_the_lowest_price_of_30_days(client: Client, catalogue: CataloguePage) -> None:
    goods = some_goods("W-1", "20.00", price_bound=False)
    a_product_page(catalogue, goods)
    goods.price_changes.all().delete()
    for days, gross in ((90, "12.00"), (40, "30.00"), (20, "24.00"), (10, "26.00"), (0, "20.00")):
        at = clock.now() - timedelta(days=days)
        PriceChange.objects.create(product=goods.product_ptr, gross=Decimal(gross), at=at)
    assert "<s>" not in html(client)
    goods.reduced = True
    save_article(article=goods)
    assert f"<s>24,00{NBSP}€</s>" in buy_box(client)
    assert f"<s>24,00{NBSP}€</s>" in html(client, "/hefte/")


@pytest.mark.feature("L15")
def test_the_page_names_the_maker_and_what_to_beware_of(client: Client, book: Goods) -> None:
    book.warnings = "Nichts für Kinder unter drei Jahren."
    save_article(article=book)
    page = html(client)
    assert "Haselrain Verlag GmbH<br>Am Haselrain 12, 17298 Altenhasel" in page
    assert 'href="mailto:post@haselrain.example"' in page
    assert "Nichts für Kinder unter drei Jahren." in page
    assert "978-3-16-148410-0" in page


@pytest.mark.feature("L14")
def test_goods_come_with_the_rights_by_law_and_the_guarantee_of_the_maker(
    client: Client, book: Goods, catalogue: CataloguePage
) -> None:
    assert "gesetzliche Gewährleistung" in html(client)
    assert "Garantie des Herstellers" not in html(client)
    book.guarantee = "Drei Jahre auf die Bindung."
    save_article(article=book)
    assert "Drei Jahre auf die Bindung." in html(client)
    an_ebook_page(catalogue, an_ebook("E-1"), slug="heft")
    assert "gesetzliche Gewährleistung" not in html(client, "/hefte/heft/")


@pytest.mark.feature("C01")
def test_each_variant_can_be_chosen_with_price_and_availability(client: Client, book: Goods) -> None:
    some_goods("W-1B", "18.00", name=book.name, variant_of=book, variant="broschiert", stock=2)
    some_goods("W-1C", "49.00", name=book.name, variant_of=book, variant="in Leinen", stock=0)
    some_goods("W-1D", "9.00", name=book.name, variant_of=book, variant="alt", active=False)
    box = buy_box(client)
    assert re.findall(r'name="a" id="[^"]+" value="([^"]+)"( checked)?( disabled)?', box) == [
        ("W-1", " checked", ""), ("W-1B", "", ""), ("W-1C", "", " disabled"),
    ]  # fmt: skip
    assert f"ab 18,00{NBSP}€" in box
    assert "nur noch wenige, in 2 bis 4 Werktagen" in box
    assert "zurzeit nicht lieferbar" in box
    assert "alt" not in box


@pytest.mark.feature("C01")
def test_without_a_script_the_form_fills_the_basket_or_buys_at_once(client: Client, book: Goods) -> None:
    book.min_quantity, book.max_quantity = 2, 8
    save_article(article=book)
    box = buy_box(client)
    assert 'method="post" action="/warenkorb/legen/"' in box
    assert '<input type="hidden" name="a" value="W-1">' in box
    assert 'name="n" value="2" min="2" max="8"' in box
    assert 'formmethod="get" formaction="/kasse/"' in box
    assert "csrf" not in box


@pytest.mark.feature("C01")
@pytest.mark.parametrize("values", [{"stock": 0}, {"active": False}])
def test_what_cannot_be_had_cannot_be_ordered(client: Client, catalogue: CataloguePage, values: dict[str, Any]) -> None:
    a_product_page(catalogue, some_goods("W-1", **values))
    box = buy_box(client)
    assert "<form" not in box
    assert "nicht lieferbar" in box


@pytest.mark.feature("C01")
def test_a_page_never_says_how_many_there_are(client: Client, catalogue: CataloguePage) -> None:
    a_product_page(catalogue, some_goods("W-1", stock=83641))
    assert "83641" not in html(client)


@pytest.mark.feature("C01")
def test_the_page_of_a_variant_is_refused(book: Goods, catalogue: CataloguePage) -> None:
    variant = some_goods("W-1B", variant_of=book, variant="broschiert")
    with pytest.raises(ValidationError, match="Variante"):
        catalogue.add_child(instance=ProductPage(goods=variant, title="B", slug="b"))


@pytest.mark.feature("C01")
def test_machines_read_variants_with_offers_and_postage(client: Client, book: Goods) -> None:
    some_goods("W-1B", "18.00", variant_of=book, variant="broschiert", stock=0)
    zone = ShippingZone.objects.create(name="Deutschland", countries=["DE"])
    ShippingRate.objects.create(zone=zone, up_to=1000, gross=Decimal("3.90"))
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', html(client))
    assert found
    group = next(one for one in json.loads(found[1])["@graph"] if one["@type"] == "ProductGroup")
    hard, soft = group["hasVariant"]
    assert (hard["sku"], hard["name"], hard["isbn"]) == ("W-1", "Das Brotbuch, Gebunden", "978-3-16-148410-0")
    assert hard["offers"]["availability"].endswith("/InStock")
    assert hard["offers"]["shippingDetails"]["shippingRate"]["value"] == "3.90"
    assert hard["offers"]["shippingDetails"]["deliveryTime"]["transitTime"]["maxValue"] == 4
    assert soft["offers"]["availability"].endswith("/OutOfStock")


@pytest.mark.feature("C01")
def test_a_page_costs_few_queries(client: Client, book: Goods, catalogue: CataloguePage) -> None:
    some_goods("W-1B", "18.00", variant_of=book, variant="broschiert")
    for number in range(5):
        a_product_page(catalogue, some_goods(f"X-{number}", cover=a_cover()))
    html(client)
    with CaptureQueriesContext(connection) as asked:
        client.get("/hefte/w-1/", headers=ANEW)
    assert len(asked) <= BUDGET, [query["sql"] for query in asked]
