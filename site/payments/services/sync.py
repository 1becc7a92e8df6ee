from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import Q

from core import clock
from core.bus import Fact
from core.registries import payment_providers
from payments.facts import PAYMENT_CAPTURED, PAYMENT_DENIED, PAYMENT_PENDING
from payments.models import Payment
from payments.providers.base import (
    Deadline,
    OnlineProvider,
    PermanentError,
    ProviderError,
    ProviderState,
    Stand,
    UnknownOutcomeError,
)
from payments.services import calls
from payments.services.states import OPEN, State, advance

COLLECTABLE = (State.APPROVING, State.UNCLEAR)
NOT_CAPTURED = (*OPEN, State.DENIED, State.CANCELLED)


@dataclass(frozen=True)
class Step:
    """Where a payment goes, from where, and what that is called upstairs. `to_person`: asking again tells the same."""

    to: State
    sources: tuple[State, ...]
    fact: Fact | None = None
    to_person: bool = False


STEPS: dict[Stand, list[Step]] = {
    Stand.APPROVED: [],
    Stand.WAITING: [Step(State.APPROVING, (State.UNCLEAR,))],
    Stand.PENDING: [Step(State.PENDING, OPEN, PAYMENT_PENDING)],
    Stand.DENIED: [Step(State.DENIED, OPEN, PAYMENT_DENIED)],
    Stand.REFUNDED: [Step(State.UNCLEAR, NOT_CAPTURED, to_person=True)],
    Stand.GONE: [
        Step(State.CANCELLED, (State.APPROVING,)),
        Step(State.UNCLEAR, (State.PENDING, State.UNCLEAR), to_person=True),
    ],
}


def sync(*, payment_id: int, deadline: Deadline | None = None) -> Payment:
    """Ask the provider how the payment stands, collect what the payer has approved, and follow.

    May run at any time and many times at once. Raises ProviderError when the provider cannot tell now; a payment whose
    collecting got no answer is unclear from then on, until somebody asks again.
    """
    payment = Payment.objects.get(pk=payment_id)
    provider = payment_providers.get(payment.provider)
    if payment.state == State.CAPTURED or not payment.provider_order_id or not isinstance(provider, OnlineProvider):
        return payment
    deadline = deadline or Deadline.in_request()
    found = provider.fetch(payment.provider_order_id, deadline)
    if found.state is Stand.APPROVED:
        _follow_approval(provider, payment, found, deadline)
    else:
        _follow(payment, found)
        calls.resolve(payment)
    return payment


def _follow_approval(provider: OnlineProvider, payment: Payment, found: ProviderState, deadline: Deadline) -> None:
    """The payer has agreed: collect, if we are still at it, the amount is right and still owed."""
    if payment.state not in COLLECTABLE:
        return
    if not _is_what_we_asked(payment, found):
        _hand_over(payment, "AMOUNT_MISMATCH", COLLECTABLE)
    elif _is_paid_otherwise(payment):
        advance(payment, State.CANCELLED, sources=COLLECTABLE, reason="paid_otherwise")
    else:
        _collect(provider, payment, deadline)


def _collect(provider: OnlineProvider, payment: Payment, deadline: Deadline) -> None:
    call = calls.write_down(payment, calls.Action.CAPTURE, _key(provider, payment), {})
    try:
        found = provider.capture(payment.provider_order_id, call.idempotency_key, deadline)
    except PermanentError as error:
        calls.failed(call, error)
        _hand_over(payment, error.reason, COLLECTABLE)
        return
    except ProviderError as error:
        calls.failed(call, error)
        if isinstance(error, UnknownOutcomeError):
            advance(payment, State.UNCLEAR, sources=(State.APPROVING,), reason=error.reason)
        raise
    calls.answered(call, found.status, found.raw)
    _follow(payment, found)


def _key(provider: OnlineProvider, payment: Payment) -> str:
    """The same for all who collect now, so that the provider does it once.

    Another one after a refusal, and when the provider has forgotten the last: then having asked is the guard.
    """
    remembered_since = clock.now() - timedelta(hours=provider.key_lifetime_hours)
    spent = Q(state=calls.State.FAILED) | Q(sent_at__lt=remembered_since)
    number = payment.calls.filter(spent, action=calls.Action.CAPTURE).count() + 1
    return f"{payment.uuid}-capture-{number}"


def _follow(payment: Payment, found: ProviderState) -> None:
    if found.state is not Stand.CAPTURED:
        for step in STEPS[found.state]:
            values: dict[str, Any] = {"ask_at": None} if step.to_person else {}
            advance(payment, step.to, sources=step.sources, reason=found.reason, fact=step.fact, **values)
    elif _is_what_we_asked(payment, found):
        _captured(payment, found)
    else:
        _hand_over(payment, "AMOUNT_MISMATCH", NOT_CAPTURED)


def _captured(payment: Payment, found: ProviderState) -> None:
    advance(
        payment,
        State.CAPTURED,
        sources=NOT_CAPTURED,
        fact=PAYMENT_CAPTURED,
        provider_payment_id=found.payment_id,
        captured_at=clock.now(),
        received_on=clock.today(),
    )


def _hand_over(payment: Payment, reason: str, sources: tuple[State, ...]) -> None:
    """To a person: asking again would tell the same."""
    advance(payment, State.UNCLEAR, sources=sources, reason=reason, ask_at=None)


def _is_what_we_asked(payment: Payment, found: ProviderState) -> bool:
    return found.amount == payment.amount and found.currency == payment.currency


def _is_paid_otherwise(payment: Payment) -> bool:
    """Money for the same debt has come since this attempt was opened: what it asks for is no longer owed."""
    others = Payment.objects.filter(reference=payment.reference).exclude(pk=payment.pk)
    return others.filter(state=State.CAPTURED, captured_at__gte=payment.created_at).exists()
