"""The same payment from many sides at once, and processes that die in the middle: the money counts once."""

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from core import clock
from payments.models import Payment, ProviderCall, WebhookEvent
from payments.services import process_webhooks, reconcile, record_transfer, sync
from tests.payments.helpers import again, approved, begin, captures, deliver, told
from tests.sandbox.process import ROOT, Sandbox
from tests.sandbox.receiver import Receiver
from tests.support.ports import wait_until

pytestmark = pytest.mark.django_db(transaction=True)

ORDERS = "/v2/checkout/orders"


def at_once(*jobs: Callable[[], Any]) -> list[Any]:
    """What the jobs return, each in a thread and with a connection of its own, all let go together."""
    gate = threading.Barrier(len(jobs))

    def run(job: Callable[[], Any]) -> object:
        gate.wait(10)
        try:
            return job()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(jobs)) as pool:
        return [future.result() for future in [pool.submit(run, job) for job in jobs]]


def test_payment_collected_from_many_sides_counts_once(paypal: Sandbox) -> None:
    payment = approved(paypal)
    paypal.fault("slow", path_prefix=f"{ORDERS}/{payment.provider_order_id}/capture", times=9, seconds=0.2)

    at_once(*[lambda: sync(payment_id=payment.pk)] * 6)

    assert again(payment).state == Payment.State.CAPTURED
    assert len(captures(paypal)) == 1
    assert len(told("payment.captured")) == 1
    assert payment.calls.filter(action=ProviderCall.Action.CAPTURE).count() == 1


@pytest.mark.feature("P5.05")
def test_return_webhook_and_reconciliation_at_once_count_once(
    paypal: Sandbox, receiver: Receiver, client: Client
) -> None:
    payment = approved(paypal)
    assert deliver(client, receiver.wait(1)[0]) == 200
    later = clock.now() + timedelta(minutes=11)

    at_once(
        lambda: Client().get(f"/zahlung/paypal/zurueck/{payment.uuid}/"),
        lambda: process_webhooks(now=clock.now()),
        lambda: reconcile(now=later),
        lambda: Client().get(f"/zahlung/paypal/zurueck/{payment.uuid}/"),
    )

    assert again(payment).state == Payment.State.CAPTURED
    assert len(captures(paypal)) == 1
    assert len(told("payment.captured")) == 1


def test_double_click_opens_one_order(paypal: Sandbox) -> None:
    results = at_once(*[begin] * 4)

    [order] = paypal.state()["orders"]
    assert Payment.objects.get().provider_order_id == order["id"]
    assert len({result.redirect_url for result in results}) == 1
    assert len(told("payment.opened")) == 1


def test_webhook_that_comes_twice_at_once_is_kept_once(paypal: Sandbox, receiver: Receiver) -> None:
    approved(paypal)
    [notice] = receiver.wait(1)

    assert at_once(*[lambda: deliver(Client(), notice)] * 4) == [200] * 4
    assert WebhookEvent.objects.count() == 1


def test_workers_share_the_webhooks(paypal: Sandbox, receiver: Receiver, client: Client) -> None:
    for number in range(6):
        approved(paypal, number=f"B-2026-00020{number}")
    for notice in receiver.wait(6):
        deliver(client, notice)

    done = at_once(*[lambda: process_webhooks(now=clock.now())] * 3)

    assert sum(done) == 6
    assert set(WebhookEvent.objects.values_list("state", "attempts")) == {("done", 1)}
    assert len(captures(paypal)) == len(told("payment.captured")) == 6


def test_transfer_recorded_twice_at_once_counts_once() -> None:
    payment = begin(provider="transfer").payment

    def record() -> Payment:
        return record_transfer(
            payment_id=payment.pk, amount=Decimal("19.90"), received_on=date(2026, 11, 20), actor=None
        )

    at_once(*[record] * 4)

    assert again(payment).state == Payment.State.CAPTURED
    assert len(told("payment.captured")) == 1


def killed_while(paypal: Sandbox, code: str, reached: Callable[[], bool]) -> None:
    """Run `code` in a process of the site and end it with kill -9 as soon as PayPal has `reached` something."""
    environment = {**os.environ, "PAYPAL_API_URL": paypal.url, "DATABASE_URL": _database_url()}
    command = [sys.executable, "manage.py", "shell", "--no-imports", "-c", code]
    process = subprocess.Popen(command, cwd=ROOT, env=environment)
    try:
        wait_until(reached, "PayPal has done its part", 30)
    finally:
        process.send_signal(signal.SIGKILL)
        process.wait()


def _database_url() -> str:
    settings = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{settings['NAME']}"
    return f"postgres://{settings['USER']}@{settings['HOST']}:{settings['PORT']}/{settings['NAME']}"


def test_process_killed_while_collecting_is_made_good_by_asking(paypal: Sandbox) -> None:
    payment = approved(paypal)
    paypal.fault("timeout_after_commit", path_prefix=f"{ORDERS}/{payment.provider_order_id}/capture", seconds=5)
    code = f"from payments.services import sync; sync(payment_id={payment.pk})"

    killed_while(paypal, code, reached=lambda: captures(paypal) != [])

    call = payment.calls.get(action=ProviderCall.Action.CAPTURE)
    assert (again(payment).state, call.state) == (Payment.State.APPROVING, ProviderCall.State.SENT)
    assert told("payment.captured") == []
    clock.shift(timedelta(minutes=11))
    reconcile(now=clock.now())
    assert again(payment).state == Payment.State.CAPTURED
    assert len(captures(paypal)) == len(told("payment.captured")) == 1


def test_process_killed_while_opening_leaves_one_order(paypal: Sandbox) -> None:
    paypal.fault("timeout_after_commit", path_prefix=ORDERS, method="POST", seconds=5)
    code = "from tests.payments.helpers import begin; begin()"

    killed_while(paypal, code, reached=lambda: paypal.state()["orders"] != [])

    left = Payment.objects.get()
    assert left.state == Payment.State.CREATED
    result = begin()
    [order] = paypal.state()["orders"]
    assert (result.payment, result.payment.provider_order_id) == (left, order["id"])
