"""What templates show of articles and orders, in words."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from babel import Locale
from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from cms.models import CompanySettings
from core.money import NBSP
from shop.countries import country_name
from shop.models import DownloadLink, Ebook, EbookFile, Goods, Order, OrderLine, Product
from shop.quotes import Choice, Part, Quote, parts_by_rate
from shop.tokens import link_token


def percent(rate: Decimal) -> str:
    text = f"{(rate * 100).normalize():f}".replace(".", ",")
    return f"{text}{NBSP}%"


def tax_note(rate: Decimal, small_business: bool) -> str:
    """Beside every price (PAngV): the tax it includes, or why it includes none."""
    if small_business:
        return _("no VAT is charged (§ 19 UStG)")
    return _("incl. %(rate)s VAT") % {"rate": percent(rate)}


def formats(ebook: Ebook) -> list[dict[str, Any]]:
    return [
        {
            "key": file.format,
            "label": file.get_format_display(),
            "size": file.size,
            "hint": format_hint(file.format),
        }
        for file in sorted(ebook.files.all(), key=lambda file: file.format)
    ]


def format_hint(format: str) -> str:
    return {
        EbookFile.Format.EPUB: _("for ebook readers, phones and tablets"),
        EbookFile.Format.PDF: _("for the computer and for printing"),
    }[EbookFile.Format(format)]


def language_name(code: str) -> str:
    return Locale(get_language() or "de").languages.get(code, code)


def choice_line(choice: Choice) -> dict[str, Any]:
    """A line of basket and checkout; its facts are the essential features beside the button (§ 312j (2) BGB)."""
    product = choice.product
    return {
        "number": product.number,
        "name": product.name,
        "author": product.author,
        "cover": product.cover,
        "kind": _kind(product),
        "quantity": choice.quantity,
        "unit_gross": product.gross,
        "gross": choice.gross,
        "min": product.min_quantity,
        "max": product.max_quantity,
        "facts": _facts_of_goods(choice.goods) if choice.goods else _facts_of_ebook(product.ebook),
    }


def _kind(product: Product) -> str:
    if product.is_ebook:
        names = ", ".join(file["label"] for file in formats(product.ebook))
        return _("Ebook (%(formats)s)") % {"formats": names}
    variant = product.goods.variant
    return variant[:1].upper() + variant[1:] if variant else capitalised(product.get_kind_display())


def capitalised(words: str) -> str:
    return words[:1].upper() + words[1:]


def _facts_of_ebook(ebook: Ebook) -> list[dict[str, str]]:
    sizes = ", ".join(f"{file['label']} ({filesizeformat(file['size'])})" for file in formats(ebook))
    return [
        {"label": _("Content"), "value": _content(ebook)},
        {"label": _("Formats"), "value": sizes},
        {"label": _("Use"), "value": _("without copy protection, on all your devices; your name in the file")},
        {"label": _("Delivery"), "value": _("as a download, right after the payment; no shipping costs")},
    ]


def _facts_of_goods(goods: Goods) -> list[dict[str, str]]:
    return [
        {"label": _("Content"), "value": _content(goods)},
        {"label": _("Delivery"), "value": delivery_time(goods)},
    ]


def delivery_time(goods: Goods) -> str:
    days = {"min": goods.delivery_days_min, "max": goods.delivery_days_max}
    if days["min"] == days["max"]:
        return ngettext("in %(max)s working day", "in %(max)s working days", days["max"]) % days
    return _("in %(min)s to %(max)s working days") % days


def _content(product: Product) -> str:
    parts = [f"{product.author}: {product.name}" if product.author else product.name]
    if product.kind in {Product.Kind.EBOOK, Product.Kind.BOOK, Product.Kind.AUDIO}:
        parts.append(language_name(product.language))
    if product.page_count:
        parts.append(ngettext("%(count)s page", "%(count)s pages", product.page_count) % {"count": product.page_count})
    return ", ".join(parts)


def quote_sum(found: Quote) -> dict[str, Any]:
    """The foot of basket and checkout: what sending costs, the total, the tax in it."""
    sent = bool(found.goods) and found.shipping is not None
    return {
        "articles": found.goods_gross,
        "shipping": found.shipping_gross if sent else None,
        "shipping_label": _shipping_label(found.country) if sent else "",
        "total": found.gross,
        "taxes": _tax_rows(found.taxes),
    }


def order_sum(order: Order, lines: Sequence[OrderLine]) -> dict[str, Any]:
    """The same of an order, as it was on its day."""
    sending = [line for line in lines if line.product_id is None]
    return {
        "articles": sum((line.gross for line in lines if line.product_id), Decimal(0)),
        "shipping": sum((line.gross for line in sending), Decimal(0)) if order.delivery_address else None,
        "shipping_label": _shipping_label(order.delivery_address["country"]) if order.delivery_address else "",
        "total": order.gross,
        "taxes": _tax_rows(order_taxes(lines)),
    }


def address_lines(address: dict[str, str], language: str) -> list[str]:
    """An address as it stands on a letter; a country only where it is another than ours."""
    if not address:
        return []
    country = "" if address["country"] == CompanySettings.load().country else country_name(address["country"], language)
    town = f"{address['postal_code']} {address['city']}".strip()
    return [line for line in (address["company"], address["name"], address["street"], town, country) if line]


def order_taxes(lines: Sequence[OrderLine]) -> list[Part]:
    return parts_by_rate([Part(line.gross, line.tax_rate) for line in lines])


def _shipping_label(country: str) -> str:
    return _("Shipping to %(country)s") % {"country": country_name(country, get_language() or "de")}


def _tax_rows(parts: Sequence[Part]) -> list[dict[str, Any]]:
    if not any(part.rate for part in parts):
        return [{"note": tax_note(Decimal(0), small_business=True), "tax": None}]
    return [{"note": tax_note(part.rate, small_business=False), "tax": part.tax} for part in parts]


def order_lines(lines: Sequence[OrderLine]) -> list[dict[str, Any]]:
    """Lines as `templates/shop/_line.html` shows them: what was bought, at the price of that day."""
    return [
        {
            "name": line.name,
            "author": line.product.author,
            "cover": line.product.cover,
            "kind": capitalised(line.product.get_kind_display()),
            "quantity": line.quantity,
            "unit_gross": line.unit_gross,
            "gross": line.gross,
        }
        for line in lines
        if line.product
    ]


def download_card(link: DownloadLink) -> dict[str, Any]:
    """A link and what lies behind it: formats with sizes, time and downloads left."""
    copies = link.line.copies.order_by("format")
    return {
        "name": link.line.name,
        "url": reverse("shop:download", args=[link_token(link)]),
        "formats": [
            {
                "key": copy.format,
                "label": copy.get_format_display(),
                "size": copy.size,
                "hint": format_hint(copy.format),
            }
            for copy in copies
        ],
        "valid_until": link.expires_at,
        "remaining": link.max_count - link.used_count,
    }


def masked(email: str) -> str:
    """Enough for the owner to recognise, too little for anybody else: j…t@example.com."""
    local, _at, domain = email.rpartition("@")
    return f"{local[0]}…{local[-1] if len(local) > 2 else ''}@{domain}"
