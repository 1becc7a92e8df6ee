"""What we tell a proxy in front of us: what it may keep, and which file it shall send."""

from urllib.parse import unquote

import pytest
from django.conf import LazySettings
from django.core.files.storage import storages
from django.test import Client
from wagtail.models import Page, PageViewRestriction, Site

from shop.models import DownloadLink, MarkedCopy
from shop.tokens import link_token
from tests.factories import a_company, a_delivered_order
from website.pages import ContentPage

pytestmark = pytest.mark.django_db
MOMENT = "public, max-age=0, s-maxage=1"


@pytest.fixture
def page() -> Page:
    home = Site.objects.get(is_default_site=True).root_page
    return home.add_child(instance=ContentPage(title="Über uns", slug="ueber-uns"))


def test_a_page_may_be_kept_for_a_moment_by_proxies_only(client: Client, page: Page) -> None:
    answer = client.get(page.url)
    assert answer.headers["Cache-Control"] == MOMENT
    assert not answer.cookies
    assert "Cookie" not in answer.headers.get("Vary", "")


@pytest.mark.parametrize("path", ["/kasse/", "/konto/", "/konto/login/", "/bestellung/x/", "/download/x/", "/admin/"])
def test_nothing_else_may_be_kept(client: Client, path: str) -> None:
    assert "public" not in client.get(path).headers.get("Cache-Control", "")


def test_a_page_behind_a_password_may_not_be_kept(client: Client, page: Page) -> None:
    restricted = PageViewRestriction.PASSWORD
    PageViewRestriction.objects.create(page=page, restriction_type=restricted, password="geheim")
    assert "public" not in client.get(page.url).headers.get("Cache-Control", "")


def test_a_page_that_is_not_there_may_not_be_kept(client: Client) -> None:
    assert "public" not in client.get("/gibt-es-nicht/").headers.get("Cache-Control", "")


@pytest.mark.feature("P5.08")
def test_the_proxy_is_told_which_file_to_send(client: Client, settings: LazySettings) -> None:
    settings.ACCEL_REDIRECT = "/_geschuetzt/"
    a_company()
    link = DownloadLink.objects.get(line__order=a_delivered_order(), replaced_at=None)
    file = client.post(f"/download/{link_token(link)}/", {"format": "pdf"}).headers["Location"]
    answer = client.get(file)
    assert answer.content == b""
    assert answer.headers["Content-Disposition"] == 'attachment; filename="brot-braucht-zeit.pdf"'
    assert answer.headers["Content-Type"] == "application/pdf"
    name = unquote(answer.headers["X-Accel-Redirect"].removeprefix("/_geschuetzt/"))
    assert storages["private"].exists(name)
    assert name == MarkedCopy.objects.get(line__order__number=link.line.order.number, format="pdf").file.name
