"""Every page for every reader: axe without complaints, nothing wider than the screen, in light and dark."""

import re

import pytest
from django.template.loader import render_to_string
from playwright.sync_api import Page, expect

from core import clock
from shop.models import DownloadLink
from tests.e2e.eyes import look_at
from tests.e2e.people import ACCOUNT_MAIL, DELIVERY, RECEIPT, Buyer, Staff, link_in
from tests.e2e.scales import Scales
from tests.support.browser import Watch
from tests.support.places import BLOCKS, PAGES, SERVICES
from tests.support.stack import Stack

PUBLIC = {**PAGES, **BLOCKS, **SERVICES}
FULL = "E-1001.2~W-2001.2~W-2014.1~NIE.1"
ACCOUNT = {
    "data": "/konto/daten/",
    "email": "/konto/email/",
    "change-password": "/konto/password/change/",
    "second-factor": "/konto/2fa/",
    "log-out": "/konto/logout/",
}
ERRORS = ("400", "403", "404", "410", "413", "429", "500")


@pytest.mark.parametrize(("name", "address"), PUBLIC.items(), ids=PUBLIC)
def test_page_is_accessible_and_light(page: Page, name: str, address: str) -> None:
    scales = Scales(page)
    page.goto(address, timeout=60_000)  # the first visit has the pictures made
    expect(page.locator("h1")).to_have_count(1)
    assert scales.complaints() == []
    look_at(page, name)


def test_basket_and_till_with_many_things_and_faults_are_accessible(page: Page, watch: Watch, live_site: Stack) -> None:
    """Twice an ebook, goods, something that is sold out, and something that there has never been."""
    watch.forgive("status of 422")
    page.context.add_cookies([{"name": "warenkorb", "value": FULL, "url": live_site.url}])
    page.goto("/warenkorb/")
    expect(page.locator(".notice p").first).to_be_visible()
    look_at(page, "basket-problems")
    page.locator("[name=weiter]").click()
    page.locator("label[for=id_elsewhere]").click()
    page.locator("main form button.wide").click()
    expect(page.locator(".error-summary")).to_be_focused()
    look_at(page, "checkout-goods-errors")


@pytest.mark.parametrize("code", ERRORS)
def test_error_page_is_accessible(page: Page, code: str) -> None:
    """The file that the site sends with this code; most of them nobody can provoke."""
    page.route(
        "**/fehler/", lambda route: route.fulfill(body=render_to_string(f"{code}.html"), content_type="text/html")
    )
    page.goto("/fehler/")
    look_at(page, f"error-{code}")


@pytest.mark.parametrize(
    ("name", "address", "button"),
    [
        ("checkout-errors", SERVICES["checkout"], "main form button.wide"),
        ("withdrawal-errors", "/widerruf/", "main form button.wide"),
        ("login-errors", "/konto/login/", "main form button.wide"),
    ],
)
def test_errors_of_a_form_are_accessible(page: Page, watch: Watch, name: str, address: str, button: str) -> None:
    watch.forgive("status of 422")
    page.goto(address)
    page.locator(button).click()
    expect(page.locator(".error-summary")).to_be_focused()
    expect(page).to_have_title(re.compile("^(Fehler|Error): "))
    look_at(page, name)


def test_checkout_that_doubts_the_address_is_accessible(page: Page, buyer: Buyer, watch: Watch) -> None:
    watch.forgive("status of 422")
    buyer.email = "erika@gmial.com"
    buyer.order()
    expect(page.locator("[name=email_choice]")).to_have_count(2)
    look_at(page, "checkout-typo")


