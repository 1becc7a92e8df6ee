from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Literal

from django.conf import settings
from django.db import IntegrityError, transaction
from django.urls import reverse

from core import clock, protocol
from core.money import CENT
from core.registries import payment_providers
from payments.facts import PAYMENT_OPENED
from payments.models import Payment
from payments.providers.base import Deadline, Intent, OnlineProvider, PermanentError, ProviderError
from payments.services import calls
from payments.services.states import OPEN, State, advance, look_at, tell
from payments.services.sync import sync

LINK_LIFETIME = timedelta(hours=3)
RACES = 5
Problem = Literal["", "unavailable", "refused", "unclear", "pending", "captured"]
PROBLEMS: dict[str, Problem] = {
    State.CAPTURED: "captured",
    State.PENDING: "pending",
    State.UNCLEAR: "unclear",
}


@dataclass(frozen=True)
class StartResult:
    """Where to send the payer, or why nowhere.

    unavailable: the provider does not answer, try later. refused: it does not take this payment. unclear, pending: an
    earlier attempt is still being checked. captured: an earlier attempt has just turned out to be paid.
    """

    payment: Payment
    redirect_url: str | None = None
    problem: Problem = ""


@dataclass(frozen=True)
class Wanted:
    provider: str
    reference: str
    amount: Decimal
    currency: str
    description: str
    number: str
    return_path: str

    def __post_init__(self) -> None:
        if not self.return_path.startswith("/") or self.return_path.startswith("//"):
            raise ValueError("return_path must be a path of this site")

    def is_met_by(self, payment: Payment) -> bool:
        """The same money, asked for recently enough: a link of the provider's lives three hours, a transfer waits."""
        same = (payment.amount, payment.currency) == (self.amount, self.currency)
        return same and (payment.state == State.PENDING or clock.now() - payment.created_at < LINK_LIFETIME)


def start(
    *,
    provider: str,
    reference: str,
    amount: Decimal,
    description: str,
    number: str,
    return_path: str,
    currency: str = "EUR",
) -> StartResult:
    """Open an attempt to pay `amount` for `reference`, or take up the one that is open. Never inside a transaction.

    A provider that does not answer is a result, not an error: the attempt stays, and starting again continues it.
    """
    wanted = Wanted(provider, reference, amount.quantize(CENT), currency, description[:120], number, return_path)
    way = payment_providers.get(provider)
    if not isinstance(way, OnlineProvider):
        return StartResult(_take_up_or_open(wanted, State.PENDING))
    deadline = Deadline.in_request()
    if result := _news_of_earlier(wanted, deadline):
        return result
    payment = _take_up_or_open(wanted, State.CREATED)
    return _create(way, payment, deadline) if payment.state == State.CREATED else _as_it_stands(payment)


def _news_of_earlier(wanted: Wanted, deadline: Deadline) -> StartResult | None:
    """An earlier attempt may have been paid without our knowing: ask before anybody is sent to pay again."""
    payment = _open_one(_attempts(wanted), wanted)
    if payment is None or not payment.provider_order_id:
        return None
    try:
        payment = sync(payment_id=payment.pk, deadline=deadline)
    except ProviderError:
        payment.refresh_from_db()
        return StartResult(payment, problem=PROBLEMS.get(payment.state, "unavailable"))
    return StartResult(payment, problem=PROBLEMS[payment.state]) if payment.state in PROBLEMS else None


def _as_it_stands(payment: Payment) -> StartResult:
    if payment.state == State.APPROVING and payment.approve_url:
        return StartResult(payment, payment.approve_url)
    return StartResult(payment, problem=PROBLEMS.get(payment.state, "unavailable"))


def _take_up_or_open(wanted: Wanted, state: State) -> Payment:
    """Again when somebody else has opened the same attempt at the same moment; it may even be over by then."""
    for _lost in range(RACES):
        with suppress(IntegrityError):
            return _take_up_or_open_once(wanted, state)
    return _take_up_or_open_once(wanted, state)


@transaction.atomic(durable=True)
def _take_up_or_open_once(wanted: Wanted, state: State) -> Payment:
    """The open attempt if it still fits, otherwise it is closed and the next one opened."""
    attempts = _attempts(wanted)
    payment = _open_one(attempts, wanted)
    if payment and wanted.is_met_by(payment):
        if payment.return_path != wanted.return_path:
            payment.return_path = wanted.return_path
            payment.save(update_fields=["return_path"])
        return payment
    if payment:
        advance(payment, State.CANCELLED, sources=(State.CREATED, State.APPROVING, State.PENDING), reason="replaced")
    return _open(wanted, state, attempt=len(attempts) + 1)


def _attempts(wanted: Wanted) -> list[Payment]:
    return list(Payment.objects.filter(provider=wanted.provider, number=wanted.number).order_by("-attempt"))


def _open_one(attempts: list[Payment], wanted: Wanted) -> Payment | None:
    return next((row for row in attempts if row.reference == wanted.reference and row.state in OPEN), None)


def _open(wanted: Wanted, state: State, attempt: int) -> Payment:
    now = clock.now()
    payment = Payment.objects.create(
        provider=wanted.provider,
        reference=wanted.reference,
        number=wanted.number,
        attempt=attempt,
        description=wanted.description,
        amount=wanted.amount,
        currency=wanted.currency,
        state=state,
        return_path=wanted.return_path,
        created_at=now,
        ask_at=look_at(state, now) if state == State.CREATED else None,
    )
    data = {"reference": wanted.reference, "amount": str(wanted.amount), "currency": wanted.currency}
    protocol.record("payment.created", obj=payment, data=data | {"provider": wanted.provider})
    if state == State.PENDING:
        tell(payment, PAYMENT_OPENED)
    return payment


def _create(way: OnlineProvider, payment: Payment, deadline: Deadline) -> StartResult:
    """Under one key per attempt, so that starting again after a lost answer finds the same order."""
    key = f"{payment.uuid}-create"
    call = calls.write_down(payment, calls.Action.CREATE, key, way.order(_intent(payment)))
    try:
        checkout = way.create(call.request, key, deadline)
    except ProviderError as error:
        calls.failed(call, error)
        if not isinstance(error, PermanentError):
            return StartResult(payment, problem="unavailable")
        advance(payment, State.CANCELLED, sources=(State.CREATED,), reason=error.reason)
        return StartResult(payment, problem="refused")
    calls.answered(call, checkout.status, checkout.raw)
    advance(
        payment,
        State.APPROVING,
        sources=(State.CREATED,),
        fact=PAYMENT_OPENED,
        provider_order_id=checkout.order_id,
        approve_url=checkout.approve_url,
    )
    return _as_it_stands(payment)


def _intent(payment: Payment) -> Intent:
    back, cancelled = (
        settings.SITE_URL + reverse(f"payments:{payment.provider}_{name}", args=[payment.uuid])
        for name in ("return", "cancel")
    )
    return Intent(
        payment=str(payment.uuid),
        name=payment.invoice_id,
        amount=payment.amount,
        currency=payment.currency,
        description=payment.description,
        return_url=back,
        cancel_url=cancelled,
    )
