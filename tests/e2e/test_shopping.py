"""Visitors narrow down, choose and buy several things at once, also on a phone and without scripts; staff send it."""

import re
import subprocess
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect

from shop.models import Goods, Order
from tests.e2e.eyes import assert_fits
from tests.e2e.people import DELIVERY, RECEIPT, Buyer, Staff, link_in
from tests.support.browser import PHONE, Watch
from tests.support.stack import Stack

NewBuyer = Callable[[Page], Buyer]
PARCEL_MAIL = "(?i)unterwegs"
TRACKING = "00340 4341 22"


@pytest.mark.feature("C01")
def test_the_shelf_narrowed_and_sorted_on_a_phone(phone_page: Page) -> None:
    page = phone_page
    page.goto("/hefte/", timeout=60_000)  # the first visitor has the covers cut
    all_titles = page.locator("ul.titles > li").count()
    for facet, value in (("art", "book"), ("thema", "backen")):
        page.locator("details.narrow > summary").tap()
        page.locator(f"details.narrow a[href*='{facet}={value}']").tap()
        page.wait_for_url(f"**{facet}={value}**")
    narrowed = page.locator("ul.titles > li").count()
    assert 1 < narrowed < all_titles
    expect(page.locator("main [role=status] h2")).to_contain_text(str(narrowed))
    page.locator(".sorting a").nth(2).tap()
    page.wait_for_url("**sortierung=**")
    assert prices(page) == sorted(prices(page))
    assert_fits(page)
    for _ in range(2):
        with page.expect_navigation():
            page.locator(".chips a").first.tap()
    expect(page.locator("ul.titles > li")).to_have_count(all_titles)


def prices(page: Page) -> list[float]:
    texts = page.locator("ul.titles > li").all_inner_texts()
    return [float(re.findall(r"(\d+,\d\d)\s€", text)[-1].replace(",", ".")) for text in texts]


@pytest.mark.feature("C01", "P5.01", "P5.05", "P5.07", "P5.08")
def test_a_book_and_an_ebook_for_somebody_else(buyer: Buyer, staff: Staff, live_site: Stack) -> None:
    page = buyer.page
    page.goto("/hefte/das-brotbuch/")
    page.locator("label[for=a-W-2002]").click()
    page.locator("#kaufen [name=n]").fill("2")
    page.locator("#kaufen button").first.click()
    expect(page.locator("#kaufen [role=status] a")).to_be_visible()
    page.goto("/hefte/brot-braucht-zeit/")
    page.locator("form[action='/warenkorb/legen/'] button").first.click()
    expect(page.locator("add-to-basket [role=status] a")).to_be_visible()
    page.locator("add-to-basket [role=status] a").click()
    page.locator("#warenkorb input[type=number]").fill("3")
    page.locator("[name=weiter]").click()

    page.wait_for_url("**/kasse/")
    buyer.fill_in("transfer")
    buyer.fill_in_address("Lesegasse 3", "10115", "Berlin")
    buyer.tick(page.locator("[name=elsewhere]"))
    page.locator("[name=delivery_name]").fill("Ottilie Enkelin")
    buyer.fill_in_address("Am Teich 9", "4020", "Linz", before="delivery_")
    page.locator("[name=delivery_country]").select_option("AT")
    shipping = page.locator("[data-live=shipping]")
    expect(shipping).to_contain_text("sterreich")
    buyer.order_button.dblclick()
    buyer.wait_for("transfer")
    number = buyer.number
    with live_site.rows():
        order = Order.objects.get(email=buyer.email)
        assert [(line.number, line.quantity) for line in order.lines.order_by("pk")][:2] == [
            ("W-2002", 3),
            ("E-1001", 1),
        ]
    receipt = words_of(buyer.mail(RECEIPT)["text"])
    assert all(words in receipt for words in ("Das Brotbuch", "Brot braucht Zeit", "Ottilie Enkelin", "4020 Linz"))

    staff.log_in()
    staff.receive_money(number)
    page.goto(link_in(buyer.mail(DELIVERY), "/download/"))
    assert buyer.download("epub").suggested_filename.endswith(".epub")

    office = staff.page
    choose_parcel(office, number, "packing_list")
    paper = packing_list(office)
    assert all(words in paper for words in ("Das Brotbuch", "3", "Ottilie Enkelin", "Am Teich 9"))
    choose_parcel(office, number, "ship")
    office.locator("[name^=tracking-]").fill(TRACKING)
    office.locator("main form[method=post] button.button").click()
    assert TRACKING in buyer.mail(PARCEL_MAIL)["text"]
    page.goto(link_in(buyer.mail(RECEIPT), "/bestellung/"))
    expect(page.locator("[aria-labelledby=parcel]")).to_contain_text(TRACKING)


