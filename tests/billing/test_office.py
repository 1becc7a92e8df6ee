"""Money on the staff's screens: read by permission, changed by two buttons only."""

from decimal import Decimal
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse

from accounts.models import User
from billing.enums import MoneyState, ReceivableState
from billing.models import Invoice, Receivable, UnassignedMoney
from billing.selectors import money_waiting
from billing.services import allocate, cancel_receivable, issue_invoice
from core import clock
from core.models import ProtocolEntry
from payments.models import Payment
from tests.billing.claims import claim, company, money, paid_claim

pytestmark = [pytest.mark.django_db, pytest.mark.feature("P5.05", "P5.07")]
READ = ("billing.view_receivable", "billing.view_invoice", "billing.view_unassignedmoney")
RECORD = "billing.record_payment"
READING = [
    "receivables:index",
    "receivables:inspect",
    "invoices:index",
    "invoices:inspect",
    "invoices:document",
    "unassigned_money:index",
    "unassigned_money:inspect",
]
ACTING = ["receivables:received", "unassigned_money:decide"]
NOBODYS = ["receivables:add", "receivables:edit", "receivables:delete", "invoices:edit", "invoices:delete"]


def staff(client: Client, *permissions: str) -> User:
    user = User.objects.create_user(f"clerk{User.objects.count()}@example.org")
    for name in ("wagtailadmin.access_admin", *permissions):
        label, codename = name.split(".")
        user.user_permissions.add(Permission.objects.get(content_type__app_label=label, codename=codename))
    client.force_login(user)
    return user


@pytest.fixture
def things() -> dict[str, Any]:
    company()
    receivable = paid_claim()
    allocate(money(receivable))
    return {
        "receivables": receivable,
        "invoices": issue_invoice(receivable_id=receivable.pk),
        "unassigned_money": UnassignedMoney.objects.get(),
    }


def address(name: str, things: dict[str, Any]) -> str:
    viewset, view = name.split(":")
    if view in {"index", "add"}:
        return reverse(name)
    rest = ["pdf"] if view == "document" else []
    return reverse(name, args=[things[viewset].pk, *rest])


@pytest.mark.parametrize("name", READING)
def test_readers_read_and_others_do_not(client: Client, things: dict[str, Any], name: str) -> None:
    path = address(name, things)
    staff(client, *READ)
    assert client.get(path).status_code == 200
    staff(client)
    assert client.get(path).status_code in {302, 403}
    client.logout()
    assert client.get(path).status_code in {302, 403}


@pytest.mark.parametrize("name", ACTING)
def test_buttons_need_their_own_permission(client: Client, things: dict[str, Any], name: str) -> None:
    path = address(name, things)
    staff(client, *READ, RECORD)
    assert client.get(path).status_code == 200
    staff(client, *READ)
    for response in (client.get(path), client.post(path, {"amount": "1", "decision": "x"})):
        assert response.status_code in {302, 403}
    assert Payment.objects.count() == 0
    assert UnassignedMoney.objects.get().state == MoneyState.WAITING


@pytest.mark.parametrize("name", NOBODYS)
def test_nobody_edits_a_ledger(client: Client, things: dict[str, Any], name: str) -> None:
    client.force_login(User.objects.create_superuser("boss@example.org"))
    assert client.get(address(name, things)).status_code in {302, 403, 404}
    assert client.post(address(name, things), {}).status_code in {302, 403, 404}
    assert (Receivable.objects.count(), Invoice.objects.count()) == (1, 1)


@pytest.mark.parametrize("kind", ["pdf", "xml"])
def test_downloads_are_the_filed_bytes(client: Client, things: dict[str, Any], kind: str) -> None:
    staff(client, *READ)
    invoice = things["invoices"]
    response = client.get(reverse("invoices:document", args=[invoice.pk, kind]))
    document = getattr(invoice, kind)
    assert response.content == bytes(document.data)
    assert response.headers["Content-Type"] == document.content_type
    assert f'filename="{invoice.number}.{kind}"' in response.headers["Content-Disposition"]
    assert client.get(reverse("invoices:document", args=[invoice.pk, "exe"])).status_code == 404


