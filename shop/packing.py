"""The packing list: what to take from the shelves, then a letter for each parcel. It names no prices."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import segno
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import override

from billing.letterhead import foot, rows
from billing.services.own_invoices import current_seller
from billing.texts import Words
from billing.values import PartySnapshot
from cms import logos
from cms.models import ThemeSettings
from core import clock
from core.pdf import write_pdf_apart
from shop.mails import invoice_was_sent
from shop.models import Delivery, Order, OrderLine
from shop.selectors import current_links, delivery_is_stopped

SHEETS = ("letter.css", "packing.css")


@dataclass
class Pick:
    """So many of one article, for all parcels together."""

    line: OrderLine
    quantity: int


def packing_list(deliveries: Sequence[Delivery]) -> bytes:
    seller = current_seller()
    head = {"seller": seller, "logo": logos.for_letters(ThemeSettings.load())}
    lines = _lines(deliveries)
    context = {
        **head,
        "picks": _picks([line for found in lines.values() for line in found if _is_sent(line)]),
        "letters": [_letter(delivery, lines[delivery.order_id], head) for delivery in deliveries],
        "foot": foot(seller, Words("de")),
        "now": clock.now(),
    }
    html = render_to_string("pdf/packing.html", context)
    return write_pdf_apart(html, sheets=SHEETS, css=f".brand {{ color: {seller.colour} }}", variant="pdf/ua-1")


def _lines(deliveries: Sequence[Delivery]) -> dict[int, list[OrderLine]]:
    """The articles of each order; what sending costs is in no parcel."""
    found: dict[int, list[OrderLine]] = {delivery.order_id: [] for delivery in deliveries}
    lines = OrderLine.objects.filter(order__in=found, product__isnull=False).select_related("product")
    for line in lines.order_by("pk"):
        found[line.order_id].append(line)
    return found


def _is_sent(line: OrderLine) -> bool:
    return line.product is not None and not line.product.is_ebook


def _ebooks(order: Order) -> str:
    """Where the downloads of the order stand: came, come now, come on a day, or never (nothing is said)."""
    if delivery_is_stopped(order):
        return ""
    if current_links(order):
        return "came"
    due = order.deliverable_from
    return "later" if due and due > clock.now() else "soon"


def _picks(lines: Sequence[OrderLine]) -> list[Pick]:
    picks: dict[str, Pick] = {}
    for line in lines:
        picks.setdefault(line.number, Pick(line, 0)).quantity += line.quantity
    return [picks[number] for number in sorted(picks)]


def _letter(delivery: Delivery, lines: Sequence[OrderLine], head: dict[str, Any]) -> str:
    """In the language of the order."""
    order = delivery.order
    words, to = Words(order.language), PartySnapshot.from_json(delivery.address)
    country = words.country(to.country).upper() if to.country != head["seller"].country else ""
    context = {
        "order": order,
        **head,
        "recipient": rows(to.company, to.name, to.street, f"{to.postal_code} {to.city}".strip(), country),
        "labels": words.labels(),
        "ordered_on": words.day(timezone.localdate(order.placed_at)),
        "lines": [line for line in lines if _is_sent(line)],
        "code": segno.make(order.number, error="m", micro=False).svg_data_uri(border=0, omitsize=True),
        "ebooks": _ebooks(order) if any(not _is_sent(line) for line in lines) else "",
        "ebooks_on": words.day(timezone.localdate(order.deliverable_from)) if order.deliverable_from else "",
        "invoice_sent": invoice_was_sent(order),
    }
    with override(order.language):
        return render_to_string("pdf/_parcel.html", context)
