"""What is listed follows pages and articles, and only what visitors may see of them."""

from datetime import timedelta
from decimal import Decimal
from functools import partial
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.urls import reverse
from wagtail.models import Page

from accounts.models import User
from automations import tasks
from cms.generation import generation, known
from core import clock
from shop.models import Goods, Listing
from shop.pages import CataloguePage, ProductPage
from shop.services.articles import change_articles, save_article
from shop.services.stock import change_stock
from tests.billing.threads import at_once
from tests.factories import an_ebook, some_goods
from tests.shop.pages import a_product_page
from tests.website.pages import a_catalogue, a_home, an_ebook_page

pytestmark = [pytest.mark.django_db, pytest.mark.feature("C01")]


@pytest.fixture
def catalogue() -> CataloguePage:
    return a_catalogue(a_home())


@pytest.fixture
def page(catalogue: CataloguePage) -> ProductPage:
    return a_product_page(catalogue, some_goods("W-1", "24.00"))


def listed() -> dict[str, str]:
    return dict(Listing.objects.values_list("product__number", "url"))


def prices(goods: Goods) -> list[str]:
    row = Listing.objects.get(product=goods.product_ptr)
    return [str(row.gross), str(row.gross_to)]


def test_the_draft_of_a_live_page_changes_nothing_that_visitors_see(page: ProductPage) -> None:
    before = generation()
    page.goods = some_goods("W-2", "9.00")
    seen = generation()
    page.save_revision()
    assert (listed(), generation()) == ({"W-1": "/hefte/w-1/"}, seen)
    assert seen != before
    page.latest_revision.publish()
    assert listed() == {"W-2": "/hefte/w-1/"}


def test_a_title_whose_time_is_over_leaves_the_shelf(client: Client, page: ProductPage) -> None:
    Page.objects.filter(pk=page.pk).update(expire_at=clock.now() - timedelta(minutes=1))
    assert "/hefte/w-1/" in client.get("/hefte/").content.decode()
    tasks.publish_pages()
    assert listed() == {}
    assert "/hefte/w-1/" not in client.get("/hefte/").content.decode()
    assert client.get("/hefte/w-1/").status_code == 404


def test_titles_that_are_withdrawn_together_leave_the_shelf(client: Client, catalogue: CataloguePage) -> None:
    pages = [a_product_page(catalogue, some_goods("W-1")), an_ebook_page(catalogue, an_ebook("E-1"))]
    a_product_page(catalogue, some_goods("W-2"))
    client.force_login(User.objects.create_superuser("admin@example.org", "a long password"))
    address = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "unpublish"])
    chosen = "&".join(f"id={page.pk}" for page in pages)
    assert client.post(f"{address}?next=/admin/&{chosen}").status_code == 302
    assert set(listed()) == {"W-2"}


def test_who_looks_while_a_catalogue_moves_sees_the_new_addresses_afterwards(
    catalogue: CataloguePage, page: ProductPage
) -> None:
    def visitor(execute: Any, sql: str, *rest: Any) -> Any:
        if sql.startswith('UPDATE "shop_listing"'):
            assert known("addresses", listed) == {"W-1": "/hefte/w-1/"}
        return execute(sql, *rest)

    section = catalogue.get_parent().add_child(instance=CataloguePage(title="Mehr", slug="mehr"))
    with connection.execute_wrapper(visitor):
        catalogue.move(section, pos="last-child")
    assert known("addresses", listed) == {"W-1": "/mehr/hefte/w-1/"}


@pytest.mark.parametrize("moves_to", ["W-2", ""])
def test_a_variant_that_moves_leaves_the_card_it_was_on(catalogue: CataloguePage, moves_to: str) -> None:
    mains = {number: some_goods(number, "24.00") for number in ("W-1", "W-2")}
    variant = some_goods("W-3", "14.00", variant_of=mains["W-1"], variant="Taschenbuch")
    for goods in mains.values():
        a_product_page(catalogue, goods)
    assert prices(mains["W-1"]) == ["14.00", "24.00"]
    variant.variant_of = mains.get(moves_to)
    save_article(article=variant)
    assert prices(mains["W-1"]) == ["24.00", "24.00"]
    assert prices(mains["W-2"])[0] == ("14.00" if moves_to else "24.00")


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("attempt", range(4))
def test_a_card_knows_all_variants_that_changed_at_once(catalogue: CataloguePage, attempt: int) -> None:
    main = some_goods("W-1", "50.00")
    variants = [some_goods(f"V-{n}", "40.00", variant_of=main, variant=f"Größe {n}") for n in range(4)]
    a_product_page(catalogue, main)
    calls: list[Any] = [partial(change_stock, goods_id=goods.pk, by=-10) for goods in variants[:3]]
    calls.append(partial(change_articles, changes={variants[3].pk: {"gross": Decimal("45.00")}}))
    at_once(calls)
    assert prices(main) == ["45.00", "50.00"]


@pytest.mark.django_db(transaction=True)
def test_the_shop_can_be_taken_back_before_its_shelves(page: ProductPage) -> None:
    """They are filled after migrations, whichever way these go."""
    call_command("migrate", "shop", "0002", verbosity=0)
    call_command("migrate", verbosity=0)
    assert listed() == {}
