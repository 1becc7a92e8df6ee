from typing import Any

from tests.sandbox.process import Answer, Sandbox

RETURN = "http://shop.example/zurueck/?a=1"
CANCEL = "http://shop.example/abbruch/"


def order_body(invoice: str = "B-2026-000001-1", value: str = "19.99", **unit: Any) -> dict[str, Any]:
    amount = {"currency_code": "EUR", "value": value}
    context = {"brand_name": "Kontor Verlag", "locale": "de-DE", "user_action": "PAY_NOW"}
    context |= {"return_url": RETURN, "cancel_url": CANCEL}
    return {
        "intent": "CAPTURE",
        "purchase_units": [{"invoice_id": invoice, "custom_id": "order-4711", "amount": amount, **unit}],
        "payment_source": {"paypal": {"experience_context": context}},
    }


def create(sandbox: Sandbox, invoice: str = "B-2026-000001-1", **unit: Any) -> str:
    """The id of a new order."""
    answer = sandbox.call("POST", "/v2/checkout/orders", order_body(invoice, **unit), key=f"create-{invoice}")
    assert answer.status == 201, answer.text
    return answer.body["id"]


def capture(sandbox: Sandbox, order_id: str, key: str = "capture-1") -> Answer:
    return sandbox.call("POST", f"/v2/checkout/orders/{order_id}/capture", {}, key=key)


def first_capture(answer: Answer) -> dict[str, Any]:
    return answer.body["purchase_units"][0]["payments"]["captures"][0]


def paid(sandbox: Sandbox, invoice: str = "B-2026-000001-1", outcome: str = "pay", **unit: Any) -> dict[str, Any]:
    """The capture of an order that went through."""
    order_id = create(sandbox, invoice, **unit)
    sandbox.approve(order_id, outcome)
    answer = capture(sandbox, order_id, f"capture-{invoice}")
    assert answer.status == 201, answer.text
    return first_capture(answer)
