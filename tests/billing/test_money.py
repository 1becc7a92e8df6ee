"""Money that comes in: settled once, and what settles nothing waits for a decision."""

from decimal import Decimal
from functools import partial
from typing import Any

import pytest
from django.db import connection, transaction
from django.db.utils import DatabaseError, IntegrityError

from billing.enums import MoneyReason, MoneyState, ReceivableState
from billing.models import Allocation, Receivable, UnassignedMoney
from billing.services import Money, allocate, cancel_receivable, decide_money
from billing.values import Line
from core.models import DomainEvent, ProtocolEntry
from tests.billing.claims import EBOOK, claim, money
from tests.billing.threads import at_once


def facts(receivable: Receivable) -> list[str]:
    rows = DomainEvent.objects.filter(subject_type="billing.receivable", subject_id=str(receivable.pk))
    return list(rows.order_by("id").values_list("name", flat=True))


def waiting() -> list[tuple[Decimal, str]]:
    return list(UnassignedMoney.objects.order_by("id").values_list("amount", "reason"))


@pytest.mark.django_db
@pytest.mark.feature("P5.05", "P5.06")
def test_full_payment_settles_and_tells_it() -> None:
    receivable = claim()
    allocate(money(receivable))
    receivable.refresh_from_db()
    assert (receivable.state, receivable.paid) == (ReceivableState.SETTLED, Decimal("19.90"))
    assert receivable.settled_at is not None
    assert facts(receivable) == ["receivable.opened", "receivable.settled"]
    assert waiting() == []


@pytest.mark.django_db
def test_settling_is_recorded_without_personal_data() -> None:
    receivable = claim()
    allocate(money(receivable))
    entries = ProtocolEntry.objects.filter(object_type="billing.receivable", object_id=str(receivable.pk))
    assert list(entries.order_by("id").values_list("action", flat=True)) == [
        "receivable.opened",
        "receivable.paid",
        "receivable.settled",
    ]
    assert {entry.person_id for entry in entries} == {receivable.customer.person_id}
    assert "Erika" not in "".join(f"{entry.changes}{entry.data}" for entry in entries)


@pytest.mark.django_db
def test_the_same_payment_twice_counts_once() -> None:
    receivable, paid = claim(), None
    paid = money(receivable)
    allocate(paid)
    allocate(paid)
    assert Allocation.objects.filter(receivable=receivable).count() == 1
    assert waiting() == []


@pytest.mark.django_db
def test_part_of_the_money_leaves_the_rest_open() -> None:
    receivable = claim()
    allocate(money(receivable, "10.00"))
    receivable.refresh_from_db()
    assert (receivable.state, receivable.open_amount) == (ReceivableState.OPEN, Decimal("9.90"))
    allocate(money(receivable, "9.90"))
    receivable.refresh_from_db()
    assert receivable.state == ReceivableState.SETTLED


@pytest.mark.django_db
def test_too_much_money_settles_and_the_rest_waits() -> None:
    receivable = claim()
    allocate(money(receivable, "25.00"))
    receivable.refresh_from_db()
    assert (receivable.state, receivable.paid) == (ReceivableState.SETTLED, Decimal("19.90"))
    assert waiting() == [(Decimal("5.10"), MoneyReason.OVERPAID)]


@pytest.mark.django_db
def test_a_second_payment_waits() -> None:
    receivable = claim()
    allocate(money(receivable))
    allocate(money(receivable))
    receivable.refresh_from_db()
    assert receivable.paid == Decimal("19.90")
    assert waiting() == [(Decimal("19.90"), MoneyReason.SETTLED)]
    assert facts(receivable).count("receivable.settled") == 1


@pytest.mark.django_db
@pytest.mark.feature("P5.06")
def test_late_money_revives_nothing_and_waits() -> None:
    receivable = claim()
    assert cancel_receivable(receivable_id=receivable.pk, reason="not paid in time")
    allocate(money(receivable))
    receivable.refresh_from_db()
    assert (receivable.state, receivable.paid) == (ReceivableState.CANCELLED, 0)
    assert waiting() == [(Decimal("19.90"), MoneyReason.CANCELLED)]
    assert "receivable.settled" not in facts(receivable)


@pytest.mark.django_db
def test_part_payment_of_a_cancelled_claim_waits_as_well() -> None:
    receivable = claim()
    allocate(money(receivable, "10.00"))
    assert cancel_receivable(receivable_id=receivable.pk, reason="not paid in time")
    assert waiting() == [(Decimal("10.00"), MoneyReason.CANCELLED)]


