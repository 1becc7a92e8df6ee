from shop.services.accounts import offer_account
from shop.services.cancelling import OrderAlreadyPaid, cancel_order
from shop.services.copies import prepare_copies
from shop.services.deliveries import (
    NotSent,
    correct_tracking,
    mark_shipped,
    print_packing_list,
    take_back_shipment,
)
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
from shop.services.withdrawals import (
    AlreadyDecided,
    Declaration,
    accept_withdrawal,
    declare_withdrawal,
    reject_withdrawal,
)

__all__ = [
    "AlreadyDecided",
    "CheckoutData",
    "Declaration",
    "DownloadRefused",
    "NotDeliverable",
    "NotSent",
    "OrderAlreadyPaid",
    "Placed",
    "accept_withdrawal",
    "cancel_order",
    "confirm_order",
    "correct_tracking",
    "declare_withdrawal",
    "grant_downloads",
    "mark_order_paid",
    "mark_shipped",
    "offer_account",
    "pay_order",
    "place_order",
    "prepare_copies",
    "print_packing_list",
    "reject_withdrawal",
    "renew_link",
    "request_new_link",
    "revoke_downloads",
    "take_back_shipment",
    "take_download",
]
