"""Payments and webhook events on the staff's screens."""

from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.test import Client

from accounts.models import User
from core import clock
from core.registries import home_panels
from payments.models import Payment, WebhookEvent
from payments.services import sync
from tests.payments.helpers import again, approved, begin
from tests.sandbox.process import Sandbox

pytestmark = pytest.mark.django_db

LIST, EVENTS = "/admin/zahlungen/", "/admin/webhooks/"


def office(client: Client, *permissions: str) -> Client:
    """The client, logged in as staff who may do only this."""
    user = User.objects.create(email="staff@verlag.example", is_staff=True)
    wanted = Permission.objects.filter(codename__in=["access_admin", *permissions])
    user.user_permissions.set(wanted)
    client.force_login(user)
    return client


def event(**changed: Any) -> WebhookEvent:
    values = {
        "provider": "paypal",
        "event_id": "WH-1",
        "type": "CHECKOUT.ORDER.APPROVED",
        "resource_id": "5O190127TN364715T",
        "raw": '{"summary":"für <b>Käthe</b>"}'.encode(),
        "received_at": clock.now(),
        "state": WebhookEvent.State.UNMATCHED,
    }
    return WebhookEvent.objects.create(**{**values, **changed})


@pytest.mark.feature("P5.05")
def test_payment_is_shown_with_requests_events_and_history(paypal: Sandbox, client: Client) -> None:
    payment = approved(paypal)
    sync(payment_id=payment.pk)
    event(resource_id=payment.provider_order_id)

    page = office(client, "view_payment").get(f"{LIST}inspect/{payment.pk}/").content.decode()

    for text in ("19,90", "B-2026-000123-1", payment.provider_order_id, "COMPLETED", "Zahlung eingegangen"):
        assert text in page
    assert "CHECKOUT.ORDER.APPROVED" in page


@pytest.mark.parametrize("path", ["", "?state=captured", "?q=B-2026-000123", "?export=csv"])
def test_list_of_payments_needs_the_permission(client: Client, path: str) -> None:
    begin(provider="transfer")

    assert office(client).get(LIST + path).status_code == 302
    client.logout()
    User.objects.all().delete()
    assert office(client, "view_payment").get(LIST + path).status_code == 200


@pytest.mark.parametrize("path", ["new/", "edit/{pk}/", "delete/{pk}/"])
@pytest.mark.parametrize("base", [LIST, EVENTS])
def test_ledgers_are_read_only_even_for_a_superuser(client: Client, base: str, path: str) -> None:
    payment = begin(provider="transfer").payment
    stored = event()
    client.force_login(User.objects.create(email="chefin@verlag.example", is_staff=True, is_superuser=True))
    pk = payment.pk if base == LIST else stored.pk

    assert client.get(base).status_code == 200
    assert client.post(base + path.format(pk=pk), {"state": "captured"}).status_code == 302
    assert again(payment).state == Payment.State.PENDING
    assert WebhookEvent.objects.get().state == WebhookEvent.State.UNMATCHED


def test_staff_ask_the_provider(paypal: Sandbox, client: Client) -> None:
    payment = approved(paypal)
    staff = office(client, "view_payment", "operate_payment")
    address = f"{LIST}{payment.pk}/fragen/"
    assert address in staff.get(f"{LIST}inspect/{payment.pk}/").content.decode()

    assert staff.get(address).status_code == 200
    assert again(payment).state == Payment.State.APPROVING
    assert staff.post(address).status_code == 302

    assert again(payment).state == Payment.State.CAPTURED


def test_staff_are_told_when_the_provider_does_not_answer(paypal: Sandbox, client: Client) -> None:
    payment = approved(paypal)
    paypal.fault("drop", path_prefix="/v2/", times=4)

    response = office(client, "view_payment", "operate_payment").post(f"{LIST}{payment.pk}/fragen/", follow=True)

    assert [message.level_tag for message in response.context["messages"]] == ["error"]


def test_asking_needs_the_permission(paypal: Sandbox, client: Client) -> None:
    payment = approved(paypal)
    staff = office(client, "view_payment")

    page = staff.get(f"{LIST}inspect/{payment.pk}/")
    assert page.status_code == 200
    assert f"{payment.pk}/fragen/" not in page.content.decode()
    assert staff.post(f"{LIST}{payment.pk}/fragen/").status_code == 302

    assert again(payment).state == Payment.State.APPROVING


def test_event_is_shown_as_it_came_and_handled_again(client: Client) -> None:
    stored = event()
    staff = office(client, "view_webhookevent", "operate_payment")

    page = staff.get(f"{EVENTS}inspect/{stored.pk}/").content.decode()
    assert "für &lt;b&gt;Käthe&lt;/b&gt;" in page
    staff.post(f"{EVENTS}{stored.pk}/wiederholen/")

    assert WebhookEvent.objects.get().state == WebhookEvent.State.RECEIVED


def test_handling_again_needs_the_permission(client: Client) -> None:
    stored = event()

    assert office(client, "view_webhookevent").post(f"{EVENTS}{stored.pk}/wiederholen/").status_code == 302

    assert WebhookEvent.objects.get().state == WebhookEvent.State.UNMATCHED


def test_home_shows_what_is_in_doubt(client: Client) -> None:
    begin(provider="transfer")
    Payment.objects.update(state=Payment.State.UNCLEAR)
    event()

    for key in ("payments.in_doubt", "payments.unmatched_webhooks"):
        number, url = home_panels.get(key).count()
        assert number == 1
        assert office(client, "view_payment", "view_webhookevent").get(url).status_code == 200
        User.objects.all().delete()
