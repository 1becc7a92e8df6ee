"""Money that staff record: the claim is settled, once, and what comes too late or is wrong is not lost."""

from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from billing.enums import ReceivableState
from billing.models import UnassignedMoney
from billing.selectors import money_waiting
from billing.services import cancel_receivable
from core import clock
from core.models import ProtocolEntry
from payments.models import Payment
from tests.billing.claims import claim, company
from tests.billing.test_office import READ, RECORD, staff

pytestmark = [pytest.mark.django_db, pytest.mark.feature("P5.05", "P5.07")]


@pytest.mark.feature("P5.06")
def test_staff_record_a_transfer(client: Client) -> None:
    company()
    receivable = claim()
    clerk = staff(client, *READ, RECORD)
    path = reverse("receivables:received", args=[receivable.pk])
    form = client.get(path).context["form"]
    assert form.initial["amount"] == Decimal("19.90")
    answer = {"amount": "19.90", "received_on": clock.today().isoformat(), "seen": form.initial["seen"]}
    assert client.post(path, answer).status_code == 302
    receivable.refresh_from_db()
    assert receivable.state == ReceivableState.SETTLED
    payment = Payment.objects.get()
    assert (payment.state, payment.received_on) == (Payment.State.CAPTURED, clock.today())
    assert receivable.allocations.get().paid_on == clock.today()
    assert ProtocolEntry.objects.filter(object_type="billing.receivable", actor=clerk).exists()


def test_pressing_twice_records_once(client: Client) -> None:
    company()
    receivable = claim()
    staff(client, *READ, RECORD)
    path = reverse("receivables:received", args=[receivable.pk])
    answer = {"amount": "19.90", "received_on": clock.today().isoformat(), "seen": "0"}
    for _ in range(2):
        assert client.post(path, answer).status_code == 302
    assert Payment.objects.count() == 1
    assert not UnassignedMoney.objects.exists()


def test_late_transfers_can_be_recorded_and_wait(client: Client) -> None:
    company()
    receivable = claim()
    cancel_receivable(receivable_id=receivable.pk, reason="not paid in time")
    staff(client, *READ, RECORD)
    answer = {"amount": "19.90", "received_on": clock.today().isoformat(), "seen": "0"}
    client.post(reverse("receivables:received", args=[receivable.pk]), answer)
    receivable.refresh_from_db()
    assert receivable.state == ReceivableState.CANCELLED
    assert UnassignedMoney.objects.get().amount == Decimal("19.90")
    assert money_waiting()[0] == 1


@pytest.mark.parametrize(
    "wrong",
    [
        {"amount": "0"},
        {"amount": "-5"},
        {"amount": "1e9999"},
        {"amount": ""},
        {"received_on": "2099-01-01"},
        {"seen": "x"},
    ],
)
def test_wrong_entries_record_nothing(client: Client, wrong: dict[str, str]) -> None:
    receivable = claim()
    staff(client, *READ, RECORD)
    answer = {"amount": "19.90", "received_on": clock.today().isoformat(), "seen": "0", **wrong}
    assert client.post(reverse("receivables:received", args=[receivable.pk]), answer).status_code == 200
    assert not Payment.objects.exists()
