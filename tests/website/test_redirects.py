from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page

from accounts.models import User
from tests.support.worlds import once_per_file
from tests.website.pages import a_catalogue, a_content_page, a_home, an_ebook_page
from website.pages import HomePage
from website.roles import ACCOUNTING, ADMIN, EDITOR, SUPPORT

pytestmark = [pytest.mark.django_db, pytest.mark.feature("C01")]


Rename = Callable[[Page, str], None]
OnCommit = Callable[..., AbstractContextManager[list[Any]]]


@once_per_file
def home() -> HomePage:
    return a_home()


@pytest.fixture
def rename(django_capture_on_commit_callbacks: OnCommit) -> Rename:
    def change(page: Page, slug: str) -> None:
        with django_capture_on_commit_callbacks(execute=True):
            page.slug = slug
            page.save_revision().publish()

    return change


def logged_in(client: Client, role: str) -> Client:
    user = User.objects.create_user("staff@example.org", "a long password")
    user.groups.add(Group.objects.get(name=role))
    client.force_login(user)
    return client


def test_an_old_address_leads_to_the_page_under_its_new_one(client: Client, home: HomePage, rename: Rename) -> None:
    page = a_content_page(home, "Über uns", "ueber-uns")
    rename(page, "wir")
    response = client.get("/ueber-uns/")
    assert (response.status_code, response.headers["Location"]) == (301, "/wir/")
    assert client.get("/wir/").status_code == 200
    rename(page, "ueber-uns")
    assert client.get("/ueber-uns/").status_code == 200
    assert client.get("/wir/").headers["Location"] == "/ueber-uns/"


def test_pages_below_a_page_that_moves_are_found_too(client: Client, home: HomePage, rename: Rename) -> None:
    catalogue = a_catalogue(home)
    an_ebook_page(catalogue, slug="brot")
    rename(catalogue, "buecher")
    assert client.get("/hefte/brot/").headers["Location"] == "/buecher/brot/"
    assert client.get("/buecher/brot/").status_code == 200


def test_nothing_of_the_question_is_carried_along(client: Client, home: HomePage) -> None:
    Redirect.add_redirect("/alt/", redirect_to="/konto/")
    response = client.get("/alt/?token=geheim")
    assert response.headers["Location"] == "/konto/"
    assert Redirect.objects.get().old_path == "/alt"


@pytest.mark.parametrize("address", ["/gibt-es-nicht/", "/bestellung/AbCdEf/", "/download/AbCdEf/"])
def test_a_missing_page_is_ours_and_leaves_no_redirect(client: Client, home: HomePage, address: str) -> None:
    response = client.get(address)
    assert response.status_code == 404
    assert 'action="/suche/"' in response.content.decode()
    assert not Redirect.objects.exists()


def test_a_missing_page_asks_for_the_redirect_and_no_more(client: Client, home: HomePage) -> None:
    client.get("/gibt-es-nicht/")
    with CaptureQueriesContext(connection) as queries:
        client.get("/gibt-es-auch-nicht/")
    tables = [query["sql"].split('FROM "')[1].split('"')[0] for query in queries]
    assert tables == ["wagtailredirects_redirect"]


@pytest.mark.parametrize("role", [EDITOR, ADMIN])
def test_editors_keep_redirects(client: Client, home: HomePage, role: str) -> None:
    logged_in(client, role)
    assert client.get(reverse("wagtailredirects:index")).status_code == 200
    response = client.post(
        reverse("wagtailredirects:add"),
        {"old_path": "/flyer/", "is_permanent": "on", "redirect_link": "https://haus.example/"},
    )
    assert response.status_code == 302
    assert client.get("/flyer/").headers["Location"] == "https://haus.example/"


@pytest.mark.parametrize("role", [ACCOUNTING, SUPPORT])
def test_others_do_not(client: Client, home: HomePage, role: str) -> None:
    logged_in(client, role)
    assert client.get(reverse("wagtailredirects:index")).status_code in {302, 403}
    assert client.post(reverse("wagtailredirects:add"), {"old_path": "/x/"}).status_code in {302, 403}
    assert not Redirect.objects.exists()
