import http.client
import threading
import time
from collections.abc import Callable
from contextlib import suppress

import pytest

from tests.sandbox.orders import create, order_body
from tests.sandbox.process import Answer, Sandbox
from tests.support.ports import wait_until

ORDERS = "/v2/checkout/orders"


def create_again(sandbox: Sandbox) -> Answer:
    return sandbox.call("POST", ORDERS, order_body(), key="create-1")


def ask_in_vain(sandbox: Sandbox) -> None:
    with suppress(OSError, http.client.HTTPException):
        sandbox.token()


@pytest.mark.parametrize("kind", ["500", "429", "503"])
def test_error_hits_as_often_as_asked_and_changes_nothing(sandbox: Sandbox, kind: str) -> None:
    sandbox.fault(kind, path_prefix=ORDERS, method="POST", times=2)
    assert [create_again(sandbox).status for _ in range(3)] == [int(kind), int(kind), 201]
    assert len(sandbox.state()["orders"]) == 1


def test_fault_hits_only_its_path_and_method(sandbox: Sandbox) -> None:
    order_id = create(sandbox)
    sandbox.fault("500", path_prefix=f"{ORDERS}/{order_id}/capture", method="POST")
    assert sandbox.call("GET", f"{ORDERS}/{order_id}").status == 200
    assert len(sandbox.state()["faults"]) == 1
    sandbox.clear_faults()
    assert sandbox.state()["faults"] == []


def test_answer_lost_after_commit_is_found_by_the_same_key(sandbox: Sandbox) -> None:
    sandbox.fault("timeout_after_commit", path_prefix=ORDERS, seconds=0.1)
    with pytest.raises((OSError, http.client.HTTPException)):
        create_again(sandbox)
    (order,) = sandbox.state()["orders"]
    again = create_again(sandbox)
    assert (again.status, again.body["id"]) == (200, order["id"])


@pytest.mark.parametrize("kind", ["timeout_before", "drop"])
def test_request_that_never_arrived_changes_nothing(sandbox: Sandbox, kind: str) -> None:
    sandbox.fault(kind, path_prefix=ORDERS, seconds=0.1)
    with pytest.raises((OSError, http.client.HTTPException)):
        create_again(sandbox)
    assert sandbox.state()["orders"] == []


def test_twin_of_a_running_request_is_refused(sandbox: Sandbox) -> None:
    sandbox.token()
    sandbox.call("GET", f"{ORDERS}/0NOSUCHORDER00000")
    sandbox.fault("slow", path_prefix=ORDERS, seconds=1.5)
    slow: list[Answer] = []
    thread = threading.Thread(target=lambda: slow.append(create_again(sandbox)))
    thread.start()
    wait_until(lambda: sandbox.state()["faults"] == [], "the slow request arrives")
    twin = create_again(sandbox)
    thread.join()
    assert (twin.status, twin.issue) == (409, "PREVIOUS_REQUEST_IN_PROGRESS")
    assert slow[0].status == 201
    assert create_again(sandbox).body["id"] == slow[0].body["id"]


def test_revoked_token_is_refused_once(sandbox: Sandbox) -> None:
    order_id = create(sandbox)
    sandbox.fault("revoked_token", path_prefix=ORDERS)
    refused = sandbox.call("GET", f"{ORDERS}/{order_id}")
    assert (refused.status, refused.body["error"]) == (401, "invalid_token")
    assert sandbox.call("GET", f"{ORDERS}/{order_id}").status == 200


def test_unknown_fault_is_refused(sandbox: Sandbox) -> None:
    with pytest.raises(AssertionError, match="kind must be one of"):
        sandbox.fault("earthquake")


def test_shutdown_does_not_wait_for_hanging_requests(own_sandbox: Callable[..., Sandbox]) -> None:
    sandbox = own_sandbox()
    sandbox.fault("timeout_after_commit", path_prefix="/v1/oauth2", seconds=60)
    hanging = threading.Thread(target=ask_in_vain, args=(sandbox,))
    hanging.start()
    wait_until(lambda: sandbox.state()["faults"] == [], "the request hangs")
    started = time.monotonic()
    assert sandbox.stop() == 0
    assert time.monotonic() - started < 5
    hanging.join()
