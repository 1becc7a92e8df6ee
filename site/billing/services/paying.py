"""Ways to pay a claim: at a provider, or by bank transfer."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import payments.services
from billing.girocode import girocode_svg
from billing.models import Receivable
from billing.selectors import payments_received
from billing.services import receivables
from billing.texts import Words, grouped
from billing.ways import TRANSFER
from cms.models import CompanySettings
from payments.services import StartResult


class NothingToPayError(Exception):
    """The claim is settled or cancelled."""


class ReceiptKnownError(Exception):
    """Money came in while somebody was recording it."""


@dataclass(frozen=True)
class TransferInstructions:
    """What a payer needs for a bank transfer; `iban` in groups of four."""

    account_holder: str
    iban: str
    bic: str
    bank_name: str
    amount: Decimal
    reference: str
    girocode_svg: str


def start_payment(*, receivable_id: int, provider: str, return_path: str) -> StartResult:
    """Begin to pay what is still open. Raises NothingToPayError. Talks to the provider: not inside a transaction."""
    receivable = Receivable.objects.get(pk=receivable_id)
    if not receivable.is_open:
        raise NothingToPayError(receivable.number)
    return payments.services.start(
        provider=provider, **_wanted(receivable, receivable.open_amount), return_path=return_path
    )


def _wanted(receivable: Receivable, amount: Decimal) -> dict[str, Any]:
    return {
        "reference": str(receivable.uuid),
        "amount": amount,
        "currency": receivable.currency,
        "description": Words(receivable.language).order(number=receivable.number),
        "number": receivable.number,
    }


def record_receipt(*, receivable_id: int, amount: Decimal, received_on: date, seen: int, actor: Any) -> None:
    """Staff have seen a bank transfer for this claim. `seen` is the number of payments that stood on their screen.

    Works for settled and cancelled claims, too: that money then waits for a decision. Raises ReceiptKnownError when
    money has come in since, since it may be this one.
    """
    receivable = Receivable.objects.get(pk=receivable_id)
    _check_nothing_new(receivable, seen)
    started = payments.services.start(
        provider=TRANSFER, **_wanted(receivable, amount), return_path=receivables.pay_path(receivable)
    )
    # Whoever presses at the same moment shares our attempt, or has ended it before ours was opened: then we see it now.
    _check_nothing_new(receivable, seen)
    payments.services.record_transfer(
        payment_id=started.payment.pk, amount=amount, received_on=received_on, actor=actor
    )


def _check_nothing_new(receivable: Receivable, seen: int) -> None:
    if seen != payments_received(receivable):
        raise ReceiptKnownError(receivable.number)


def transfer_instructions(receivable: Receivable) -> TransferInstructions | None:
    """None while the company's settings name no bank account."""
    company = CompanySettings.load()
    if not company.iban:
        return None
    holder = company.account_holder or company.legal_name
    return TransferInstructions(
        account_holder=holder,
        iban=grouped(company.iban),
        bic=company.bic,
        bank_name=company.bank_name,
        amount=receivable.open_amount,
        reference=receivable.number,
        girocode_svg=girocode_svg(
            account_holder=holder,
            iban=company.iban,
            bic=company.bic,
            amount=receivable.open_amount,
            reference=receivable.number,
        )
        if receivable.open_amount
        else "",
    )
