"""Goods in the back office: their form, variants, stock, the list of all articles, and changes of many at once."""

from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core.protocol import history
from shop.models import Goods, Product
from shop.office.article_list import matching
from tests.factories import a_company, a_placed_order, an_ebook, postage, some_goods

pytestmark = [pytest.mark.django_db, pytest.mark.feature("C04")]


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


@pytest.mark.parametrize("text", ["%", "'", "\\", "( OR", "*", "_", "9%", "-", "\0", "K" * 300])
def test_wild_searches_find_nothing_and_break_nothing(text: str) -> None:
    some_goods("W-1", name="Hefe und Salz")
    assert not matching(Product.objects.all(), text).exists()


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Kalender 2027", {"W-1"}),
        ("kalender 202", {"W-1", "W-2"}),
        ("Band 2", {"W-3"}),
        ("2", {"W-1", "W-2", "W-3"}),
        ("Band 7", set()),
        ("DIN A5", {"W-4"}),
        ("978-3-16-148410-0", {"W-4"}),
        ("Heft 978-3-16", {"W-4"}),
        ("Heft 9783161", {"W-4"}),
        ("W-", {"W-1", "W-2", "W-3", "W-4"}),
    ],
)
def test_numbers_in_titles_are_found(text: str, found: set[str]) -> None:
    some_goods("W-1", name="Kalender 2027", author="Ada")
    some_goods("W-2", name="Kalender 2026", author="Ada")
    some_goods("W-3", name="Brot, Band 2", author="Ada")
    some_goods("W-4", name="Heft DIN A5", author="Ada", isbn="978-3-16-148410-0")
    assert set(matching(Product.objects.all(), text).values_list("number", flat=True)) == found


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


def test_the_history_tells_every_change_of_the_form_but_the_stock(editor: Client) -> None:
    editor.post(reverse("goods:add"), entries())
    goods = Goods.objects.get()
    changed = {"weight": "410", "maker_name": "Weberei", "max_quantity": "7", "isbn": "978-3-16-148410-0"}
    editor.post(reverse("goods:edit", args=[goods.pk]), entries(**changed))
    assert history(goods.product_ptr)[0].changes == {
        "weight": ["300", "410"], "maker_name": ["Leinenhaus", "Weberei"], "max_quantity": ["20", "7"],
        "isbn": ["", "978-3-16-148410-0"],
    }  # fmt: skip
