"""The invoice as a letter: PDF/A-3b by WeasyPrint, the XML put inside by factur-x."""

from typing import Any

import facturx
from django.template.loader import render_to_string
from django.utils import translation

from billing.girocode import girocode_data_uri
from billing.letterhead import foot, rows
from billing.models import Invoice
from billing.texts import Words, grouped
from billing.values import PartySnapshot
from cms import logos
from cms.models import ThemeSettings
from core.pdf import write_pdf

SHEETS = ("letter.css", "invoice.css")


def build_pdf(invoice: Invoice, xml: bytes) -> bytes:
    letter = write_pdf(_html(invoice), sheets=SHEETS, css=f".brand {{ color: {invoice.issuer.colour} }}")
    return bytes(
        facturx.generate_from_binary(
            letter,
            xml,
            flavor="factur-x",
            level="en16931",
            check_xsd=False,  # the tests do, with the Schematron as well
            pdf_metadata=_metadata(invoice),
            lang=invoice.language,
            afrelationship="alternative",
        )
    )


def _html(invoice: Invoice) -> str:
    with translation.override(invoice.language):
        return render_to_string("pdf/invoice.html", _context(invoice))


def _context(invoice: Invoice) -> dict[str, Any]:
    words, seller, sums = Words(invoice.language), invoice.issuer, invoice.sums
    open_amount = invoice.gross - invoice.paid
    return {
        "language": invoice.language,
        "title": words.invoice(number=invoice.number),
        "seller": seller,
        "logo": logos.for_letters(ThemeSettings.load()),
        "recipient": _address(invoice.buyer, seller.country, words),
        "foot": foot(seller, words),
        "facts": _facts(invoice, words),
        "small_business": invoice.small_business,
        "exemption": words.small_business(),
        "lines": _lines(invoice, words),
        "shares": [
            {
                "rate": words.percent(share.rate),
                "net": words.money(share.net, invoice.currency),
                "tax": words.money(share.tax, invoice.currency),
            }
            for share in sums.shares
        ],
        "gross": words.money(invoice.gross, invoice.currency),
        "paid": words.money(invoice.paid, invoice.currency) if invoice.paid else "",
        "open": words.money(open_amount, invoice.currency) if open_amount else "",
        "payment_note": invoice.payment_note,
        "iban": grouped(seller.iban),
        "account_holder": seller.account_holder or seller.name,
        "reference": invoice.reference,
        "girocode": girocode_data_uri(
            account_holder=seller.account_holder or seller.name,
            iban=seller.iban,
            bic=seller.bic,
            amount=open_amount,
            reference=invoice.reference,
        )
        if open_amount and seller.iban
        else "",
    }


def _lines(invoice: Invoice, words: Words) -> list[dict[str, str]]:
    return [
        {
            "name": line.name,
            "number": line.number,
            "quantity": words.number(line.quantity),
            "rate": words.percent(line.tax_rate),
            "unit_price": words.money(line.unit_gross, invoice.currency),
            "amount": words.money(line.gross, invoice.currency),
        }
        for line in invoice.items
    ]


def _address(party: PartySnapshot, home: str, words: Words) -> str:
    country = words.country(party.country).upper() if party.country != home else ""
    return rows(party.company, party.name, party.street, f"{party.postal_code} {party.city}".strip(), country)


def _facts(invoice: Invoice, words: Words) -> list[tuple[str, str]]:
    labels = words.labels()
    rows = [
        (labels["number"], invoice.number),
        (labels["date"], words.day(invoice.issued_on)),
        (labels["supply"], words.day(invoice.supply_date)),
        (labels["order"], invoice.reference),
        (labels["customer"], invoice.customer_number),
        (labels["vat_id"], invoice.buyer.vat_id),
    ]
    return [(label, value) for label, value in rows if value]


def _metadata(invoice: Invoice) -> dict[str, str]:
    title = Words(invoice.language).invoice(number=invoice.number)
    return {"author": invoice.issuer.name, "title": title, "subject": title, "keywords": ""}
