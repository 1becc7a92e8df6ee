"""Changes of many articles at once: looked at first, then done as they were shown."""

from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

import pytest
from django.test import Client

from core.protocol import history
from shop.models import Goods, Topic
from shop.office.bulk import new_price, objection
from tests.factories import an_ebook, some_goods

pytestmark = [pytest.mark.django_db, pytest.mark.feature("C04")]


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
    assert "ausgelassen" in rows[odd.pk]["warning"]
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


def test_topic_and_delivery_time_of_many(editor: Client) -> None:
    topic = Topic.objects.create(name="Brot", slug="brot")
    goods, ebook = some_goods(), an_ebook()
    change(editor, "topic", [goods, ebook], topic=topic.pk)
    change(editor, "delivery_time", [goods, ebook], delivery_days_min="5", delivery_days_max="9")
    goods.refresh_from_db()
    ebook.refresh_from_db()
    assert (goods.topic, ebook.topic, goods.delivery_days_min, goods.delivery_days_max) == (topic, topic, 5, 9)
    told = [entry.changes for article in (goods, ebook) for entry in history(article.product_ptr)][:-1]
    days = {"delivery_days_min": ["2", "5"], "delivery_days_max": ["4", "9"]}
    assert told[:2] == [days, {"topic": ["", "Brot"]}]
    assert told[3:] == [{"topic": ["", "Brot"]}]
