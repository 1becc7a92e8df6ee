"""Withdrawals (§ 356a BGB): what comes in is kept and acknowledged at once; staff decide about it later."""

import hashlib
from contextlib import suppress
from dataclasses import astuple, dataclass
from typing import Any

from django.db import IntegrityError, transaction

from core import bus, clock, protocol
from core.numbers import next_number
from core.tokens import digest
from mailing.services import queue_mail
from shop import facts, mails
from shop.models import Order, Withdrawal
from shop.selectors import order_named_in
from shop.services.cancelling import OrderAlreadyPaid, cancel_order
from shop.services.deliveries import stop_delivery
from shop.services.downloads import revoke_downloads
from shop.tokens import withdrawal_token


@dataclass(frozen=True)
class Declaration:
    """What somebody declared, validated. `form_key` comes with the page, so that a double click is one declaration."""

    form_key: str
    name: str
    contract: str
    email: str
    language: str = "de"

    @property
    def idempotency_key(self) -> str:
        """With the content: who goes back and changes it declares something else."""
        return hashlib.sha256("\x1f".join(astuple(self)).encode()).hexdigest()


class AlreadyDecided(Exception):
    """Somebody was quicker; the first decision counts."""


def declare_withdrawal(*, declaration: Declaration) -> Withdrawal:
    """Keep the declaration and queue its acknowledgement. The same declaration again finds the first one."""
    known = Withdrawal.objects.filter(idempotency_key=declaration.idempotency_key)
    if withdrawal := known.first():
        return withdrawal
    try:
        return _keep(declaration)
    except IntegrityError:  # the second click of two at the same moment
        return known.get()


@transaction.atomic
def _keep(declaration: Declaration) -> Withdrawal:
    now = clock.now()
    withdrawal = Withdrawal(
        idempotency_key=declaration.idempotency_key,
        name=declaration.name,
        contract=declaration.contract,
        email=declaration.email,
        language=declaration.language,
        received_at=now,
        order=order_named_in(declaration.contract, email=declaration.email),
        number=next_number("withdrawal", now),
    )
    withdrawal.token_hash = digest(withdrawal_token(withdrawal))
    withdrawal.save()
    queue_mail(**mails.withdrawal_received(withdrawal), effect_key=f"withdrawal.received:{withdrawal.pk}")
    protocol.record(
        "withdrawal.received", obj=withdrawal, person_id=_person(withdrawal), data={"number": withdrawal.number}
    )
    bus.emit(
        facts.WITHDRAWAL_RECEIVED,
        subject=withdrawal,
        payload={"number": withdrawal.number, "order": withdrawal.order_id},
    )
    return withdrawal


@transaction.atomic
def accept_withdrawal(*, withdrawal_id: int, actor: Any) -> Withdrawal:
    """The contract has ended: downloads are taken back, what is unpaid is cancelled, what is unsent stays here.

    Money goes back by hand.

    Raises AlreadyDecided.
    """
    withdrawal = _decide(withdrawal_id, Withdrawal.State.ACCEPTED, "", actor)
    if withdrawal.order:
        _end_contract(withdrawal.order, withdrawal.number, actor)
    return withdrawal


@transaction.atomic
def reject_withdrawal(*, withdrawal_id: int, reason: str, actor: Any) -> Withdrawal:
    """There is no right (any more); `reason` says why. Nothing else changes. Raises AlreadyDecided."""
    return _decide(withdrawal_id, Withdrawal.State.REJECTED, reason, actor)


def _decide(withdrawal_id: int, state: Withdrawal.State, reason: str, actor: Any) -> Withdrawal:
    withdrawal = Withdrawal.objects.select_for_update().get(pk=withdrawal_id)
    if withdrawal.state != Withdrawal.State.OPEN:
        raise AlreadyDecided(withdrawal.number)
    withdrawal.state, withdrawal.decided_at, withdrawal.reason = state, clock.now(), reason
    withdrawal.save(update_fields=["state", "decided_at", "reason"])
    protocol.record(
        f"withdrawal.{state}",
        obj=withdrawal,
        actor=actor,
        person_id=_person(withdrawal),
        changes={"state": ["open", str(state)]},
        data={"number": withdrawal.number, "reason": reason},
    )
    bus.emit(
        facts.WITHDRAWAL_DECIDED,
        subject=withdrawal,
        payload={"number": withdrawal.number, "order": withdrawal.order_id, "state": str(state)},
    )
    return withdrawal


def _end_contract(order: Order, number: str, actor: Any) -> None:
    revoke_downloads(order_id=order.pk, reason=number, actor=actor)
    with suppress(OrderAlreadyPaid):
        cancel_order(order_id=order.pk, reason=number, actor=actor)
    stop_delivery(order_id=order.pk, actor=actor)


def _person(withdrawal: Withdrawal) -> int | None:
    return withdrawal.order.customer.person_id if withdrawal.order else None