def choose_parcel(office: Page, number: str, action: str) -> None:
    office.goto("/admin/versand/")
    office.locator("main tbody tr").filter(has_text=number).locator("[type=checkbox]").check()
    office.locator(f"a[href*='/bulk/shop/delivery/{action}/']").click()
    office.wait_for_url(f"**/{action}/**")


def packing_list(office: Page) -> str:
    form = office.locator("main form[method=post]")
    token = form.locator("[name=csrfmiddlewaretoken]").input_value()
    answer = office.request.post(
        form.evaluate("form => form.action"), form={"csrfmiddlewaretoken": token}, headers={"Referer": office.url}
    )
    text = subprocess.run(["pdftotext", "-layout", "-", "-"], input=answer.body(), capture_output=True, check=True)
    return words_of(text.stdout.decode())


def words_of(text: str) -> str:
    """Without the line breaks and the blanks that do not break."""
    return " ".join(text.split())


@pytest.mark.feature("C01")
def test_a_parcel_ordered_on_a_phone_without_javascript(new_page: Callable[..., Page], new_buyer: NewBuyer) -> None:
    page = new_page(viewport=PHONE, is_mobile=True, has_touch=True, java_script_enabled=False)
    buyer = new_buyer(page)
    buyer.touch = True
    page.goto("/hefte/stuehle-ruecken/")
    page.locator("#kaufen [name=n]").fill("2")
    buyer.press(page.locator("#kaufen button").first)
    page.wait_for_url("**/warenkorb/")
    assert_fits(page)
    page.locator("#warenkorb [name=n]").fill("1")
    buyer.press(page.locator("[data-update]"))
    expect(page.locator("#warenkorb li .num")).to_contain_text("19,00")
    buyer.press(page.locator("[name=weiter]"))
    buyer.fill_in("transfer", waiver=False)
    buyer.fill_in_address("Lesegasse 3", "10115", "Berlin")
    assert_fits(page)
    buyer.press(buyer.order_button)
    page.wait_for_url("**/bestellung/**")
    assert buyer.status == "transfer"
    assert_fits(page)


@pytest.fixture
def sell_out(live_site: Stack) -> Iterator[Callable[[str], None]]:
    """Somebody else buys the last ones of an article."""
    before: dict[str, int] = {}

    def put(number: str, stock: int) -> int:
        with live_site.rows():
            goods = Goods.objects.get(number=number)
            Goods.objects.filter(pk=goods.pk).update(stock=stock)
            return goods.stock

    yield lambda number: before.update({number: put(number, 0)})
    for number, stock in before.items():
        put(number, stock)


@pytest.mark.feature("C01")
def test_the_last_one_goes_while_it_lies_in_the_basket(
    page: Page, buyer: Buyer, sell_out: Callable[[str], None], watch: Watch
) -> None:
    watch.forgive("status of 409")
    page.goto("/hefte/briefkarten-feldsteine/")
    page.locator("#kaufen button").first.click()
    page.locator("#kaufen [role=status] a").click()
    page.locator("[name=weiter]").click()
    buyer.fill_in("transfer", waiver=False)
    buyer.fill_in_address("Lesegasse 3", "10115", "Berlin")
    sell_out("W-2013")
    buyer.press(buyer.order_button)
    expect(page.locator("main .notice").first).to_contain_text("Feldsteine")
    page.goto("/warenkorb/")
    expect(page.locator("main .notice").first).to_contain_text("Feldsteine")
    expect(page.locator("[name=weiter]")).to_have_count(0)
