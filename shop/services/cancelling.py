from typing import Any

from django.db import transaction

from billing.models import Receivable
from billing.services import cancel_receivable
from core import bus, clock, protocol
from shop import facts
from shop.models import Order
from shop.services.stock import give_back_stock


class OrderAlreadyPaid(Exception):
    """A paid order is not cancelled but refunded."""


@transaction.atomic
def cancel_order(*, order_id: int, reason: str, actor: Any = None, step: str = "") -> Order:
    """Cancel an unpaid order and what was owed for it; its goods can be sold again. Raises OrderAlreadyPaid.

    Cancelling twice is harmless.
    """
    receivable_id = Order.objects.values_list("receivable_id", flat=True).get(pk=order_id)
    Receivable.objects.select_for_update().get(pk=receivable_id)  # receivable before order: core/locks.md
    order = Order.objects.select_for_update().get(pk=order_id)
    if order.state == Order.State.CANCELLED:
        return order
    if order.state == Order.State.PAID:
        raise OrderAlreadyPaid(order.number)
    cancel_receivable(receivable_id=receivable_id, reason=reason)
    order.state, order.cancelled_at, order.cancel_reason = Order.State.CANCELLED, clock.now(), reason
    order.save(update_fields=["state", "cancelled_at", "cancel_reason"])
    lines = order.lines.filter(product__goods__isnull=False).select_related("product__goods")
    give_back_stock(items=[(line.product.goods, line.quantity) for line in lines if line.product])
    person_id = order.customer.person_id
    protocol.record(
        "order.cancelled",
        obj=order,
        actor=actor,
        person_id=person_id,
        step=step,
        changes={"state": ["placed", "cancelled"]},
        data={"reason": reason},
    )
    bus.emit(
        facts.ORDER_CANCELLED,
        subject=order,
        payload={"number": order.number, "person_id": person_id, "reason": reason},
    )
    return order
