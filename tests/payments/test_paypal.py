"""A payment by PayPal, from the order to the money, over real HTTP."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.test import Client

from core import clock
from core.models import ProtocolEntry
from core.protocol import history
from payments.models import Payment, ProviderCall
from payments.services import sync
from tests.payments.helpers import RETURN_PATH, again, approved, begin, captures, told
from tests.sandbox.process import Sandbox

pytestmark = pytest.mark.django_db


def come_back(client: Client, payment: Payment, query: str = "") -> str:
    response = client.get(f"/zahlung/paypal/zurueck/{payment.uuid}/{query}")
    assert response.status_code == 303
    return response.headers["Location"]


@pytest.mark.feature("P5.05")
def test_payment_is_collected_when_the_payer_comes_back(paypal: Sandbox, client: Client) -> None:
    result = begin()
    payment = result.payment
    assert result.redirect_url == f"{paypal.url}/checkoutnow?token={payment.provider_order_id}"
    paypal.approve(payment.provider_order_id)

    assert come_back(client, payment, "?token=X&PayerID=Y") == RETURN_PATH

    money = captures(paypal)
    payment.refresh_from_db()
    assert payment.state == Payment.State.CAPTURED
    assert [payment.provider_payment_id] == [capture["id"] for capture in money]
    assert money[0]["amount"] == {"currency_code": "EUR", "value": "19.90"}
    assert payment.received_on == clock.today()
    fact = {
        "payment": str(payment.uuid),
        "reference": payment.reference,
        "amount": "19.90",
        "currency": "EUR",
        "provider": "paypal",
    }
    assert told("payment.opened") == [fact]
    assert told("payment.captured") == [fact]


@pytest.mark.feature("P5.05")
def test_each_step_stands_in_the_protocol(paypal: Sandbox) -> None:
    payment = approved(paypal)

    sync(payment_id=payment.pk)

    entries = history(payment).order_by("pk")
    assert [entry.action for entry in entries] == ["payment.created", "payment.approving", "payment.captured"]
    assert entries[2].changes == {"state": ["approving", "captured"]}
    assert entries[2].data["amount"] == "19.90"


def test_order_at_paypal_carries_our_ids_and_gross_prices(paypal: Sandbox) -> None:
    payment = begin().payment

    [order] = paypal.state()["orders"]
    [unit] = order["purchase_units"]
    amount = {"currency_code": "EUR", "value": "19.90"}
    assert unit == {
        "reference_id": "default",
        "custom_id": str(payment.uuid),
        "invoice_id": "B-2026-000123-1",
        "description": "Bestellung B-2026-000123 für Käthe",
        "amount": {**amount, "breakdown": {"item_total": amount}},
        "items": [{"name": "Bestellung B-2026-000123 für Käthe", "quantity": "1", "unit_amount": amount}],
    }
    assert order["context"]["return_url"].endswith(f"/zahlung/paypal/zurueck/{payment.uuid}/")
    assert order["context"]["cancel_url"].endswith(f"/zahlung/paypal/abbruch/{payment.uuid}/")


def test_nobody_pays_by_opening_the_return_address(paypal: Sandbox, client: Client) -> None:
    payment = begin().payment

    come_back(client, payment, f"?token={payment.provider_order_id}&PayerID=QYR5Z8XDVJNXQ")

    assert again(payment).state == Payment.State.APPROVING
    assert told("payment.captured") == []


def test_return_sets_no_cookie_and_reads_no_session(paypal: Sandbox, client: Client) -> None:
    response = client.get(f"/zahlung/paypal/zurueck/{approved(paypal).uuid}/")

    assert not response.cookies
    assert "Cookie" not in response.headers.get("Vary", "")
    assert ProtocolEntry.objects.get(action="payment.captured").channel == "web"


def test_collecting_again_changes_nothing(paypal: Sandbox) -> None:
    payment = approved(paypal)
    for _ in range(3):
        sync(payment_id=payment.pk)

    assert len(captures(paypal)) == 1
    assert len(told("payment.captured")) == 1
    assert payment.calls.filter(action=ProviderCall.Action.CAPTURE).count() == 1


def test_turning_back_leaves_the_attempt_open(paypal: Sandbox, client: Client) -> None:
    payment = begin().payment

    response = client.get(f"/zahlung/paypal/abbruch/{payment.uuid}/")

    assert response.status_code == 303
    assert response.headers["Location"] == f"{RETURN_PATH}?zahlung=abgebrochen"
    assert again(payment).state == Payment.State.APPROVING


@pytest.mark.feature("P5.06")
def test_declined_payment_is_told_and_the_next_attempt_is_a_new_order(paypal: Sandbox) -> None:
    payment = approved(paypal, "decline")

    assert sync(payment_id=payment.pk).state == Payment.State.DENIED
    assert told("payment.denied") == [
        {
            "payment": str(payment.uuid),
            "reference": payment.reference,
            "amount": "19.90",
            "currency": "EUR",
            "provider": "paypal",
            "reason": "INSTRUMENT_DECLINED",
        }
    ]
    assert "PayPal" in str(again(payment).payer_note)

    second = begin()
    assert second.payment.invoice_id == "B-2026-000123-2"
    assert second.payment.provider_order_id != payment.provider_order_id
    paypal.approve(second.payment.provider_order_id)
    assert sync(payment_id=second.payment.pk).state == Payment.State.CAPTURED


@pytest.mark.parametrize(("decision", "state"), [("COMPLETED", "captured"), ("DENIED", "denied")])
def test_pending_payment_waits_for_paypals_decision(paypal: Sandbox, decision: str, state: str) -> None:
    payment = approved(paypal, "pending")
    assert sync(payment_id=payment.pk).state == Payment.State.PENDING
    assert [fact["reason"] for fact in told("payment.pending")] == ["PENDING_REVIEW"]
    assert told("payment.captured") == []

    paypal.settle(captures(paypal)[0]["id"], decision)

    assert sync(payment_id=payment.pk).state == state
    assert len(told(f"payment.{state}")) == 1


def test_starting_again_takes_up_the_open_order(paypal: Sandbox) -> None:
    first = begin()

    second = begin(return_path="/bestellung/neuer-link/")

    assert second.payment == first.payment
    assert second.redirect_url == first.redirect_url
    assert second.payment.return_path == "/bestellung/neuer-link/"
    assert len(paypal.state()["orders"]) == 1


@pytest.mark.parametrize("reason", ["three hours", "another amount"])
def test_starting_again_opens_a_new_order_when_the_old_does_not_fit(paypal: Sandbox, reason: str) -> None:
    first = begin().payment
    if reason == "three hours":
        clock.shift(timedelta(hours=3, minutes=1))

    second = begin(amount=Decimal("19.90" if reason == "three hours" else "25.00")).payment

    assert second.invoice_id == "B-2026-000123-2"
    assert (again(first).state, again(first).reason) == (Payment.State.CANCELLED, "replaced")


def test_starting_again_finds_out_that_the_payer_had_agreed(paypal: Sandbox) -> None:
    payment = approved(paypal)

    result = begin()

    assert (result.payment, result.redirect_url, result.problem) == (payment, None, "captured")
    assert len(told("payment.captured")) == 1


def test_starting_again_while_paypal_checks_sends_nobody_to_pay_twice(paypal: Sandbox) -> None:
    payment = approved(paypal, "pending")
    sync(payment_id=payment.pk)

    result = begin()

    assert (result.payment, result.redirect_url, result.problem) == (payment, None, "pending")


def test_older_order_is_not_collected_once_the_debt_is_paid(paypal: Sandbox) -> None:
    older = begin().payment
    clock.shift(timedelta(hours=4))
    newer = approved(paypal)
    sync(payment_id=newer.pk)
    Payment.objects.filter(pk=older.pk).update(state=Payment.State.APPROVING, reason="")

    paypal.approve(older.provider_order_id)
    sync(payment_id=older.pk)

    assert (again(older).state, again(older).reason) == (Payment.State.CANCELLED, "paid_otherwise")
    assert len(captures(paypal)) == 1


@pytest.mark.parametrize("changed", [{"amount": Decimal("29.90")}, {"currency": "CHF"}])
def test_money_that_is_not_what_we_asked_waits_for_a_person(paypal: Sandbox, changed: dict[str, object]) -> None:
    payment = approved(paypal)
    Payment.objects.filter(pk=payment.pk).update(**changed)

    sync(payment_id=payment.pk)

    payment.refresh_from_db()
    assert (payment.state, payment.reason, payment.ask_at) == (Payment.State.UNCLEAR, "AMOUNT_MISMATCH", None)
    assert captures(paypal) == []
    assert told("payment.captured") == []


def test_captured_money_that_is_not_what_we_asked_is_not_counted(paypal: Sandbox) -> None:
    payment = approved(paypal, "pending")
    sync(payment_id=payment.pk)
    Payment.objects.filter(pk=payment.pk).update(amount=Decimal("29.90"))
    paypal.settle(captures(paypal)[0]["id"], "COMPLETED")

    sync(payment_id=payment.pk)

    assert (again(payment).state, again(payment).reason) == (Payment.State.UNCLEAR, "AMOUNT_MISMATCH")
    assert told("payment.captured") == []


def test_nothing_about_the_payer_is_kept(paypal: Sandbox) -> None:
    payment = approved(paypal)
    sync(payment_id=payment.pk)

    kept = str(list(payment.calls.values()))
    assert "COMPLETED" in kept
    for word in ("kaeuferin@sandbox.example", "Käufer", "payer_id"):
        assert word not in kept


@pytest.mark.parametrize("path", ["https://evil.example/", "//evil.example/", "bestellung/"])
def test_return_path_stays_on_the_site(path: str) -> None:
    with pytest.raises(ValueError, match="return_path"):
        begin(return_path=path)

    assert not Payment.objects.exists()
