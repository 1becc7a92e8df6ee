"""PayPal slow, down, forgetful, or the line cut: nothing is lost and nothing is paid twice."""

import time
from datetime import timedelta

import pytest
from django.test import Client
from pytest_django import Settings

from core import clock
from payments.models import Payment, ProviderCall
from payments.providers.base import Deadline, TemporaryError, UnknownOutcomeError
from payments.services import reconcile, sync
from tests.payments.helpers import RETURN_PATH, again, approved, begin, captures, told
from tests.payments.stub import running
from tests.sandbox.process import Sandbox

pytestmark = [pytest.mark.django_db, pytest.mark.once]

ORDERS = "/v2/checkout/orders"
ALL_TRIES = 4


def cut(paypal: Sandbox, kind: str, *, times: int = ALL_TRIES, **fields: str | float) -> None:
    """PayPal's next answers to POSTs about orders are lost."""
    paypal.fault(kind, path_prefix=ORDERS, method="POST", times=times, seconds=0.05, **fields)


def call_of(payment: Payment, action: str) -> ProviderCall:
    return payment.calls.get(action=action)


@pytest.mark.feature("P5.06")
def test_customer_can_pay_again_after_paypal_was_down(paypal: Sandbox) -> None:
    paypal.fault("503", path_prefix=ORDERS, times=ALL_TRIES)

    first = begin()
    assert (first.redirect_url, first.problem) == (None, "unavailable")
    assert first.payment.state == Payment.State.CREATED

    second = begin()
    assert (second.payment, second.problem) == (first.payment, "")
    assert second.redirect_url


def test_payment_stays_when_paypal_cannot_be_reached(unreachable_paypal: None) -> None:
    result = begin()

    assert (result.redirect_url, result.problem) == (None, "unavailable")
    assert again(result.payment).state == Payment.State.CREATED
    assert call_of(result.payment, "create").state == ProviderCall.State.FAILED


def test_return_leads_back_although_paypal_cannot_be_reached(paypal: Sandbox, client: Client) -> None:
    payment = approved(paypal)
    paypal.fault("drop", times=ALL_TRIES)

    response = client.get(f"/zahlung/paypal/zurueck/{payment.uuid}/")

    assert (response.status_code, response.headers["Location"]) == (303, RETURN_PATH)
    assert again(payment).state == Payment.State.APPROVING


@pytest.mark.parametrize("kind", ["500", "429", "timeout_after_commit", "drop"])
def test_creating_is_repeated_under_the_same_key(paypal: Sandbox, kind: str) -> None:
    cut(paypal, kind, times=2)

    assert begin().redirect_url
    assert len(paypal.state()["orders"]) == 1


def test_order_whose_answer_was_lost_is_found_again(paypal: Sandbox) -> None:
    cut(paypal, "timeout_after_commit")
    first = begin()
    assert first.problem == "unavailable"
    assert call_of(first.payment, "create").state == ProviderCall.State.UNKNOWN

    second = begin()

    [order] = paypal.state()["orders"]
    assert second.payment.provider_order_id == order["id"]
    assert call_of(first.payment, "create").state == ProviderCall.State.DONE


def test_collecting_whose_answer_was_lost_is_resolved_by_asking(paypal: Sandbox) -> None:
    payment = approved(paypal)
    cut(paypal, "timeout_after_commit")

    sync(payment_id=payment.pk)

    assert again(payment).state == Payment.State.CAPTURED
    assert call_of(payment, "capture").state == ProviderCall.State.DONE
    assert len(captures(paypal)) == len(told("payment.captured")) == 1


def test_collecting_that_never_arrived_is_repeated_under_the_same_key(paypal: Sandbox) -> None:
    payment = approved(paypal)
    cut(paypal, "timeout_before")
    with pytest.raises(UnknownOutcomeError):
        sync(payment_id=payment.pk)
    assert again(payment).state == Payment.State.UNCLEAR
    assert call_of(payment, "capture").state == ProviderCall.State.UNKNOWN

    assert reconcile(now=clock.now()) == 0
    clock.shift(timedelta(minutes=2))
    assert reconcile(now=clock.now()) == 1

    assert again(payment).state == Payment.State.CAPTURED
    assert call_of(payment, "capture").idempotency_key == f"{payment.uuid}-capture-1"
    assert len(captures(paypal)) == len(told("payment.captured")) == 1


def test_forgotten_key_is_not_used_again(paypal: Sandbox) -> None:
    payment = approved(paypal)
    cut(paypal, "timeout_before")
    with pytest.raises(UnknownOutcomeError):
        sync(payment_id=payment.pk)

    clock.shift(timedelta(hours=7))
    sync(payment_id=payment.pk)

    keys = payment.calls.filter(action="capture").order_by("pk").values_list("idempotency_key", flat=True)
    assert list(keys) == [f"{payment.uuid}-capture-1", f"{payment.uuid}-capture-2"]
    assert len(captures(paypal)) == len(told("payment.captured")) == 1