def test_order_and_pay_page_are_accessible_until_the_order_is_cancelled(buyer: Buyer, staff: Staff) -> None:
    page = buyer.page
    buyer.order()
    buyer.decide(decision="cancel")
    buyer.wait_for("failed")
    look_at(page, "order-failed")
    order_page, number = page.url, buyer.number

    page.goto(link_in(buyer.mail(RECEIPT), "/zahlen/"))
    look_at(page, "pay")
    buyer.tick(page.locator("[name=method][value=transfer]"))
    page.locator("main form button.wide").click()
    expect(page.locator(".bank")).to_be_visible()
    look_at(page, "pay-transfer")
    pay_page = page.url
    page.goto(order_page)
    look_at(page, "order-transfer")

    staff.log_in()
    staff.open_order(number)
    staff.follow("/abbrechen/")
    staff.confirm(reason="Probe")
    page.goto(pay_page)
    look_at(page, "pay-cancelled")
    page.goto(order_page)
    look_at(page, "order-cancelled")


def test_order_page_is_accessible_on_the_way_to_the_download(buyer: Buyer, live_site: Stack) -> None:
    """No mail leaves the house for a while, so that the order stays in between."""
    page = buyer.page
    live_site.sandbox.smtp_fault("421", match=buyer.email, times=1000)
    try:
        buyer.order()
        buyer.decide(outcome="pending")
        buyer.wait_for("checking")
        look_at(page, "order-checking")
        live_site.sandbox.settle(buyer.capture_id(), "COMPLETED")
        buyer.wait_for("preparing")
        look_at(page, "order-preparing")
    finally:
        live_site.sandbox.smtp_fault("none")


def test_order_page_of_somebody_who_rather_waits_is_accessible(buyer: Buyer, watch: Watch) -> None:
    """Without consent the delivery comes after the withdrawal period."""
    watch.forgive("status of 422")
    page = buyer.page
    buyer.go_to_till()
    buyer.fill_in()
    page.locator("label[for=id_waiver]").click()
    buyer.press(buyer.order_button)
    buyer.tick(page.locator("[name=later]"))
    buyer.press(buyer.order_button)
    buyer.decide()
    buyer.wait_for("later")
    look_at(page, "order-later")


def test_order_and_download_page_are_accessible_after_the_delivery(
    buyer: Buyer, staff: Staff, live_site: Stack
) -> None:
    page = buyer.page
    buyer.buy()
    look_at(page, "order-ready")
    number = buyer.number
    page.goto(link_in(buyer.mail(RECEIPT), "/zahlen/"))
    look_at(page, "pay-settled")
    page.goto(link_in(buyer.mail(DELIVERY), "/download/"))
    look_at(page, "download-open")

    def with_link(name: str, **values: object) -> None:
        with live_site.rows():
            DownloadLink.objects.filter(line__order__number=number).update(**values)
        page.reload()
        look_at(page, name)

    with_link("download-used-up", used_count=10)
    with_link("download-expired", used_count=0, expires_at=clock.now())
    page.locator("form[action$='/neu/'] button").click()
    expect(page.locator(".state.good")).to_be_visible()
    look_at(page, "download-renewed")
    staff.log_in()
    staff.open_order(number)
    staff.follow("/download-zuruecknehmen/")
    staff.confirm(reason="Probe")
    page.reload()
    look_at(page, "download-revoked")


def test_customer_area_is_accessible(buyer: Buyer, page: Page) -> None:
    buyer.buy()
    page.locator("a[href$='/konto/']:not(header a)").last.click()
    look_at(page, "account-offer")
    page.locator("main form button").click()
    page.goto(link_in(buyer.mail(ACCOUNT_MAIL), "/konto/"))
    look_at(page, "account-password")
    for field in page.locator("input[type=password]").all():
        field.fill("ein langes Kennwort für Erika")
    page.locator("main form button.wide, main form button").first.click()
    page.goto("/konto/login/")
    page.locator("[name=login]").fill(buyer.email)
    page.locator("[name=password]").fill("ein langes Kennwort für Erika")
    page.locator("main form button.wide").click()
    page.wait_for_url("**/konto/")
    expect(page.locator("main")).to_contain_text("Brot braucht Zeit")
    look_at(page, "account")
    for name, address in ACCOUNT.items():
        page.goto(address)
        look_at(page, f"account-{name}")
