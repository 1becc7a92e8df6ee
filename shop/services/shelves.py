"""What articles are sorted into and where they are sent, as staff keep it."""

from typing import Any, TypeVar

from django.db import transaction

from core import protocol
from shop.models import QuickShop, ShippingZone, Topic

Shelf = TypeVar("Shelf", Topic, QuickShop, ShippingZone)


@transaction.atomic
def save_shelf(*, shelf: Shelf, actor: Any = None) -> Shelf:
    """New or changed, with the rows that belong to it."""
    known = type(shelf).objects.filter(pk=shelf.pk).first()
    before = _facts(known) if known else {}
    shelf.save()
    changes = {name: [before.get(name, ""), said] for name, said in _facts(shelf).items() if before.get(name) != said}
    action = f"{shelf._meta.model_name}.{'changed' if before else 'created'}"
    protocol.record(action, obj=shelf, actor=actor, changes=changes)
    return shelf


@transaction.atomic
def delete_zone(*, zone: ShippingZone, actor: Any = None) -> None:
    """Its countries are not delivered to any more."""
    lost = {name: [said, ""] for name, said in _facts(zone).items()}
    protocol.record("shippingzone.deleted", obj=zone, actor=actor, changes=lost)
    zone.delete()


def _facts(shelf: Topic | QuickShop | ShippingZone) -> dict[str, str]:
    fields = [field.name for field in shelf._meta.concrete_fields if not field.primary_key]
    return {**{name: str(getattr(shelf, name)) for name in fields}, **_rows(shelf)}


def _rows(shelf: Topic | QuickShop | ShippingZone) -> dict[str, str]:
    match shelf:
        case ShippingZone():
            return {"rates": "; ".join(f"{rate.up_to} g: {rate.gross}" for rate in shelf.rates.all())}
        case QuickShop():
            rows = shelf.articles.all()
            return {"articles": "; ".join(f"{row.product.number}: {row.quantity}" for row in rows)}
    return {}
