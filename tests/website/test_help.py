"""The help in the back office: for all staff, and true to what the screens say."""

import re
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from django.conf import settings
from django.contrib.auth.models import Group
from django.test import Client

from accounts.models import User
from website.roles import PERMISSIONS

pytestmark = pytest.mark.feature("C04")
TEXT = Path(settings.BASE_DIR, "docs/hilfe.md").read_text(encoding="utf-8")
WAGTAILS = {"Seiten", "Einstellungen", "Benutzer", "Ebook", "Veröffentlichung", "Weiterleitungen"} | {
    "Meta-Information Beschreibung"
}


@pytest.mark.django_db
@pytest.mark.parametrize("role", PERMISSIONS)
def test_every_role_reads_the_help_of_its_work(client: Client, role: str) -> None:
    user = User.objects.create_user("staff@example.org")
    user.groups.add(Group.objects.get(name=role))
    client.force_login(user)
    page = client.get("/admin/hilfe/").content.decode()
    assert role in page
    assert "<h2>Was mit einer Bestellung geschieht</h2>" in page
    assert "/admin/hilfe/" in client.get("/admin/").content.decode()


@pytest.mark.django_db
def test_the_help_leads_to_what_who_runs_the_server_must_know(admin_client: Client) -> None:
    link = re.search(r'href="(betrieb\.md)"', admin_client.get("/admin/hilfe/").content.decode())[1]
    page = admin_client.get(f"/admin/hilfe/{link}").content.decode()
    assert "<h2>Sichern und Zurückspielen</h2>" in page
    assert page.count("<table>") >= 4


@pytest.mark.parametrize(("name", "at_least"), [("hilfe.md", 15), ("betrieb.md", 5)])
def test_the_help_calls_things_by_the_names_on_the_screens(name: str, at_least: int) -> None:
    text = Path(settings.BASE_DIR, "docs", name).read_text(encoding="utf-8")
    with (settings.LOCALE_PATHS[0] / "de/LC_MESSAGES/django.po").open("rb") as file:
        known = {text for message in read_po(file) for text in _forms(message.string)}
    named = {name.strip() for text in re.findall(r"(?<!\*)\*([^*\n]+)\*(?!\*)", text) for name in text.split("→")}
    assert len(named) > at_least
    assert named - known - WAGTAILS == set()


def _forms(string: object) -> tuple[str, ...]:
    return string if isinstance(string, tuple) else (str(string),)


def test_all_roles_are_explained() -> None:
    for role in PERMISSIONS:
        assert f"| {role} |" in TEXT
        assert f"## {role}" in TEXT
