"""What can happen between the order and the money."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from shop.models import Order
from tests.e2e.people import DELIVERY, NOT_PAID, RECEIPT, Buyer, Staff, link_in
from tests.support.stack import Stack

pytestmark = pytest.mark.feature("P5.05", "P5.06")
NewPage = Callable[..., Page]


def orders_of(buyer: Buyer) -> int:
    with buyer.site.rows():
        return Order.objects.filter(email=buyer.email).count()


def test_buyer_by_transfer_sees_where_the_money_goes_and_gets_the_book_when_it_has_come(
    buyer: Buyer, staff: Staff
) -> None:
    buyer.order("transfer")
    buyer.wait_for("transfer")
    bank = buyer.page.locator(".bank")
    for words in ("Haselrain Verlag und Seminarhaus GmbH", "DE02 1203 0000 0000 2020 51", "8,90", buyer.number):
        expect(bank).to_contain_text(words)
    expect(bank.locator("svg")).to_be_visible()

    staff.log_in()
    staff.receive_money(buyer.number)

    buyer.page.reload()
    buyer.wait_for("ready")
    assert buyer.mail(DELIVERY)["attachments"]


def test_payer_who_turns_back_at_paypal_can_pay_on_the_page(buyer: Buyer) -> None:
    buyer.order()
    buyer.decide(decision="cancel")
    buyer.wait_for("failed")
    buyer.pay_again("paypal")
    buyer.decide()
    buyer.wait_for("ready")


def test_declined_payer_gets_a_mail_and_pays_by_transfer(buyer: Buyer, staff: Staff) -> None:
    buyer.order()
    buyer.decide(outcome="decline")
    buyer.wait_for("failed")
    order_page, number = buyer.page.url, buyer.number

    page = buyer.page
    page.goto(link_in(buyer.mail(NOT_PAID), "/zahlen/"))
    buyer.tick(page.locator("[name=method][value=transfer]"))
    page.locator("main form button.wide").click()
    expect(page.locator(".bank")).to_contain_text(number)
    page.goto(order_page)
    buyer.wait_for("transfer")

    staff.log_in()
    staff.receive_money(number)
    page.reload()
    buyer.wait_for("ready")


def test_pending_payment_is_told_as_such_until_paypal_says_more(buyer: Buyer, live_site: Stack) -> None:
    buyer.order()
    buyer.decide(outcome="pending")
    buyer.wait_for("checking")
    assert not buyer.page.locator("button[name=method]").count(), "nobody pays twice by mistake"
    live_site.sandbox.settle(buyer.capture_id(), "COMPLETED")
    buyer.wait_for("ready", seconds=30)


@pytest.mark.parametrize("script", [True, False], ids=["script", "no-script"])
def test_double_click_orders_once(script: bool, new_page: NewPage, new_buyer: Callable[[Page], Buyer]) -> None:
    buyer = new_buyer(new_page(java_script_enabled=script))
    buyer.go_to_till()
    buyer.fill_in("transfer")
    buyer.order_button.dblclick()
    buyer.page.wait_for_url("**/bestellung/**")
    assert orders_of(buyer) == 1


def test_going_back_and_ordering_again_leads_to_the_same_order(buyer: Buyer) -> None:
    buyer.order("transfer")
    buyer.wait_for("transfer")
    first = buyer.page.url
    buyer.page.go_back()
    expect(buyer.page.locator("[name=email]")).to_have_value(buyer.email)
    buyer.tick(buyer.page.locator("[name=waiver]"))
    buyer.press(buyer.order_button)
    buyer.wait_for("transfer")
    assert buyer.page.url == first
    assert orders_of(buyer) == 1


def test_order_stays_when_paypal_is_down_and_is_paid_from_the_mail_later(buyer: Buyer, live_site: Stack) -> None:
    live_site.sandbox.fault("503", path_prefix="/v2/checkout/orders", times=1000)
    try:
        buyer.order()
        buyer.wait_for("failed")
        link = link_in(buyer.mail(RECEIPT), "/zahlen/")
    finally:
        live_site.sandbox.clear_faults()
    page = buyer.page
    page.goto(link)
    buyer.tick(page.locator("[name=method][value=paypal]"))
    page.locator("main form button.wide").click()
    page.wait_for_url("**/checkoutnow?**")
    page.locator("[name=decision][value=pay]").click()
    page.wait_for_url("**/zahlen/**")
    expect(page.locator(".state.good")).to_be_visible()
    assert buyer.mail(DELIVERY)["attachments"]
