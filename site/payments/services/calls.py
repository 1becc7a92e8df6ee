"""Calls that change something at the provider are written down first and answered for afterwards."""

from typing import Any

from core import clock
from payments.models import Payment, ProviderCall
from payments.providers.base import ProviderError, UnknownOutcomeError

State = ProviderCall.State
Action = ProviderCall.Action


def write_down(payment: Payment, action: Action, key: str, body: dict[str, Any]) -> ProviderCall:
    """The row for the key: a new one, or the one that another process or an earlier try has left."""
    call = ProviderCall(payment=payment, action=action, idempotency_key=key, request=body, sent_at=clock.now())
    ProviderCall.objects.bulk_create([call], ignore_conflicts=True)
    return ProviderCall.objects.get(idempotency_key=key)


def answered(call: ProviderCall, status: int, response: dict[str, Any]) -> None:
    _note(call, State.DONE if status < 300 else State.FAILED, status, response)


def failed(call: ProviderCall, error: ProviderError) -> None:
    state = State.UNKNOWN if isinstance(error, UnknownOutcomeError) else State.FAILED
    _note(call, state, error.status, error.body or {"reason": error.reason})


def resolve(payment: Payment) -> None:
    """The provider has told how it stands: no call of this payment is in doubt any longer."""
    payment.calls.filter(state__in=[State.SENT, State.UNKNOWN]).update(state=State.DONE)


def _note(call: ProviderCall, state: State, status: int | None, response: dict[str, Any]) -> None:
    """A success that another process has had under the same key stays."""
    rows = ProviderCall.objects.filter(pk=call.pk)
    rows = rows if state == State.DONE else rows.exclude(state=State.DONE)
    rows.update(state=state, http_status=status, response=response)
