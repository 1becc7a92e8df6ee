"""The withdrawal function (§ 356a BGB): two steps, no login, everything kept, nothing told."""

import re
from concurrent.futures import ThreadPoolExecutor
from html import unescape
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.db import connections
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from core.models import ProtocolEntry
from core.registries import home_panels
from mailing.models import Message
from shop.models import Order, Withdrawal
from shop.services import (
    AlreadyDecided,
    Declaration,
    accept_withdrawal,
    confirm_order,
    declare_withdrawal,
    grant_downloads,
    reject_withdrawal,
)
from tests.factories import a_company, a_delivered_order, a_placed_order, pay_by_transfer

pytestmark = [pytest.mark.django_db, pytest.mark.feature("L7")]
FORM = "/widerruf/"


@pytest.fixture(autouse=True)
def _company() -> None:
    a_company()


def entries(client: Client, **changes: Any) -> dict[str, Any]:
    return {
        "key": client.get(FORM).context["form"]["key"].value(),
        "name": "Erika Leserin",
        "contract": "B-2026-000001",
        "email": "erika@example.org",
        **changes,
    }


def declare(client: Client, **changes: Any) -> Any:
    """Both steps; the second sends what the page of the first holds."""
    checked = client.post(FORM, entries(client, step="check", **changes))
    assert checked.status_code == 200, checked.context["form"].errors
    found = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', checked.content.decode())
    fields = {name: unescape(value) for name, value in found}
    fields.pop("csrfmiddlewaretoken", None)
    return client.post(FORM, {**fields, "step": "confirm"})


def declared(contract: str = "B-1", email: str = "erika@example.org") -> Withdrawal:
    return declare_withdrawal(declaration=Declaration("0" * 32, "Erika Leserin", contract, email))


def test_the_way_to_the_withdrawal_stands_in_every_footer(client: Client) -> None:
    for address in ("/konto/login/", "/gibt-es-nicht/", FORM):
        assert f'href="{FORM}"' in client.get(address).content.decode()


def test_the_form_asks_for_no_more_than_the_law_allows(client: Client) -> None:
    form = client.get(FORM).context["form"]
    assert {field.name for field in form.visible_fields() if field.field.required} == {"name", "contract", "email"}


def test_the_first_step_only_shows_what_was_typed(client: Client) -> None:
    page = client.post(FORM, entries(client, step="check", name="Erika <b>Leserin</b>"))
    assert page.status_code == 200
    assert 'name="step" value="confirm"' in page.content.decode()
    assert "Erika &lt;b&gt;Leserin" in page.content.decode()
    assert not Withdrawal.objects.exists()
    assert not Message.objects.exists()


def test_who_wants_to_change_something_finds_the_form_as_filled_in(client: Client) -> None:
    page = client.post(FORM, entries(client, step="change", contract="Brot braucht Zeit, im Mai"))
    assert page.context["form"]["contract"].value() == "Brot braucht Zeit, im Mai"
    assert 'value="check"' in page.content.decode()
    assert not page.context["form"].errors


def test_the_second_step_keeps_the_declaration_and_confirms_receipt_with_date_and_time(client: Client) -> None:
    order = a_placed_order(email="erika@example.org")
    answer = declare(client, contract=order.number)
    assert answer.status_code == 303
    withdrawal = Withdrawal.objects.get()
    assert (withdrawal.order, withdrawal.state) == (order, Withdrawal.State.OPEN)
    assert re.fullmatch(r"W-\d{4}-\d{6}", withdrawal.number)
    page = client.get(answer.headers["Location"]).content.decode()
    assert withdrawal.number in page
    assert order.number in page
    assert "Erika Leserin" in page
    assert re.search(r"\d\d\.\d\d\.\d{4} \d\d:\d\d:\d\d CES?T", page)
    assert ProtocolEntry.objects.filter(action="withdrawal.received", person_id=order.customer.person_id).count() == 1


def test_the_acknowledgement_leaves_at_once_with_content_date_and_time(client: Client) -> None:
    withdrawal = declared("Brot braucht Zeit, bestellt am 3. Mai")
    mail = Message.objects.get()
    assert (mail.template, mail.to_email, mail.state) == ("withdrawal_received", "erika@example.org", "queued")
    assert withdrawal.number in mail.subject
    text = " ".join(mail.text.replace("> ", "").split())
    for part in ("Brot braucht Zeit, bestellt am 3. Mai", "Name: Erika Leserin", "erika@example.org"):
        assert part in text
    assert f"{timezone.localtime(withdrawal.received_at):am %d.%m.%Y um %H:%M Uhr}" in text
    assert "Ob ein Widerrufsrecht besteht, prüfen wir" in text


def test_number_and_address_together_find_the_order_and_neither_alone_does() -> None:
    order = a_placed_order(email="erika@example.org")
    other = a_placed_order(email="otto@example.org")
    found = [
        declared(order.number.lower(), "Erika@Example.org"),
        declared(f"Bestellung {order.number.replace('-', '–')}, bitte.", "erika@example.org"),
    ]
    strange = [
        declared(other.number),
        declared("B-2026-999999"),
        declared("mein Buch"),
        declared(order.number, "x@y.de"),
    ]
    assert [row.order for row in found] == [order, order]
    assert [row.order for row in strange] == [None] * 4
    assert Message.objects.filter(template="withdrawal_received").count() == 6


