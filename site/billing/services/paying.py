"""Ways to pay a claim: at a provider, or by bank transfer."""

from dataclasses import dataclass
from decimal import Decimal

import payments.services
from billing.girocode import girocode_svg
from billing.models import Receivable
from billing.texts import Words, grouped
from cms.models import CompanySettings
from payments.services import StartResult


class NothingToPayError(Exception):
    """The claim is settled or cancelled."""


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
        provider=provider,
        reference=str(receivable.uuid),
        amount=receivable.open_amount,
        currency=receivable.currency,
        description=Words(receivable.language).order(number=receivable.number),
        number=receivable.number,
        return_path=return_path,
    )


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
        ),
    )
