"""An order on the staff's screen, and what staff may do with it."""

from typing import Any, ClassVar

from django import forms
from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _

from core.admin import ActionRefused, ActionView, ReasonForm, RecordView, latest
from core.registries import object_links
from customers.models import Customer
from mailing.models import Message
from payments.models import Payment
from shop.models import Delivery, DownloadLink, Order
from shop.office.words import delivery_word, order_word
from shop.presenters import address_lines
from shop.services import (
    DownloadRefused,
    OrderAlreadyPaid,
    cancel_order,
    request_new_link,
    revoke_downloads,
)

PERMISSION = "shop.operate_order"
VIEW = "shop.view_order"


class OrderView(RecordView):
    """Everything about one order: money, invoice, downloads, mails, run, history."""

    template_name = "shop/admin/order.html"
    object: Order

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        order = self.object
        lines = list(order.lines.select_related("product").order_by("pk"))
        delivery: Delivery | None = getattr(order, "delivery", None)
        links = DownloadLink.objects.filter(line__order=order).select_related("line", "grant").order_by("-pk")
        return {
            **super().get_context_data(**kwargs),
            "lines": lines,
            "has_ebooks": any(line.product and line.product.is_ebook for line in lines),
            "billing_address": address_lines(order.address, order.language),
            "state": order_word(order),
            "delivery": delivery,
            "delivery_state": delivery and delivery_word(delivery),
            "delivery_address": address_lines(order.delivery_address, order.language),
            "payments": Payment.objects.filter(reference=str(order.claim.uuid)).order_by("pk"),
            "invoice": getattr(order.receivable, "invoice", None),
            "links": links,
            "current_link": next((link for link in links if link.replaced_at is None), None),
            "mails": Message.objects.filter(related_type="shop.order", related_id=str(order.pk)).order_by("pk"),
            "object_links": [
                (link, self.request.user.has_perm(link.permission))
                for build in object_links.values()
                for link in build(order)
            ],
            "may_operate": self.request.user.has_perm(PERMISSION),
        }


def orders_of(customer: Customer) -> dict[str, Any]:
    """For the customer's screen: the latest ones, and where the others are."""
    orders = Order.objects.filter(customer=customer).order_by("-placed_at", "-pk")
    shown = latest(orders, everything=reverse("orders:index", query={"q": customer.number}))
    return {**shown, "rows": [(order, order_word(order)) for order in shown["rows"]]}


class OrderAction(ActionView):
    model = Order
    permission = PERMISSION
    form_class: ClassVar[type[forms.Form] | None] = ReasonForm

    def back(self, obj: Order) -> str:
        return reverse("orders:inspect", args=[obj.pk])


class CancelOrder(OrderAction):
    title = _("Cancel the order")
    consequence = _(
        "The order and what is owed for it are cancelled, and its goods can be sold again. Money that still comes in "
        "will wait for a decision. The customer is told by mail."
    )
    button = _("Cancel the order")
    done = _("The order has been cancelled.")

    def act(self, obj: Order, data: dict[str, Any]) -> None:
        try:
            cancel_order(order_id=obj.pk, reason=data["reason"], actor=self.request.user)
        except OrderAlreadyPaid as error:
            raise ActionRefused(_("The order has been paid in the meantime.")) from error


class RevokeDownloads(OrderAction):
    title = _("Take the downloads back")
    consequence = _("All links of this order stop working at once, also those that are open in a browser.")
    button = _("Take back")
    done = _("The download right has been taken back.")

    def act(self, obj: Order, data: dict[str, Any]) -> None:
        revoke_downloads(order_id=obj.pk, reason=data["reason"], actor=self.request.user)


class RenewLink(OrderAction):
    title = _("Send a new download link")
    consequence = _("The customer gets a new link by mail; the present one stops working.")
    button = _("Send a new link")
    done = _("A new link is on its way to the customer.")
    form_class = None
    serious = False

    def act(self, obj: Order, data: dict[str, Any]) -> None:
        link = DownloadLink.objects.filter(line__order=obj, replaced_at=None).first()
        if link is None:
            raise ActionRefused(_("This order has no download yet."))
        try:
            request_new_link(link_id=link.pk, actor=self.request.user)
        except DownloadRefused as error:
            raise ActionRefused(_("The download right has been taken back.")) from error


urlpatterns = [
    path("<int:pk>/abbrechen/", CancelOrder.as_view(), name="cancel"),
    path("<int:pk>/download-zuruecknehmen/", RevokeDownloads.as_view(), name="revoke"),
    path("<int:pk>/download-erneuern/", RenewLink.as_view(), name="renew"),
]
