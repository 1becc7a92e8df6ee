"""What the shop's mails say: the arguments of `queue_mail` for each of them, but its effect key."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from billing.models import Invoice
from billing.services import pay_path
from billing.values import PartySnapshot
from cms.services.legal import legal_document
from mailing.enums import Category
from mailing.models import Message
from shop import presenters
from shop.models import Delivery, DownloadLink, Order, OrderLine, Withdrawal
from shop.selectors import current_links, current_rates
from shop.tokens import link_token, order_path

PARCEL_SENT = "parcel_sent"
_IS_GOODS = Q(product__goods__isnull=False)


def confirmation(order: Order) -> dict[str, Any]:
    """The receipt that becomes the contract's confirmation on a durable medium (§ 312i, § 312f BGB).

    Its attachments may have to be rendered: call it in the worker.
    """
    with override(order.language):
        lines = [_line(line) for line in _lines(order)]
    context = {
        "customer": _customer(order),
        "order": {
            **_order(order),
            **_taxes(order),
            "lines": lines,
            "address": _address(order.address, order),
            "delivery_address": _address(order.delivery_address, order),
            **_sent(order),
        },
        "payment": {**_payment(order), "method": order.method, "purpose": order.number},
        "waiver": _filled({"text": order.waiver_text, "given_at": order.waiver_at}),
    }
    attachments = [legal_document(revision_id=revision) for revision in order.legal_revisions.values()]
    return {**_mail(order, "order_confirmation", context), "attachments": attachments}


def delivery(order: Order) -> dict[str, Any]:
    """With the invoice, unless it was sent before."""
    issued = Invoice.objects.filter(receivable=order.receivable, pdf__isnull=False).select_related("pdf").first()
    invoice = None if invoice_was_sent(order) else issued
    context = {
        "customer": _customer(order),
        "order": _order(order),
        "downloads": [_download(link) for link in current_links(order)],
        "invoice": {"number": invoice.number} if invoice else {},
    }
    return {**_mail(order, "ebook_delivery", context), "attachments": [invoice.pdf] if invoice else []}


def invoice(order: Order) -> dict[str, Any]:
    """For orders without a download at once; with one the invoice comes with its link."""
    issued = Invoice.objects.select_related("pdf").get(receivable=order.receivable)
    sent, due = _sent(order), order.deliverable_from
    times = {
        "delivery_time": sent.get("delivery_time", ""),
        "download_from": timezone.localdate(due) if due and sent.get("ebooks") else None,
    }
    context = {
        "customer": _customer(order),
        "order": {**_order(order), **_filled(times)},
        "invoice": {"number": issued.number},
    }
    return {**_mail(order, "order_invoice", context), "attachments": [issued.pdf] if issued.pdf else []}


def invoice_was_sent(order: Order) -> bool:
    """A mail with the invoice is on its way, or has arrived."""
    documents = Invoice.objects.filter(receivable=order.receivable).values("pdf")
    mails = Message.objects.filter(related_type="shop.order", related_id=str(order.pk))
    return mails.filter(attachments__document__in=documents).exists()


def parcel_sent(order: Order, *, again: bool = False) -> dict[str, Any]:
    """`again`: what we have written of it before no longer holds."""
    delivery = Delivery.objects.get(order=order)
    goods = [{"name": line.name, "quantity": line.quantity} for line in _lines(order).filter(_IS_GOODS)]
    address = _address(delivery.address, order)
    parcel = {"lines": goods, "address": address, "tracking": delivery.tracking, "again": again}
    context = {"customer": _customer(order), "order": _order(order), "parcel": _filled(parcel)}
    return _mail(order, PARCEL_SENT, context)


def renewed(order: Order, link: DownloadLink) -> dict[str, Any]:
    context = {"customer": _customer(order), "order": _order(order), "downloads": [_download(link)]}
    return _mail(order, "download_link_renewed", context)


def payment_failed(order: Order) -> dict[str, Any]:
    context = {"customer": _customer(order), "order": _order(order), "payment": _payment(order)}
    return _mail(order, "payment_failed", context)


def cancelled(order: Order) -> dict[str, Any]:
    """What staff wrote as reason stays inside; a missed deadline is named."""
    missed = order.cancelled_at is not None and order.cancelled_at >= order.pay_until
    context = {
        "customer": _customer(order),
        "order": _order(order),
        "payment": {"until": timezone.localdate(order.pay_until)} if missed else {},
    }
    return _mail(order, "order_cancelled", context)


def withdrawal_received(withdrawal: Withdrawal) -> dict[str, Any]:
    """§ 356a (4) BGB: content, date and time of what came in, on a durable medium. It says receipt, not acceptance."""
    order = withdrawal.order
    return {
        "template": "withdrawal_received",
        "to": withdrawal.email,
        "to_name": withdrawal.name,
        "context": {
            "withdrawal": {
                "number": withdrawal.number,
                "received_at": withdrawal.received_at,
                "name": withdrawal.name,
                "contract": withdrawal.contract,
                "email": withdrawal.email,
            }
        },
        "related": withdrawal,
        "person_id": order.customer.person_id if order else None,
        "language": withdrawal.language,
    }


def account_activation(order: Order, *, to: str, url: str, valid_until: datetime) -> dict[str, Any]:
    """`to` is the login's own address: the link sets its password."""
    context = {"customer": _customer(order), "activation": {"url": url, "valid_until": valid_until}}
    return {**_mail(order, "account_activation", context), "to": to, "category": Category.SECURITY}


