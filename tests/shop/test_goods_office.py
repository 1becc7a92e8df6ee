"""Goods in the back office: their form, variants, stock, the list of all articles, and changes of many at once."""

from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

import pytest
from django.contrib.auth.models import Group
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from core.protocol import history
from shop.models import Goods, Product, Topic
from shop.office.article_list import matching
from shop.office.bulk import new_price, objection
from tests.factories import a_company, a_placed_order, an_ebook, postage, some_goods
from website.roles import EDITOR

pytestmark = [pytest.mark.django_db, pytest.mark.feature("C04")]


@pytest.fixture
def editor(client: Client) -> Client:
    user = User.objects.create_user("redaktion@example.org", "a long password")
    user.groups.add(Group.objects.get(name=EDITOR))
    client.force_login(user)
    return client


def entries(**changes: object) -> dict[str, object]:
    fields = {
        "number": "W-1", "name": "Schürze", "kind": "other", "gross": "39,00", "tax_class": "standard",
        "language": "de", "active": "on", "stock": "7", "min_quantity": "1", "max_quantity": "20", "weight": "300",
        "delivery_days_min": "2", "delivery_days_max": "4", "maker_name": "Leinenhaus",
        "maker_address": "Am Bach 1, 01234 Bachstadt", "maker_email": "post@leinenhaus.example", **changes,
    }  # fmt: skip
    return {name: value for name, value in fields.items() if value is not None}


def test_an_editor_creates_goods_with_stock_and_history(editor: Client) -> None:
    assert editor.post(reverse("goods:add"), entries()).status_code == 302
    goods = Goods.objects.get(number="W-1")
    assert (goods.stock, str(goods.gross), goods.price_bound) == (7, "39.00", False)
    assert [entry.action for entry in history(goods.product_ptr)] == ["article.created"]


@pytest.mark.feature("L40")
@pytest.mark.parametrize(
    ("changes", "faulty"),
    [
        ({"reduced": "on", "price_bound": "on"}, "reduced"),
        ({"min_quantity": "5", "max_quantity": "2"}, "max_quantity"),
        ({"delivery_days_min": "9"}, "delivery_days_max"),
        ({"stock": "-1"}, "stock"),
        ({"maker_email": "nobody"}, "maker_email"),
        ({"kind": "ebook"}, "kind"),
    ],
)
def test_faulty_goods_are_named_beside_the_field(editor: Client, changes: dict[str, object], faulty: str) -> None:
    response = editor.post(reverse("goods:add"), entries(**changes))
    assert list(response.context["form"].errors) == [faulty]
    assert not Goods.objects.exists()


def test_a_form_that_was_open_during_a_sale_does_not_bring_the_sold_goods_back(editor: Client) -> None:
    a_company()
    postage()
    goods = some_goods("W-1", stock=7)
    a_placed_order(goods, quantity=3)
    editor.post(reverse("goods:edit", args=[goods.pk]), entries(name="Anders", stock="7"))
    goods.refresh_from_db()
    assert (goods.name, goods.stock) == ("Anders", 4)


def test_a_variant_begins_with_what_its_main_article_says(editor: Client) -> None:
    main = some_goods("W-1", maker_name="Leinenhaus", gross="24.00")
    form = editor.get(reverse("goods:add"), {"variant_of": main.pk}).context["form"]
    assert (form.initial["variant_of"], form.initial["maker_name"], form.initial["gross"]) == (
        main.pk, "Leinenhaus", Decimal("24.00"),
    )  # fmt: skip
    editor.post(reverse("goods:add"), entries(number="W-2", variant_of=main.pk, variant="Taschenbuch"))
    assert main.variants.get().number == "W-2"
    html = editor.get(reverse("goods:edit", args=[main.pk])).content.decode()
    assert "Taschenbuch" in html


@pytest.mark.parametrize("variant", ["", "Taschenbuch"])
def test_a_variant_is_named_and_once_only(editor: Client, variant: str) -> None:
    main = some_goods("W-1")
    some_goods("W-2", variant_of=main, variant="Taschenbuch")
    response = editor.post(reverse("goods:add"), entries(number="W-3", variant_of=main.pk, variant=variant))
    assert "variant" in response.context["form"].errors
    assert main.variants.count() == 1


@pytest.mark.parametrize(
    ("way", "number", "left"), [("received", 5, 15), ("lost", 4, 6), ("counted", 3, 3), ("lost", 11, 10)]
)
def test_stock_is_received_lost_and_counted(editor: Client, way: str, number: int, left: int) -> None:
    goods = some_goods(stock=10)
    editor.post(reverse("goods:stock", args=[goods.pk]), {"way": way, "number": number})
    goods.refresh_from_db()
    assert goods.stock == left


