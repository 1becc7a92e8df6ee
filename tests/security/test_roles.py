"""Each role finds its work: what waits on the home page, its menu, and no way that ends at a closed door."""

import json
import re
from collections.abc import Iterator
from html import unescape
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth.models import Group
from django.test import Client

from accounts.models import User
from tests.security.test_admin_permissions import is_refusal
from tests.security.world import World
from tests.support.worlds import once_per_file
from website.roles import ACCOUNTING, ADMIN, EDITOR, SUPPORT

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.once,
    pytest.mark.feature("C04"),
    # Wagtail leaves the files of small pictures to Python to close.
    pytest.mark.filterwarnings("ignore:.*SpooledTemporaryFile:pytest.PytestUnraisableExceptionWarning"),
]

HOME = "/admin/"
MENUS = {
    EDITOR: "pages forms articles topics quick_shops mail_templates images documents office_help",
    ACCOUNTING: "orders customers_office receivables invoices payments_office unassigned_money office_help",
    SUPPORT: "orders deliveries submissions withdrawals customers_office proposals mail_log processes runs office_help",
}
PANELS = {
    EDITOR: ["Artikel im Verkauf ohne Seite oder Datei", "Ausverkaufte Artikel"],
    ACCOUNTING: ["Geld ohne Forderung", "Zahlungen mit unklarem Ausgang"],
    SUPPORT: ["Fehlgeschlagene Schritte", "Widerrufe", "E-Mails, die", "Zu versenden"],
    ADMIN: [
        "Artikel im Verkauf ohne Seite oder Datei",
        "Geld ohne Forderung",
        "Fehlgeschlagene Schritte",
        "Daueraufgaben",
        "Ereignisse",
    ],
}


@once_per_file
def world() -> World:
    return World()


def member(client: Client, role: str) -> Client:
    user = User.objects.create_user("staff@example.org")
    user.groups.add(Group.objects.get(name=role))
    client.force_login(user)
    return client


def menu(client: Client) -> list[str]:
    """The addresses of the sidebar, as Wagtail hands them to its script."""
    page = client.get(HOME).content.decode()
    [data] = re.findall(r'<script id="wagtail-sidebar-props"[^>]*>(.*?)</script>', page, re.DOTALL)
    return [url for url in _urls(json.loads(data)) if url.startswith("/admin/")]


def _urls(data: Any) -> Iterator[str]:
    if isinstance(data, dict):
        if isinstance(data.get("url"), str):
            yield data["url"]
        yield from (url for value in data.values() for url in _urls(value))
    elif isinstance(data, list):
        yield from (url for value in data for url in _urls(value))


def test_the_back_office_bears_our_name_and_mark(client: Client) -> None:
    page = member(client, EDITOR).get(HOME).content.decode()
    assert re.search(rf"<title>[^<]+ - {settings.WAGTAIL_SITE_NAME}</title>", page)
    assert page.count("img/favicon") == 2
    assert "images/favicon.ico" not in page


@pytest.mark.parametrize("role", PANELS)
def test_the_home_page_tells_each_role_what_waits(client: Client, role: str) -> None:
    page = unescape(member(client, role).get(HOME).content.decode())
    assert [panel for panel in PANELS[role] if panel not in page] == []
    assert ('role="search"' in page) == (role in {EDITOR, ADMIN}), "no search of pages that one may not open"
    others = {panel for panels in PANELS.values() for panel in panels} - set(PANELS[role])
    assert [panel for panel in others if panel in page and role != ADMIN] == []


@pytest.mark.parametrize("role", [EDITOR, ACCOUNTING, SUPPORT, ADMIN])
def test_no_link_that_a_role_sees_ends_at_a_closed_door(client: Client, role: str) -> None:
    """From the menu and the home page through every screen, as far as links lead."""
    member(client, role)
    seen, waiting, closed = set(), [HOME, *menu(client)], []
    while waiting:
        path = waiting.pop()
        if path in seen or not _is_ours(path):
            continue
        seen.add(path)
        response = client.get(path)
        if is_refusal(response) or response.status_code >= 500:
            closed.append((path, response.status_code))
        else:
            waiting += _links(response.getvalue().decode(errors="ignore"))
    assert sorted(closed) == []
    assert len(seen) > 12


def _links(page: str) -> list[str]:
    """Each screen once, not once for each order and filter."""
    return [unescape(link) for link in re.findall(r'href="(/admin/[^"#?]*)', page)]


def _is_ours(path: str) -> bool:
    """Without Wagtail's own tools about pages, and for many at once."""
    return not path.startswith(
        ("/admin/bulk/", "/admin/pages/", "/admin/reports/", "/admin/logout/", "/admin/workflows/")
    )


@pytest.mark.parametrize("role", MENUS)
def test_the_menu_holds_the_work_of_the_role(client: Client, role: str) -> None:
    addresses = {
        "pages": "/admin/pages/", "images": "/admin/images/", "documents": "/admin/documents/",
        "articles": "/admin/artikel/", "topics": "/admin/themen/", "quick_shops": "/admin/quickshops/",
        "deliveries": "/admin/versand/", "mail_templates": "/admin/mailvorlagen/", "office_help": "/admin/hilfe/",
        "orders": "/admin/bestellungen/", "customers_office": "/admin/kunden/",
        "receivables": "/admin/forderungen/", "invoices": "/admin/rechnungen/",
        "payments_office": "/admin/zahlungen/", "unassigned_money": "/admin/ungeklaertes-geld/",
        "withdrawals": "/admin/widerrufe/", "proposals": "/admin/aenderungsvorschlaege/",
        "forms": "/admin/formulare/", "submissions": "/admin/einsendungen/",
        "mail_log": "/admin/mails/", "processes": "/admin/prozesse/", "runs": "/admin/vorgaenge/",
    }  # fmt: skip
    wanted = {addresses[name] for name in MENUS[role].split()}
    shown = set(menu(member(client, role)))
    assert wanted <= shown
    assert (set(addresses.values()) - wanted) & shown == set()
