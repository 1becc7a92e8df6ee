"""What a screen reader says of the till."""

import re
from itertools import pairwise

import pytest
from playwright.sync_api import Page, expect

from tests.support.browser import Watch

TILL = "/kasse/?a=E-1001"
TEXT_FIELDS = ("email", "given_name", "family_name", "company", "street", "postal_code", "city")


@pytest.fixture
def till(page: Page) -> Page:
    page.goto(TILL)
    page.locator("details.opt summary").click()
    return page


def test_every_field_is_called_what_stands_above_it(till: Page) -> None:
    for name in (*TEXT_FIELDS, "country", "waiver"):
        field = till.locator(f"[name={name}]")
        words = till.locator(f"label[for=id_{name}]").inner_text()
        assert words.strip()
        expect(field).to_have_accessible_name(re.compile(re.escape(words.strip())))
    for radio in till.get_by_role("radio").all():
        expect(radio).to_have_accessible_name(re.compile(r"\w"))


def test_hints_belong_to_their_fields(till: Page) -> None:
    hint = till.locator("#id_email_helptext").inner_text()
    expect(till.locator("[name=email]")).to_have_accessible_description(re.compile(re.escape(hint)))


def test_errors_belong_to_their_fields(page: Page, watch: Watch) -> None:
    watch.forgive("status of 422")
    page.goto(TILL)
    page.locator("main form button.wide").click()
    links = page.locator(".error-summary a")
    assert links.count() >= 4
    for link in links.all():
        field = page.locator(link.get_attribute("href") or "none")
        expect(field).to_have_attribute("aria-invalid", "true")
        expect(field).to_have_accessible_description(re.compile(re.escape(link.inner_text())))


def test_page_has_landmarks_and_an_outline(till: Page) -> None:
    for landmark in ("banner", "main", "contentinfo"):
        expect(till.get_by_role(landmark)).to_have_count(1)
    expect(till.get_by_role("complementary")).to_have_accessible_name(re.compile(r"\w"))
    expect(till.get_by_role("heading", level=1)).to_have_count(1)
    levels = [int(found) for found in re.findall(r"level=(\d)", till.locator("main").aria_snapshot())]
    assert all(after <= before + 1 for before, after in pairwise(levels)), levels
    for group in till.locator("fieldset").all():
        expect(group).to_have_accessible_name(re.compile(r"\w"))


def test_button_by_law_is_the_last_thing_and_names_the_sum(till: Page) -> None:
    button = till.get_by_role("button", name=re.compile(r"Zahlungspflichtig bestellen.*8,90\s€"))
    expect(button).to_have_count(1)
    buttons = till.locator("main form").get_by_role("button").all_inner_texts()
    assert buttons[-1] == button.inner_text()


def test_trap_for_machines_is_silent(till: Page) -> None:
    expect(till.get_by_role("textbox")).to_have_count(len(TEXT_FIELDS))
