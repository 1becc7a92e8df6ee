from shop.services.cancelling import OrderAlreadyPaid, cancel_order
from shop.services.copies import prepare_copies
from shop.services.downloads import (
    DownloadRefused,
    NotDeliverable,
    grant_downloads,
    renew_link,
    request_new_link,
    revoke_downloads,
    take_download,
)
from shop.services.paying import confirm_order, mark_order_paid, pay_order
from shop.services.placing import CheckoutData, Placed, place_order

__all__ = [
    "CheckoutData",
    "DownloadRefused",
    "NotDeliverable",
    "OrderAlreadyPaid",
    "Placed",
    "cancel_order",
    "confirm_order",
    "grant_downloads",
    "mark_order_paid",
    "pay_order",
    "place_order",
    "prepare_copies",
    "renew_link",
    "request_new_link",
    "revoke_downloads",
    "take_download",
]
