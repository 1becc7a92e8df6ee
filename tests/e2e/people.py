"""What people do with the site. They find things by names, states and addresses: wording may change."""

import re
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Download, Locator, Page, expect

from tests.support.ports import wait_until
from tests.support.stack import Stack
from website.demo.load import LOGINS

BOOK = "brot-braucht-zeit"
GIVEN_NAME, FAMILY_NAME = "Erika", "Leserin"
Mail = dict[str, Any]
# The subjects of the mails.
RECEIPT, DELIVERY, NEW_LINK = "^Ihre Bestellung", "(?i)e-?book zum herunterladen", "(?i)neuer download-link"
NOT_PAID, ACCOUNT_MAIL = "Zahlung hat nicht geklappt", "(?i)kundenkonto"


@dataclass
class Buyer:
    page: Page
    site: Stack
    email: str
    touch: bool = False

    def press(self, target: Locator) -> None:
        if self.touch:
            target.tap()
        else:
            target.click()

    def tick(self, field: Locator) -> None:
        """A row is pressed anywhere: its label covers it."""
        if not field.is_checked():
            self.press(self.page.locator(f"label[for={field.get_attribute('id')}]"))
        expect(field).to_be_checked()

    # at the till

    def choose(self, book: str = BOOK) -> None:
        """From the home page over the catalogue and the book's page to the till."""
        page = self.page
        page.goto("/")
        self.press(page.locator("main a[href='/hefte/']").first)
        self.press(page.locator(f"a[href='/hefte/{book}/']").first)
        self.press(page.locator("a.button[href^='/kasse/']"))
        expect(page.locator("[name=email]")).to_be_visible()

    def go_to_till(self) -> None:
        self.page.goto("/kasse/?a=E-1001")

    def fill_in(self, method: str = "paypal", family_name: str = FAMILY_NAME, *, waiver: bool = True) -> None:
        page = self.page
        page.locator("[name=email]").fill(self.email)
        page.locator("[name=given_name]").fill(GIVEN_NAME)
        page.locator("[name=family_name]").fill(family_name)
        self.tick(page.locator(f"[name=method][value={method}]"))
        if waiver:
            self.tick(page.locator("[name=waiver]"))

    def fill_in_address(self, street: str, postal_code: str, city: str, *, before: str = "") -> None:
        for name, value in {"street": street, "postal_code": postal_code, "city": city}.items():
            self.page.locator(f"[name={before}{name}]").fill(value)

    @property
    def order_button(self) -> Locator:
        return self.page.locator("main form button.wide")

    def order(self, method: str = "paypal", family_name: str = FAMILY_NAME) -> None:
        self.go_to_till()
        self.fill_in(method, family_name)
        self.press(self.order_button)

    # at PayPal

    def decide(self, outcome: str = "pay", decision: str = "pay") -> None:
        """On the sandbox's approval page."""
        self.page.wait_for_url("**/checkoutnow?**")
        self.page.locator(f"[name=outcome][value={outcome}]").check()
        self.press(self.page.locator(f"[name=decision][value={decision}]"))
        self.page.wait_for_url("**/bestellung/**")

    def buy(self) -> None:
        self.order()
        self.decide()
        self.wait_for("ready")

    # on the order's page

    @property
    def status(self) -> str:
        return self.page.locator("[data-status]").get_attribute("data-status") or ""

    def wait_for(self, status: str, seconds: float = 20) -> None:
        """The page changes by itself."""
        shown = self.page.locator("[data-status]")
        expect(shown).to_have_attribute("data-status", status, timeout=seconds * 1000)

    def pay_again(self, method: str) -> None:
        self.press(self.page.locator(f"form[action$='/bezahlen/'] button[name=method][value={method}]"))

    def download(self, format: str) -> Download:
        return take(self.page, self.page.locator(f"button[name=format][value={format}]"), self.touch)

    @property
    def number(self) -> str:
        found = re.search(r"B-\d{4}-\d{6}", self.page.locator("aside").inner_text())
        assert found, "the order's page shows its number"
        return found.group()

    def capture_id(self) -> str:
        """What PayPal calls the money for this order."""
        captures = self.site.sandbox.state()["captures"]
        return next(row["id"] for row in captures if self.number in row.get("invoice_id", ""))

    # at the mailbox

    def mail(self, subject: str, seconds: float = 20) -> Mail:
        """The newest mail with such a subject, once it is there."""
        wait_until(lambda: bool(self._mails(subject)), f"mail “{subject}” to {self.email}", seconds)
        return self._mails(subject)[0]

    def _mails(self, subject: str) -> list[Mail]:
        return [mail for mail in self.site.sandbox.mails(self.email) if re.search(subject, mail["subject"])]


@dataclass
class Staff:
    page: Page

    def log_in(self) -> None:
        login = LOGINS[0]
        self.page.goto("/admin/")
        self.page.locator("[name=login]").fill(login.email)
        self.page.locator("[name=password]").fill(login.password)
        self.page.locator("main form button.wide").click()
        self.page.wait_for_url("**/admin/")

    def open_order(self, number: str) -> None:
        self.page.goto(f"/admin/bestellungen/?q={number}")
        self.follow("/admin/bestellungen/inspect/", name=number)

    def follow(self, address: str, name: str = "") -> None:
        """The first link of the screen that leads there."""
        self.page.locator(f"main a[href*='{address}']").filter(has_text=name).first.click()
        self.page.wait_for_url(f"**{address}**")

    def confirm(self, reason: str = "") -> None:
        """The page before a serious step says what will happen; its button does it."""
        if reason:
            self.page.locator("main form [name=reason]").fill(reason)
        with self.page.expect_navigation():
            self.page.locator("main form[method=post] button").first.click()

    def receive_money(self, number: str) -> None:
        self.open_order(number)
        self.follow("/admin/forderungen/inspect/")
        self.follow("/eingang/")
        self.confirm()


def take(page: Page, button: Locator, touch: bool = False) -> Download:
    with page.expect_download() as waiting:
        if touch:
            button.tap()
        else:
            button.click()
    return waiting.value


def link_in(mail: Mail, part: str) -> str:
    """The address in a mail's text that contains `part`."""
    found = re.search(rf"https?://[^\s<>\])]*{part}[^\s<>\])]*", mail["text"])
    assert found, f"no link with {part!r} in:\n{mail['text']}"
    return found.group()
