"""Money that settles nothing waits in a list until a person decides."""

from typing import Any

from django.db import transaction

from billing.enums import MoneyReason, MoneyState
from billing.facts import MONEY_UNASSIGNED
from billing.models import Receivable, UnassignedMoney
from core import bus, clock, protocol


def set_aside(**values: Any) -> None:
    """Note the money once per payment. The caller holds the receivable's lock, if there is a receivable."""
    money, created = UnassignedMoney.objects.get_or_create(payment=values.pop("payment"), defaults=values)
    if not created:
        return
    protocol.record("money.unassigned", obj=money, data={"reason": money.reason, "amount": str(money.amount)})
    bus.emit(
        MONEY_UNASSIGNED,
        subject=money,
        payload={
            "money": money.pk,
            "payment": str(money.payment),
            "amount": str(money.amount),
            "reason": money.reason,
        },
    )


def release_allocations(receivable: Receivable) -> None:
    """What had been paid on a claim that is given up."""
    for allocation in receivable.allocations.all():
        set_aside(
            payment=allocation.payment,
            reference=str(receivable.uuid),
            receivable=receivable,
            amount=allocation.amount,
            currency=receivable.currency,
            provider=allocation.provider,
            reason=MoneyReason.CANCELLED,
            received_on=allocation.paid_on,
        )


@transaction.atomic
def decide_money(*, money_id: int, decision: str, actor: Any) -> bool:
    """Note what was done with the money. False when somebody has decided before."""
    money = UnassignedMoney.objects.select_for_update().get(pk=money_id)
    if money.state != MoneyState.WAITING:
        return False
    money.state = MoneyState.DONE
    money.decision = decision
    money.decided_at = clock.now()
    money.decided_by = actor
    money.save(update_fields=["state", "decision", "decided_at", "decided_by"])
    protocol.record("money.decided", obj=money, actor=actor, data={"decision": decision})
    return True
