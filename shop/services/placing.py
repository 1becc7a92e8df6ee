from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from django.db import transaction

from billing.services import open_receivable
from billing.values import Line, PartySnapshot
from core import bus, clock, protocol
from core.numbers import next_number
from core.tokens import digest
from customers.services.buyers import Buyer, find_or_create_buyer
from shop import facts, legal
from shop.models import Order, OrderLine, Product, ShopSettings
from shop.selectors import current_rates
from shop.tokens import order_token


@dataclass(frozen=True)
class CheckoutData:
    """What the buyer entered, validated, and the article as it is now. `expected_gross` is what they saw."""

    idempotency_key: str
    product: Product
    email: str
    given_name: str
    family_name: str
    country: str
    method: str
    waiver: bool
    expected_gross: Decimal
    company: str = ""
    street: str = ""
    postal_code: str = ""
    city: str = ""
    language: str = "de"


@dataclass(frozen=True)
class Placed:
    order: Order
    created: bool


class PriceChanged(Exception):
    """The price is not the one that the buyer saw: they must look again before they order."""


@transaction.atomic
def place_order(*, data: CheckoutData) -> Placed:
    """Order, line and receivable in one piece; the process starts with the fact. A repeated key finds the first order.

    Raises PriceChanged.
    """
    if data.product.gross != data.expected_gross:
        raise PriceChanged
    buyer = find_or_create_buyer(
        email=data.email, given_name=data.given_name, family_name=data.family_name, source="checkout"
    )
    # The buyer's row is locked: of a double click the second has waited, and finds what the first has placed.
    if known := Order.objects.filter(idempotency_key=data.idempotency_key).first():
        return Placed(known, created=False)
    order = _create(data, buyer, clock.now())
    line = _create_line(order, data.product)
    _open_receivable(order, line, buyer, data)
    protocol.record(
        "order.placed",
        obj=order,
        person_id=buyer.person.pk,
        step="P5.02",
        data={"number": order.number, "method": order.method, "gross": str(order.gross)},
    )
    bus.emit(facts.ORDER_PLACED, subject=order, payload={"number": order.number, "person_id": buyer.person.pk})
    return Placed(order, created=True)


def _create(data: CheckoutData, buyer: Buyer, now: datetime) -> Order:
    order = Order(
        idempotency_key=data.idempotency_key,
        customer=buyer.customer,
        email=data.email,
        address=_party(data).to_json(),
        language=data.language,
        gross=data.expected_gross,
        method=data.method if data.expected_gross else Order.Method.NONE,
        waiver_text=legal.waiver_text() if data.waiver else "",
        waiver_at=now if data.waiver else None,
        legal_revisions=legal.current_revisions(),
        placed_at=now,
        pay_until=now + timedelta(days=ShopSettings.load().payment_deadline_days),
        number=next_number("order", now),
    )
    order.token_hash = digest(order_token(order))
    order.save()
    return order


def _create_line(order: Order, product: Product) -> OrderLine:
    return OrderLine.objects.create(
        order=order,
        product=product,
        number=product.number,
        name=product.name,
        unit_gross=product.gross,
        tax_rate=current_rates().of(product),
    )


def _open_receivable(order: Order, line: OrderLine, buyer: Buyer, data: CheckoutData) -> None:
    order.receivable = open_receivable(
        reason=order,
        customer=buyer.customer,
        party=_party(data),
        lines=[Line(line.number, line.name, line.quantity, line.unit_gross, line.tax_rate)],
        due_at=order.pay_until,
        number=order.number,
        language=order.language,
    )
    order.save(update_fields=["receivable"])


def _party(data: CheckoutData) -> PartySnapshot:
    return PartySnapshot(
        name=f"{data.given_name} {data.family_name}",
        company=data.company,
        street=data.street,
        postal_code=data.postal_code,
        city=data.city,
        country=data.country,
        email=data.email,
    )