def _mail(order: Order, template: str, context: dict[str, Any]) -> dict[str, Any]:
    return {
        "template": template,
        "to": order.email,
        "to_name": PartySnapshot.from_json(order.address).name,
        "context": context,
        "related": order,
        "person_id": order.customer.person_id,
        "language": order.language,
    }


def _customer(order: Order) -> dict[str, str]:
    return {"name": PartySnapshot.from_json(order.address).name}


def _order(order: Order) -> dict[str, Any]:
    return {
        "number": order.number,
        "url": settings.SITE_URL + order_path(order),
        "placed_at": order.placed_at,
        "gross": order.gross,
    }


def _payment(order: Order) -> dict[str, Any]:
    return {"url": settings.SITE_URL + pay_path(order.claim), "until": timezone.localdate(order.pay_until)}


def _address(address: dict[str, str], order: Order) -> str:
    return "\n".join(presenters.address_lines(address, order.language))


def _lines(order: Order) -> QuerySet[OrderLine]:
    lines = order.lines.select_related("product__ebook", "product__goods").prefetch_related("product__ebook__files")
    return lines.order_by("pk")


def _sent(order: Order) -> dict[str, Any]:
    """What the mails say of ebooks, of goods, and of both."""
    articles = [line.product for line in _lines(order) if line.product]
    goods = [product.goods for product in articles if not product.is_ebook]
    with override(order.language):
        guarantees = [{"name": item.name, "text": item.guarantee} for item in goods if item.guarantee]
        slowest = max(goods, key=lambda item: item.delivery_days_max, default=None)
        time = presenters.delivery_time(slowest) if slowest else ""
    found = {"ebooks": len(articles) - len(goods), "goods": len(goods), "delivery_time": time, "guarantees": guarantees}
    return _filled(found)


def _taxes(order: Order) -> dict[str, Any]:
    if current_rates().small_business:
        with override(order.language):
            return {"tax_note": _("No VAT is charged (§ 19 UStG).")}
    parts = presenters.order_taxes(list(order.lines.all()))
    return {"taxes": [{"rate": f"{(part.rate * 100).normalize():f}", "amount": part.tax} for part in parts]}


def _line(line: OrderLine) -> dict[str, Any]:
    return {"name": line.name, "details": _details(line), "quantity": line.quantity, "gross": line.gross}


def _details(line: OrderLine) -> str:
    if line.product is None:
        return ""
    if line.product.is_ebook:
        formats = sorted(file.get_format_display() for file in line.product.ebook.files.all())
        return _("ebook, %(formats)s") % {"formats": ", ".join(formats)}
    return presenters.delivery_time(line.product.goods)


def _download(link: DownloadLink) -> dict[str, Any]:
    formats = [copy.get_format_display() for copy in link.line.copies.order_by("format")]
    with override(link.line.order.language):
        joined = _(" and ").join(formats)
    return {
        "title": link.line.name,
        "formats": joined,
        "url": settings.SITE_URL + reverse("shop:download", args=[link_token(link)]),
        "valid_until": link.expires_at,
        "max_count": link.max_count,
    }


def _filled(values: dict[str, Any]) -> dict[str, Any]:
    """Placeholders without a value are left out: a template then uses its fallback, or says what is missing."""
    return {name: value for name, value in values.items() if value}
