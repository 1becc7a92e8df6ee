"""A newcomer buys an ebook: with a pointer, without JavaScript, on a phone. Staff see what has happened."""

import subprocess
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Download, Page, expect

from tests.e2e.people import DELIVERY, FAMILY_NAME, GIVEN_NAME, Buyer, Staff, link_in
from tests.support.browser import Watch
from tests.support.documents import epub_complaints, pdf_complaints

HISTORY = ("Bestellung aufgegeben", "Bestellung bezahlt", "Bestellung bestätigt", "heruntergeladen")
BUYER_NAME = f"{GIVEN_NAME} {FAMILY_NAME}"
NewPage = Callable[..., Page]


def saved(download: Download, folder: Path) -> Path:
    path = folder / download.suggested_filename
    download.save_as(path)
    return path


def text_of(pdf: Path) -> str:
    return subprocess.check_output(["pdftotext", "-layout", str(pdf), "-"], text=True)


def check_epub(path: Path) -> None:
    assert epub_complaints(path) == []
    with zipfile.ZipFile(path) as book:
        assert any(BUYER_NAME in book.read(name).decode() for name in book.namelist() if name.endswith("html"))


def check_pdf(path: Path) -> None:
    assert pdf_complaints(path) == ""
    assert BUYER_NAME in text_of(path)


@pytest.mark.feature("P5.01", "P5.02", "P5.05", "P5.06", "P5.07", "P5.08")
def test_newcomer_buys_reads_and_keeps_everything(
    buyer: Buyer, staff: Staff, new_page: NewPage, watch: Watch, tmp_path: Path
) -> None:
    page = buyer.page
    buyer.choose()
    buyer.fill_in()
    expect(buyer.order_button).to_contain_text("8,90")
    buyer.press(buyer.order_button)
    buyer.decide()
    buyer.wait_for("ready")
    number = buyer.number

    check_epub(saved(buyer.download("epub"), tmp_path))
    check_pdf(saved(buyer.download("pdf"), tmp_path))

    with page.expect_download() as waiting:
        page.locator("a[href$='/rechnung/']").click()
    invoice = text_of(saved(waiting.value, tmp_path))
    assert BUYER_NAME in invoice
    assert "8,90" in invoice
    assert "R-20" in invoice

    confirmation = buyer.mail(f"Ihre Bestellung {number}")
    assert [name.endswith(".pdf") for name in confirmation["attachments"]] == [True, True]
    delivery = buyer.mail(DELIVERY)
    assert len(delivery["attachments"]) == 1

    at_another_device = new_page()
    at_another_device.goto(link_in(delivery, "/download/"))
    other = Buyer(at_another_device, buyer.site, buyer.email)
    assert saved(other.download("epub"), tmp_path).stat().st_size > 10_000

    watch.forgive("status of 404")
    stranger = new_page()
    for path in ("/download/", "/bestellung/", "/datei/", "/zahlen/"):
        answer = stranger.goto(f"{path}abcdefghijklmnopqrstuv/")
        assert answer
        assert answer.status == 404
        expect(stranger.locator("h1")).to_be_visible()

    staff.log_in()
    check_back_office(staff, buyer, number)


def check_back_office(staff: Staff, buyer: Buyer, number: str) -> None:
    screen = staff.page.locator("main")

    def shows(*words: str) -> None:
        for word in words:
            expect(screen).to_contain_text(word)

    def returning_from(address: str, *words: str) -> None:
        staff.follow(address)
        shows(*words)
        staff.page.go_back()

    staff.open_order(number)
    shows(buyer.email, "paypal", "R-20", "3 / 10", *HISTORY)
    returning_from("/admin/zahlungen/inspect/", number, "8,90", "COMPLETED", "Zahlung eingegangen")
    returning_from("/admin/rechnungen/inspect/", BUYER_NAME, number, "7 %", "Rechnung ausgestellt")
    returning_from("/admin/forderungen/inspect/", BUYER_NAME, "8,90")
    staff.follow("/admin/vorgaenge/inspect/")
    steps = screen.locator(".timeline-step")
    assert steps.count() > 8
    assert screen.locator(".timeline-step--done, .timeline-step--skipped").count() == steps.count()
    staff.page.go_back()
    staff.follow("/admin/mails/inspect/")
    expect(staff.page.frame_locator(".mail-frame").locator("body")).to_contain_text(number)


def test_sale_works_without_javascript(
    page_without_script: Page, new_buyer: Callable[[Page], Buyer], tmp_path: Path
) -> None:
    buyer = new_buyer(page_without_script)
    buyer.choose()
    buyer.fill_in()
    buyer.press(buyer.order_button)
    buyer.decide()
    for _ in range(40):
        if buyer.status == "ready":
            break
        buyer.page.wait_for_timeout(500)
        buyer.page.locator("noscript a, [data-status] a.quiet").first.click()
    assert buyer.status == "ready"
    check_pdf(saved(buyer.download("pdf"), tmp_path))


@pytest.fixture
def phone_buyer(phone_page: Page, new_buyer: Callable[[Page], Buyer]) -> Buyer:
    buyer = new_buyer(phone_page)
    buyer.touch = True
    return buyer


def test_sale_works_on_a_phone(phone_buyer: Buyer, tmp_path: Path) -> None:
    phone_buyer.choose()
    phone_buyer.fill_in()
    phone_buyer.press(phone_buyer.order_button)
    phone_buyer.decide()
    phone_buyer.wait_for("ready")
    check_pdf(saved(phone_buyer.download("pdf"), tmp_path))
