from datetime import datetime

from django.utils.translation import gettext_lazy as _

from automations.models import Run
from automations.process import Do, End, Entry, Gate, Mail, On, Process
from automations.processes.ebook_aspects import ASPECTS
from automations.processes.purchase import (
    about_order,
    cancellation_of,
    checkout_forms,
    collection,
    contract,
    invoicing,
    order_of,
)
from core import clock
from core.bus import EventData
from shop import mails
from shop.models import OrderLine
from shop.selectors import delivery_is_stopped
from shop.services import grant_downloads, prepare_copies


def is_confirmed(run: Run) -> bool:
    return order_of(run).confirmed_at is not None


def order_of_grant(event: EventData) -> str | None:
    """Rights name the order line that they come from."""
    kind, _colon, line = event.payload["source"].partition(":")
    if kind != "shop.orderline":
        return None
    pk = OrderLine.objects.filter(pk=line).values_list("order_id", flat=True).first()
    return str(pk) if pk else None


def is_delivered_at_once(run: Run) -> bool:
    """Who waits for the end of the withdrawal period does not wait for the invoice."""
    return order_of(run).waiver_at is not None


def is_due(run: Run) -> bool:
    due = order_of(run).deliverable_from
    return due is not None and due <= clock.now() and not is_stopped(run)


def is_stopped(run: Run) -> bool:
    """The right was taken back before it was given."""
    return delivery_is_stopped(order_of(run))


def due_at(run: Run) -> datetime:
    return order_of(run).deliverable_from or clock.now()


def make_copies(run: Run) -> None:
    prepare_copies(order_id=int(run.subject_id))


def grant_right(run: Run) -> None:
    grant_downloads(order_id=int(run.subject_id))


class EbookPurchase(Process):
    """What happens to an order with an ebook (P5); goods beside it are sent by `GoodsDelivery`."""

    key = "ebook_purchase"
    label = _("Ebook purchase")
    subject = "shop.order"
    started_by = "order.placed"
    subject_page = "orders:inspect"
    aspects = ASPECTS

    address, email, person, profile, payment = checkout_forms()
    terms, confirmation = contract()  # without the confirmation no delivery
    paid, denied, paid_again = collection(then="invoice")

    # fmt: off
    invoice = invoicing(on_failure="copies")
    at_once = Gate(_("Delivered at once?"), when=is_delivered_at_once, yes="copies", no="receipt")
    receipt = Mail(_("Send the invoice"), about_order(mails.invoice), on_failure="copies")
    copies = Do(
        _("Make the copies with the buyer's mark"), make_copies, feature="P5.08",
        effect="resumable",
    )
    confirmed = Gate(
        _("Contract confirmed?"), feature="P5.08",
        when=is_confirmed,
        wakes=["order.confirmed"],
        yes="due",
    )
    # Who consented is delivered at once, who did not when the withdrawal period is over.
    due = Gate(
        _("Delivery due?"), feature="P5.08",
        when=is_due, unless=is_stopped, until=due_at,
        wakes=[On("access.revoked", order_of_grant)],
        yes="grant", no="stopped",
    )
    grant = Do(_("Grant the download right"), grant_right, feature="P5.08")
    delivery = Mail(_("Send download link and invoice"), about_order(mails.delivery), feature="P5.08")
    delivered = End(_("Delivered"), outcome="delivered")
    stopped = End(_("Right taken back before the delivery"), outcome="stopped")
    # fmt: on

    cancel, cancelled, cancellation, unpaid = cancellation_of(otherwise="invoice")

    @classmethod
    def enter(cls, event: EventData) -> Entry | None:
        if not OrderLine.objects.filter(order=int(event.subject_id), product__ebook__isnull=False).exists():
            return None
        return Entry(event.payload["number"], event.payload["person_id"])
