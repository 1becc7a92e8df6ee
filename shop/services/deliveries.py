"""Parcels: opened when an order with goods is paid, then packed and sent by staff."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from core import bus, clock, protocol
from core.transactions import joining
from mailing.models import Message
from mailing.services import queue_mail
from shop import facts, mails, packing
from shop.models import Delivery, Order
from shop.selectors import is_withdrawn
from shop.services.stock import give_back_stock


class NotSent(Exception):
    """The parcel is not marked as sent (any more). Says of which order."""


@joining()
def open_delivery(*, order: Order) -> Delivery | None:
    """The order's goods wait for being sent; None when it has none. Part of what marks the order as paid."""
    goods = order.lines.filter(product__goods__isnull=False).values_list("quantity", "product__goods__weight")
    pieces = list(goods)
    if not pieces:
        return None
    weight = sum(quantity * grams for quantity, grams in pieces)
    address = order.delivery_address or order.address
    delivery = Delivery.objects.create(order=order, address=address, weight=weight, created_at=clock.now())
    _record("delivery.opened", order)
    bus.emit(
        facts.DELIVERY_OPENED,
        subject=order,
        payload={"number": order.number, "person_id": order.customer.person_id},
    )
    return delivery


@transaction.atomic
def mark_shipped(*, parcels: Mapping[int, str], actor: Any = None) -> list[Delivery]:
    """These are on their way: {delivery: tracking number or ""}. Returns those that waited for it: neither

    what was sent before, nor what the buyer has withdrawn from.
    """
    shipped = [delivery for delivery in _locked(parcels) if delivery.state == Delivery.State.OPEN]
    for delivery in shipped:
        _mark(delivery, parcels[delivery.pk], actor)
    return shipped


@transaction.atomic
def stop_delivery(*, order_id: int, actor: Any = None) -> None:
    """The buyer has withdrawn: what has not been sent stays here and can be sold again."""
    for delivery in _locked(Delivery.objects.filter(order=order_id).values_list("pk", flat=True)):
        if delivery.state == Delivery.State.OPEN:
            _stop(delivery, actor)


@transaction.atomic
def take_back_shipment(*, delivery_id: int, actor: Any = None) -> Delivery:
    """It was marked as sent by mistake. Raises NotSent. Who has been told stays told, until it is sent indeed."""
    delivery = _sent(delivery_id)
    changes = {"state": ["shipped", "open"], "tracking": [delivery.tracking, ""]}
    delivery.state, delivery.shipped_at, delivery.tracking = Delivery.State.OPEN, None, ""
    delivery.save(update_fields=["state", "shipped_at", "tracking"])
    _record("delivery.taken_back", delivery.order, actor, changes=changes)
    if is_withdrawn(delivery.order):
        _stop(delivery, actor)
    return delivery


@transaction.atomic
def correct_tracking(*, delivery_id: int, tracking: str, actor: Any = None) -> Delivery:
    """Another tracking number; the buyer is told of it. Raises NotSent."""
    delivery = _sent(delivery_id)
    before = delivery.tracking
    if tracking == before:
        return delivery
    delivery.tracking = tracking
    delivery.save(update_fields=["tracking"])
    _record("delivery.tracking", delivery.order, actor, changes={"tracking": [before, tracking]})
    if tracking:
        _tell_again(delivery.order)
    return delivery


def print_packing_list(*, delivery_ids: Iterable[int], actor: Any = None) -> bytes:
    """A PDF: what to take from the shelves for all of them, then a letter per parcel. Those are noted as printed.

    What was withdrawn is left out.
    """
    wanted = Delivery.objects.filter(pk__in=list(delivery_ids)).exclude(state=Delivery.State.STOPPED)
    deliveries = wanted.select_related("order__customer")
    pdf = packing.packing_list(list(deliveries.order_by("created_at", "pk")))
    _note_printed(deliveries, actor)
    return pdf


@transaction.atomic
def _note_printed(deliveries: "QuerySet[Delivery]", actor: Any) -> None:
    for delivery in deliveries:
        _record("delivery.printed", delivery.order, actor)
    deliveries.update(printed_at=clock.now())


def _locked(ids: Iterable[int]) -> list[Delivery]:
    """Orders first, as everybody does (core/locks.md)."""
    deliveries = Delivery.objects.filter(pk__in=list(ids)).order_by("order")
    list(Order.objects.select_for_update().filter(delivery__in=deliveries).order_by("pk"))
    return list(deliveries.select_related("order__customer").select_for_update(of=("self",)))


def _sent(delivery_id: int) -> Delivery:
    (delivery,) = _locked([delivery_id])
    if delivery.state != Delivery.State.SHIPPED:
        raise NotSent(delivery.order.number)
    return delivery


def _mark(delivery: Delivery, tracking: str, actor: Any) -> None:
    delivery.state, delivery.shipped_at, delivery.tracking = Delivery.State.SHIPPED, clock.now(), tracking
    delivery.save(update_fields=["state", "shipped_at", "tracking"])
    order = delivery.order
    _record("delivery.shipped", order, actor, tracking=tracking)
    bus.emit(facts.DELIVERY_SHIPPED, subject=order, payload={"number": order.number, "tracking": tracking})
    _tell_again(order)


def _stop(delivery: Delivery, actor: Any) -> None:
    delivery.state = Delivery.State.STOPPED
    delivery.save(update_fields=["state"])
    lines = delivery.order.lines.filter(product__goods__isnull=False).select_related("product__goods")
    give_back_stock(items=[(line.product.goods, line.quantity) for line in lines if line.product])
    _record("delivery.stopped", delivery.order, actor, changes={"state": ["open", "stopped"]})


def _tell_again(order: Order) -> None:
    """Whom the process has told, it does not tell twice; but what it said is no longer so."""
    related = {"related_type": "shop.order", "related_id": str(order.pk)}
    told = Message.objects.filter(template=mails.PARCEL_SENT, **related).count()
    if told:
        queue_mail(**mails.parcel_sent(order, again=True), effect_key=f"delivery.told:{order.pk}:{told}")


def _record(
    action: str, order: Order, actor: Any = None, *, changes: dict[str, list[str]] | None = None, **data: str
) -> None:
    protocol.record(action, obj=order, actor=actor, person_id=order.customer.person_id, changes=changes, data=data)
