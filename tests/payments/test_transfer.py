from datetime import date
from decimal import Decimal

import pytest

from accounts.models import User
from cms.models import CompanySettings
from core.models import ProtocolEntry
from core.registries import payment_providers
from payments.models import Payment
from payments.services import record_transfer, sync
from tests.payments.helpers import again, begin, told

pytestmark = pytest.mark.django_db

DAY = date(2026, 11, 20)


@pytest.fixture
def accountant() -> User:
    return User.objects.create(email="buchhaltung@verlag.example")


@pytest.mark.feature("P5.05")
def test_transfer_waits_for_staff_and_counts_when_recorded(accountant: User) -> None:
    result = begin(provider="transfer")
    payment = result.payment
    assert (result.redirect_url, result.problem) == (None, "")
    assert payment.state == Payment.State.PENDING
    assert told("payment.captured") == []

    record_transfer(payment_id=payment.pk, amount=Decimal("19.90"), received_on=DAY, actor=accountant)

    payment.refresh_from_db()
    assert (payment.state, payment.received_on) == (Payment.State.CAPTURED, DAY)
    [fact] = told("payment.captured")
    assert (fact["amount"], fact["provider"], fact["reference"]) == ("19.90", "transfer", payment.reference)
    entry = ProtocolEntry.objects.get(action="payment.captured")
    assert (entry.actor, entry.changes) == (accountant, {"state": ["pending", "captured"]})


def test_amount_that_came_is_what_counts(accountant: User) -> None:
    payment = begin(provider="transfer").payment

    record_transfer(reference=payment.reference, amount=Decimal(15), received_on=DAY, actor=accountant)

    assert again(payment).amount == Decimal("15.00")
    assert [fact["amount"] for fact in told("payment.captured")] == ["15.00"]
    changes = ProtocolEntry.objects.get(action="payment.captured").changes
    assert changes == {"state": ["pending", "captured"], "amount": ["19.90", "15.00"]}


def test_second_click_counts_nothing(accountant: User) -> None:
    payment = begin(provider="transfer").payment
    for amount in ("19.90", "25.00"):
        record_transfer(payment_id=payment.pk, amount=Decimal(amount), received_on=DAY, actor=accountant)

    assert again(payment).amount == Decimal("19.90")
    assert len(told("payment.captured")) == 1


def test_late_rest_is_an_attempt_of_its_own(accountant: User) -> None:
    first = begin(provider="transfer").payment
    record_transfer(payment_id=first.pk, amount=Decimal("15.00"), received_on=DAY, actor=accountant)

    rest = begin(provider="transfer", amount=Decimal("4.90")).payment
    record_transfer(reference=rest.reference, amount=Decimal("4.90"), received_on=DAY, actor=accountant)

    assert rest.invoice_id == "B-2026-000123-2"
    assert [fact["amount"] for fact in told("payment.captured")] == ["15.00", "4.90"]


def test_starting_again_keeps_the_expected_transfer() -> None:
    first = begin(provider="transfer").payment

    assert begin(provider="transfer").payment == first
    assert begin(provider="transfer", amount=Decimal("25.00")).payment != first
    assert again(first).state == Payment.State.CANCELLED


def test_money_for_a_replaced_transfer_is_not_lost(accountant: User) -> None:
    first = begin(provider="transfer").payment
    begin(provider="transfer", amount=Decimal("25.00"))

    record_transfer(payment_id=first.pk, amount=Decimal("19.90"), received_on=DAY, actor=accountant)

    assert again(first).state == Payment.State.CAPTURED


@pytest.mark.parametrize("amount", ["0", "-1", "0.001"])
def test_no_money_is_not_recorded(accountant: User, amount: str) -> None:
    payment = begin(provider="transfer").payment

    with pytest.raises(ValueError, match="amount"):
        record_transfer(payment_id=payment.pk, amount=Decimal(amount), received_on=DAY, actor=accountant)

    assert again(payment).state == Payment.State.PENDING


def test_transfer_that_nobody_announced_is_an_error(accountant: User) -> None:
    with pytest.raises(Payment.DoesNotExist):
        record_transfer(reference="unknown", amount=Decimal("1.00"), received_on=DAY, actor=accountant)


def test_asking_about_a_transfer_asks_nobody() -> None:
    payment = begin(provider="transfer").payment

    assert sync(payment_id=payment.pk).state == Payment.State.PENDING


def test_transfer_is_offered_once_there_is_a_bank_account() -> None:
    company = CompanySettings.load()
    transfer = payment_providers.get("transfer")
    company.iban = ""
    company.save()
    assert not transfer.available()

    company.iban = "DE02120300000000202051"
    company.save()
    assert transfer.available()
