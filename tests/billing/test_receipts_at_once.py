"""Two of the staff, or two clicks, book the same transfer at the same moment."""

from datetime import date
from decimal import Decimal
from functools import partial

import pytest

from billing.models import Allocation, Receivable, UnassignedMoney
from billing.services import ReceiptKnownError, record_receipt
from payments.models import Payment
from tests.billing.claims import claim, company
from tests.billing.threads import at_once


def book(receivable: Receivable) -> str:
    try:
        record_receipt(
            receivable_id=receivable.pk, amount=Decimal("19.90"), received_on=date(2026, 11, 20), seen=0, actor=None
        )
    except ReceiptKnownError:
        return "known"
    return "booked"


@pytest.mark.django_db(transaction=True)
@pytest.mark.feature("P5.06")
def test_a_transfer_booked_from_several_screens_at_once_counts_once() -> None:
    company()
    claims = [claim() for _ in range(25)]

    at_once([partial(book, receivable) for receivable in claims for _ in range(4)])

    for receivable in claims:
        receivable.refresh_from_db()
        assert receivable.paid == Decimal("19.90")
    assert Payment.objects.filter(state="captured").count() == Allocation.objects.count() == 25
    assert not UnassignedMoney.objects.exists()
