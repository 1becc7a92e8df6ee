"""The ebook purchase from order to download, through all floors and a real mail server."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.db import transaction
from pytest_django import Settings

from automations.engine import tick as engine
from automations.engine.perform import perform_together
from automations.models import Run, StepRun
from automations.selectors import failed_steps
from automations.services import drain, retry_step
from billing.models import Invoice
from core import clock
from customers.models import AccessGrant
from mailing.models import Message
from mailing.services import resend_message
from payments.facts import PAYMENT_DENIED
from payments.models import Payment
from payments.services.states import advance
from shop.models import DownloadLink, Order
from shop.services import cancel_order, pay_order
from tests.automations.people import operator
from tests.automations.sample import at_once, step, trace
from tests.factories import a_company, a_placed_order, an_ebook, pay_by_transfer
from tests.support.smtp import MailServer, mail_server

pytestmark = pytest.mark.django_db

CHECKOUT = ["address", "email", "person", "profile", "payment"]
CONFIRMED = [*CHECKOUT, "terms", "confirmation"]
DELIVERED = ["invoice", "at_once:yes", "copies", "confirmed:yes", "due:yes", "grant", "delivery", "delivered"]


@pytest.fixture
def server(settings: Settings) -> Iterator[MailServer]:
    with mail_server() as running:
        settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", running.port, 2
        yield running


@pytest.fixture
def order(server: MailServer) -> Order:
    a_company()
    return a_placed_order()


def run_of(order: Order) -> Run:
    return Run.objects.get(subject_type="shop.order", subject_id=str(order.pk))


def mails(order: Order) -> list[str]:
    sent = Message.objects.filter(related_type="shop.order", related_id=str(order.pk), state="accepted")
    return list(sent.order_by("pk").values_list("template", flat=True))


def deny(order: Order) -> None:
    pay_order(order=order, method="transfer")
    with transaction.atomic():
        advance(
            Payment.objects.get(reference=str(order.claim.uuid)),
            Payment.State.DENIED,
            sources=(Payment.State.PENDING,),
            fact=PAYMENT_DENIED,
            reason="INSTRUMENT_DECLINED",
        )


@pytest.mark.feature("P5.01", "P5.02", "P5.03", "P5.04", "P5.05")
def test_what_the_checkout_has_done_is_done_when_the_run_starts(order: Order) -> None:
    run = run_of(order)

    assert trace(run) == [*CHECKOUT, "terms ready"]
    assert (run.subject_label, run.person) == (order.number, order.customer.person)


@pytest.mark.feature("P5.05", "P5.06", "P5.07", "P5.08")
def test_paid_order_is_invoiced_and_delivered(order: Order, server: MailServer) -> None:
    drain()
    assert trace(run_of(order)) == [*CONFIRMED, "paid waiting"]
    assert step(run_of(order), "paid").deadline == order.pay_until

    pay_by_transfer(order)
    drain()
    run = run_of(order)
    assert trace(run) == [*CONFIRMED, "paid:yes", *DELIVERED]
    assert (run.state, run.outcome) == (Run.State.DONE, "delivered")
    assert mails(order) == ["order_confirmation", "ebook_delivery"]
    assert step(run, "invoice").result == {"invoice": Invoice.objects.get().number}
    attached = [part.get_filename() for part in server.letters[-1].mail.iter_attachments()]
    assert attached == [Invoice.objects.get().pdf.name]


@pytest.mark.feature("P5.08")
def test_second_round_of_the_worker_repeats_nothing(order: Order) -> None:
    pay_by_transfer(order)
    drain()
    assert drain() == 0

    counts = [model.objects.count() for model in (Invoice, AccessGrant, DownloadLink)]
    assert counts == [1, 1, 1]
    assert mails(order) == ["order_confirmation", "ebook_delivery"]


@pytest.mark.feature("P5.06")
def test_unpaid_order_is_cancelled_after_the_deadline(order: Order) -> None:
    drain()
    clock.shift(timedelta(days=6, hours=20))
    drain()
    assert trace(run_of(order))[-1] == "paid waiting"

    clock.shift(timedelta(days=1))
    drain()
    order.refresh_from_db()
    run = run_of(order)
    assert trace(run)[7:] == ["paid:late", "cancel", "cancelled:yes", "cancellation", "unpaid"]
    assert (run.outcome, order.state) == ("unpaid", Order.State.CANCELLED)
    assert mails(order) == ["order_confirmation", "order_cancelled"]
    assert [Invoice.objects.count(), AccessGrant.objects.count()] == [0, 0]


@pytest.mark.feature("P5.06")
def test_denied_payment_brings_one_mail_and_the_order_may_still_be_paid(order: Order) -> None:
    drain()
    deny(order)
    drain()
    assert trace(run_of(order))[7:] == ["paid:no", "denied", "paid_again waiting"]
    assert mails(order) == ["order_confirmation", "payment_failed"]

    pay_by_transfer(order)
    drain()
    assert trace(run_of(order))[9:] == ["paid_again:yes", *DELIVERED]


@pytest.mark.feature("P5.06")
def test_denied_and_never_paid_order_is_cancelled(order: Order) -> None:
    deny(order)
    drain()
    clock.shift(timedelta(days=8))
    drain()

    assert run_of(order).outcome == "unpaid"
    assert mails(order) == ["order_confirmation", "payment_failed", "order_cancelled"]


@pytest.mark.feature("P5.06")
def test_order_cancelled_by_staff_ends_its_run_at_once(order: Order) -> None:
    drain()
    cancel_order(order_id=order.pk, reason="Doppelt bestellt", actor=operator())
    drain()

    assert trace(run_of(order))[7:] == ["paid:late", "cancel", "cancelled:yes", "cancellation", "unpaid"]
    assert mails(order) == ["order_confirmation", "order_cancelled"]


@pytest.mark.feature("P5.06")
def test_money_at_the_last_moment_wins_over_the_cancellation(order: Order) -> None:
    """The deadline has been decided, the cancellation not yet done."""
    drain()
    clock.shift(timedelta(days=8))
    StepRun.objects.filter(step="paid").update(state="ready")
    perform_together(engine._claim(clock.now(), alone=False, limit=1), now=clock.now())
    assert trace(run_of(order))[7:] == ["paid:late", "cancel ready"]

    pay_by_transfer(order)
    drain()
    order.refresh_from_db()
    assert trace(run_of(order))[8:] == ["cancel", "cancelled:no", *DELIVERED]
    assert order.state == Order.State.PAID


@pytest.mark.feature("P5.08")
def test_nothing_is_delivered_before_the_confirmation_has_left(order: Order, server: MailServer) -> None:
    server.at_recipient = "550 no such user"
    pay_by_transfer(order)
    drain()
    run = run_of(order)
    assert trace(run)[6:] == [
        "confirmation failed",
        "paid:yes",
        "invoice",
        "at_once:yes",
        "copies",
        "confirmed waiting",
    ]
    assert AccessGrant.objects.count() == 0
    assert failed_steps()[0] == 1

    server.at_recipient = ""
    resend_message(
        message_id=Message.objects.get(template="order_confirmation").pk, actor=operator(), to="right@example.org"
    )
    drain()
    run.refresh_from_db()
    assert (run.state, step(run, "confirmation").state) == (Run.State.DONE, "done")
    assert failed_steps()[0] == 0
    assert AccessGrant.objects.count() == 1


@pytest.mark.feature("P5.08")
def test_retried_mail_step_sends_the_mail_again(order: Order, server: MailServer) -> None:
    server.at_recipient = "550 no such user"
    drain()
    server.at_recipient = ""
    retry_step(step_id=step(run_of(order), "confirmation").pk, actor=operator())
    drain()

    assert trace(run_of(order))[6:] == ["confirmation:failed", "paid waiting"]
    assert len(server.letters) == 1


@pytest.mark.feature("P5.07")
def test_failing_invoice_does_not_keep_the_book_from_its_buyer(server: MailServer) -> None:
    order = a_placed_order()  # and the company has no name yet: no invoice can be issued
    pay_by_transfer(order)
    drain()
    assert step(run_of(order), "invoice").state == "ready"
    for _ in range(3):
        clock.shift(timedelta(hours=1))
        drain()
    run = run_of(order)
    assert (run.outcome, step(run, "invoice").state) == ("delivered", "failed")
    assert [Invoice.objects.count(), AccessGrant.objects.count()] == [0, 1]

    a_company()
    retry_step(step_id=step(run, "invoice").pk, actor=operator())
    drain()
    assert (Invoice.objects.count(), step(run, "invoice").state) == (1, "done")
    assert mails(order).count("ebook_delivery") == 1


@pytest.mark.feature("P5.08")
def test_worker_that_dies_anywhere_leaves_one_of_everything(order: Order) -> None:
    """Before each round a worker takes all there is and dies with it."""
    pay_by_transfer(order)
    for _ in range(12):
        for alone in (False, True):
            engine._claim(clock.now(), alone=alone, limit=100)
        clock.shift(engine.LEASE + timedelta(seconds=1))
        drain()

    assert run_of(order).outcome == "delivered"
    assert [model.objects.count() for model in (Invoice, AccessGrant, DownloadLink)] == [1, 1, 1]
    assert mails(order) == ["order_confirmation", "ebook_delivery"]


@pytest.mark.feature("P5.06", "P5.08")
@pytest.mark.django_db(transaction=True)
def test_money_confirmation_and_two_workers_at_once_deliver_each_order_once(server: MailServer) -> None:
    """Everybody takes order before run (core/locks.md): nobody waits for somebody who waits for them."""
    a_company()
    ebook = an_ebook()
    orders = [a_placed_order(ebook, email=f"reader{number}@example.org") for number in range(8)]

    assert at_once(lambda: list(map(pay_by_transfer, orders)), drain, drain) == []
    drain()
    assert {run_of(order).outcome for order in orders} == {"delivered"}
    assert [model.objects.count() for model in (Invoice, AccessGrant, DownloadLink)] == [8, 8, 8]
    assert [mails(order) for order in orders] == [["order_confirmation", "ebook_delivery"]] * 8
