from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext, override

from billing.services import open_receivable
from billing.values import Line, PartySnapshot
from core import bus, clock, protocol
from core.numbers import next_number
from core.tokens import digest
from customers.services.buyers import Buyer, find_or_create_buyer
from shop import facts, legal
from shop.countries import country_name
from shop.models import Order, OrderLine, QuickShop, ShopSettings
from shop.models.orders import SHIPPING
from shop.quotes import Quote, full_name
from shop.services.stock import take_stock
from shop.tokens import order_token


@dataclass(frozen=True)
class CheckoutData:
    """What the buyer entered, validated, and the articles as they are now. `expected_gross` is what they saw.

    `delivery` is where goods go; None when nothing is sent.
    """

    idempotency_key: str
    quote: Quote
    party: PartySnapshot
    given_name: str
    family_name: str
    method: str
    waiver: bool
    expected_gross: Decimal
    delivery: PartySnapshot | None = None
    quick_shop: QuickShop | None = None
    language: str = "de"


@dataclass(frozen=True)
class Placed:
    order: Order
    created: bool


class PriceChanged(Exception):
    """The price is not the one that the buyer saw: they must look again before they order."""


@transaction.atomic
def place_order(*, data: CheckoutData) -> Placed:
    """Order, lines, receivable and the goods kept for it in one piece; the process starts with the fact.

    A repeated key finds the first order. Raises PriceChanged, SoldOut.
    """
    if data.quote.gross != data.expected_gross:
        raise PriceChanged
    buyer = find_or_create_buyer(
        email=data.party.email, given_name=data.given_name, family_name=data.family_name, source="checkout"
    )
    # The buyer's row is locked: of a double click the second has waited, and finds what the first has placed.
    if known := Order.objects.filter(idempotency_key=data.idempotency_key).first():
        return Placed(known, created=False)
    take_stock(items=[(choice.goods, choice.quantity) for choice in data.quote.choices if choice.goods])
    order = _create(data, buyer, clock.now())
    lines = _lines(order, data.quote)
    OrderLine.objects.bulk_create(lines)
    _open_receivable(order, lines, buyer, data)
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
        email=data.party.email,
        address=data.party.to_json(),
        delivery_address=data.delivery.to_json() if data.delivery else {},
        quick_shop=data.quick_shop,
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


def _lines(order: Order, quote: Quote) -> list[OrderLine]:
    """The articles, then what sending them costs."""
    articles = [
        OrderLine(
            order=order,
            product=choice.product,
            number=choice.product.number,
            name=full_name(choice.product),
            quantity=choice.quantity,
            unit_gross=choice.product.gross,
            tax_rate=quote.rates.of(choice.product),
        )
        for choice in quote.choices
    ]
    with override(order.language):
        name = gettext("Shipping to %(country)s") % {"country": country_name(quote.country, order.language)}
    shipping = [
        OrderLine(order=order, number=SHIPPING, name=name, unit_gross=part.gross, tax_rate=part.rate)
        for part in quote.shipping or ()
    ]
    return [*articles, *shipping]


def _open_receivable(order: Order, lines: list[OrderLine], buyer: Buyer, data: CheckoutData) -> None:
    order.receivable = open_receivable(
        reason=order,
        customer=buyer.customer,
        party=data.party,
        lines=[Line(line.number, line.name, line.quantity, line.unit_gross, line.tax_rate) for line in lines],
        due_at=order.pay_until,
        number=order.number,
        language=order.language,
    )
    order.save(update_fields=["receivable"])
