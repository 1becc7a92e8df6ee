from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.utils.translation import gettext, override
from django.utils.translation import gettext_lazy as _

from automations.models import Run
from automations.process import Do, End, Entry, Form, Gate, Mail, On, Process
from automations.processes.ebook_aspects import ASPECTS
from billing.services import issue_invoice
from cms.services.legal import legal_document
from core import clock
from core.bus import EventData
from payments.models import Payment
from shop import mails
from shop.models import Order, OrderLine
from shop.selectors import delivery_is_stopped
from shop.services import OrderAlreadyPaid, cancel_order, grant_downloads, prepare_copies


def order_of(run: Run) -> Order:
    return Order.objects.select_related("customer__person", "receivable").get(pk=run.subject_id)


def order_of_payment(event: EventData) -> str | None:
    """Payments know what they are for by the uuid of the receivable."""
    pk = Order.objects.filter(receivable__uuid=event.payload["reference"]).values_list("pk", flat=True).first()
    return str(pk) if pk else None


def print_terms(run: Run) -> None:
    for revision in order_of(run).legal_revisions.values():
        legal_document(revision_id=revision)


def is_paid(run: Run) -> bool:
    return order_of(run).state == Order.State.PAID


def is_cancelled(run: Run) -> bool:
    return order_of(run).state == Order.State.CANCELLED


def is_confirmed(run: Run) -> bool:
    return order_of(run).confirmed_at is not None


def order_of_grant(event: EventData) -> str | None:
    """Rights name the order line that they come from."""
    kind, _colon, line = event.payload["source"].partition(":")
    if kind != "shop.orderline":
        return None
    pk = OrderLine.objects.filter(pk=line).values_list("order_id", flat=True).first()
    return str(pk) if pk else None


def is_due(run: Run) -> bool:
    due = order_of(run).deliverable_from
    return due is not None and due <= clock.now() and not is_stopped(run)


def is_stopped(run: Run) -> bool:
    """The right was taken back before it was given."""
    return delivery_is_stopped(order_of(run))


def due_at(run: Run) -> datetime:
    return order_of(run).deliverable_from or clock.now()


def is_denied(run: Run) -> bool:
    """The last attempt was denied: nothing is on its way any more."""
    order = order_of(run)
    last = Payment.objects.filter(reference=str(order.claim.uuid)).order_by("-pk").first()
    return order.state == Order.State.PLACED and last is not None and last.state == Payment.State.DENIED


def end_of_waiting(run: Run) -> datetime:
    """Until when the money may come; no longer than until somebody cancels the order."""
    order = order_of(run)
    return order.cancelled_at or order.pay_until


def make_copies(run: Run) -> None:
    prepare_copies(order_id=int(run.subject_id))


def grant_right(run: Run) -> None:
    grant_downloads(order_id=int(run.subject_id))


def issue(run: Run) -> dict[str, Any]:
    return {"invoice": issue_invoice(receivable_id=order_of(run).claim.pk).number}


def cancel_unpaid(run: Run) -> None:
    """An order that was paid at the last moment stays as it is: the next gate sees it."""
    order = order_of(run)
    with override(order.language):
        reason = gettext("No payment has arrived in time.")
    try:
        cancel_order(order_id=order.pk, reason=reason, step="P5.06")
    except OrderAlreadyPaid:
        return


def about_order(compose: Callable[[Order], dict[str, Any]]) -> Callable[[Run], dict[str, Any]]:
    """A mail of the shop is about an order; a step knows its run."""
    return lambda run: compose(order_of(run))


class EbookPurchase(Process):
    """What happens to an order for an ebook (P5)."""

    key = "ebook_purchase"
    label = _("Ebook purchase")
    subject = "shop.order"
    started_by = "order.placed"
    subject_page = "orders:inspect"
    aspects = ASPECTS

    # Done at the checkout, all in the transaction that places the order.
    address = Form(_("Enter the billing address"), feature="P5.01")
    email = Form(_("Enter the e-mail address"), feature="P5.02")
    person = Form(_("Create or link the person"), feature="P5.03")
    profile = Form(_("Create or link the user profile"), feature="P5.04")
    payment = Form(_("Order with obligation to pay"), feature="P5.05")

    # The receipt is at the same time what confirms the contract on a durable medium: without it no delivery.
    terms = Do(_("Put the terms into a document"), print_terms, effect="resumable")
    confirmation = Mail(_("Send the order confirmation"), about_order(mails.confirmation), on_failure="paid")

    # fmt: off
    paid = Gate(
        _("Payment successful?"), feature="P5.06",
        when=is_paid, unless=is_denied, until=end_of_waiting,
        wakes=["order.paid", "order.cancelled", On("payment.denied", order_of_payment)],
        yes="invoice", no="denied", late="cancel",
    )
    denied = Mail(
        _("Offer to pay again"), about_order(mails.payment_failed), feature="P5.06",
        on_failure="paid_again",
    )
    paid_again = Gate(
        _("Paid after all?"), feature="P5.06",
        when=is_paid, until=end_of_waiting,
        wakes=["order.paid", "order.cancelled"],
        yes="invoice", no="cancel",
    )

    invoice = Do(
        _("Issue the invoice"), issue, feature="P5.07",
        effect="resumable", retries=3, on_failure="copies",
    )
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

    cancel = Do(_("Cancel the order"), cancel_unpaid, feature="P5.06")
    cancelled = Gate(
        _("Not paid at the last moment?"), feature="P5.06",
        when=is_cancelled,
        yes="cancellation", no="invoice",
    )
    cancellation = Mail(
        _("Tell of the cancellation"), about_order(mails.cancelled), feature="P5.06",
        on_failure="unpaid",
    )
    unpaid = End(_("Not paid"), outcome="unpaid")
    # fmt: on

    @classmethod
    def enter(cls, event: EventData) -> Entry | None:
        if not OrderLine.objects.filter(order=int(event.subject_id), product__ebook__isnull=False).exists():
            return None
        return Entry(event.payload["number"], event.payload["person_id"])
