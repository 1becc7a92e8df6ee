import enum

from django.shortcuts import get_object_or_404
from django.urls import reverse

from billing.enums import MoneyState, ReceivableState
from billing.models import Allocation, Receivable, UnassignedMoney
from billing.ways import TRANSFER
from core.tokens import digest
from payments.models import Payment


def access_receivable_by_token(token: str) -> Receivable:
    """The claim of a pay link. Absent and foreign look the same."""
    return get_object_or_404(Receivable, token_hash=digest(token))


class PayStatus(enum.StrEnum):
    """Where a claim stands for the one who pays."""

    OPEN = "open"
    CHECKING = "checking"  # a provider has a payment in hand: nobody should pay again
    SETTLED = "settled"
    CANCELLED = "cancelled"


def pay_status(receivable: Receivable) -> PayStatus:
    if receivable.state != ReceivableState.OPEN:
        return PayStatus(receivable.state)
    attempts = Payment.objects.filter(reference=str(receivable.uuid)).exclude(provider=TRANSFER)
    return PayStatus.CHECKING if any(_in_hand(payment) for payment in attempts) else PayStatus.OPEN


def _in_hand(payment: Payment) -> bool:
    return payment.state == Payment.State.PENDING or (
        payment.state == Payment.State.UNCLEAR and bool(payment.provider_order_id)
    )


def payments_received(receivable: Receivable) -> int:
    """How many payments have come in for this claim, whether they settled it or wait for a decision."""
    assigned = set(Allocation.objects.filter(receivable=receivable).values_list("payment", flat=True))
    waiting = set(UnassignedMoney.objects.filter(receivable=receivable).values_list("payment", flat=True))
    return len(assigned | waiting)


def money_waiting() -> tuple[int, str]:
    """How much waits for a decision, and where."""
    waiting = UnassignedMoney.objects.filter(state=MoneyState.WAITING)
    return waiting.count(), f"{reverse('unassigned_money:index')}?state={MoneyState.WAITING}"
