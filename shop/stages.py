"""Where an order stands, as its page tells it."""

import enum
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from billing.services import transfer_instructions
from core import clock
from core.models import StoredDocument
from payments.models import Payment
from shop import presenters
from shop.models import Delivery, DownloadLink, Order
from shop.presenters import download_card
from shop.selectors import current_links, delivery_is_stopped
from shop.tokens import order_token


class Status(enum.StrEnum):
    TRANSFER = "transfer"  # we wait for the money; the page shows where it goes
    FAILED = "failed"  # nothing is on its way: pay again
    CHECKING = "checking"  # the provider has it in hand
    PREPARING = "preparing"  # paid; the worker makes invoice and copies
    LATER = "later"  # paid; delivered when the withdrawal period is over
    STOPPED = "stopped"  # paid; the right was taken back before the delivery
    READY = "ready"
    SENDING = "sending"  # paid; there is nothing to download, the parcel is to be packed
    SENT = "sent"
    KEPT = "kept"  # paid; withdrawn before the parcel was sent
    CANCELLED = "cancelled"


def describe(order: Order) -> dict[str, Any]:
    """The context of the order's page."""
    links = current_links(order) if order.state == Order.State.PAID else []
    lines = list(order.lines.select_related("product__cover").order_by("pk"))
    ebooks = any(line.product.is_ebook for line in lines if line.product)
    delivery = Delivery.objects.filter(order=order).first() if order.delivery_address else None
    status = _status(order, links, delivery, ebooks)
    return {
        "order": order,
        "ebooks": ebooks,
        "delivery": delivery,
        "status": status.value,
        "waiting": status in {Status.CHECKING, Status.PREPARING},
        "stages": _stages(order, links, delivery, ebooks),
        "lines": presenters.order_lines(lines),
        "sum": presenters.order_sum(order, lines),
        "delivery_lines": presenters.address_lines(order.delivery_address, order.language),
        "downloads": [download_card(link) for link in links],
        "transfer": transfer_instructions(order.claim) if status == Status.TRANSFER else None,
        "shop_again_url": "/",
        "invoice_url": invoice_url(order),
    }


def archived_invoice(order: Order) -> StoredDocument | None:
    invoice = getattr(order.receivable, "invoice", None)
    return invoice.pdf if invoice else None


def invoice_url(order: Order) -> str:
    invoice = getattr(order.receivable, "invoice", None)
    return reverse("shop:invoice", args=[order_token(order)]) if invoice and invoice.pdf_id else ""


def _status(order: Order, links: list[DownloadLink], delivery: Delivery | None, ebooks: bool) -> Status:
    if order.state == Order.State.CANCELLED:
        return Status.CANCELLED
    if order.state != Order.State.PAID:
        return _unpaid(order)
    if ebooks:
        return Status.READY if links else _undelivered(order)
    states = {Delivery.State.SHIPPED: Status.SENT, Delivery.State.STOPPED: Status.KEPT}
    return states.get(Delivery.State(delivery.state), Status.SENDING) if delivery else Status.SENDING


def _unpaid(order: Order) -> Status:
    """By the payments, not by the way chosen at the till: the link in the mail lets payers choose again."""
    payments = list(Payment.objects.filter(reference=str(order.claim.uuid)).order_by("pk"))
    if any(map(_in_hand, payments)):
        return Status.CHECKING
    last = payments[-1].provider if payments else order.method
    return Status.TRANSFER if last == Order.Method.TRANSFER else Status.FAILED


def _undelivered(order: Order) -> Status:
    if delivery_is_stopped(order):
        return Status.STOPPED
    due = order.deliverable_from
    return Status.LATER if due and due > clock.now() else Status.PREPARING


def _in_hand(payment: Payment) -> bool:
    """The provider knows of it and may still say yes. A payment that never reached the provider may be tried again."""
    return bool(payment.provider_order_id) and payment.state in {Payment.State.PENDING, Payment.State.UNCLEAR}


def _stages(order: Order, links: list[DownloadLink], delivery: Delivery | None, ebooks: bool) -> list[dict[str, Any]]:
    if order.state == Order.State.CANCELLED:
        return []
    reached = [
        (_("Order"), order.placed_at),
        (_("Confirmation by e-mail"), order.confirmed_at),
        (_("Payment"), order.paid_at),
    ]
    if ebooks:
        reached.append((pgettext("stage", "Download"), links[0].created_at if links else None))
    if order.delivery_address and not (delivery and delivery.state == Delivery.State.STOPPED):
        reached.append((pgettext("stage", "Parcel sent"), delivery.shipped_at if delivery else None))
    first_open = next((label for label, at in reached if at is None), "")
    return [{"label": label, "done": at is not None, "current": label == first_open, "at": at} for label, at in reached]
