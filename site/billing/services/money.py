"""Money comes in: it settles the claim it was paid for, or waits for a decision."""

import uuid
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import transaction

from billing.enums import MoneyReason, ReceivableState
from billing.models import Allocation, Receivable, UnassignedMoney
from billing.services import receivables, unassigned
from core import clock, protocol


@dataclass(frozen=True)
class Money:
    """A captured payment. `reference` is what it was paid for: a receivable's uuid, as text."""

    payment: uuid.UUID
    reference: str
    amount: Decimal
    currency: str
    provider: str
    paid_on: date


@transaction.atomic
def allocate(money: Money) -> None:
    """Settle the claim as far as the money goes. Once per payment; the rest, or all of it, is set aside."""
    receivable = _claim(money.reference)
    if _known(money.payment):
        return
    reason = _why_not(money, receivable)
    if reason:
        _set_aside(money, receivable, money.amount, reason)
    elif receivable:
        _apply(money, receivable)


def _why_not(money: Money, receivable: Receivable | None) -> MoneyReason | None:
    if receivable is None:
        return MoneyReason.UNKNOWN
    if money.currency != receivable.currency:
        return MoneyReason.CURRENCY
    return {
        ReceivableState.CANCELLED.value: MoneyReason.CANCELLED,
        ReceivableState.SETTLED.value: MoneyReason.SETTLED,
    }.get(receivable.state)


def _apply(money: Money, receivable: Receivable) -> None:
    used = min(money.amount, receivable.open_amount)
    Allocation.objects.create(
        payment=money.payment,
        receivable=receivable,
        amount=used,
        provider=money.provider,
        paid_on=money.paid_on,
        allocated_at=clock.now(),
    )
    receivable.paid += used
    receivable.save(update_fields=["paid"])
    protocol.record(
        "receivable.paid",
        obj=receivable,
        person_id=receivable.customer.person_id,
        changes={"paid": [str(receivable.paid - used), str(receivable.paid)]},
        data={"payment": str(money.payment), "provider": money.provider},
    )
    if not receivable.open_amount:
        receivables.settle(receivable)
    if used < money.amount:
        _set_aside(money, receivable, money.amount - used, MoneyReason.OVERPAID)


def _claim(reference: str) -> Receivable | None:
    try:
        return receivables.locked(uuid=uuid.UUID(reference))
    except (ValueError, Receivable.DoesNotExist):
        return None


def _known(payment: uuid.UUID) -> bool:
    return (
        Allocation.objects.filter(payment=payment).exists() or UnassignedMoney.objects.filter(payment=payment).exists()
    )


def _set_aside(money: Money, receivable: Receivable | None, amount: Decimal, reason: MoneyReason) -> None:
    unassigned.set_aside(
        payment=money.payment,
        reference=money.reference,
        receivable=receivable,
        amount=amount,
        currency=money.currency,
        provider=money.provider,
        reason=reason,
        received_on=money.paid_on,
    )
