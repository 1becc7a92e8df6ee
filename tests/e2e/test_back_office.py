"""The back office's screens before axe, in light and dark."""

import re

from playwright.sync_api import Page

from mailing.registry import all_templates
from tests.e2e.eyes import SCHEMES, take_pictures, violations
from tests.e2e.people import Buyer, Staff

SCREENS = {
    "home": "/admin/",
    "orders": "/admin/bestellungen/",
    "receivables": "/admin/forderungen/",
    "payments": "/admin/zahlungen/",
    "invoices": "/admin/rechnungen/",
    "webhooks": "/admin/webhooks/",
    "mails": "/admin/mails/",
    "templates": "/admin/mailvorlagen/",
    "template": "/admin/mailvorlagen/ebook_delivery/de/",
    "runs": "/admin/vorgaenge/",
    "processes": "/admin/prozesse/",
    "process": "/admin/prozesse/ebook_purchase/",
    "handbook": "/admin/prozesse/ebook_purchase/handbuch/",
    "duties": "/admin/aufgaben/",
    "customers": "/admin/kunden/",
    "proposals": "/admin/aenderungsvorschlaege/",
    "withdrawals": "/admin/widerrufe/",
    "articles": "/admin/artikel/",
    "import": "/admin/artikel/einlesen/",
    "new-ebook": "/admin/artikel/ebooks/new/",
    "new-goods": "/admin/artikel/waren/new/",
    "deliveries": "/admin/versand/",
    "quick-shops": "/admin/quickshops/",
    "quick-shop": "/admin/quickshops/edit/1/",
    "shipping-zone": "/admin/versandzonen/edit/1/",
    "topics": "/admin/themen/",
    "forms": "/admin/formulare/",
    "form": "/admin/formulare/edit/1/",
    "submissions": "/admin/einsendungen/",
    "unassigned-money": "/admin/ungeklaertes-geld/",
    "help": "/admin/hilfe/",
    "bulk-price": "/admin/bulk/shop/product/price/?id=1&id=2",
}
# Its form of a snippet with a preview has no heading of the first level.
WAGTAILS_OWN = "form, light: page-has-heading-one"
# A mail is a part of what the mail program shows.
WHOLE_PAGES = re.compile("landmark-one-main|page-has-heading-one|region")
# From an order's screen over these links.
RECORDS = {
    "order": (),
    "payment": ("/admin/zahlungen/inspect/",),
    "invoice": ("/admin/rechnungen/inspect/",),
    "run": ("/admin/vorgaenge/inspect/",),
    "mail": ("/admin/mails/inspect/",),
}
WORK = {
    "order-waiting": (),
    "receivable": ("/admin/forderungen/inspect/",),
    "received": ("/admin/forderungen/inspect/", "/eingang/"),
    "cancel": ("/abbrechen/",),
    "run-waiting": ("/admin/vorgaenge/inspect/",),
}


def test_screens_of_the_back_office_are_accessible(staff: Staff, buyer: Buyer) -> None:
    """With one order that is done, and one that waits for money and gives the buyer another name."""
    page, found = staff.page, []
    buyer.buy()
    done = buyer.number
    buyer.order("transfer", family_name="Leserin-Vielschreiber")
    buyer.wait_for("transfer")
    waiting = buyer.number
    staff.log_in()
    for name, address in SCREENS.items():
        page.goto(address)
        found += complaints(page, name)
    for number, records in ((done, RECORDS), (waiting, WORK)):
        for name, path in records.items():
            staff.open_order(number)
            for address in path:
                staff.follow(address)
            found += complaints(page, name)
    page.goto(SCREENS["proposals"])
    staff.follow("/admin/aenderungsvorschlaege/inspect/")
    found += complaints(page, "proposal")
    assert not found, "\n".join(found)


def complaints(page: Page, name: str) -> list[str]:
    take_pictures(page, f"office-{name}")
    found = [f"{name}, {scheme}: {found}" for scheme in SCHEMES for found in violations(page, scheme)]
    return [told for told in found if not told.startswith(WAGTAILS_OWN)]


def test_mails_are_accessible_as_pages(staff: Staff) -> None:
    page, found = staff.page, []
    staff.log_in()
    for spec in all_templates():
        preview = page.request.get(f"/admin/mailvorlagen/{spec.key}/de/vorschau/")
        page.set_content(preview.text())
        found += [told for told in complaints(page, f"mail-{spec.key}") if not WHOLE_PAGES.search(told)]
    assert not found, "\n".join(found)
