from django.db import transaction

from billing.services import NothingToPayError, start_payment
from core import bus, clock, protocol
from shop import facts
from shop.models import Order
from shop.services.deliveries import open_delivery
from shop.tokens import order_path


def pay_order(*, order: Order, method: str) -> str | None:
    """Begin to pay. Returns the provider's address, or None when there is none (transfer) or the provider is down."""
    if order.state != Order.State.PLACED or not order.gross:
        return None
    if order.method != method:
        Order.objects.filter(pk=order.pk, state=Order.State.PLACED).update(method=method)
    try:
        started = start_payment(
            receivable_id=order.claim.pk,
            provider=method,
            return_path=order_path(order),
        )
    except NothingToPayError:  # paid or cancelled since the page was loaded
        return None
    return started.redirect_url


@transaction.atomic
def mark_order_paid(*, order_id: int) -> None:
    """The receivable is settled: the order is paid, and its goods are to be sent, in the same transaction."""
    order = Order.objects.select_for_update().get(pk=order_id)
    if order.state != Order.State.PLACED:
        return
    order.state, order.paid_at = Order.State.PAID, clock.now()
    order.save(update_fields=["state", "paid_at"])
    _tell("order.paid", facts.ORDER_PAID, order, step="P5.06")
    open_delivery(order=order)


@transaction.atomic
def confirm_order(*, order_id: int) -> None:
    """The confirmation on a durable medium has left the house: the mail server has accepted it (§ 312f BGB)."""
    order = Order.objects.select_for_update().get(pk=order_id)
    if order.confirmed_at:
        return
    order.confirmed_at = clock.now()
    order.save(update_fields=["confirmed_at"])
    _tell("order.confirmed", facts.ORDER_CONFIRMED, order)


def _tell(action: str, fact: bus.Fact, order: Order, step: str = "") -> None:
    person_id = order.customer.person_id
    protocol.record(action, obj=order, person_id=person_id, step=step, data={"number": order.number})
    bus.emit(fact, subject=order, payload={"number": order.number, "person_id": person_id})
