from collections.abc import Callable

import pytest
from cryptography import x509
from cryptography.x509.oid import NameOID

from tests.sandbox.orders import capture, create, paid
from tests.sandbox.process import WEBHOOK_ID, Sandbox
from tests.sandbox.receiver import Notice, Receiver
from tests.support.ports import wait_until

CERTIFICATES = "/v1/notifications/certs/"


def certificate_of(sandbox: Sandbox, notice: Notice) -> bytes:
    url = notice.headers["PAYPAL-CERT-URL"]
    assert url.startswith(sandbox.url + CERTIFICATES)
    return sandbox.get(url.removeprefix(sandbox.url)).raw


@pytest.fixture
def listening(sandbox: Sandbox, receiver: Receiver) -> Receiver:
    sandbox.webhooks(url=receiver.url)
    return receiver


def test_events_of_a_payment_arrive_signed(sandbox: Sandbox, listening: Receiver) -> None:
    found = paid(sandbox, description="Blätter & Wälder, 19,99 €")
    notices = {notice.type: notice for notice in listening.wait(2)}
    assert set(notices) == {"CHECKOUT.ORDER.APPROVED", "PAYMENT.CAPTURE.COMPLETED"}
    for notice in notices.values():
        certificate = certificate_of(sandbox, notice)
        assert notice.headers["PAYPAL-AUTH-ALGO"] == "SHA256withRSA"
        assert notice.is_signed_by(certificate, WEBHOOK_ID)
        assert not notice.is_signed_by(certificate, "another")
    completed = notices["PAYMENT.CAPTURE.COMPLETED"].event
    assert completed["resource"]["id"] == found["id"]
    assert completed["resource"]["supplementary_data"]["related_ids"]["order_id"]
    assert "Wälder" in notices["CHECKOUT.ORDER.APPROVED"].raw.decode()


def test_certificate_is_named_like_paypals(sandbox: Sandbox, listening: Receiver) -> None:
    sandbox.approve(create(sandbox))
    (notice,) = listening.wait(1)
    name = x509.load_pem_x509_certificate(certificate_of(sandbox, notice)).subject
    (common_name,) = name.get_attributes_for_oid(NameOID.COMMON_NAME)
    assert str(common_name.value).endswith(".paypal.com")


def test_postback_knows_true_from_false(sandbox: Sandbox, listening: Receiver) -> None:
    sandbox.approve(create(sandbox))
    (notice,) = listening.wait(1)
    question = {
        "auth_algo": notice.headers["PAYPAL-AUTH-ALGO"],
        "cert_url": notice.headers["PAYPAL-CERT-URL"],
        "transmission_id": notice.headers["PAYPAL-TRANSMISSION-ID"],
        "transmission_sig": notice.headers["PAYPAL-TRANSMISSION-SIG"],
        "transmission_time": notice.headers["PAYPAL-TRANSMISSION-TIME"],
        "webhook_id": WEBHOOK_ID,
        "webhook_event": notice.event,
    }
    path = "/v1/notifications/verify-webhook-signature"
    assert sandbox.call("POST", path, question).body == {"verification_status": "SUCCESS"}
    forged = question | {"webhook_event": notice.event | {"summary": "forged"}}
    assert sandbox.call("POST", path, forged).body == {"verification_status": "FAILURE"}


def test_refused_event_comes_again_until_it_is_taken(sandbox: Sandbox, listening: Receiver) -> None:
    listening.answers = [500, 503]
    sandbox.approve(create(sandbox))
    notices = listening.wait(3)
    assert len({notice.raw for notice in notices}) == 1
    assert [delivery["state"] for delivery in sandbox.state()["deliveries"]] == ["delivered"]


def test_event_is_given_up_at_last(sandbox: Sandbox, listening: Receiver) -> None:
    sandbox.webhooks(pauses=[0.05])
    listening.answers = [500, 500, 500]
    sandbox.approve(create(sandbox))
    wait_until(lambda: sandbox.state()["deliveries"][0]["state"] == "given_up", "the sandbox gives up")
    assert len(listening.notices) == 2


def test_event_for_a_wrong_address_is_given_up_in_peace(own_sandbox: Callable[..., Sandbox]) -> None:
    sandbox = own_sandbox(SANDBOX_WEBHOOK_URL="nonsense", SANDBOX_WEBHOOK_PAUSES="0.05,0.05")
    sandbox.approve(create(sandbox))
    wait_until(lambda: sandbox.state()["deliveries"][0]["state"] == "given_up", "the sandbox gives up")
    assert sandbox.state()["deliveries"][0]["attempts"] == 3
    assert "Traceback" not in sandbox.log