def test_customer_is_not_sent_to_pay_again_while_the_outcome_is_unknown(paypal: Sandbox) -> None:
    payment = approved(paypal)
    cut(paypal, "timeout_before")
    with pytest.raises(UnknownOutcomeError):
        sync(payment_id=payment.pk)
    paypal.fault("503", path_prefix=ORDERS, times=ALL_TRIES)

    result = begin()

    assert (result.payment, result.redirect_url, result.problem) == (payment, None, "unclear")


def test_refused_capture_is_handed_to_a_person(paypal: Sandbox) -> None:
    sync(payment_id=approved(paypal).pk)
    Payment.objects.update(number="B-2026-000999")
    twin = begin().payment  # an older database was restored: the invoice id has been used at PayPal
    paypal.approve(twin.provider_order_id)

    sync(payment_id=twin.pk)

    twin.refresh_from_db()
    assert (twin.state, twin.reason, twin.ask_at) == (Payment.State.UNCLEAR, "DUPLICATE_INVOICE_ID", None)
    assert call_of(twin, "capture").state == ProviderCall.State.FAILED


def test_refused_order_is_told_and_the_next_attempt_is_new(paypal: Sandbox) -> None:
    result = begin(description="")  # PayPal wants a name for what is sold

    assert (result.problem, result.redirect_url) == ("refused", None)
    assert result.payment.state == Payment.State.CANCELLED
    assert begin().payment.attempt == 2
    assert told("payment.denied") == []
    assert len(paypal.violations()) == 1
    paypal.reset()


def test_revoked_token_is_renewed_once(paypal: Sandbox) -> None:
    begin()
    paypal.fault("revoked_token", path_prefix=ORDERS, times=1)

    assert begin(number="B-2026-000124").redirect_url


def test_refused_keys_are_no_answer_about_a_payment(paypal: Sandbox) -> None:
    payment = approved(paypal)
    paypal.fault("revoked_token", times=6)

    with pytest.raises(TemporaryError):
        sync(payment_id=payment.pk)
    assert again(payment).state == Payment.State.APPROVING


def test_waiting_for_paypal_is_bounded(paypal: Sandbox) -> None:
    payment = approved(paypal)
    paypal.fault("slow", path_prefix=ORDERS, times=ALL_TRIES, seconds=3)

    began = time.monotonic()
    with pytest.raises(TemporaryError):
        sync(payment_id=payment.pk, deadline=Deadline(began + 1, read=0.4))
    assert time.monotonic() - began < 1.5


def test_abandoned_payment_is_closed_and_tells_nobody(paypal: Sandbox) -> None:
    payment = begin().payment
    for _ in range(8):
        clock.shift(timedelta(hours=1))
        reconcile(now=clock.now())

    assert (again(payment).state, again(payment).reason) == (Payment.State.CANCELLED, "expired")
    assert told("payment.denied") == []


def test_payment_that_never_reached_paypal_is_closed(unreachable_paypal: None) -> None:
    payment = begin().payment
    clock.shift(timedelta(hours=7))

    reconcile(now=clock.now())

    assert (again(payment).state, again(payment).reason) == (Payment.State.CANCELLED, "expired")


def test_order_that_paypal_has_forgotten_closes_the_attempt(paypal: Sandbox) -> None:
    payment = begin().payment
    paypal.reset()

    sync(payment_id=payment.pk)

    assert (again(payment).state, again(payment).reason) == (Payment.State.CANCELLED, "expired")


def test_reconciliation_collects_what_the_payer_approved_without_coming_back(paypal: Sandbox) -> None:
    payment = approved(paypal)
    clock.shift(timedelta(minutes=11))

    reconcile(now=clock.now())

    assert again(payment).state == Payment.State.CAPTURED


def test_one_broken_answer_does_not_stop_the_others(paypal: Sandbox) -> None:
    broken, whole = approved(paypal), approved(paypal, number="B-2026-000124")
    paypal.fault("drop", path_prefix=f"{ORDERS}/{broken.provider_order_id}", times=ALL_TRIES)
    clock.shift(timedelta(minutes=11))

    assert reconcile(now=clock.now()) == 2

    assert again(broken).state == Payment.State.APPROVING
    assert Payment.objects.filter(pk=broken.pk, ask_at__gt=clock.now()).exists()
    assert again(whole).state == Payment.State.CAPTURED


TOKEN = b'{"access_token":"A21AA","token_type":"Bearer","expires_in":32400}'


@pytest.mark.parametrize(
    ("status", "token", "body"),
    [
        (200, TOKEN, b"{}"),
        (200, TOKEN, b"[]"),
        (200, TOKEN, b'{"id":5,"links":[{}]}'),
        (200, TOKEN, b"<html>"),
        (422, TOKEN, b"<html>"),
        (422, TOKEN, b'{"details":[]}'),
        (200, b"{}", b"{}"),
        (200, b"[]", b"{}"),
        (200, b"<html>", b"{}"),
    ],
)
def test_nonsense_is_no_answer(settings: Settings, status: int, token: bytes, body: bytes) -> None:
    with running() as stub:
        stub.bodies, stub.body, stub.status = {"/v1/oauth2/token": token}, body, status
        settings.PAYPAL_API_URL = stub.url

        result = begin()

    assert result.redirect_url is None
    assert result.problem in {"unavailable", "refused"}
