"""A reduction is announced where there is one, in the words of § 11 PAngV."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from core import clock
from shop import sheets
from shop.models import Goods, Product
from shop.offers import price_before
from shop.services.articles import save_article
from shop.services.importing import plan_import
from tests.factories import some_goods
from tests.shop.pages import a_product_page
from tests.website.pages import a_catalogue, a_home

pytestmark = [pytest.mark.django_db, pytest.mark.feature("L40")]


@pytest.fixture
def office(client: Client) -> Client:
    client.force_login(User.objects.create_superuser("admin@example.org", "a long password"))
    return client


@pytest.fixture
def goods() -> Goods:
    """At 20 euros for ever, but for some days at 15 a week ago."""
    goods = some_goods("W-1", "20.00", price_bound=False)
    goods.price_changes.update(at=clock.now() - timedelta(days=90))
    for days, gross in ((10, "15.00"), (7, "20.00")):
        goods.gross = Decimal(gross)
        save_article(article=goods)
        newest = goods.price_changes.first()
        assert newest
        goods.price_changes.filter(pk=newest.pk).update(at=clock.now() - timedelta(days=days))
    return goods


def faults(office: Client, goods: Goods, **changes: str) -> list[str]:
    form = office.get(reverse("goods:edit", args=[goods.pk])).context["form"]
    entries: dict[str, Any] = {bound.html_name: bound.value() for bound in form}
    entries = {name: value for name, value in entries.items() if value not in (None, False)} | changes
    answer = office.post(reverse("goods:edit", args=[goods.pk]), entries)
    return list(answer.context["form"].errors) if answer.status_code == 200 else []


@pytest.mark.parametrize(
    ("gross", "faulty"), [("20,00", ["reduced"]), ("25,00", ["reduced"]), ("16,00", ["reduced"]), ("14,00", [])]
)
def test_only_what_has_fallen_is_announced(office: Client, goods: Goods, gross: str, faulty: list[str]) -> None:
    assert faults(office, goods, gross=gross, reduced="on") == faulty
    goods.refresh_from_db()
    assert (goods.reduced, price_before(goods)) == ((False, None) if faulty else (True, Decimal(15)))
    (row,) = plan_import([["number", "gross", "reduced"], ["W-1", gross, "yes"]]).rows
    assert [where for where, _words in row.faults] == [str(sheets.HEADINGS[name]) for name in faulty]


def test_what_is_announced_may_be_saved_again(office: Client, goods: Goods) -> None:
    assert faults(office, goods, gross="14,00", reduced="on") == []
    assert faults(office, goods, name="Anders", reduced="on") == []
    assert Product.objects.get().name == "Anders"


def test_a_new_article_has_no_former_price() -> None:
    (row,) = plan_import(
        [["number", "name", "gross", "reduced", "price_bound"], ["W-9", "Heft", "9", "yes", "no"]]
    ).rows
    assert [where for where, _words in row.faults] == [str(sheets.HEADINGS["reduced"])]


def test_many_are_announced_where_they_have_fallen(office: Client, goods: Goods) -> None:
    other = some_goods("W-2", "20.00", price_bound=False)
    data = {"way": "amount_down", "by": "3", "rounding": "cent", "announce": "on"}
    address = f"/admin/bulk/shop/product/price/?id={goods.pk}&id={other.pk}&next=/admin/artikel/"
    shown = office.post(address, {**data, "preview": "1"})
    office.post(address, {**data, "apply": "1", "seen": shown.context["shown"]})
    assert dict(Product.objects.values_list("number", "reduced")) == {"W-1": False, "W-2": True}
    assert set(Product.objects.values_list("gross", flat=True)) == {Decimal(17)}


def test_the_page_says_before_what(client: Client, goods: Goods) -> None:
    a_product_page(a_catalogue(a_home()), goods)
    goods.gross, goods.reduced = Decimal("14.00"), True
    save_article(article=goods)
    goods.price_changes.filter(gross=14).update(at=clock.now() - timedelta(days=200))
    goods.price_changes.exclude(gross=14).update(at=clock.now() - timedelta(days=210))
    html = client.get("/hefte/w-1/", headers={"accept-language": "de"}).content.decode()
    assert "15,00" in html
    assert "letzten 30 Tage" not in html
    assert "last 30 days" not in html
