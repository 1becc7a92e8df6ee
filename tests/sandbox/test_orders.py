import pytest

from tests.sandbox.orders import capture, create, first_capture, order_body, paid
from tests.sandbox.process import Sandbox

ORDERS = "/v2/checkout/orders"


def test_order_is_made_once_per_key(sandbox: Sandbox) -> None:
    first = sandbox.call("POST", ORDERS, order_body(), key="create-1")
    again = sandbox.call("POST", ORDERS, order_body(), key="create-1")
    other = sandbox.call("POST", ORDERS, order_body(), key="create-2")
    assert (first.status, again.status, other.status) == (201, 200, 201)
    assert first.body == again.body
    assert other.body["id"] != first.body["id"]
    assert first.body["status"] == "PAYER_ACTION_REQUIRED"
    assert [link["rel"] for link in first.body["links"]] == ["self", "payer-action"]


def test_key_of_an_order_is_forgotten_after_six_hours(sandbox: Sandbox) -> None:
    first = create(sandbox)
    sandbox.clock(5.9 * 3600)
    assert sandbox.call("POST", ORDERS, order_body(), key="create-B-2026-000001-1").body["id"] == first
    sandbox.clock(6.1 * 3600)
    assert sandbox.call("POST", ORDERS, order_body(), key="create-B-2026-000001-1").body["id"] != first


def test_order_without_payment_source_links_to_approve(sandbox: Sandbox) -> None:
    body = order_body()
    del body["payment_source"]
    answer = sandbox.call("POST", ORDERS, body, key="create-1", prefer="return=representation")
    assert answer.body["status"] == "CREATED"
    assert [link["rel"] for link in answer.body["links"]] == ["self", "approve", "capture"]
    assert answer.body["purchase_units"][0]["amount"] == {"currency_code": "EUR", "value": "19.99"}


def test_minimal_answer_holds_no_more_than_asked(sandbox: Sandbox) -> None:
    answer = sandbox.call("POST", ORDERS, order_body(), key="create-1", prefer="return=minimal")
    assert set(answer.body) == {"id", "status", "payment_source", "links"}


def test_capture_needs_the_payer(sandbox: Sandbox) -> None:
    order_id = create(sandbox)
    refused = capture(sandbox, order_id)
    assert (refused.status, refused.issue) == (422, "ORDER_NOT_APPROVED")


def test_captured_order_stays_captured(sandbox: Sandbox) -> None:
    order_id = create(sandbox)
    sandbox.approve(order_id)
    first, again, other = (capture(sandbox, order_id, key) for key in ("capture-1", "capture-1", "capture-2"))
    assert (first.status, again.status) == (201, 200)
    assert first_capture(first) == first_capture(again)
    assert (other.status, other.issue) == (422, "ORDER_ALREADY_CAPTURED")
    found = sandbox.call("GET", f"{ORDERS}/{order_id}").body
    assert found["status"] == "COMPLETED"
    assert found["purchase_units"][0]["payments"]["captures"][0]["status"] == "COMPLETED"


def test_capture_tells_fee_and_net(sandbox: Sandbox) -> None:
    breakdown = paid(sandbox)["seller_receivable_breakdown"]
    assert breakdown["paypal_fee"]["value"] == "0.85"
    assert breakdown["net_amount"]["value"] == "19.14"


def test_declined_payer_may_come_back_with_another_card(sandbox: Sandbox) -> None:
    order_id = create(sandbox)
    sandbox.approve(order_id, "decline")
    refused = capture(sandbox, order_id)
    assert (refused.status, refused.issue) == (422, "INSTRUMENT_DECLINED")
    (redirect,) = [link["href"] for link in refused.body["links"] if link["rel"] == "redirect"]
    assert redirect == f"{sandbox.url}/checkoutnow?token={order_id}"
    sandbox.approve(order_id, "pay")
    assert capture(sandbox, order_id).status == 201


def test_invoice_id_is_taken_once(sandbox: Sandbox) -> None:
    paid(sandbox, "B-1")
    body = order_body("B-1")
    order_id = sandbox.call("POST", ORDERS, body, key="second").body["id"]
    sandbox.approve(order_id)
    refused = capture(sandbox, order_id, "capture-second")
    assert (refused.status, refused.issue) == (422, "DUPLICATE_INVOICE_ID")


