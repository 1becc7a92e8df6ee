"""Webhooks: believed only when PayPal has signed exactly these bytes, kept once, followed later, never dropped."""

from datetime import timedelta

import pytest
from django.test import Client
from pytest_django import Settings

from core import clock
from payments.models import Payment, WebhookEvent
from payments.services import process_webhooks, retry_webhook, sync
from tests.payments.helpers import again, approved, begin, captures, deliver, told
from tests.sandbox.orders import create
from tests.sandbox.process import Sandbox
from tests.sandbox.receiver import Notice, Receiver

pytestmark = pytest.mark.django_db

State = WebhookEvent.State


@pytest.fixture
def client() -> Client:
    return Client(enforce_csrf_checks=True)


def work() -> int:
    return process_webhooks(now=clock.now())


def only_event() -> WebhookEvent:
    return WebhookEvent.objects.get()


@pytest.mark.feature("P5.05")
def test_webhook_collects_for_a_payer_who_never_came_back(paypal: Sandbox, receiver: Receiver, client: Client) -> None:
    payment = approved(paypal)
    [notice] = receiver.wait(1)

    assert deliver(client, notice) == 200
    assert again(payment).state == Payment.State.APPROVING
    assert work() == 1

    assert again(payment).state == Payment.State.CAPTURED
    assert only_event().state == State.DONE
    assert only_event().type == "CHECKOUT.ORDER.APPROVED"
    assert bytes(only_event().raw) == notice.raw


@pytest.mark.parametrize(("decision", "state"), [("COMPLETED", "captured"), ("DENIED", "denied")])
def test_webhook_ends_the_waiting(
    paypal: Sandbox, receiver: Receiver, client: Client, decision: str, state: str
) -> None:
    payment = approved(paypal, "pending")
    sync(payment_id=payment.pk)
    paypal.settle(captures(paypal)[0]["id"], decision)

    for notice in receiver.wait(3):
        assert deliver(client, notice) == 200
    work()

    assert again(payment).state == state
    assert len(told(f"payment.{state}")) == 1
    assert set(WebhookEvent.objects.values_list("state", flat=True)) == {State.DONE}


def test_late_doubled_and_disordered_webhooks_change_nothing(
    paypal: Sandbox, receiver: Receiver, client: Client
) -> None:
    payment = approved(paypal)
    sync(payment_id=payment.pk)

    for notice in [*reversed(receiver.wait(2)), *receiver.notices]:
        assert deliver(client, notice) == 200
    work()

    assert WebhookEvent.objects.count() == 2
    assert again(payment).state == Payment.State.CAPTURED
    assert len(captures(paypal)) == len(told("payment.captured")) == 1


def altered(raw: bytes) -> bytes:
    return raw.replace(b"19.90", b"19.91", 1)


def test_one_altered_byte_is_refused(paypal: Sandbox, receiver: Receiver, client: Client) -> None:
    approved(paypal)
    [notice] = receiver.wait(1)

    assert deliver(client, notice, raw=altered(notice.raw)) == 400
    assert not WebhookEvent.objects.exists()


@pytest.mark.parametrize(
    ("header", "value"),
    [
        ("Paypal-Transmission-Sig", "bm90IGEgc2lnbmF0dXJl"),
        ("Paypal-Transmission-Sig", "%%%"),
        ("Paypal-Transmission-Sig", ""),
        ("Paypal-Transmission-Id", "another"),
        ("Paypal-Auth-Algo", "SHA1withRSA"),
        ("Paypal-Auth-Algo", "none"),
        ("Paypal-Cert-Url", "https://api-m.paypal.com.evil.example/cert.pem"),
        ("Paypal-Cert-Url", "http://[::1"),
        ("Paypal-Cert-Url", ""),
    ],
)
def test_forged_header_is_refused(paypal: Sandbox, receiver: Receiver, client: Client, header: str, value: str) -> None:
    approved(paypal)
    [notice] = receiver.wait(1)

    assert deliver(client, notice, headers={header: value}) == 400
    assert not WebhookEvent.objects.exists()


