"""Our own issuer: number and frozen data in one transaction, the rendered documents in another, nothing twice.

A crash between the two leaves an invoice without documents; the next call goes on there. Whoever comes second finds
what the first has filed and throws its own rendering away.
"""

from dataclasses import asdict
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from billing.enums import ReceivableState
from billing.facts import INVOICE_ARCHIVED, INVOICE_ISSUED
from billing.models import Allocation, Invoice, Receivable
from billing.services import receivables
from billing.texts import Words
from billing.totals import compute
from billing.values import PartySnapshot, Seller
from cms.models import CompanySettings, TaxSettings, ThemeSettings
from core import bus, clock, documents, numbers, protocol

SMALL_AMOUNT = Decimal("250.00")  # § 33 UStDV: up to here the buyer's address may be left out


class CannotIssueError(Exception):
    """An invoice would not be lawful as things stand; the message says what to mend."""


def issue_own_invoice(*, receivable_id: int) -> Invoice:
    invoice = _number(receivable_id)
    return invoice if invoice.is_archived else _archive(invoice)


@transaction.atomic(durable=True)
def _number(receivable_id: int) -> Invoice:
    receivable = receivables.locked(pk=receivable_id)
    existing = Invoice.objects.filter(receivable=receivable).first()
    if existing:
        return existing
    invoice = _frozen(receivable, clock.now())
    invoice.number = numbers.next_number("invoice", invoice.issued_at)
    invoice.save(force_insert=True)
    protocol.record(
        "invoice.issued",
        obj=invoice,
        person_id=receivable.customer.person_id,
        data={"number": invoice.number, "amount": str(invoice.gross)},
    )
    bus.emit(INVOICE_ISSUED, subject=invoice, payload=_payload(invoice, receivable))
    return invoice


def _archive(invoice: Invoice) -> Invoice:
    """Render outside any transaction, file inside one."""
    from billing.einvoice import render  # noqa: PLC0415 -- slow import, only where rendering happens

    rendered = render(invoice)
    with transaction.atomic():
        invoice = (
            Invoice.objects.select_for_update(of=("self",)).select_related("receivable__customer").get(pk=invoice.pk)
        )
        if invoice.is_archived:
            return invoice
        invoice.xml = documents.store(f"{invoice.number}.xml", "application/xml", rendered.xml)
        invoice.pdf = documents.store(f"{invoice.number}.pdf", "application/pdf", rendered.pdf)
        invoice.save(update_fields=["xml", "pdf"])
        protocol.record(
            "invoice.archived",
            obj=invoice,
            person_id=invoice.receivable.customer.person_id,
            data={"pdf": invoice.pdf.sha256, "xml": invoice.xml.sha256},
        )
        bus.emit(INVOICE_ARCHIVED, subject=invoice, payload=_payload(invoice, invoice.receivable))
        return invoice


def _frozen(receivable: Receivable, now: datetime) -> Invoice:
    seller, buyer = current_seller(), receivable.debtor
    small_business = TaxSettings.load().small_business
    _check(receivable, seller, buyer)
    totals = compute(receivable.items, small_business=small_business)
    payment = Allocation.objects.filter(receivable=receivable).order_by("id").last()
    today = timezone.localdate(now)
    settled_on = timezone.localdate(receivable.settled_at) if receivable.settled_at else None
    return Invoice(
        receivable=receivable,
        language=receivable.language,
        currency=receivable.currency,
        party=buyer.to_json(),
        seller=seller.to_json(),
        lines=receivable.lines,
        totals=totals.to_json(),
        gross=totals.gross,
        paid=receivable.paid,
        small_business=small_business,
        customer_number=receivable.customer.number,
        reference=receivable.number,
        issued_at=now,
        issued_on=today,
        supply_date=settled_on or today,
        due_on=max(timezone.localdate(receivable.due_at), today),
        paid_with=payment.provider if payment else "",
        payment_note=_payment_note(receivable, payment, timezone.localdate(receivable.due_at)),
    )


def _check(receivable: Receivable, seller: Seller, buyer: PartySnapshot) -> None:
    if receivable.state == ReceivableState.CANCELLED:
        raise CannotIssueError("The receivable is cancelled.")
    if not (seller.name and seller.street and seller.city and (seller.tax_number or seller.vat_id)):
        raise CannotIssueError("The company's name, address or tax number is missing (settings, company).")
    if receivable.amount > SMALL_AMOUNT and not (buyer.street and buyer.city):
        raise CannotIssueError("Above 250 € the buyer's address is needed (§ 14 UStG, § 33 UStDV).")


def current_seller() -> Seller:
    """Our side of a letter, as the settings say today."""
    company, theme = CompanySettings.load(), ThemeSettings.load()
    copied = {name: getattr(company, name) for name in asdict(Seller("")) if hasattr(company, name)}
    return Seller(
        name=company.legal_name, **copied, brand=theme.brand_name or company.legal_name, colour=theme.brand_colour
    )


def _payment_note(receivable: Receivable, payment: Allocation | None, due_on: date) -> str:
    words = Words(receivable.language)
    if not receivable.amount:
        return words.nothing_to_pay()
    if payment and receivable.state == ReceivableState.SETTLED:
        return words.paid(provider=payment.provider, on=payment.paid_on)
    return words.please_transfer(
        amount=receivable.open_amount, currency=receivable.currency, by=due_on, reference=receivable.number
    )


def _payload(invoice: Invoice, receivable: Receivable) -> dict[str, str | int]:
    return {"invoice": invoice.pk, "number": invoice.number, "receivable": receivable.pk}
