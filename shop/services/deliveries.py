"""Parcels: opened when an order with goods is paid, then packed and sent by staff."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from core import bus, clock, protocol
from core.transactions import joining
from shop import facts, packing
from shop.models import Delivery, Order
from shop.selectors import is_withdrawn


class Withdrawn(Exception):
    """The buyer has withdrawn: nothing is sent any more. Says of which order."""


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
    """These are on their way: {delivery: tracking number or ""}. Returns those that were not sent before.

    Raises Withdrawn; then none of them is marked.
    """
    shipped = [delivery for delivery in _locked(parcels) if delivery.state == Delivery.State.OPEN]
    for delivery in shipped:
        if is_withdrawn(delivery.order):
            raise Withdrawn(delivery.order.number)
        _mark(delivery, parcels[delivery.pk], actor)
    return shipped


def print_packing_list(*, delivery_ids: Iterable[int], actor: Any = None) -> bytes:
    """A PDF: what to take from the shelves for all of them, then a letter per parcel. Those are noted as printed."""
    deliveries = Delivery.objects.filter(pk__in=list(delivery_ids)).select_related("order__customer")
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


def _mark(delivery: Delivery, tracking: str, actor: Any) -> None:
    delivery.state, delivery.shipped_at, delivery.tracking = Delivery.State.SHIPPED, clock.now(), tracking
    delivery.save(update_fields=["state", "shipped_at", "tracking"])
    order = delivery.order
    _record("delivery.shipped", order, actor, tracking=tracking)
    bus.emit(facts.DELIVERY_SHIPPED, subject=order, payload={"number": order.number, "tracking": tracking})


def _record(action: str, order: Order, actor: Any = None, **data: str) -> None:
    protocol.record(action, obj=order, actor=actor, person_id=order.customer.person_id, data=data)
