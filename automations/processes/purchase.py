"""What every purchase has in common: questions to its order, and steps that stand in more than one process.

The functions that give steps are called in the body of a process, which names them.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.utils.translation import gettext, override
from django.utils.translation import gettext_lazy as _

from automations.models import Run
from automations.process import Do, End, Form, Gate, Mail, On
from billing.services import issue_invoice
from cms.services.legal import legal_document
from core.bus import EventData
from payments.models import Payment
from shop import mails
from shop.models import Order
from shop.services import OrderAlreadyPaid, cancel_order


def order_of(run: Run) -> Order:
    return Order.objects.select_related("customer__person", "receivable").get(pk=run.subject_id)


def order_of_payment(event: EventData) -> str | None:
    """Payments know what they are for by the uuid of the receivable."""
    pk = Order.objects.filter(receivable__uuid=event.payload["reference"]).values_list("pk", flat=True).first()
    return str(pk) if pk else None


def about_order(compose: Callable[[Order], dict[str, Any]]) -> Callable[[Run], dict[str, Any]]:
    """A mail of the shop is about an order; a step knows its run."""
    return lambda run: compose(order_of(run))


def checkout_forms() -> tuple[Form, ...]:
    """Done at the checkout, all in the transaction that places the order: address, email, person, profile, payment."""
    return (
        Form(_("Enter the billing address"), feature="P5.01"),
        Form(_("Enter the e-mail address"), feature="P5.02"),
        Form(_("Create or link the person"), feature="P5.03"),
        Form(_("Create or link the user profile"), feature="P5.04"),
        Form(_("Order with obligation to pay"), feature="P5.05"),
    )


def contract() -> tuple[Do, Mail]:
    """Terms and confirmation: the receipt is at the same time what confirms the contract on a durable medium."""
    return (
        Do(_("Put the terms into a document"), print_terms, effect="resumable"),
        Mail(_("Send the order confirmation"), about_order(mails.confirmation), on_failure="paid"),
    )


def collection(*, then: str) -> tuple[Gate, Mail, Gate]:
    """paid, denied, paid_again: the money comes, perhaps at the second try, or the order is cancelled."""
    paid = Gate(
        _("Payment successful?"), feature="P5.06",
        when=is_paid, unless=is_denied, until=end_of_waiting,
        wakes=["order.paid", "order.cancelled", On("payment.denied", order_of_payment)],
        yes=then, no="denied", late="cancel",
    )  # fmt: skip
    denied = Mail(
        _("Offer to pay again"), about_order(mails.payment_failed), feature="P5.06",
        on_failure="paid_again",
    )  # fmt: skip
    paid_again = Gate(
        _("Paid after all?"), feature="P5.06",
        when=is_paid, until=end_of_waiting,
        wakes=["order.paid", "order.cancelled"],
        yes=then, no="cancel",
    )  # fmt: skip
    return paid, denied, paid_again


def invoicing(*, on_failure: str = "") -> Do:
    return Do(
        _("Issue the invoice"), issue, feature="P5.07",
        effect="resumable", retries=3, on_failure=on_failure,
    )  # fmt: skip


def cancellation_of(*, otherwise: str) -> tuple[Do, Gate, Mail, End]:
    """cancel, cancelled, cancellation, unpaid; money at the last moment leads on to `otherwise`."""
    cancel = Do(_("Cancel the order"), cancel_unpaid, feature="P5.06")
    cancelled = Gate(
        _("Not paid at the last moment?"), feature="P5.06",
        when=is_cancelled,
        yes="cancellation", no=otherwise,
    )  # fmt: skip
    cancellation = Mail(
        _("Tell of the cancellation"), about_order(mails.cancelled), feature="P5.06",
        on_failure="unpaid",
    )  # fmt: skip
    return cancel, cancelled, cancellation, End(_("Not paid"), outcome="unpaid")


def print_terms(run: Run) -> None:
    for revision in order_of(run).legal_revisions.values():
        legal_document(revision_id=revision)


def is_paid(run: Run) -> bool:
    return order_of(run).state == Order.State.PAID


def is_cancelled(run: Run) -> bool:
    return order_of(run).state == Order.State.CANCELLED


def is_denied(run: Run) -> bool:
    """The last attempt was denied: nothing is on its way any more."""
    order = order_of(run)
    last = Payment.objects.filter(reference=str(order.claim.uuid)).order_by("-pk").first()
    return order.state == Order.State.PLACED and last is not None and last.state == Payment.State.DENIED


def end_of_waiting(run: Run) -> datetime:
    """Until when the money may come; no longer than until somebody cancels the order."""
    order = order_of(run)
    return order.cancelled_at or order.pay_until


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
