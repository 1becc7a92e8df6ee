"""Orders for things that are sent: the purchase, and the delivery that begins with the money."""

from django.utils.translation import gettext_lazy as _

from automations.models import Run
from automations.process import End, Entry, Gate, Mail, On, Process
from automations.processes.goods_aspects import DELIVERY_ASPECTS, PURCHASE_ASPECTS
from automations.processes.purchase import (
    about_order,
    cancellation_of,
    checkout_forms,
    collection,
    contract,
    invoicing,
    order_of,
)
from core.bus import EventData
from shop import mails
from shop.models import Delivery, OrderLine
from shop.selectors import is_withdrawn


def is_shipped(run: Run) -> bool:
    return Delivery.objects.filter(order=int(run.subject_id), state=Delivery.State.SHIPPED).exists()


def is_given_up(run: Run) -> bool:
    return is_withdrawn(order_of(run))


def order_of_withdrawal(event: EventData) -> str | None:
    order = event.payload["order"]
    return str(order) if order else None


class GoodsPurchase(Process):
    """What happens to an order for goods alone, until they are paid and invoiced."""

    key = "goods_purchase"
    label = _("Purchase of goods")
    subject = "shop.order"
    started_by = "order.placed"
    subject_page = "orders:inspect"
    aspects = PURCHASE_ASPECTS

    address, email, person, profile, payment = checkout_forms()
    terms, confirmation = contract()
    paid, denied, paid_again = collection(then="invoice")
    invoice = invoicing()
    receipt = Mail(_("Send the invoice"), about_order(mails.invoice))
    invoiced = End(_("Paid and invoiced"), outcome="invoiced")
    cancel, cancelled, cancellation, unpaid = cancellation_of(otherwise="invoice")

    @classmethod
    def enter(cls, event: EventData) -> Entry | None:
        articles = OrderLine.objects.filter(order=int(event.subject_id), product__isnull=False)
        if articles.filter(product__ebook__isnull=False).exists() or not articles.exists():
            return None
        return Entry(event.payload["number"], event.payload["person_id"])


class GoodsDelivery(Process):
    """From the money to the parcel on its way, for every order with goods."""

    key = "goods_delivery"
    label = _("Delivery of goods")
    subject = "shop.order"
    started_by = "delivery.opened"
    subject_page = "orders:inspect"
    aspects = DELIVERY_ASPECTS

    shipped = Gate(
        _("Parcel sent?"),
        when=is_shipped,
        unless=is_given_up,
        wakes=["delivery.shipped", On("withdrawal.decided", order_of_withdrawal)],
        yes="notice",
        no="withdrawn",
    )
    notice = Mail(_("Tell that the parcel is on its way"), about_order(mails.parcel_sent))
    sent = End(_("Sent"), outcome="sent")
    withdrawn = End(_("Withdrawn before it was sent"), outcome="withdrawn")

    @classmethod
    def enter(cls, event: EventData) -> Entry:
        return Entry(event.payload["number"], event.payload["person_id"])
