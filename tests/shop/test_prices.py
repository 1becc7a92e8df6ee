"""What an article has cost, and the lowest price of 30 days (§ 11 PAngV)."""

from datetime import timedelta
from decimal import Decimal
from threading import Event
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse

from accounts.models import User
from core import clock
from shop.models import Ebook, PriceChange
from shop.selectors import lowest_price
from shop.services.articles import save_article
from tests.billing.threads import at_once
from tests.factories import an_ebook

pytestmark = [pytest.mark.django_db, pytest.mark.feature("L40")]


def prices(ebook: Ebook) -> list[str]:
    return [str(change.gross) for change in ebook.price_changes.all()]


def costing(*steps: tuple[int, str]) -> Ebook:
    """An ebook with these prices, each since so many days ago."""
    ebook = an_ebook()
    ebook.price_changes.all().delete()
    for days, gross in steps:
        at = clock.now() - timedelta(days=days)
        PriceChange.objects.create(product=ebook.product_ptr, gross=Decimal(gross), at=at)
    return ebook


def test_each_new_price_is_kept_and_nothing_else() -> None:
    ebook = an_ebook(gross="8.90")
    assert prices(ebook) == ["8.90"]
    ebook.gross = Decimal("8.9")
    ebook.name = "Anders"
    save_article(article=ebook, files={})
    assert prices(ebook) == ["8.90"]
    ebook.gross = Decimal("7.90")
    save_article(article=ebook, files={})
    assert prices(ebook) == ["7.90", "8.90"]


@pytest.mark.django_db(transaction=True)
def test_who_saves_the_former_price_over_a_new_one_has_changed_it() -> None:
    ebook = an_ebook(gross="8.90")
    opened = Ebook.objects.get(pk=ebook.pk)  # in somebody's form, with the price of then
    changed, looked = Event(), Event()

    def first() -> None:
        with transaction.atomic():
            ebook.gross = Decimal("12.90")
            save_article(article=ebook)
            changed.set()
            looked.wait(1)  # in vain: nobody sees the article as it was before

    def second() -> None:
        def look(execute: Any, sql: str, *rest: Any) -> Any:
            answer = execute(sql, *rest)
            if sql.startswith("SELECT") and '"shop_product"' in sql:
                looked.set()
            return answer

        changed.wait(20)
        with connection.execute_wrapper(look):
            save_article(article=opened)

    at_once([first, second])
    assert prices(ebook) == ["8.90", "12.90", "8.90"]


@pytest.mark.parametrize(
    ("steps", "lowest"),
    [
        ([(100, "9.90")], "9.90"),
        ([(100, "9.90"), (10, "12.90")], "9.90"),
        ([(100, "5.00"), (40, "9.90"), (10, "12.90")], "9.90"),
        ([(100, "5.00"), (30, "9.90"), (10, "12.90")], "9.90"),
        ([(100, "5.00"), (29, "9.90"), (10, "12.90")], "5.00"),
        ([(20, "9.90"), (10, "7.90"), (5, "9.90")], "7.90"),
    ],
)
def test_the_lowest_price_of_30_days_is_the_lowest_in_force(steps: list[tuple[int, str]], lowest: str) -> None:
    assert str(lowest_price(costing(*steps), at=clock.now())) == lowest


def test_a_reduction_does_not_count_against_itself() -> None:
    ebook = costing((100, "9.90"), (1, "4.90"))
    reduced_at = ebook.price_changes.first().at
    assert str(lowest_price(ebook, at=reduced_at)) == "9.90"


def test_the_article_shows_its_prices(client: Client) -> None:
    client.force_login(User.objects.create_superuser("admin@example.org", "a long password"))
    ebook = costing((100, "9.90"), (10, "12.90"))
    html = client.get(reverse("ebooks:edit", args=[ebook.pk])).content.decode()
    assert "9,90\u00a0€" in html
    assert "12,90\u00a0€" in html
