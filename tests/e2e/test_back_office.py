"""The back office's screens before axe, in light and dark."""

from playwright.sync_api import Page

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
}
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
    return [f"{name}, {scheme}: {found}" for scheme in SCHEMES for found in violations(page, scheme)]