def test_webhook_for_another_receiver_is_refused(
    paypal: Sandbox, receiver: Receiver, client: Client, settings: Settings
) -> None:
    approved(paypal)
    [notice] = receiver.wait(1)
    settings.PAYPAL_WEBHOOK_ID = "WH-OTHER"

    assert deliver(client, notice) == 400


def test_unsigned_webhook_is_refused(client: Client) -> None:
    assert client.post("/webhooks/paypal/", b"{}", "application/json").status_code == 400
    assert not WebhookEvent.objects.exists()


def test_oversized_webhook_is_refused(client: Client) -> None:
    assert client.post("/webhooks/paypal/", b" " * (256 * 1024 + 1), "application/json").status_code == 413


def test_webhook_address_takes_posts_only(client: Client) -> None:
    assert client.get("/webhooks/paypal/").status_code == 405


def test_webhook_is_asked_for_again_while_it_cannot_be_checked(
    paypal: Sandbox, receiver: Receiver, client: Client
) -> None:
    approved(paypal)
    [notice] = receiver.wait(1)
    paypal.fault("503", path_prefix="/v1/notifications/certs", times=1)

    assert deliver(client, notice) == 503
    assert not WebhookEvent.objects.exists()
    assert deliver(client, notice) == 200


def unknown_order(paypal: Sandbox, receiver: Receiver) -> tuple[str, Notice]:
    """Somebody else uses the same PayPal account."""
    order_id = create(paypal, "X-1")
    paypal.approve(order_id)
    return order_id, receiver.wait(1)[0]


def test_webhook_that_belongs_to_nothing_is_listed(paypal: Sandbox, receiver: Receiver, client: Client) -> None:
    order_id, notice = unknown_order(paypal, receiver)

    assert deliver(client, notice) == 200
    work()

    event = only_event()
    assert (event.state, event.resource_id) == (State.UNMATCHED, order_id)
    assert work() == 0


def test_staff_have_a_listed_webhook_followed_again(paypal: Sandbox, receiver: Receiver, client: Client) -> None:
    order_id, notice = unknown_order(paypal, receiver)
    deliver(client, notice)
    work()
    payment = begin().payment
    Payment.objects.filter(pk=payment.pk).update(provider_order_id=order_id, amount="19.99")

    assert retry_webhook(event_id=only_event().pk)
    assert work() == 1

    assert again(payment).state == Payment.State.CAPTURED
    assert not retry_webhook(event_id=only_event().pk)


def test_kinds_that_nobody_follows_are_listed(paypal: Sandbox, receiver: Receiver, client: Client) -> None:
    sync(payment_id=approved(paypal).pk)
    paypal.call("POST", f"/v2/payments/captures/{captures(paypal)[0]['id']}/refund", {}, key="refund-1")

    deliver(client, receiver.wait(3)[2])
    work()

    event = only_event()
    assert (event.type, event.state) == ("PAYMENT.CAPTURE.REFUNDED", State.UNMATCHED)


def test_webhook_waits_while_paypal_is_down(paypal: Sandbox, receiver: Receiver, client: Client) -> None:
    payment = approved(paypal)
    deliver(client, receiver.wait(1)[0])
    paypal.fault("drop", path_prefix="/v2/", times=4)

    assert work() == 1
    assert work() == 0
    event = only_event()
    assert (event.state, event.attempts) == (State.RECEIVED, 1)
    assert event.last_error.startswith("TemporaryError")

    clock.shift(timedelta(minutes=2))
    assert work() == 1
    assert again(payment).state == Payment.State.CAPTURED


def test_webhook_of_a_dead_worker_is_taken_over(paypal: Sandbox, receiver: Receiver, client: Client) -> None:
    payment = approved(paypal)
    deliver(client, receiver.wait(1)[0])
    WebhookEvent.objects.update(
        state=State.CLAIMED, lease_token="dead", leased_until=clock.now() + timedelta(minutes=5)
    )

    assert work() == 0
    clock.shift(timedelta(minutes=6))
    assert work() == 1

    assert again(payment).state == Payment.State.CAPTURED
