"""The four sides of the steps of purchase and delivery of goods."""

from django.utils.translation import gettext_lazy as _

from automations.process import Aspects
from automations.processes import purchase_aspects

PURCHASE_ASPECTS = purchase_aspects.ASPECTS | {
    "invoice": Aspects(
        ui=_("With a mail of its own and on the order's page. When it fails, staff see it; the parcel is sent anyway."),
        security=_("The number is drawn in the transaction that issues it; an issued invoice never changes."),
        protocol="invoice.issued",
        persistence=_("Invoice, frozen; PDF/A-3 and XML as StoredDocument."),
    ),
    "receipt": Aspects(
        ui=_("Mail “invoice”: the payment has arrived, when the parcel is expected, the invoice."),
        security=_("Goes to the address of the order only."),
        protocol="mail.queued, mail.accepted",
        persistence=_("Message."),
    ),
}
DELIVERY_ASPECTS = {
    "shipped": Aspects(
        ui=_("Staff see it in “Shipping”, print the packing list and mark it as sent. The order's page says so."),
        security=_("Who may ship is a role. After an accepted withdrawal nothing is sent."),
        protocol="delivery.opened, delivery.printed, delivery.shipped",
        persistence=_("Delivery: address, weight, state, tracking number."),
    ),
    "notice": Aspects(
        ui=_("Mail “parcel sent”, with the tracking number if there is one."),
        security=_("Goes to the address of the order only."),
        protocol="mail.queued, mail.accepted",
        persistence=_("Message."),
    ),
}