def test_the_list_shows_ebooks_and_goods_with_price_stock_and_page(editor: Client) -> None:
    an_ebook("E-1")
    some_goods("W-1", name="Karten", stock=0)
    html = editor.get(reverse("articles:index")).content.decode()
    assert "E-1" in html
    assert "Karten" in html
    assert "sold out" in html or "ausverkauft" in html


def test_the_list_costs_the_same_for_any_number_of_articles(editor: Client) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert editor.get(reverse("articles:index")).status_code == 200
        return len(captured)

    an_ebook()
    some_goods(reduced=True, price_bound=False)
    queries()
    few = queries()
    for _ in range(8):
        an_ebook()
        some_goods(reduced=True, price_bound=False)
    assert queries() == few


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"kind": "ebook"}, {"E-1"}),
        ({"stock": "none"}, {"W-1"}),
        ({"stock": "low"}, {"W-2"}),
        ({"active": "false"}, {"W-3"}),
        ({"page": "false"}, {"E-1", "W-1", "W-2", "W-3"}),
        ({"page": "true"}, set()),
        ({"q": "w-"}, {"W-1", "W-2", "W-3"}),
        ({"q": "hefe mar"}, {"W-2"}),
        ({"q": "9783161484100"}, {"W-3"}),
        ({"q": "978-3-16"}, {"W-3"}),
        ({"q": "nirgends"}, set()),
    ],
)
def test_articles_are_filtered_and_found(editor: Client, query: dict[str, str], found: set[str]) -> None:
    an_ebook("E-1", author="Ada")
    some_goods("W-1", stock=0, author="Ada")
    some_goods("W-2", name="Hefe und Salz", stock=2)
    some_goods("W-3", stock=50, active=False, author="Ada", isbn="978-3-16-148410-0")
    articles = editor.get(reverse("articles:index"), query).context["object_list"]
    assert {article.number for article in articles} == found


def test_wild_searches_find_nothing_and_break_nothing() -> None:
    some_goods("W-1")
    for text in ("", "%", "'", "\\", "( OR", "*"):
        assert not matching(Product.objects.all(), text).filter(number="X").exists()


def bulk(editor: Client, action: str, articles: list[Goods], **data: object) -> Any:
    chosen = urlencode({"id": [article.pk for article in articles], "next": "/admin/artikel/"}, doseq=True)
    return editor.post(f"/admin/bulk/shop/product/{action}/?{chosen}", data)


def change(editor: Client, action: str, articles: list[Goods], **data: object) -> Any:
    """Look first, then do it."""
    shown = bulk(editor, action, articles, preview="1", **data)
    return bulk(editor, action, articles, apply="1", seen=shown.context["shown"], **data)


def test_many_are_taken_off_sale_each_with_its_history(editor: Client) -> None:
    goods = [some_goods(), some_goods()]
    change(editor, "on_sale", goods, on_sale="False")
    for article in goods:
        article.refresh_from_db()
        assert not article.active
        assert history(article.product_ptr)[0].changes == {"active": ["True", "False"]}


@pytest.mark.feature("L40")
def test_prices_are_shown_before_they_change_and_fixed_ones_are_warned_of(editor: Client) -> None:
    bound, free = some_goods(gross="20.00"), some_goods(gross="20.00", price_bound=False)
    data = {"way": "percent_down", "by": "10", "rounding": "ninety", "announce": "on"}
    shown = bulk(editor, "price", [bound, free], preview="1", **data)
    rows = {row["article"].pk: row for row in shown.context["preview"]}
    assert rows[free.pk]["after"] == "17,90\u00a0€"
    assert rows[bound.pk]["warning"]
    assert not rows[free.pk]["warning"]
    bound.refresh_from_db()
    assert bound.gross == 20
    bulk(editor, "price", [bound, free], apply="1", seen=shown.context["shown"], **data)
    bound.refresh_from_db()
    free.refresh_from_db()
    assert (str(bound.gross), bound.reduced, str(free.gross), free.reduced) == ("17.90", False, "17.90", True)


@pytest.mark.parametrize(
    ("gross", "way", "by", "rounding", "price"),
    [
        ("10.00", "percent_up", "5", "cent", "10.50"),
        ("9.99", "percent_up", "3.5", "cent", "10.34"),
        ("10.00", "percent_up", "5", "ninety", "10.90"),
        ("10.00", "amount_down", "0.61", "ninety", "8.90"),
        ("20.00", "amount_down", "1", "ninety", "18.90"),
    ],
)
def test_new_prices(gross: str, way: str, by: str, rounding: str, price: str) -> None:
    assert str(new_price(Decimal(gross), way=way, by=Decimal(by), rounding=rounding)) == price
    assert not objection(Decimal(gross), Decimal(price), way=way)


