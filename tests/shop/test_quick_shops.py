"""Quick shops: an object of its own, placed by a block, bought where it stands (R32)."""

import re

import pytest
from django.contrib.auth.models import Group
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from core.models import ProtocolEntry
from shop.blocks import QuickShopBlock
from shop.models import Order, Product, QuickShop, QuickShopArticle, Topic
from tests.factories import a_company, an_ebook, postage, some_goods
from website.roles import EDITOR

pytestmark = [pytest.mark.django_db, pytest.mark.feature("R32")]


def a_quick_shop(*articles: tuple[Product, int]) -> QuickShop:
    shop = QuickShop.objects.create(name="Zum Verschenken", slug="geschenke", intro="Drei Dinge.")
    for place, (article, quantity) in enumerate(articles):
        product = Product.objects.get(pk=article.pk)
        QuickShopArticle.objects.create(quick_shop=shop, product=product, quantity=quantity, sort_order=place)
    return shop


def shown(shop: QuickShop) -> str:
    return str(QuickShopBlock().render(QuickShop.objects.get(pk=shop.pk), {}))


def fields(html: str) -> list[tuple[str, str]]:
    """What the form sends without any script, in its order."""
    return re.findall(r'<input type="(?:hidden|number)" name="(\w)" value="([^"]*)"', html)


def test_the_form_leads_to_the_checkout_of_exactly_what_was_chosen(client: Client) -> None:
    a_company()
    postage()
    goods, ebook = some_goods("W-1"), an_ebook("E-1")
    html = shown(a_quick_shop((goods, 2), (ebook, 0)))
    sent = fields(html)
    assert sent == [("s", "geschenke"), ("a", "W-1"), ("n", "2"), ("a", "E-1"), ("n", "0")]
    assert '<form action="/kasse/" method="get"' in html
    till = client.get("/kasse/", {"s": "geschenke", "a": ["W-1", "E-1"], "n": ["2", "0"]})
    assert [line["number"] for line in till.context["lines"]] == ["W-1"]
    assert 'id="kasse"' in till.content.decode()


def test_an_order_knows_the_quick_shop_that_it_came_from(client: Client) -> None:
    a_company()
    shop = a_quick_shop((an_ebook("E-1"), 1))
    address = "/kasse/?s=geschenke&a=E-1&n=1"
    page = client.get(address)
    form = page.context["form"]
    client.post(
        address,
        {
            "email": "erika@example.org", "given_name": "Erika", "family_name": "Leserin", "country": "DE",
            "method": "transfer", "waiver": "on", "key": form.initial["key"], "seen_gross": form.initial["seen_gross"],
        },
    )  # fmt: skip
    assert Order.objects.get().quick_shop == shop


def test_what_is_sold_out_or_off_sale_is_shown_and_cannot_be_chosen() -> None:
    sold_out, off = some_goods("W-1", stock=0, name="Karten"), some_goods("W-2", active=False, name="Kalender")
    html = shown(a_quick_shop((sold_out, 1), (off, 1)))
    assert "Karten" in html
    assert "Kalender" in html
    assert fields(html) == [("s", "geschenke")]
    assert "<button" not in html


def test_a_block_of_six_articles_costs_at_most_four_queries() -> None:
    articles = [an_ebook(), an_ebook(), some_goods(), some_goods(), some_goods(), some_goods()]
    shop = a_quick_shop(*((article, 1) for article in articles))
    shown(shop)
    with CaptureQueriesContext(connection) as captured:
        shown(shop)
    assert len(captured) <= 4


def test_an_editor_keeps_quick_shops(client: Client) -> None:
    user = User.objects.create_user("redaktion@example.org", "a long password")
    user.groups.add(Group.objects.get(name=EDITOR))
    client.force_login(user)
    first, second = some_goods("W-1"), an_ebook("E-1")
    entries = {
        "name": "Zum Verschenken", "slug": "geschenke", "intro": "",
        "articles-TOTAL_FORMS": "2", "articles-INITIAL_FORMS": "0", "articles-MIN_NUM_FORMS": "1",
        "articles-MAX_NUM_FORMS": "40",
        "articles-0-product": first.pk, "articles-0-quantity": "2", "articles-0-ORDER": "2", "articles-0-id": "",
        "articles-1-product": second.pk, "articles-1-quantity": "0", "articles-1-ORDER": "1", "articles-1-id": "",
    }  # fmt: skip
    assert client.post(reverse("quick_shops:add"), entries).status_code == 302
    shop = QuickShop.objects.get()
    assert [article.product.number for article in shop.articles.order_by("sort_order")] == ["E-1", "W-1"]
    assert "geschenke" in client.get(reverse("quick_shops:index")).content.decode()
    told = ProtocolEntry.objects.get(object_type="shop.quickshop")
    assert (told.action, told.actor) == ("quickshop.created", user)
    assert told.changes["articles"] == ["", "E-1: 0; W-1: 2"]


def test_the_history_tells_how_a_topic_was_called(client: Client) -> None:
    user = User.objects.create_user("redaktion@example.org", "a long password")
    user.groups.add(Group.objects.get(name=EDITOR))
    client.force_login(user)
    topic = {"name": "Backen", "slug": "backen", "sort_order": "1"}
    assert client.post(reverse("topics:add"), topic).status_code == 302
    made = Topic.objects.get(name="Backen")
    assert client.post(reverse("topics:edit", args=[made.pk]), topic | {"name": "Brot"}).status_code == 302
    told = ProtocolEntry.objects.filter(object_type="shop.topic").order_by("pk")
    assert [entry.action for entry in told] == ["topic.created", "topic.changed"]
    assert told[1].changes == {"name": ["Backen", "Brot"]}
