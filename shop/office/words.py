"""States in words with colour, wherever staff meet them."""

from dataclasses import dataclass
from typing import Any

from shop.models import Delivery, Order

ORDERS = {Order.State.PAID: "good", Order.State.PLACED: "warn", Order.State.CANCELLED: "bad"}
DELIVERIES = {Delivery.State.OPEN: "warn", Delivery.State.SHIPPED: "good", Delivery.State.STOPPED: "bad"}


@dataclass(frozen=True)
class Word:
    """A state in words; `tone` is good, warn, bad or nothing."""

    text: Any
    tone: str = ""


def order_word(order: Order) -> Word:
    return Word(order.get_state_display(), ORDERS[Order.State(order.state)])


def delivery_word(delivery: Delivery) -> Word:
    return Word(delivery.get_state_display(), DELIVERIES[Delivery.State(delivery.state)])