def test_screens_tell_amount_state_and_history(client: Client, things: dict[str, Any]) -> None:
    staff(client, *READ)
    page = client.get(address("receivables:inspect", things)).content.decode()
    for wanted in ("19,90", things["receivables"].number, "Forderung beglichen", things["invoices"].number):
        assert wanted in page
    page = client.get(address("invoices:inspect", things)).content.decode()
    for wanted in (things["invoices"].number, "Erika Mustermann", "1,30", "18,60", "Rechnung abgelegt"):
        assert wanted in page


@pytest.mark.parametrize("count", [1, 3])
def test_lists_ask_the_database_the_same_however_long(
    client: Client, count: int, django_assert_max_num_queries: Any
) -> None:
    company()
    for _ in range(count):
        receivable = paid_claim()
        allocate(money(receivable))
        issue_invoice(receivable_id=receivable.pk)
    client.force_login(User.objects.create_superuser("boss@example.org"))
    for viewset in ("receivables", "invoices", "unassigned_money"):
        with django_assert_max_num_queries(8):
            assert client.get(reverse(f"{viewset}:index")).status_code == 200


@pytest.mark.feature("P5.06")
def test_staff_record_a_transfer(client: Client) -> None:
    company()
    receivable = claim()
    clerk = staff(client, *READ, RECORD)
    path = reverse("receivables:received", args=[receivable.pk])
    form = client.get(path).context["form"]
    assert form.initial["amount"] == Decimal("19.90")
    answer = {"amount": "19.90", "received_on": clock.today().isoformat(), "seen": form.initial["seen"]}
    assert client.post(path, answer).status_code == 302
    receivable.refresh_from_db()
    assert receivable.state == ReceivableState.SETTLED
    payment = Payment.objects.get()
    assert (payment.state, payment.received_on) == (Payment.State.CAPTURED, clock.today())
    assert receivable.allocations.get().paid_on == clock.today()
    assert ProtocolEntry.objects.filter(object_type="billing.receivable", actor=clerk).exists()


def test_pressing_twice_records_once(client: Client) -> None:
    company()
    receivable = claim()
    staff(client, *READ, RECORD)
    path = reverse("receivables:received", args=[receivable.pk])
    answer = {"amount": "19.90", "received_on": clock.today().isoformat(), "seen": "0"}
    for _ in range(2):
        assert client.post(path, answer).status_code == 302
    assert Payment.objects.count() == 1
    assert not UnassignedMoney.objects.exists()


def test_late_transfers_can_be_recorded_and_wait(client: Client) -> None:
    company()
    receivable = claim()
    cancel_receivable(receivable_id=receivable.pk, reason="not paid in time")
    staff(client, *READ, RECORD)
    answer = {"amount": "19.90", "received_on": clock.today().isoformat(), "seen": "0"}
    client.post(reverse("receivables:received", args=[receivable.pk]), answer)
    receivable.refresh_from_db()
    assert receivable.state == ReceivableState.CANCELLED
    assert UnassignedMoney.objects.get().amount == Decimal("19.90")
    assert money_waiting()[0] == 1


@pytest.mark.parametrize(
    "wrong",
    [
        {"amount": "0"},
        {"amount": "-5"},
        {"amount": "1e9999"},
        {"amount": ""},
        {"received_on": "2099-01-01"},
        {"seen": "x"},
    ],
)
def test_wrong_entries_record_nothing(client: Client, wrong: dict[str, str]) -> None:
    receivable = claim()
    staff(client, *READ, RECORD)
    answer = {"amount": "19.90", "received_on": clock.today().isoformat(), "seen": "0", **wrong}
    assert client.post(reverse("receivables:received", args=[receivable.pk]), answer).status_code == 200
    assert not Payment.objects.exists()


def test_deciding_closes_the_row_and_keeps_the_reason(client: Client, things: dict[str, Any]) -> None:
    clerk = staff(client, *READ, RECORD)
    path = reverse("unassigned_money:decide", args=[things["unassigned_money"].pk])
    assert client.post(path, {"decision": "sent back on 24.12.2026"}).status_code == 302
    row = UnassignedMoney.objects.get()
    assert (row.state, row.decision, row.decided_by) == (MoneyState.DONE, "sent back on 24.12.2026", clerk)
    assert money_waiting()[0] == 0