def test_two_orders_in_one_declaration_are_left_to_staff() -> None:
    orders = [a_placed_order(email="erika@example.org") for _ in range(2)]
    assert declared(" und ".join(order.number for order in orders)).order is None


def test_nobody_learns_whether_an_order_exists(client: Client) -> None:
    a_placed_order(email="erika@example.org")
    number = Order.objects.get().number
    pages = []
    for contract in (number, "B-2026-999999"):
        answer = declare(client, contract=contract)
        page = client.get(answer.headers["Location"]).content.decode()
        pages.append(re.sub(r"W-\d{4}-\d{6}|\d\d:\d\d:\d\d|datetime=\"[^\"]*\"", "", page).replace(contract, ""))
    assert pages[0] == pages[1]


def test_a_double_click_is_one_declaration(client: Client) -> None:
    sent = entries(client, step="confirm")
    answers = [client.post(FORM, sent) for _ in range(3)]
    assert len({answer.headers["Location"] for answer in answers}) == 1
    assert (Withdrawal.objects.count(), Message.objects.count()) == (1, 1)


def test_whoever_goes_back_and_changes_something_declares_something_else(client: Client) -> None:
    sent = entries(client, step="confirm")
    client.post(FORM, sent)
    client.post(FORM, {**sent, "contract": "B-2026-000002"})
    assert list(Withdrawal.objects.order_by("pk").values_list("contract", flat=True)) == [
        "B-2026-000001",
        "B-2026-000002",
    ]


@pytest.mark.django_db(transaction=True)
def test_clicks_at_the_same_moment_are_one_declaration() -> None:
    def click(_: int) -> str:
        try:
            return declared().number
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as pool:
        numbers = set(pool.map(click, range(8)))
    assert len(numbers) == 1
    assert (Withdrawal.objects.count(), Message.objects.count()) == (1, 1)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", ""),
        ("name", "Erika\x00Leserin"),
        ("name", "Erika \u202enirese\u202c"),
        ("name", "x" * 300),
        ("contract", " "),
        ("contract", "B\x00-1"),
        ("contract", "B-1\r\nBcc: alle@example.org"),
        ("contract", "9" * 301),
        ("email", ""),
        ("email", "erika"),
        ("email", "erika@example.org\nBcc: x@example.org"),
        ("email", "a@b.de\x00"),
        ("email", f"a@{'ü' * 60}.de"),
        ("email", f"{'x' * 300}@example.org"),
        ("website", "http://spam.example"),
        ("key", ""),
        ("key", "' OR 1=1"),
    ],
)
@pytest.mark.parametrize("step", ["check", "confirm", "change"])
def test_bad_input_comes_back_with_words_and_nothing_is_kept(client: Client, step: str, field: str, value: str) -> None:
    answer = client.post(FORM, entries(client, step=step, **{field: value}))
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    assert not Withdrawal.objects.exists()
    assert not Message.objects.exists()


def test_what_people_are_called_is_no_bad_input(client: Client) -> None:
    names = ["Zoë D’Ångelo-Müßig", "李小龍", "🦊 Fuchs", "\u200b", "x" * 160]
    for name in names:
        sent = declare(client, name=name, contract="|*_[x](http://x)`<b>", email="kaethe@müller.de")
        assert sent.status_code == 303
        assert client.get(sent.headers["Location"]).status_code == 200
    assert list(Withdrawal.objects.order_by("pk").values_list("name", flat=True)) == names
    mail = Message.objects.order_by("pk")[0]
    assert "|*_[x](http://x)`<b>" in mail.text
    assert "<b>" not in mail.html


def test_a_body_beyond_the_limit_is_refused_before_it_is_read(client: Client) -> None:
    answer = client.post(FORM, entries(client, step="confirm", contract="x" * 600_000))
    assert answer.status_code == 413
    assert not Withdrawal.objects.exists()


def test_no_address_is_flooded_with_receipts(client: Client) -> None:
    codes = [declare(client, contract=f"Vertrag {n}").status_code for n in range(11)]
    assert codes == [303] * 10 + [429]
    assert Message.objects.count() == 10


def test_no_visitor_sends_endlessly(client: Client) -> None:
    sent = entries(client, step="check")
    codes = [client.post(FORM, sent).status_code for _ in range(31)]
    assert codes == [200] * 30 + [429]


def test_the_receipt_opens_by_its_token_only(client: Client) -> None:
    withdrawal = declared()
    for token in (withdrawal.number, str(withdrawal.uuid), withdrawal.token_hash, "x"):
        assert client.get(f"{FORM}{token}/").status_code == 404


