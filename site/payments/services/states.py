"""The one way in which a payment's state changes: compare, set, record, tell."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from accounts.models import User
from core import bus, clock, protocol
from payments.models import Payment

State = Payment.State

OPEN = (State.CREATED, State.APPROVING, State.PENDING, State.UNCLEAR)
FIRST_LOOK = {
    State.CREATED: timedelta(hours=6),
    State.APPROVING: timedelta(minutes=10),
    State.PENDING: timedelta(hours=1),
    State.UNCLEAR: timedelta(minutes=1),
}


def advance(
    payment: Payment,
    to: State,
    *,
    sources: Collection[State],
    reason: str = "",
    fact: bus.Fact | None = None,
    actor: User | None = None,
    **values: Any,
) -> bool:
    """Move the payment on from one of `sources` and tell `fact`, in one transaction. False: it already is elsewhere.

    Whoever else moves it at the same time, exactly one wins each step; the loser looks again from where it then is.
    """
    while payment.state in sources and (payment.state, payment.reason) != (to, reason):
        now = clock.now()
        changed = {"state": to, "reason": reason[:80], "ask_at": look_at(to, now), "asked": 0, **values}
        with transaction.atomic():
            if Payment.objects.filter(pk=payment.pk, state=payment.state, reason=payment.reason).update(**changed):
                _record(payment, changed, actor)
                if fact:
                    tell(payment, fact)
                return True
        payment.refresh_from_db()
    return False


def look_at(state: State, now: datetime) -> datetime | None:
    """When the machine asks by itself how the payment stands."""
    return now + FIRST_LOOK[state] if state in FIRST_LOOK else None


def _record(payment: Payment, changed: dict[str, Any], actor: User | None) -> None:
    changes = {"state": [payment.state, str(changed["state"])]}
    if changed.get("amount", payment.amount) != payment.amount:
        changes["amount"] = [str(payment.amount), str(changed["amount"])]
    for name, value in changed.items():
        setattr(payment, name, value)
    data = {"reference": payment.reference, "amount": str(payment.amount), "currency": payment.currency}
    protocol.record(
        f"payment.{payment.state}", obj=payment, actor=actor, changes=changes, data=data | {"reason": payment.reason}
    )


def tell(payment: Payment, fact: bus.Fact) -> None:
    known = {
        "payment": str(payment.uuid),
        "reference": payment.reference,
        "amount": str(payment.amount),
        "currency": payment.currency,
        "provider": payment.provider,
        "reason": payment.reason,
    }
    bus.emit(
        fact,
        subject=payment,
        payload={key: known[key] for key in fact.keys},
        dedupe_key=f"{fact.name}:{payment.uuid}",
    )
