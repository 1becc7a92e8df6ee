from datetime import date
from decimal import Decimal

from accounts.models import User
from core import clock
from core.money import CENT
from payments.facts import PAYMENT_CAPTURED
from payments.models import Payment
from payments.providers.transfer import Transfer
from payments.services.states import State, advance


def record_transfer(
    *,
    amount: Decimal,
    received_on: date,
    actor: User | None,
    payment_id: int | None = None,
    reference: str = "",
) -> Payment:
    """Staff see the money on the bank's statement. `amount` is what came, which may differ from what was asked.

    Recording the same attempt again changes nothing; money that comes later needs an attempt of its own (`start`).
    """
    amount = amount.quantize(CENT)
    if amount <= 0:
        raise ValueError("amount must be positive")
    wanted = {"pk": payment_id} if payment_id else {"reference": reference}
    payment = Payment.objects.filter(provider=Transfer.key, **wanted).order_by("attempt").last()
    if payment is None:
        raise Payment.DoesNotExist("no bank transfer is expected here")
    advance(
        payment,
        State.CAPTURED,
        sources=(State.PENDING, State.CANCELLED),
        fact=PAYMENT_CAPTURED,
        actor=actor,
        amount=amount,
        captured_at=clock.now(),
        received_on=received_on,
    )
    return payment