def clerk(client: Client, *permissions: str) -> User:
    user = User.objects.create_user(f"clerk{User.objects.count()}@example.org")
    for name in ("wagtailadmin.access_admin", *permissions):
        label, codename = name.split(".")
        user.user_permissions.add(Permission.objects.get(content_type__app_label=label, codename=codename))
    client.force_login(user)
    return user


@pytest.mark.feature("C04")
def test_staff_see_withdrawals_by_permission_and_decide_by_another(client: Client) -> None:
    order = a_placed_order(email="erika@example.org")
    withdrawal = declared(order.number)
    index, show = reverse("withdrawals:index"), reverse("withdrawals:inspect", args=[withdrawal.pk])
    decisions = [reverse(f"withdrawals:{name}", args=[withdrawal.pk]) for name in ("accept", "reject")]

    clerk(client)
    assert {client.get(address).status_code for address in (index, show, *decisions)} <= {302, 403}
    clerk(client, "shop.view_withdrawal")
    assert withdrawal.number in client.get(index).content.decode()
    assert order.number in client.get(show).content.decode()
    assert decisions[0] not in client.get(show).content.decode()
    assert {client.post(address).status_code for address in decisions} <= {302, 403}
    withdrawal.refresh_from_db()
    assert withdrawal.state == Withdrawal.State.OPEN
    clerk(client, "shop.view_withdrawal", "shop.decide_withdrawal")
    assert decisions[0] in client.get(show).content.decode()
    assert {client.get(address).status_code for address in decisions} == {200}
    client.post(decisions[0])
    withdrawal.refresh_from_db()
    assert withdrawal.state == Withdrawal.State.ACCEPTED


@pytest.mark.feature("C04")
def test_nobody_adds_edits_or_deletes_a_withdrawal(client: Client) -> None:
    pk = declared().pk
    client.force_login(User.objects.create_superuser("chief@example.org", "x"))
    for address in (
        reverse("withdrawals:add"),
        reverse("withdrawals:edit", args=[pk]),
        reverse("withdrawals:delete", args=[pk]),
    ):
        assert client.post(address).status_code in {302, 403}
    assert Withdrawal.objects.filter(pk=pk, state="open").exists()


@pytest.mark.feature("C04")
def test_the_home_panel_counts_what_is_to_be_decided() -> None:
    panel = home_panels.get("shop.withdrawals")
    withdrawal = declared()
    assert panel.count()[0] == 1
    reject_withdrawal(withdrawal_id=withdrawal.pk, reason="keine Bestellung", actor=None)
    assert panel.count()[0] == 0


def test_a_valid_withdrawal_takes_the_downloads_back() -> None:
    order = a_delivered_order(email="erika@example.org")
    accept_withdrawal(withdrawal_id=declared(order.number).pk, actor=None)
    order.refresh_from_db()
    grant = order.customer.person.grants.get()
    assert grant.revoked_at is not None
    assert order.state == Order.State.PAID


def test_what_is_withdrawn_before_the_delivery_is_never_delivered() -> None:
    order = a_placed_order(email="erika@example.org")
    pay_by_transfer(order)
    confirm_order(order_id=order.pk)
    accept_withdrawal(withdrawal_id=declared(order.number).pk, actor=None)
    assert grant_downloads(order_id=order.pk) == []


def test_a_valid_withdrawal_cancels_what_is_not_paid() -> None:
    order = a_placed_order(email="erika@example.org")
    accept_withdrawal(withdrawal_id=declared(order.number).pk, actor=None)
    order.refresh_from_db()
    assert order.state == Order.State.CANCELLED


def test_the_first_decision_counts() -> None:
    order = a_delivered_order(email="erika@example.org")
    withdrawal = declared(order.number)
    reject_withdrawal(withdrawal_id=withdrawal.pk, reason="Recht erloschen", actor=None)
    with pytest.raises(AlreadyDecided):
        accept_withdrawal(withdrawal_id=withdrawal.pk, actor=None)
    withdrawal.refresh_from_db()
    assert (withdrawal.state, withdrawal.reason) == ("rejected", "Recht erloschen")
    assert order.customer.person.grants.get().revoked_at is None


def test_staff_who_come_second_are_told_so(client: Client) -> None:
    withdrawal = declared()
    clerk(client, "shop.view_withdrawal", "shop.decide_withdrawal")
    reject = reverse("withdrawals:reject", args=[withdrawal.pk])
    assert client.post(reject, {"reason": ""}).status_code == 200
    client.post(reject, {"reason": "Recht erloschen"})
    answer = client.post(reverse("withdrawals:accept", args=[withdrawal.pk]), follow=True)
    assert [message.level_tag for message in answer.context["messages"]][-1] == "error"
    withdrawal.refresh_from_db()
    assert withdrawal.reason == "Recht erloschen"


@pytest.mark.feature("C04")
def test_an_orders_screen_leads_to_its_withdrawal(client: Client) -> None:
    order = a_placed_order(email="erika@example.org")
    withdrawal = declared(order.number)
    clerk(client, "shop.view_order")
    assert withdrawal.number in client.get(reverse("orders:inspect", args=[order.pk])).content.decode()
