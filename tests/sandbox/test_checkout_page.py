import os
import subprocess
import sys

import pytest

from tests.sandbox.orders import capture, create
from tests.sandbox.process import ROOT, Sandbox


def test_page_shows_merchant_and_amount(sandbox: Sandbox) -> None:
    order_id = create(sandbox, value="1234.50", description="<b>Wald & Wiese</b>")
    page = sandbox.get(f"/checkoutnow?token={order_id}")
    assert page.status == 200
    assert "Kontor Verlag" in page.text
    assert "1.234,50\N{NO-BREAK SPACE}€" in page.text
    assert "&lt;b&gt;Wald &amp; Wiese&lt;/b&gt;" in page.text
    assert "form-action 'self' http://shop.example" in page.headers["Content-Security-Policy"]


def test_payer_comes_back_with_token_and_payer_id(sandbox: Sandbox) -> None:
    order_id = create(sandbox)
    answer = sandbox.post_form("/checkoutnow", token=order_id, decision="pay", outcome="pay")
    payer_id = sandbox.call("GET", f"/v2/checkout/orders/{order_id}").body["payer"]["payer_id"]
    assert answer.status == 303
    assert answer.headers["Location"] == f"http://shop.example/zurueck/?a=1&token={order_id}&PayerID={payer_id}"
    assert capture(sandbox, order_id).status == 201


def test_payer_who_cancels_has_agreed_to_nothing(sandbox: Sandbox) -> None:
    order_id = create(sandbox)
    answer = sandbox.post_form("/checkoutnow", token=order_id, decision="cancel", outcome="pay")
    assert answer.headers["Location"] == f"http://shop.example/abbruch/?token={order_id}"
    assert sandbox.call("GET", f"/v2/checkout/orders/{order_id}").body["status"] == "PAYER_ACTION_REQUIRED"


@pytest.mark.parametrize(("outcome", "status"), [("pending", 201), ("decline", 422)])
def test_payer_chooses_how_the_test_goes(sandbox: Sandbox, outcome: str, status: int) -> None:
    order_id = create(sandbox)
    sandbox.post_form("/checkoutnow", token=order_id, decision="pay", outcome=outcome)
    assert capture(sandbox, order_id).status == status


def test_paid_order_is_not_paid_again(sandbox: Sandbox) -> None:
    order_id = create(sandbox)
    sandbox.approve(order_id)
    capture(sandbox, order_id)
    assert "Bereits bezahlt" in sandbox.get(f"/checkoutnow?token={order_id}").text
    assert "Bereits bezahlt" in sandbox.post_form("/checkoutnow", token=order_id, outcome="pay").text


@pytest.mark.parametrize("path", ["/checkoutnow?token=nothing", "/checkoutnow", "/nowhere", "/mail/999/"])
def test_wrong_address_gets_a_clear_page(sandbox: Sandbox, path: str) -> None:
    answer = sandbox.get(path)
    assert answer.status == 404
    assert "<h1>" in answer.text


def test_overview_offers_to_settle_what_is_pending(sandbox: Sandbox) -> None:
    order_id = create(sandbox)
    sandbox.approve(order_id, "pending")
    capture(sandbox, order_id)
    (found,) = sandbox.state()["captures"]
    assert "wird geprüft" in sandbox.get("/_sim/").text
    answer = sandbox.post_form(f"/_sim/captures/{found['id']}/settle", to="COMPLETED")
    assert (answer.status, answer.headers["Location"]) == (303, "/_sim/")
    assert "wird geprüft" not in sandbox.get("/_sim/").text


def test_sandbox_refuses_production() -> None:
    environment = {**os.environ, "KONTOR_ENV": "production", "PYTHONPATH": str(ROOT / "site")}
    command = [sys.executable, "-m", "sandbox"]
    run = subprocess.run(command, check=False, env=environment, capture_output=True, text=True, timeout=30)
    assert run.returncode == 1
    assert "takes no part in production" in run.stderr