@pytest.mark.parametrize(
    ("amount", "items", "issue"),
    [
        ({"item_total": "18.68", "tax_total": "1.30"}, [], "AMOUNT_MISMATCH"),
        ({"item_total": "20.99", "discount": "1.00"}, [("20.00", "1")], "ITEM_TOTAL_MISMATCH"),
        ({"item_total": "20.99", "discount": "1.00"}, [("10.00", "2"), ("0.99", "1")], None),
        ({}, [("19.99", "1")], "ITEM_TOTAL_REQUIRED"),
    ],
)
def test_sums_must_agree(
    sandbox: Sandbox, amount: dict[str, str], items: list[tuple[str, str]], issue: str | None
) -> None:
    body = order_body()
    (unit,) = body["purchase_units"]
    if amount:
        unit["amount"]["breakdown"] = {name: {"currency_code": "EUR", "value": value} for name, value in amount.items()}
    unit["items"] = [
        {"name": "E-Book", "quantity": quantity, "unit_amount": {"currency_code": "EUR", "value": value}}
        for value, quantity in items
    ]
    answer = sandbox.call("POST", ORDERS, body, key="create-1")
    assert answer.status == (422 if issue else 201)
    assert not issue or answer.issue == issue


@pytest.mark.parametrize(("value", "issue"), [("19.999", "DECIMAL_PRECISION"), ("0.00", "CANNOT_BE_ZERO_OR_NEGATIVE")])
def test_amount_must_be_money(sandbox: Sandbox, value: str, issue: str) -> None:
    answer = sandbox.call("POST", ORDERS, order_body(value=value), key="create-1")
    assert (answer.status, answer.issue) == (422, issue)


def test_unknown_order_is_not_found(sandbox: Sandbox) -> None:
    answer = sandbox.call("GET", f"{ORDERS}/0NOSUCHORDER00000")
    assert (answer.status, answer.body["name"]) == (404, "RESOURCE_NOT_FOUND")


def test_request_against_the_specification_is_refused_and_listed(shared_sandbox: Sandbox) -> None:
    shared_sandbox.reset()
    body = {"purchase_units": [{"amount": {"currency_code": "EURO", "value": "19,99"}}]}
    answer = shared_sandbox.call("POST", ORDERS, body, key="create-1")
    assert (answer.status, answer.body["name"]) == (400, "INVALID_REQUEST")
    (violation,) = shared_sandbox.violations()
    assert violation["side"] == "request"
    assert "'intent' is a required property" in violation["reason"]


def test_token_needs_client_and_secret(sandbox: Sandbox) -> None:
    assert sandbox.token("client", "").body["error"] == "invalid_client"
    assert sandbox.token().body["token_type"] == "Bearer"


def test_call_without_token_is_refused(sandbox: Sandbox) -> None:
    answer = sandbox.ask("GET", f"{ORDERS}/5O190127TN364715T", headers={"Content-Type": "application/json"})
    assert (answer.status, answer.body["name"]) == (401, "AUTHENTICATION_FAILURE")


def test_token_ends_after_nine_hours(sandbox: Sandbox) -> None:
    path = f"{ORDERS}/{create(sandbox)}"
    headers = {"Authorization": f"Bearer {sandbox.token().body['access_token']}", "Content-Type": "application/json"}
    sandbox.clock(9 * 3600 - 1)
    assert sandbox.ask("GET", path, headers=headers).status == 200
    sandbox.clock(9 * 3600 + 1)
    assert sandbox.ask("GET", path, headers=headers).status == 401


def test_body_that_is_no_json_is_refused(shared_sandbox: Sandbox) -> None:
    token = shared_sandbox.token().body["access_token"]
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json", "PayPal-Request-Id": "create-1"}
    answer = shared_sandbox.ask("POST", ORDERS, b"{", headers)
    assert (answer.status, answer.body["name"]) == (400, "INVALID_REQUEST")
    too_much = shared_sandbox.ask("POST", ORDERS, b" " * (1024 * 1024 + 1), headers)
    assert too_much.status == 413
