"""Things that tests need, made by the services that make them in life."""

import io
import itertools
import uuid
from decimal import Decimal
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from pypdf import PdfWriter

from billing.values import PartySnapshot
from cms.models import CompanySettings
from core import clock
from mailing.models import Message
from mailing.services import queue_mail
from payments.services import record_transfer
from shop.models import Ebook, Goods, Order, Product, ShippingRate, ShippingZone
from shop.quotes import choose, quote
from shop.services import (
    CheckoutData,
    confirm_order,
    grant_downloads,
    pay_order,
    place_order,
    prepare_copies,
)
from shop.services.articles import save_article
from tests.support.epubs import old_epub

_counter = itertools.count(1)


def queued_message(**values: Any) -> Message:
    n = next(_counter)
    with transaction.atomic():
        return queue_mail(
            **{
                "template": "payment_failed",
                "to": f"reader{n}@example.org",
                "to_name": "Erika Leserin",
                "context": {
                    "customer": {"name": "Erika Leserin"},
                    "order": {
                        "number": "B-1", "url": "https://shop.example/b/", "placed_at": clock.now(),
                        "gross": Decimal("8.90"),
                    },
                    "payment": {"url": "https://shop.example/zahlen/x/"},
                },
                "effect_key": f"test:{n}:{uuid.uuid4().hex}",
                **values,
            }
        )  # fmt: skip


def small_pdf() -> bytes:
    writer = PdfWriter()
    writer.add_blank_page(width=420, height=595)
    buffer = io.BytesIO()
    writer.write(buffer)
    return buffer.getvalue()


def an_ebook(number: str = "", gross: str = "8.90", **values: Any) -> Ebook:
    number = number or f"T-{next(_counter):04d}"
    fields = {"name": "Brot braucht Zeit", "author": "Marlene Kerkow", "language": "de", **values}
    ebook = Ebook(number=number, gross=Decimal(gross), **fields)
    files = {
        "epub": SimpleUploadedFile("book.epub", old_epub()),
        "pdf": SimpleUploadedFile("book.pdf", small_pdf()),
    }
    return save_article(article=ebook, files=files)


def some_goods(number: str = "", gross: str = "24.00", stock: int = 10, **values: Any) -> Goods:
    """A printed book that is sent; `variant_of` and `variant` make it a variant of another one."""
    fields = {
        "name": "Brot braucht Zeit",
        "author": "Marlene Kerkow",
        "kind": Product.Kind.BOOK,
        "weight": 640,
        "maker_name": "Haselrain Verlag GmbH",
        "maker_address": "Am Haselrain 12, 17298 Altenhasel",
        "maker_email": "post@haselrain.example",
        **values,
    }
    number = number or f"W-{next(_counter):04d}"
    return save_article(article=Goods(number=number, gross=Decimal(gross), stock=stock, **fields))


def a_company() -> CompanySettings:
    company = CompanySettings.load()
    company.legal_name, company.street = "Haselrain Verlag GmbH", "Am Haselrain 12"
    company.postal_code, company.city, company.email = "17298", "Altenhasel", "post@haselrain.example"
    company.tax_number, company.vat_id = "062/123/45678", "DE136695976"
    company.iban, company.bic, company.bank_name = "DE02120300000000202051", "BYLADEM1001", "BayernLB"
    company.account_holder = company.legal_name
    company.save()
    return company


def checkout_data(
    article: Ebook | Goods,
    *,
    quantity: int = 1,
    country: str = "DE",
    delivery: dict[str, str] | None = None,
    email: str = "erika@example.org",
    given_name: str = "Erika",
    company: str = "",
    **values: Any,
) -> CheckoutData:
    found = quote(choose({article.number: quantity}).choices, country=country)
    address = {"name": f"{given_name} Leserin", "country": country, "company": company, "email": email}
    place = {"street": "Lange Gasse 7", "postal_code": "17268", "city": "Templin"} if found.goods else {}
    fields: dict[str, Any] = {
        "idempotency_key": uuid.uuid4().hex,
        "quote": found,
        "party": PartySnapshot(**address, **place),
        "delivery": PartySnapshot(**{**address, **place, **(delivery or {})}) if found.goods else None,
        "given_name": given_name,
        "family_name": "Leserin",
        "method": "transfer",
        "waiver": bool(found.ebooks),
        "expected_gross": found.gross,
        **values,
    }  # fmt: skip
    return CheckoutData(**fields)


def postage(gross: str = "3.90", countries: tuple[str, ...] = ("DE",), up_to: int = 2000) -> None:
    """Parcels to these countries cost this."""
    zone = ShippingZone.objects.create(name="-".join(countries), countries=list(countries))
    ShippingRate.objects.create(zone=zone, up_to=up_to, gross=Decimal(gross))


def a_placed_order(article: Ebook | Goods | None = None, **values: Any) -> Order:
    return place_order(data=checkout_data(article or an_ebook(), **values)).order


def pay_by_transfer(order: Order) -> None:
    """The money is on the account: staff press "received"."""
    pay_order(order=order, method="transfer")
    record_transfer(reference=str(order.receivable.uuid), amount=order.gross, received_on=clock.today(), actor=None)


def a_delivered_order(ebook: Ebook | None = None, **values: Any) -> Order:
    """Paid, confirmed, with marked copies and a download link."""
    order = a_placed_order(ebook, **values)
    pay_by_transfer(order)
    confirm_order(order_id=order.pk)
    prepare_copies(order_id=order.pk)
    grant_downloads(order_id=order.pk)
    order.refresh_from_db()
    return order
