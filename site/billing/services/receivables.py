"""Claims: opened when something is owed, settled by money (`services.money`), or cancelled."""

import uuid
from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

from django.db import models, transaction
from django.urls import reverse

from billing.enums import ReceivableState
from billing.facts import RECEIVABLE_CANCELLED, RECEIVABLE_OPENED, RECEIVABLE_SETTLED
from billing.models import Receivable
from billing.services import unassigned
from billing.values import Line, PartySnapshot
from core import bus, clock, protocol, tokens
from core.transactions import joining
from customers.models import Customer


@joining()
def open_receivable(
    *,
    reason: models.Model,
    customer: Customer,
    party: PartySnapshot,
    lines: Sequence[Line],
    due_at: datetime,
    number: str,
    language: str = "de",
    prepaid: bool = True,
) -> Receivable:
    """Note what is owed. A claim over nothing is settled at once: `receivable.settled` is told before this returns."""
    key = uuid.uuid4()
    receivable = Receivable.objects.create(
        uuid=key,
        number=number,
        reason_type=reason._meta.label_lower,
        reason_id=str(reason.pk),
        customer=customer,
        party=party.to_json(),
        lines=[line.to_json() for line in lines],
        amount=sum((line.gross for line in lines), Decimal("0.00")),
        language=language,
        prepaid=prepaid,
        opened_at=clock.now(),
        due_at=due_at,
        token_hash=tokens.digest(tokens.derived_token("pay", key.hex)),
    )
    protocol.record(
        "receivable.opened", obj=receivable, person_id=customer.person_id, data={"amount": str(receivable.amount)}
    )
    bus.emit(RECEIVABLE_OPENED, subject=receivable, payload=payload(receivable))
    if receivable.amount == 0:
        settle(receivable)
    return receivable


def settle(receivable: Receivable) -> None:
    """Close a claim that is paid in full. The caller holds its lock."""
    receivable.state = ReceivableState.SETTLED
    receivable.settled_at = clock.now()
    receivable.save(update_fields=["state", "settled_at"])
    protocol.record(
        "receivable.settled",
        obj=receivable,
        person_id=receivable.customer.person_id,
        changes={"state": [ReceivableState.OPEN, ReceivableState.SETTLED]},
    )
    bus.emit(RECEIVABLE_SETTLED, subject=receivable, payload=payload(receivable))


@transaction.atomic
def cancel_receivable(*, receivable_id: int, reason: str) -> bool:
    """Give up an open claim; what has been paid on it waits for a decision. False when it is settled already."""
    receivable = locked(pk=receivable_id)
    if receivable.state != ReceivableState.OPEN:
        return receivable.state == ReceivableState.CANCELLED
    receivable.state = ReceivableState.CANCELLED
    receivable.save(update_fields=["state"])
    protocol.record(
        "receivable.cancelled",
        obj=receivable,
        person_id=receivable.customer.person_id,
        changes={"state": [ReceivableState.OPEN, ReceivableState.CANCELLED]},
        data={"reason": reason},
    )
    bus.emit(RECEIVABLE_CANCELLED, subject=receivable, payload=payload(receivable))
    unassigned.release_allocations(receivable)
    return True


def locked(**lookup: object) -> Receivable:
    """First in the lock order (`core/locks.md`)."""
    return Receivable.objects.select_for_update(of=("self",)).select_related("customer").get(**lookup)


def payload(receivable: Receivable) -> dict[str, str | int]:
    return {
        "receivable": receivable.pk,
        "reason_type": receivable.reason_type,
        "reason_id": receivable.reason_id,
    }


def pay_path(receivable: Receivable) -> str:
    """The address of the pay page. After a change of SECRET_KEY earlier links die and this one is let in instead."""
    raw = tokens.derived_token("pay", receivable.uuid.hex)
    if tokens.digest(raw) != receivable.token_hash:
        Receivable.objects.filter(pk=receivable.pk).update(token_hash=tokens.digest(raw))
    return reverse("billing:pay", args=[raw])