@pytest.mark.parametrize(
    ("gross", "way", "by", "rounding"),
    [
        ("20.00", "amount_down", "50", "cent"),
        ("20.00", "amount_down", "50", "ninety"),
        ("20.00", "amount_down", "20", "cent"),
        ("1.00", "percent_down", "100", "ninety"),
        ("10.60", "percent_down", "1", "ninety"),
        ("10.00", "percent_up", "1", "ninety"),
    ],
)
def test_nothing_becomes_free_by_the_way_or_dearer_when_it_is_lowered(
    editor: Client, gross: str, way: str, by: str, rounding: str
) -> None:
    odd, even = some_goods(gross=gross), some_goods(gross="500.00")
    data = {"way": way, "by": by, "rounding": rounding}
    shown = bulk(editor, "price", [odd, even], preview="1", **data).context
    rows = {row["article"].pk: row for row in shown["preview"]}
    assert rows[odd.pk]["after"] == ""
    assert "left out" in rows[odd.pk]["warning"]
    assert shown["changing"] == (0 if by == "100" else 1)
    bulk(editor, "price", [odd, even], apply="1", seen=shown["shown"], **data)
    odd.refresh_from_db()
    assert str(odd.gross) == gross


def test_a_second_click_shows_what_it_would_do_now_and_does_nothing(editor: Client) -> None:
    goods = some_goods(gross="20.00")
    data = {"way": "percent_up", "by": "10", "rounding": "cent"}
    seen = bulk(editor, "price", [goods], preview="1", **data).context["shown"]
    first = bulk(editor, "price", [goods], apply="1", seen=seen, **data)
    second = bulk(editor, "price", [goods], apply="1", seen=seen, **data)
    goods.refresh_from_db()
    assert (first.status_code, second.status_code, str(goods.gross)) == (302, 200, "22.00")
    assert second.context["outdated"]
    bulk(editor, "price", [goods], apply="1", seen=second.context["shown"], **data)
    goods.refresh_from_db()
    assert str(goods.gross) == "24.20"


@pytest.mark.parametrize(
    "changed", [{"by": "50"}, {"rounding": "ninety"}, {"announce": "on", "way": "percent_down"}, {"announce": "on"}]
)
def test_what_was_altered_after_it_was_shown_is_shown_again(editor: Client, changed: dict[str, str]) -> None:
    goods = some_goods(gross="20.00", price_bound=False)
    data = {"way": "percent_down", "by": "10", "rounding": "cent"}
    seen = bulk(editor, "price", [goods], preview="1", **data).context["shown"]
    assert bulk(editor, "price", [goods], apply="1", seen=seen, **data | changed).context["outdated"]
    assert bulk(editor, "price", [goods], apply="1", **data).status_code == 200  # nothing was shown at all
    goods.refresh_from_db()
    assert str(goods.gross) == "20.00"


def test_only_what_is_ticked_is_changed_at_once(editor: Client) -> None:
    some_goods()
    for choice in ("all", "0x1", "9" * 40):
        answer = editor.get(f"/admin/bulk/shop/product/on_sale/?id={choice}&next=/admin/artikel/")
        assert answer.status_code == 404 if choice == "all" else not answer.context["items"]


@pytest.mark.parametrize("language", ["de", "en"])
@pytest.mark.parametrize(
    ("typed", "gross"),
    [("14,90", "14.90"), ("14.90", "14.90"), ("1.234,5", "1234.50"), (" 7 ", "7.00"), ("14,9x", None), ("", None)],
)
def test_prices_are_typed_with_comma_or_point_in_any_language(
    editor: Client, language: str, typed: str, gross: str | None
) -> None:
    headers = {"accept-language": language}
    answer = editor.post(reverse("goods:add"), entries(gross=typed), headers=headers)
    assert list(map(str, Goods.objects.values_list("gross", flat=True))) == ([gross] if gross else [])
    assert gross or "gross" in answer.context["form"].errors


def test_topic_and_delivery_time_of_many(editor: Client) -> None:
    topic = Topic.objects.create(name="Brot", slug="brot")
    goods, ebook = some_goods(), an_ebook()
    change(editor, "topic", [goods, ebook], topic=topic.pk)
    change(editor, "delivery_time", [goods, ebook], delivery_days_min="5", delivery_days_max="9")
    goods.refresh_from_db()
    ebook.refresh_from_db()
    assert (goods.topic, ebook.topic, goods.delivery_days_min, goods.delivery_days_max) == (topic, topic, 5, 9)
