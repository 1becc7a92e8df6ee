"""What templates show of articles and orders, in words."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from babel import Locale
from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils.translation import get_language, ngettext, pgettext
from django.utils.translation import gettext as _

from core.money import NBSP, split_gross
from shop.models import DownloadLink, Ebook, EbookFile, Order, OrderLine
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


def page_facts(ebook: Ebook, published: str) -> list[dict[str, str]]:
    rows = [
        (_("Author"), ebook.author),
        (_("Publisher"), ebook.publisher),
        (_("Pages"), str(ebook.page_count or "")),
        (_("Language"), language_name(ebook.language)),
        (_("ISBN"), ebook.isbn),
        (_("Article number"), ebook.number),
        (pgettext("book", "Published"), published),
        (_("Copy protection"), _("none; your name stands in the file")),
    ]
    return [{"label": label, "value": value} for label, value in rows if value]


def language_name(code: str) -> str:
    return Locale(get_language() or "de").languages.get(code, code)


def line_of(ebook: Ebook) -> dict[str, Any]:
    """The essential features beside the button (§ 312j (2) BGB)."""
    files = formats(ebook)
    names = ", ".join(file["label"] for file in files)
    sizes = ", ".join(f"{file['label']} ({filesizeformat(file['size'])})" for file in files)
    return {
        "name": ebook.name,
        "author": ebook.author,
        "cover": ebook.cover,
        "gross": ebook.gross,
        "kind": _("Ebook (%(formats)s)") % {"formats": names},
        "facts": [
            {"label": _("Content"), "value": _content(ebook)},
            {"label": _("Formats"), "value": sizes},
            {"label": _("Use"), "value": _("without copy protection, on all your devices; your name in the file")},
            {"label": _("Delivery"), "value": _("as a download, right after the payment; no shipping costs")},
        ],
    }


def _content(ebook: Ebook) -> str:
    parts = [f"{ebook.author}: {ebook.name}", language_name(ebook.language)]
    if ebook.page_count:
        parts.append(ngettext("%(count)s page", "%(count)s pages", ebook.page_count) % {"count": ebook.page_count})
    return ", ".join(parts)


def order_lines(lines: Sequence[OrderLine]) -> list[dict[str, Any]]:
    """Lines as `templates/shop/_line.html` shows them: what was bought, at the price of that day."""
    return [
        {
            "name": line.name,
            "author": line.product.ebook.author,
            "cover": line.product.ebook.cover,
            "kind": _("Ebook"),
            "quantity": line.quantity,
            "gross": line.quantity * line.unit_gross,
        }
        for line in lines
    ]


def order_tax(order: Order, lines: Sequence[OrderLine]) -> dict[str, Any]:
    """The tax in the total; an order of today has one rate."""
    rate = lines[0].tax_rate
    return {"tax": split_gross(order.gross, rate)[1], "tax_note": tax_note(rate, small_business=not rate)}


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
