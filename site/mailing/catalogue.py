"""The mails of the house and what their texts may name. The samples fill the preview and say which type is meant."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from mailing.registry import register_template

ORDER: dict[str, Any] = {
    "customer.name": "Johanna Winter",
    "order.number": "B-2026-000123",
    "order.url": "https://verlag.example/bestellung/kZ3vq8Hc0s2mTn5YpLrW1A/",
    "order.placed_at": datetime(2026, 11, 24, 13, 30, tzinfo=UTC),
    "order.gross": Decimal("19.90"),
}
DOWNLOADS: list[dict[str, Any]] = [
    {
        "title": "Brot braucht Zeit",
        "formats": "EPUB und PDF",
        "url": "https://verlag.example/download/8fQx2LmVt0cRzYb7NwKd3A/",
        "valid_until": datetime(2026, 12, 24, 13, 35, tzinfo=UTC),
        "max_count": 5,
    }
]
PAYMENT: dict[str, Any] = {
    "payment.url": "https://verlag.example/zahlen/Vb6Tn1RqXs9eGk4WmZc0Jw/",
    "payment.until": date(2026, 12, 1),
}
GOODS: dict[str, Any] = {
    "order.goods": 1,
    "order.delivery_address": "Johanna Winter\nLindenweg 4\n04109 Leipzig",
    "order.delivery_time": "in 2 bis 4 Werktagen",
    "order.guarantees": [{"name": "Bäckerschürze", "text": "Zwei Jahre auf alle Nähte, unbeschadet Ihrer Rechte."}],
}


def register() -> None:
    register_template(
        "order_confirmation",
        _("Order confirmation"),
        {
            **ORDER,
            **PAYMENT,
            "order.address": "Johanna Winter\nLindenweg 4\n04109 Leipzig",
            "order.lines": [
                {
                    "name": "Brot braucht Zeit",
                    "details": "Ebook, EPUB, PDF",
                    "quantity": 1,
                    "gross": Decimal("12.00"),
                },
                {
                    "name": "Der Tag beginnt im Ofen, Postkarten",
                    "details": "in 2 bis 4 Werktagen",
                    "quantity": 1,
                    "gross": Decimal("7.90"),
                },
            ],
            "order.taxes": [{"rate": "7", "amount": Decimal("1.30")}],
            "order.tax_note": "Der Preis enthält die gesetzliche Mehrwertsteuer.",
            "order.ebooks": 1,
            **GOODS,
            "payment.method": "transfer",
            "payment.purpose": "B-2026-000123",
            "waiver.text": "Ich stimme ausdrücklich zu, dass Sie vor Ablauf der Widerrufsfrist mit der Lieferung "
            "beginnen, und ich weiß, dass mein Widerrufsrecht mit Beginn der Lieferung erlischt.",
            "waiver.given_at": datetime(2026, 11, 24, 13, 30, tzinfo=UTC),
        },
        required=["order.number", "order.lines", "order.gross", "waiver.text", "payment.url"],
        optional=[
            "order.address", "order.taxes", "order.tax_note", "order.ebooks", *GOODS,
            "payment.url", "payment.until", "payment.purpose",
            "waiver.text", "waiver.given_at",
        ],
    )  # fmt: skip
    register_template(
        "ebook_delivery",
        _("Delivery of an ebook"),
        {**ORDER, "downloads": DOWNLOADS, "invoice.number": "R-2026-000087"},
        required=["downloads[].url", "downloads[].valid_until", "downloads[].max_count"],
        optional=["invoice.number"],
    )
    register_template(
        "order_invoice",
        _("Invoice without download"),
        {
            **ORDER,
            "order.delivery_time": GOODS["order.delivery_time"],
            "order.download_from": date(2026, 12, 9),
            "invoice.number": "R-2026-000087",
        },
        required=["order.number", "invoice.number"],
        optional=["order.delivery_time", "order.download_from"],
    )
    register_template(
        "parcel_sent",
        _("Parcel sent"),
        {
            **ORDER,
            "parcel.lines": [{"name": "Der Tag beginnt im Ofen, Postkarten", "quantity": 2}],
            "parcel.address": GOODS["order.delivery_address"],
            "parcel.tracking": "00340434161094042557",
            "parcel.again": False,
        },
        required=["order.number", "parcel.lines"],
        optional=["parcel.tracking", "parcel.again"],
    )
    register_template(
        "download_link_renewed",
        _("New download link"),
        {**ORDER, "downloads": DOWNLOADS},
        required=["downloads[].url", "downloads[].valid_until", "downloads[].max_count"],
    )
    register_template(
        "payment_failed",
        _("Payment failed"),
        {**ORDER, **PAYMENT},
        required=["order.number", "payment.url"],
        optional=["payment.until"],
    )
    register_template(
        "order_cancelled",
        _("Order cancelled"),
        {**ORDER, "payment.until": PAYMENT["payment.until"], "order.reason": "Sie haben uns darum gebeten."},
        required=["order.number"],
        optional=["payment.until", "order.reason"],
    )
    register_template(
        "account_activation",
        _("Set up the customer account"),
        {
            "customer.name": ORDER["customer.name"],
            "activation.url": "https://verlag.example/konto/passwort/neu/c3-dn2k7q/",
            "activation.valid_until": datetime(2026, 11, 27, 13, 30, tzinfo=UTC),
        },
        required=["activation.url"],
        optional=["customer.name", "activation.valid_until"],
    )
