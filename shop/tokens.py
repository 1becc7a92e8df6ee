"""The raw tokens of links; the rows keep only their digests."""

from django.urls import reverse

from core.tokens import derived_token
from shop.models import DownloadLink, Order, Withdrawal


def order_token(order: Order) -> str:
    return derived_token("order", order.uuid.hex)


def order_path(order: Order) -> str:
    return reverse("shop:order", args=[order_token(order)])


def link_token(link: DownloadLink) -> str:
    return derived_token("download", link.uuid.hex)


def withdrawal_token(withdrawal: Withdrawal) -> str:
    return derived_token("withdrawal", withdrawal.uuid.hex)