def test_pending_capture_is_announced_twice(sandbox: Sandbox, listening: Receiver) -> None:
    found = paid(sandbox, outcome="pending")
    sandbox.settle(found["id"], "DENIED")
    listening.wait(3)
    assert set(listening.types) == {"CHECKOUT.ORDER.APPROVED", "PAYMENT.CAPTURE.PENDING", "PAYMENT.CAPTURE.DENIED"}


def test_refund_is_announced_with_its_capture(sandbox: Sandbox, listening: Receiver) -> None:
    found = paid(sandbox)
    sandbox.call("POST", f"/v2/payments/captures/{found['id']}/refund", {}, key="refund-1")
    listening.wait(3)
    (event,) = [notice.event for notice in listening.notices if notice.type == "PAYMENT.CAPTURE.REFUNDED"]
    assert event["resource_type"] == "refund"
    assert event["resource"]["links"][1]["href"].endswith(f"/v2/payments/captures/{found['id']}")


def test_each_event_comes_twice_when_asked(sandbox: Sandbox, listening: Receiver) -> None:
    sandbox.webhooks(mode="duplicate")
    paid(sandbox)
    notices = listening.wait(4)
    assert len({notice.event["id"] for notice in notices}) == 2


def test_shuffled_events_all_arrive(sandbox: Sandbox, listening: Receiver) -> None:
    sandbox.webhooks(mode="shuffle")
    paid(sandbox)
    listening.wait(2)
    assert sorted(listening.types) == ["CHECKOUT.ORDER.APPROVED", "PAYMENT.CAPTURE.COMPLETED"]


def test_held_events_wait_and_can_be_turned_round(sandbox: Sandbox, listening: Receiver) -> None:
    sandbox.webhooks(mode="hold")
    paid(sandbox)
    assert [delivery["state"] for delivery in sandbox.state()["deliveries"]] == ["held", "held"]
    assert listening.notices == []
    assert sandbox.flush("reversed") == 2
    listening.wait(2)
    assert listening.types == ["PAYMENT.CAPTURE.COMPLETED", "CHECKOUT.ORDER.APPROVED"]


def test_old_event_can_be_sent_again(sandbox: Sandbox, listening: Receiver) -> None:
    sandbox.approve(create(sandbox))
    (first,) = listening.wait(1)
    sandbox.redeliver(first.event["id"])
    path = f"/v1/notifications/webhooks-events/{first.event['id']}/resend"
    assert sandbox.call("POST", path, {"webhook_ids": [WEBHOOK_ID]}).status == 202
    notices = listening.wait(3)
    assert len({notice.raw for notice in notices}) == 1
    assert len({notice.headers["PAYPAL-TRANSMISSION-ID"] for notice in notices}) == 3


def test_events_are_listed(sandbox: Sandbox) -> None:
    found = paid(sandbox)
    answer = sandbox.call("GET", "/v1/notifications/webhooks-events?page_size=5&event_type=PAYMENT.CAPTURE.COMPLETED")
    assert [event["resource"]["id"] for event in answer.body["events"]] == [found["id"]]
    later = sandbox.call("GET", "/v1/notifications/webhooks-events?start_time=2999-01-01T00:00:00Z")
    assert later.body["events"] == []


def test_kill_loses_neither_order_nor_event(own_sandbox: Callable[..., Sandbox], receiver: Receiver) -> None:
    sandbox = own_sandbox(SANDBOX_WEBHOOK_URL=receiver.url)
    receiver.answers = [500] * 3
    order_id = create(sandbox)
    sandbox.approve(order_id)
    receiver.wait(1)
    sandbox.kill()
    sandbox.start()
    notices = receiver.wait(4)
    assert {notice.event["resource"]["id"] for notice in notices} == {order_id}
    assert notices[-1].is_signed_by(certificate_of(sandbox, notices[0]), WEBHOOK_ID)
    assert capture(sandbox, order_id).status == 201


def test_kill_while_the_answer_hangs_makes_no_second_capture(own_sandbox: Callable[..., Sandbox]) -> None:
    sandbox = own_sandbox()
    order_id = create(sandbox)
    sandbox.approve(order_id)
    assert capture(sandbox, order_id, "capture-1").status == 201
    sandbox.kill()
    sandbox.start()
    assert capture(sandbox, order_id, "capture-1").status == 200
    assert len(sandbox.state()["captures"]) == 1
