"""The back office's screens: who may see and do what, and what they show."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.translation import gettext
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from core import documents
from core.registries import home_panels
from mailing.models import MailTemplate, Message
from mailing.registry import get_template
from mailing.render import default_source
from tests.mailing.conftest import queue

pytestmark = pytest.mark.django_db

VIEW, OPERATE = "mailing.view_message", "mailing.operate_message"
SEE, EDIT = "mailing.view_mailtemplate", "mailing.change_mailtemplate"
TEMPLATE = "/admin/mailvorlagen/payment_failed/de/"


class Screen(NamedTuple):
    """`permission` opens it; `status` is the answer to those who have it."""

    method: str
    address: str
    permission: str
    status: int

    def __str__(self) -> str:
        return f"{self.method} {self.address}"


VIEWS = [
    Screen("get", "/admin/mails/", VIEW, 200),
    Screen("get", "/admin/mails/results/", VIEW, 200),
    Screen("get", "/admin/mails/inspect/{pk}/", VIEW, 200),
    Screen("get", "/admin/mails/{pk}/html/", VIEW, 200),
    Screen("get", "/admin/mails/{pk}/anhang/{attachment}/", VIEW, 200),
    Screen("get", "/admin/mails/{pk}/erneut/", OPERATE, 200),
    Screen("post", "/admin/mails/{pk}/erneut/", OPERATE, 302),
    Screen("get", "/admin/mails/{pk}/erneut-an/", OPERATE, 200),
    Screen("post", "/admin/mails/{pk}/erneut-an/", OPERATE, 302),
    Screen("get", "/admin/mails/{pk}/gesendet/", OPERATE, 200),
    Screen("post", "/admin/mails/{pk}/gesendet/", OPERATE, 302),
    Screen("get", "/admin/mails/{pk}/abbrechen/", OPERATE, 200),
    Screen("post", "/admin/mails/{pk}/abbrechen/", OPERATE, 302),
    Screen("get", "/admin/mailvorlagen/", SEE, 200),
    Screen("get", TEMPLATE, EDIT, 200),
    Screen("post", TEMPLATE, EDIT, 302),
    Screen("get", f"{TEMPLATE}vorschau/", EDIT, 200),
    Screen("post", f"{TEMPLATE}vorschau/", EDIT, 200),
    Screen("post", f"{TEMPLATE}zuruecksetzen/", EDIT, 302),
    Screen("post", f"{TEMPLATE}test/", EDIT, 302),
]
ALL = {VIEW, OPERATE, SEE, EDIT}


@pytest.fixture
def staff(client: Client) -> Callable[..., Client]:
    """A client of somebody in the back office with these permissions."""

    def log_in(*names: str) -> Client:
        user = User.objects.create_user("staff@example.com", first_name="Ute", last_name="Kranich")
        for name in ("wagtailadmin.access_admin", *names):
            label, codename = name.split(".")
            user.user_permissions.add(Permission.objects.get(content_type__app_label=label, codename=codename))
        client.force_login(user)
        return client

    return log_in


@pytest.fixture
def unclear() -> Message:
    message = queue(attachments=[documents.store("Rechnung.pdf", "application/pdf", b"%PDF-1.7")])
    Message.objects.filter(pk=message.pk).update(state="unclear", due_at=None)
    message.refresh_from_db()
    return message


def call(client: Client, screen: Screen, message: Message) -> Any:
    source = default_source("payment_failed", "de")
    data = {"to": "new@example.com", "reason": "x", "subject": source.subject, "body": source.body}
    path = screen.address.format(pk=message.pk, attachment=message.attachments.get().pk)
    return client.post(path, data) if screen.method == "post" else client.get(path)


@pytest.mark.feature("C04")
@pytest.mark.parametrize("screen", VIEWS, ids=str)
def test_the_permission_opens_the_view(staff: Callable[..., Client], unclear: Message, screen: Screen) -> None:
    response = call(staff(screen.permission), screen, unclear)
    assert response.status_code == screen.status
    assert screen.status != 302 or response["Location"] != "/admin/"


@pytest.mark.feature("C04")
@pytest.mark.parametrize("screen", VIEWS, ids=str)
def test_every_other_permission_does_not(staff: Callable[..., Client], unclear: Message, screen: Screen) -> None:
    response = call(staff(*ALL - {screen.permission}), screen, unclear)
    assert (response.status_code, response["Location"]) == (302, "/admin/")
    unclear.refresh_from_db()
    assert (unclear.state, Message.objects.count(), MailTemplate.objects.count()) == ("unclear", 1, 0)


@pytest.mark.parametrize("screen", VIEWS, ids=str)
def test_the_views_are_closed_to_the_public(client: Client, unclear: Message, screen: Screen) -> None:
    response = call(client, screen, unclear)
    assert response.status_code == 302
    assert "/login/" in response["Location"]


@pytest.mark.parametrize("address", ["new/", "edit/{pk}/", "delete/{pk}/"])
def test_nobody_writes_the_log_by_hand(client: Client, unclear: Message, address: str) -> None:
    client.force_login(User.objects.create_superuser("root@example.com"))
    response = client.get(f"/admin/mails/{address.format(pk=unclear.pk)}")
    assert (response.status_code, response["Location"]) == (302, "/admin/")


@pytest.mark.feature("K34")
def test_the_log_answers_who_got_what(staff: Callable[..., Client], unclear: Message) -> None:
    queue(key="2", to="other@example.com", template="ebook_delivery")
    client = staff(VIEW)
    page = client.get("/admin/mails/?state=unclear&state=failed").content.decode()
    assert ("johanna@example.com" in page, "other@example.com" in page) == (True, False)
    assert "mail-state--unclear" in page
    assert "other@example.com" in client.get("/admin/mails/?q=Herunterladen").content.decode()
    assert "other@example.com" not in client.get("/admin/mails/?template=payment_failed").content.decode()


def test_the_log_takes_no_query_per_row(
    staff: Callable[..., Client], django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client = staff(VIEW)
    queue(key="1")
    client.get("/admin/mails/")
    with CaptureQueriesContext(connection) as for_one:
        client.get("/admin/mails/")
    queue(key="2"), queue(key="3")
    with django_assert_num_queries(len(for_one)):
        client.get("/admin/mails/")


@pytest.mark.feature("K34")
def test_a_mail_is_shown_in_a_frame_that_can_do_nothing(staff: Callable[..., Client], unclear: Message) -> None:
    client = staff(VIEW)
    page = client.get(f"/admin/mails/inspect/{unclear.pk}/").content.decode()
    assert f'src="/admin/mails/{unclear.pk}/html/" sandbox' in page
    assert unclear.message_id.strip("<>") in page
    assert "erneut" not in page, "no buttons without the permission"
    body = client.get(f"/admin/mails/{unclear.pk}/html/")
    policy = body["Content-Security-Policy"].split("; ")
    assert {"default-src 'none'", "sandbox"} <= set(policy)
    assert "pointer-events: none" in body.content.decode()


@pytest.mark.feature("K34")
def test_a_secret_link_is_not_shown_to_staff(staff: Callable[..., Client]) -> None:
    message = queue(template="account_activation", category="security")
    secret = get_template("account_activation").sample()["activation"]["url"]
    assert secret in message.text
    client = staff(VIEW, OPERATE)
    assert secret not in client.get(f"/admin/mails/inspect/{message.pk}/").content.decode()
    assert client.get(f"/admin/mails/{message.pk}/html/").status_code == 404


def test_an_attachment_comes_as_a_file(staff: Callable[..., Client], unclear: Message) -> None:
    item = unclear.attachments.get()
    client = staff(VIEW)
    response = client.get(f"/admin/mails/{unclear.pk}/anhang/{item.pk}/")
    assert (response.content, response["Content-Disposition"]) == (
        b"%PDF-1.7",
        "attachment; filename*=UTF-8''Rechnung.pdf",
    )
    other = queue(key="2")
    assert client.get(f"/admin/mails/{other.pk}/anhang/{item.pk}/").status_code == 404


def test_a_bad_address_is_said_beside_the_field(staff: Callable[..., Client], unclear: Message) -> None:
    response = staff(OPERATE).post(f"/admin/mails/{unclear.pk}/erneut-an/", {"to": "nobody"})
    assert response.status_code == 200
    assert "error-message" in response.content.decode()
    assert Message.objects.count() == 1


def test_what_is_no_longer_possible_is_told(staff: Callable[..., Client]) -> None:
    message = queue()
    response = staff(VIEW, OPERATE).post(f"/admin/mails/{message.pk}/erneut/", follow=True)
    assert gettext("This mail is still on its way.") in response.content.decode()
    assert Message.objects.count() == 1


@pytest.mark.feature("C02")
def test_a_draft_with_problems_is_not_saved_and_not_lost(staff: Callable[..., Client]) -> None:
    response = staff(EDIT).post(TEMPLATE, {"subject": "Neu", "body": "Hallo {{ order.numer }}"})
    page = response.content.decode()
    assert "order.numer“" in page
    assert "order.number“" in page
    assert "Hallo {{ order.numer }}" in page
    assert not MailTemplate.objects.exists()


@pytest.mark.feature("C02")
def test_a_draft_is_previewed_without_being_saved(staff: Callable[..., Client]) -> None:
    client = staff(EDIT)
    draft = {"subject": "Neu", "body": "Hallo **{{ customer.name }}** <script>x()</script>"}
    response = client.post(f"{TEMPLATE}vorschau/", draft)
    assert "Hallo <strong" in response.content.decode()
    assert "<script" not in response.content.decode()
    assert "sandbox" in response["Content-Security-Policy"]
    assert "Hallo Johanna Winter" in client.post(f"{TEMPLATE}vorschau/", {**draft, "as": "text"}).content.decode()
    broken = client.post(f"{TEMPLATE}vorschau/", {"subject": "x", "body": "{{ a"})
    assert (broken.status_code, MailTemplate.objects.count()) == (200, 0)


def test_the_preview_shows_what_is_saved(staff: Callable[..., Client]) -> None:
    client = staff(EDIT)
    source = default_source("payment_failed", "de")
    client.post(TEMPLATE, {"subject": source.subject, "body": f"{source.body}\n\nP.S. Bis bald."})
    assert "P.S. Bis bald." in client.get(f"{TEMPLATE}vorschau/").content.decode()
    client.post(f"{TEMPLATE}zuruecksetzen/")
    assert "P.S. Bis bald." in client.get(TEMPLATE).content.decode(), "in the history"
    assert "P.S. Bis bald." not in client.get(f"{TEMPLATE}vorschau/").content.decode()


@pytest.mark.parametrize("address", ["/admin/mailvorlagen/unknown/de/", "/admin/mailvorlagen/payment_failed/fr/"])
def test_an_unknown_template_is_not_found(staff: Callable[..., Client], address: str) -> None:
    client = staff(EDIT)
    assert [client.get(address).status_code, client.post(f"{address}test/").status_code] == [404, 404]


def test_the_home_panel_counts_what_needs_a_person(unclear: Message) -> None:
    queue(key="2")
    waiting = queue(key="3")
    Message.objects.filter(pk=waiting.pk).update(state="unclear")
    panel = home_panels.get("mailing.attention")
    assert panel.count() == (1, "/admin/mails/?state=failed&state=unclear")
    assert panel.permission == VIEW


def test_no_template_of_ours_runs_a_script() -> None:
    for path in Path(__file__).parents[2].joinpath("templates/mailing").rglob("*.html"):
        assert "<script" not in path.read_text(encoding="utf-8"), path
