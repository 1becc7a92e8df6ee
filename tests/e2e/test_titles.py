"""Finding a title and putting it into the basket: wide and narrow, with and without scripts."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.eyes import look_at
from tests.support.browser import PHONE

pytestmark = pytest.mark.feature("C01")
SEVERAL, SOLD_OUT = "/hefte/das-brotbuch/", "/hefte/gaerkorb/"  # two bindings; none left
PAGES = {"product": SEVERAL, "sold-out": SOLD_OUT, "narrowed": "/hefte/?art=book&sortierung=preis"}


@pytest.mark.parametrize(("name", "address"), PAGES.items(), ids=PAGES)
def test_page_is_accessible(page: Page, name: str, address: str) -> None:
    page.goto(address)
    look_at(page, name)


def test_what_is_put_into_the_basket_is_said_in_place(page: Page) -> None:
    page.goto(SEVERAL)
    page.locator("label[for='a-W-2002']").click()
    page.locator("input[name=n]").fill("2")
    page.locator("add-to-basket button[class*=wide]").first.click()
    expect(page.locator("add-to-basket [role=status] a[href='/warenkorb/']")).to_be_visible()
    expect(page.locator("basket-count")).to_have_text("2")
    page.locator("add-to-basket [role=status] a").click()
    expect(page.locator("input[name=a]")).to_have_value("W-2002")


def test_buying_at_once_leads_to_the_checkout(page: Page) -> None:
    page.goto(SEVERAL)
    page.locator("button[formaction='/kasse/']").click()
    page.wait_for_url("**/kasse/?a=W-2001&n=1")
    expect(page.locator("[name=email]")).to_be_visible()


def test_without_scripts_titles_are_narrowed_and_bought(new_page: Callable[..., Page]) -> None:
    page = new_page(java_script_enabled=False, viewport=PHONE)
    page.goto("/hefte/")
    page.locator("details.narrow summary").click()
    page.locator("details.narrow a[href='?art=calendar']").click()
    expect(page.locator(".title-card")).to_have_count(1)
    page.locator(".chips a").click()
    page.locator(".sorting a[href='?sortierung=titel']").click()
    page.goto(SEVERAL)
    page.locator("add-to-basket button:not([formaction])").click()
    page.wait_for_url("**/warenkorb/")
    expect(page.locator("input[name=a]")).to_have_value("W-2001")


def test_the_head_stays_one_line_with_many_things_in_the_basket(page: Page) -> None:
    page.goto(SEVERAL)
    page.locator("input[name=n]").fill("12")
    page.locator("add-to-basket button[class*=wide]").first.click()
    count = page.locator("basket-count")
    expect(count).to_have_text("12")
    for width in (320, 390, 768, 1024, 1280):
        page.set_viewport_size({"width": width, "height": 800})
        page.evaluate("scrollTo(0, 0)")
        expect(count).to_be_in_viewport(ratio=1)
        things = page.locator(".site-head :is(.brand, .search-open, .site-search, .account)").all()
        boxes = [box for box in (thing.bounding_box() for thing in things) if box]
        assert len(boxes) == 4
        assert len({round(box["y"] + box["height"] / 2) for box in boxes}) == 1, width


def test_on_a_phone_price_and_button_stay_in_reach(phone_page: Page) -> None:
    phone_page.goto(SEVERAL)
    for place in ("0", "document.body.scrollHeight / 2"):
        phone_page.evaluate(f"scrollTo(0, {place})")
        expect(phone_page.locator(".buy .price")).to_be_in_viewport()
        expect(phone_page.locator("add-to-basket button:not([formaction])")).to_be_in_viewport()
