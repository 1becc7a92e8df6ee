"""What the database itself refuses, and what the settings must hold."""

from typing import Any

import pytest
from django.db import IntegrityError
from pytest_django import Settings

from core import clock
from core.registries import payment_providers
from payments.checks import PAYPAL_KEYS, paypal_keys
from payments.models import Payment
from tests.payments.helpers import begin

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "changed",
    [
        {"state": "paid"},
        {"amount": 0},
        {"amount": -1},
        {"state": "captured"},
        {"captured_at": "2026-11-21T10:00:00Z"},
    ],
)
def test_payment_in_no_known_state_is_refused(changed: dict[str, Any]) -> None:
    begin(provider="transfer")

    with pytest.raises(IntegrityError):
        Payment.objects.update(**changed)


@pytest.mark.parametrize("field", ["provider_order_id", "provider_payment_id"])
def test_money_of_the_provider_belongs_to_one_payment(field: str) -> None:
    begin(provider="transfer", number="B-2026-000001")
    begin(provider="transfer", number="B-2026-000002")

    with pytest.raises(IntegrityError):
        Payment.objects.update(**{field: "3C679366HH908993F"})


def test_next_attempt_has_the_next_number() -> None:
    begin(provider="transfer")
    Payment.objects.update(state=Payment.State.CAPTURED, captured_at=clock.now(), received_on=clock.today())

    assert begin(provider="transfer").payment.attempt == 2


@pytest.mark.parametrize("missing", PAYPAL_KEYS)
def test_half_set_keys_are_named(settings: Settings, missing: str) -> None:
    setattr(settings, missing, "")

    [error] = paypal_keys()
    assert error.id == "payments.E001"
    assert missing in error.msg


def test_no_keys_at_all_hide_paypal(settings: Settings) -> None:
    assert payment_providers.get("paypal").available()
    for name in PAYPAL_KEYS:
        setattr(settings, name, "")

    assert paypal_keys() == []
    assert not payment_providers.get("paypal").available()
