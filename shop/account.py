"""What the customer area shows of the shop, to a person whose address is proven."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from core import clock
from customers.selectors import access_person
from shop import selectors, stages
from shop.models import Order
from shop.tokens import link_token, order_path

LIMIT = 200
TONES = {Order.State.PLACED: "warn", Order.State.PAID: "good"}


def orders(request: HttpRequest) -> dict[str, Any] | None:
    person = access_person(request.user)
    return {"orders": [_row(order) for order in selectors.orders_of(person)[:LIMIT]]} if person else None


def downloads(request: HttpRequest) -> dict[str, Any] | None:
    person = access_person(request.user)
    if person is None:
        return None
    links = selectors.links_of(person, at=clock.now())[:LIMIT]
    return {
        "downloads": [
            {
                "name": link.line.name,
                "author": link.line.article.author,
                "cover": link.line.article.cover,
                "url": reverse("shop:download", args=[link_token(link)]),
            }
            for link in links
        ]
    }


def _row(order: Order) -> dict[str, Any]:
    return {
        "number": order.number,
        "url": order_path(order),
        "names": ", ".join(line.name for line in order.lines.all()),
        "placed_at": order.placed_at,
        "state_label": order.get_state_display(),
        "tone": TONES.get(Order.State(order.state), ""),
        "gross": order.gross,
        "invoice_url": stages.invoice_url(order),
    }
