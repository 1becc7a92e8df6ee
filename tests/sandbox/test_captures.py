from tests.sandbox.orders import capture, create, paid
from tests.sandbox.process import Answer, Sandbox


def refund(sandbox: Sandbox, capture_id: str, value: str = "", key: str = "refund-1", **fields: str) -> Answer:
    amount = {"amount": {"currency_code": "EUR", "value": value}} if value else {}
    return sandbox.call("POST", f"/v2/payments/captures/{capture_id}/refund", amount | fields, key=key)


def status(sandbox: Sandbox, capture_id: str) -> str:
    return sandbox.call("GET", f"/v2/payments/captures/{capture_id}").body["status"]


def test_capture_names_its_order(sandbox: Sandbox) -> None:
    order_id = create(sandbox)
    sandbox.approve(order_id)
    capture(sandbox, order_id)
    capture_id = sandbox.state()["captures"][0]["id"]
    found = sandbox.call("GET", f"/v2/payments/captures/{capture_id}").body
    assert found["supplementary_data"]["related_ids"]["order_id"] == order_id
    assert found["custom_id"] == "order-4711"


def test_pending_capture_ends_completed(sandbox: Sandbox) -> None:
    found = paid(sandbox, outcome="pending")
    assert (found["status"], found["status_details"]) == ("PENDING", {"reason": "PENDING_REVIEW"})
    assert refund(sandbox, found["id"]).issue == "PENDING_CAPTURE"
    sandbox.settle(found["id"], "COMPLETED")
    assert status(sandbox, found["id"]) == "COMPLETED"
    assert refund(sandbox, found["id"]).status == 201


def test_pending_capture_ends_denied(sandbox: Sandbox) -> None:
    found = paid(sandbox, outcome="pending")
    sandbox.settle(found["id"], "DENIED")
    assert status(sandbox, found["id"]) == "DECLINED"
    assert refund(sandbox, found["id"]).issue == "REFUND_NOT_ALLOWED"


def test_settled_capture_is_not_settled_again(sandbox: Sandbox) -> None:
    found = paid(sandbox)
    answer = sandbox.post_form(f"/_sim/captures/{found['id']}/settle", to="DENIED")
    assert answer.status == 400
    assert status(sandbox, found["id"]) == "COMPLETED"


def test_refund_in_parts_up_to_the_whole(sandbox: Sandbox) -> None:
    capture_id = paid(sandbox)["id"]
    first = refund(sandbox, capture_id, "5.00", "refund-1", invoice_id="ST-1", custom_id="refund-31")
    again = refund(sandbox, capture_id, "5.00", "refund-1", invoice_id="ST-1", custom_id="refund-31")
    assert (first.status, again.status) == (201, 201)
    assert first.body["id"] == again.body["id"]
    assert status(sandbox, capture_id) == "PARTIALLY_REFUNDED"
    assert refund(sandbox, capture_id, "15.00", "refund-2").issue == "REFUND_AMOUNT_EXCEEDED"
    rest = refund(sandbox, capture_id, "", "refund-3")
    found = sandbox.call("GET", f"/v2/payments/refunds/{rest.body['id']}").body
    assert found["amount"]["value"] == "14.99"
    assert found["seller_payable_breakdown"]["total_refunded_amount"]["value"] == "19.99"
    assert status(sandbox, capture_id) == "REFUNDED"
    assert refund(sandbox, capture_id, "1.00", "refund-4").issue == "CAPTURE_FULLY_REFUNDED"


def test_refund_of_another_currency_or_nothing_is_refused(sandbox: Sandbox) -> None:
    path = f"/v2/payments/captures/{paid(sandbox)['id']}/refund"
    dollars = sandbox.call("POST", path, {"amount": {"currency_code": "USD", "value": "1.00"}}, key="refund-1")
    nothing = sandbox.call("POST", path, {"amount": {"currency_code": "EUR", "value": "0.00"}}, key="refund-2")
    assert (dollars.status, dollars.issue) == (422, "REFUND_CAPTURE_CURRENCY_MISMATCH")
    assert (nothing.status, nothing.issue) == (422, "CANNOT_BE_ZERO_OR_NEGATIVE")


def test_refund_after_half_a_year_is_refused(sandbox: Sandbox) -> None:
    capture_id = paid(sandbox)["id"]
    sandbox.clock(181 * 86400)
    assert refund(sandbox, capture_id).issue == "REFUND_TIME_LIMIT_EXCEEDED"
