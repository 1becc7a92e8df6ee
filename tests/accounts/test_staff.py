"""Logins in the back office: invited by mail, given roles, closed; nobody becomes more than they were given."""

import re
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth.models import Group
from django.test import Client

from accounts.models import User
from core.models import ProtocolEntry
from mailing.models import Message
from tests.factories import a_company
from website.roles import ACCOUNTING, ADMIN, SUPPORT

pytestmark = [pytest.mark.django_db, pytest.mark.feature("C04")]
PASSWORD = "Sauerteig-und-Zeit"


@pytest.fixture(autouse=True)
def _company() -> None:
    a_company()


@pytest.fixture
def manager(client: Client) -> User:
    """Runs the office, and is no superuser."""
    user = User.objects.create_user("verwaltung@example.org")
    user.groups.add(Group.objects.get(name=ADMIN))
    client.force_login(user)
    return user


def invite(client: Client, email: str = "Kim@Example.org", **changes: Any) -> Any:
    group = Group.objects.get(name=SUPPORT).pk
    entries = {"email": email, "first_name": "Kim", "last_name": "Neu", "groups": [group], **changes}
    return client.post("/admin/users/new/", entries)


def change(client: Client, user: User, **changes: Any) -> Any:
    entries = {"email": user.email, "first_name": "Kim", "last_name": "Neu", "is_active": "on", **changes}
    return client.post(f"/admin/users/edit/{user.pk}/", entries)


def test_staff_are_invited_by_mail_and_set_their_own_password(client: Client, manager: User) -> None:
    assert invite(client).status_code == 302
    user = User.objects.get(email="kim@example.org")
    assert (user.state, user.has_usable_password(), user.is_superuser) == (User.State.INVITED, False, False)
    assert ProtocolEntry.objects.get(action="user.invited", object_id=str(user.pk)).actor == manager
    mail = Message.objects.get(to_email="kim@example.org")
    [link] = set(re.findall(r"https?://[^/\s]+(/konto/password/reset/key/\S+)", mail.text))
    visitor = Client()
    form = visitor.get(link).headers["Location"]
    visitor.post(form, {"password1": PASSWORD, "password2": PASSWORD})
    assert visitor.post("/konto/login/", {"login": user.email, "password": PASSWORD}).status_code == 302
    assert visitor.get("/admin/bestellungen/").status_code == 200
    assert visitor.get("/admin/forderungen/").status_code == 302


def test_an_address_that_has_a_login_is_not_invited_again(client: Client, manager: User) -> None:
    for email in ("kim@example.org", "KIM@example.org"):
        invite(client, email)
    assert User.objects.filter(email__iexact="kim@example.org").count() == 1
    assert EmailAddress.objects.filter(email__iexact="kim@example.org").count() == 1
    assert Message.objects.count() == 1


def test_who_is_no_superuser_makes_none(client: Client, manager: User) -> None:
    invite(client, is_superuser="on")
    user = User.objects.get(email="kim@example.org")
    change(client, user, is_superuser="on")
    change(client, manager, is_superuser="on")
    assert not User.objects.filter(is_superuser=True).exists()


def test_who_is_no_superuser_does_not_touch_one(client: Client, manager: User) -> None:
    chief = User.objects.create_superuser("chief@example.org", PASSWORD)
    for answer in (client.get(f"/admin/users/edit/{chief.pk}/"), change(client, chief, is_active="")):
        assert (answer.status_code, answer.headers["Location"]) == (302, "/admin/")
    chief.refresh_from_db()
    assert (chief.is_active, chief.first_name) == (True, "")


def test_nobody_sets_the_password_or_moves_the_address_of_another(client: Client, manager: User) -> None:
    reader = User.objects.create_user("reader@example.org", PASSWORD)
    change(client, reader, email="thief@example.org", password1="Diebesgut-2026", password2="Diebesgut-2026")
    reader.refresh_from_db()
    assert (reader.email, reader.first_name) == ("reader@example.org", "Kim")
    assert reader.check_password(PASSWORD)


def test_roles_are_given_and_taken_and_the_protocol_says_by_whom(client: Client, manager: User) -> None:
    invite(client)
    user = User.objects.get(email="kim@example.org")
    change(client, user, groups=[Group.objects.get(name=ACCOUNTING).pk])
    assert [group.name for group in user.groups.all()] == [ACCOUNTING]
    entry = ProtocolEntry.objects.get(action="user.changed")
    assert (entry.actor, entry.changes["groups"]) == (manager, [[SUPPORT], [ACCOUNTING]])


def test_a_closed_login_is_out_at_the_next_click(client: Client, manager: User) -> None:
    user = User.objects.create_user("kim@example.org")
    user.groups.add(Group.objects.get(name=SUPPORT))
    theirs = Client()
    theirs.force_login(user)
    assert theirs.get("/admin/").status_code == 200
    change(client, user, is_active="")
    assert theirs.get("/admin/").headers["Location"].startswith("/konto/login/")


def test_logins_are_kept(client: Client) -> None:
    user = User.objects.create_user("kim@example.org")
    client.force_login(User.objects.create_superuser("chief@example.org"))
    client.post(f"/admin/users/delete/{user.pk}/")
    client.post(f"/admin/bulk/accounts/user/delete/?id={user.pk}")
    assert User.objects.filter(pk=user.pk).exists()


def test_the_list_of_logins_offers_nothing_for_many_at_once(client: Client, manager: User) -> None:
    page = client.get("/admin/users/").content.decode()
    assert manager.email in page
    assert "bulk-action-checkbox" not in page