@pytest.mark.django_db
@pytest.mark.parametrize("reference", ["", "not a reference", "00000000-0000-4000-8000-000000000000"])
def test_money_for_nothing_known_waits(reference: str) -> None:
    allocate(money(claim(), reference=reference))
    assert waiting() == [(Decimal("19.90"), MoneyReason.UNKNOWN)]


@pytest.mark.django_db
def test_other_currencies_wait() -> None:
    receivable = claim()
    allocate(money(receivable, currency="CHF"))
    receivable.refresh_from_db()
    assert receivable.state == ReceivableState.OPEN
    assert waiting() == [(Decimal("19.90"), MoneyReason.CURRENCY)]


@pytest.mark.django_db
def test_settled_claims_cannot_be_cancelled() -> None:
    receivable = claim()
    allocate(money(receivable))
    assert not cancel_receivable(receivable_id=receivable.pk, reason="too late")
    receivable.refresh_from_db()
    assert receivable.state == ReceivableState.SETTLED


@pytest.mark.django_db
def test_cancelling_twice_tells_it_once() -> None:
    receivable = claim()
    assert cancel_receivable(receivable_id=receivable.pk, reason="first")
    assert cancel_receivable(receivable_id=receivable.pk, reason="second")
    assert facts(receivable).count("receivable.cancelled") == 1


@pytest.mark.django_db
def test_a_claim_over_nothing_is_settledat_once() -> None:
    receivable = claim(Line("EB-0", "Leseprobe", 1, Decimal("0.00"), EBOOK.tax_rate))
    assert receivable.state == ReceivableState.SETTLED
    assert facts(receivable) == ["receivable.opened", "receivable.settled"]


@pytest.mark.django_db
def test_money_is_decided_once(django_user_model: Any) -> None:
    allocate(money(claim(), "25.00"))
    row = UnassignedMoney.objects.get()
    clerk = django_user_model.objects.create(email="clerk@example.org")
    assert decide_money(money_id=row.pk, decision="sent back", actor=clerk)
    assert not decide_money(money_id=row.pk, decision="kept", actor=clerk)
    row.refresh_from_db()
    assert (row.state, row.decision, row.decided_by) == (MoneyState.DONE, "sent back", clerk)


@pytest.mark.django_db
@pytest.mark.parametrize("change", [{"paid": Decimal("20.00")}, {"state": ReceivableState.SETTLED}, {"amount": -1}])
def test_the_database_refuses_impossible_claims(change: dict[str, Any]) -> None:
    receivable = claim()
    with pytest.raises(IntegrityError), transaction.atomic():
        Receivable.objects.filter(pk=receivable.pk).update(**change)


@pytest.mark.django_db
def test_allocations_are_written_once() -> None:
    allocate(money(claim()))
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        Allocation.objects.update(amount=1)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        connection.cursor().execute("DELETE FROM billing_allocation")


@pytest.mark.django_db(transaction=True)
@pytest.mark.feature("P5.05")
def test_two_payments_at_once_settle_once() -> None:
    receivable = claim()
    rivals = [money(receivable) for _ in range(4)]
    at_once([partial(allocate, rival) for rival in rivals])
    receivable.refresh_from_db()
    assert (receivable.state, receivable.paid) == (ReceivableState.SETTLED, Decimal("19.90"))
    assert waiting() == [(Decimal("19.90"), MoneyReason.SETTLED)] * 3
    assert facts(receivable).count("receivable.settled") == 1


@pytest.mark.django_db(transaction=True)
def test_one_payment_told_at_once_by_four_counts_once() -> None:
    receivable = claim()
    paid: Money = money(receivable)
    at_once([lambda: allocate(paid)] * 4)
    assert Allocation.objects.filter(receivable=receivable).count() == 1
    assert waiting() == []


@pytest.mark.django_db(transaction=True)
@pytest.mark.feature("P5.06")
def test_deadline_and_money_at_once_end_in_one_of_two_clear_states() -> None:
    receivable = claim()
    paid = money(receivable)
    at_once([lambda: allocate(paid), lambda: cancel_receivable(receivable_id=receivable.pk, reason="not paid in time")])
    receivable.refresh_from_db()
    expected = {
        ReceivableState.SETTLED: (Decimal("19.90"), []),
        ReceivableState.CANCELLED: (Decimal(0), [(Decimal("19.90"), MoneyReason.CANCELLED)]),
    }
    assert (receivable.paid, waiting()) == expected[ReceivableState(receivable.state)]
