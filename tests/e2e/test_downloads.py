"""What has been bought stays within reach of the buyer, and of nobody else."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from core import clock
from shop.models import DownloadLink
from tests.e2e.people import DELIVERY, NEW_LINK, Buyer, Staff, link_in
from tests.support.browser import Watch
from tests.support.stack import Stack

pytestmark = pytest.mark.feature("P5.08")


def ask_for_new_link(buyer: Buyer, watch: Watch) -> None:
    """The old page offers it; the mail brings it; the old link is over."""
    page, old = buyer.page, buyer.page.url
    page.locator("form[action$='/neu/'] button").click()
    new = link_in(buyer.mail(NEW_LINK), "/download/")
    assert new != old
    page.goto(new)
    assert buyer.download("pdf").suggested_filename.endswith(".pdf")
    page.goto(old)
    expect(page.locator("button[name=format]")).to_have_count(0)


def test_used_up_link_is_renewed_by_mail(buyer: Buyer, watch: Watch) -> None:
    watch.forgive("status of 410")
    buyer.buy()
    buyer.page.goto(link_in(buyer.mail(DELIVERY), "/download/"))
    for _ in range(10):
        buyer.download("pdf")
    buyer.page.locator("button[name=format][value=pdf]").click()
    expect(buyer.page.locator("form[action$='/neu/'] button")).to_be_visible()
    buyer.page.reload()
    ask_for_new_link(buyer, watch)


def test_expired_link_is_renewed_by_mail(buyer: Buyer, live_site: Stack, watch: Watch) -> None:
    buyer.buy()
    with live_site.rows():
        links = DownloadLink.objects.filter(line__order__number=buyer.number)
        links.update(expires_at=clock.now() - timedelta(minutes=1))
    buyer.page.goto(link_in(buyer.mail(DELIVERY), "/download/"))
    ask_for_new_link(buyer, watch)


def test_right_that_staff_take_back_closes_page_and_open_file(buyer: Buyer, staff: Staff, watch: Watch) -> None:
    watch.forgive("status of 404")
    buyer.buy()
    number, page = buyer.number, buyer.page
    page.goto(link_in(buyer.mail(DELIVERY), "/download/"))
    file = buyer.download("epub").url
    assert page.request.get(file).ok

    staff.log_in()
    staff.open_order(number)
    staff.follow("/download-zuruecknehmen/")
    staff.confirm(reason="Widerruf")

    page.reload()
    expect(page.locator(".state.bad")).to_be_visible()
    expect(page.locator("main button")).to_have_count(0)
    assert page.request.get(file).status == 404
    staff.open_order(number)
    expect(staff.page.locator("main")).to_contain_text("Widerruf")
