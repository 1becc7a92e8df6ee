"""Money on the staff's screens: read by permission, changed by two buttons only."""

from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse

from accounts.models import User
from billing.enums import MoneyState
from billing.models import Invoice, Receivable, UnassignedMoney
from billing.selectors import money_waiting
from billing.services import allocate, issue_invoice
from payments.models import Payment
from tests.billing.claims import company, money, paid_claim
from tests.support.worlds import once_per_file

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


@once_per_file
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


@pytest.mark.parametrize("more", [0, 2])
def test_lists_ask_the_database_the_same_however_long(
    client: Client, things: dict[str, Any], more: int, django_assert_max_num_queries: Any
) -> None:
    for _ in range(more):
        receivable = paid_claim()
        allocate(money(receivable))
        issue_invoice(receivable_id=receivable.pk)
    client.force_login(User.objects.create_superuser("boss@example.org"))
    for viewset in ("receivables", "invoices", "unassigned_money"):
        with django_assert_max_num_queries(8):
            assert client.get(reverse(f"{viewset}:index")).status_code == 200


def test_deciding_closes_the_row_and_keeps_the_reason(client: Client, things: dict[str, Any]) -> None:
    clerk = staff(client, *READ, RECORD)
    path = reverse("unassigned_money:decide", args=[things["unassigned_money"].pk])
    assert client.post(path, {"decision": "sent back on 24.12.2026"}).status_code == 302
    row = UnassignedMoney.objects.get()
    assert (row.state, row.decision, row.decided_by) == (MoneyState.DONE, "sent back on 24.12.2026", clerk)
    assert money_waiting()[0] == 0
