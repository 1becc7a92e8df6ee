"""Visitors look for a book: with and without scripts, with a mouse, by keyboard and on a phone."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.eyes import SCHEMES, assert_fits, look_at, violations
from tests.e2e.people import BOOK
from tests.support.browser import Watch

pytestmark = pytest.mark.feature("C01")
FIELD, SUGGESTIONS = "#suchwort", ".suggestions a"
TO_THE_BOOK = f"a[href='/hefte/{BOOK}/']"


def test_suggestions_lead_to_the_book_by_keyboard(page: Page) -> None:
    page.goto("/ueber-uns/")
    page.locator(FIELD).focus()
    page.keyboard.type("E1001")
    expect(page.locator(SUGGESTIONS)).to_have_count(1)
    expect(page.locator("search-suggest [role=status]")).to_contain_text("1")
    assert [told for scheme in SCHEMES for told in violations(page, scheme)] == []
    page.keyboard.press("Escape")
    expect(page.locator(SUGGESTIONS)).to_have_count(0)
    expect(page.locator(FIELD)).to_be_focused()
    page.keyboard.type(" brot")
    expect(page.locator(SUGGESTIONS)).to_have_count(1)
    page.keyboard.press("ArrowDown")
    expect(page.locator(SUGGESTIONS)).to_be_focused()
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/hefte/{BOOK}/")


def test_results_and_empty_results_are_accessible(page: Page) -> None:
    page.goto("/")
    page.locator(FIELD).fill("Sauerteig")
    page.keyboard.press("Enter")
    page.wait_for_url("**/suche/?q=Sauerteig")
    expect(page.locator(f".results {TO_THE_BOOK}")).to_have_count(1)
    expect(page.locator("mark").first).to_have_text(re.compile("Sauerteig", re.IGNORECASE))
    look_at(page, "search-results")
    page.locator(FIELD).fill("Quastenflosser")
    page.keyboard.press("Enter")
    expect(page.locator("main a[href='/hefte/']")).to_have_count(1)
    look_at(page, "search-empty")


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
def test_a_phone_opens_the_field_by_its_icon(phone_page: Page, page_without_script: Page, script: bool) -> None:
    page = phone_page if script else page_without_script
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto("/")
    expect(page.locator(FIELD)).not_to_be_visible()
    page.locator(".search-open").click()
    field = page.locator(FIELD).bounding_box()
    assert field
    assert field["width"] > 250
    assert_fits(page)
    page.locator(FIELD).fill("kerkow")
    page.locator("search-suggest form button").click()
    page.wait_for_url("**/suche/?q=kerkow")
    page.locator(f".results {TO_THE_BOOK}").click()
    page.wait_for_url(f"**/hefte/{BOOK}/")


def test_a_page_that_is_missing_offers_the_search(page_without_script: Page, watch: Watch) -> None:
    watch.forgive("status of 404")
    page = page_without_script
    response = page.goto("/hefte/brot-brauchte-zeit/")
    assert response
    assert response.status == 404
    page.locator(FIELD).fill("brot")
    page.locator("search-suggest form button").click()
    expect(page.locator(f".results {TO_THE_BOOK}")).to_have_count(1)
