import pytest
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from wagtail.models import PageViewRestriction
from wagtail.test.utils.form_data import nested_form_data, streamfield

from accounts.models import User
from cms.menus import AddressBlock
from cms.models import NavigationSettings
from cms.selectors import site_facts
from tests.support.worlds import once_per_file
from tests.website.pages import a_content_page, a_home
from website.pages import ContentPage, HomePage
from website.roles import EDITOR

pytestmark = [pytest.mark.django_db, pytest.mark.feature("C05")]


@once_per_file
def home() -> HomePage:
    return a_home()


@pytest.fixture
def about(home: HomePage) -> ContentPage:
    return a_content_page(home, "Über uns", "ueber-uns", show_in_menus=True)


@pytest.fixture
def help_page(home: HomePage) -> ContentPage:
    return a_content_page(home, "Häufige Fragen", "fragen")


def save_menus(**fields: object) -> None:
    menus = NavigationSettings.load()
    for name, value in fields.items():
        setattr(menus, name, value)
    menus.save()


def links() -> list[tuple[str, str]]:
    return [(link["title"], link["url"]) for link in site_facts().navigation]


def test_the_menu_holds_the_chosen_pages_in_their_order(about: ContentPage, help_page: ContentPage) -> None:
    save_menus(
        menu=[
            ("page", {"page": help_page, "title": "Hilfe"}),
            ("address", {"title": "Konto", "address": "/konto/"}),
            ("page", {"page": about, "title": ""}),
        ]
    )
    assert links() == [("Hilfe", "/fragen/"), ("Konto", "/konto/"), ("Über uns", "/ueber-uns/")]


def test_without_a_choice_the_marked_pages_are_the_menu(about: ContentPage, help_page: ContentPage) -> None:
    assert links() == [("Über uns", "/ueber-uns/")]


def test_marked_pages_further_down_are_not_in_the_menu(
    home: HomePage, about: ContentPage, help_page: ContentPage
) -> None:
    last = a_content_page(home, "Kontakt", "kontakt", show_in_menus=True)
    a_content_page(last, "Anfahrt", "anfahrt", show_in_menus=True)
    help_page.delete()
    assert links() == [("Über uns", "/ueber-uns/"), ("Kontakt", "/kontakt/")]


def test_a_page_that_is_gone_or_has_moved_does_not_mislead(
    client: Client, about: ContentPage, help_page: ContentPage
) -> None:
    save_menus(menu=[("page", {"page": page, "title": ""}) for page in (about, help_page)])
    assert len(links()) == 2
    about.unpublish()
    assert links() == [("Häufige Fragen", "/fragen/")]
    about.save_revision().publish()
    help_page.move(about, pos="last-child")
    assert links() == [("Über uns", "/ueber-uns/"), ("Häufige Fragen", "/ueber-uns/fragen/")]
    help_page.refresh_from_db()
    help_page.delete()
    assert links() == [("Über uns", "/ueber-uns/")]
    assert client.get("/ueber-uns/").status_code == 200


@pytest.mark.parametrize("chosen", [True, False])
def test_a_protected_page_stands_in_no_menu(about: ContentPage, help_page: ContentPage, *, chosen: bool) -> None:
    help_page.move(about, pos="last-child")
    if chosen:
        save_menus(menu=[("page", {"page": page, "title": ""}) for page in (about, help_page)])
    assert ("Über uns", "/ueber-uns/") in links()
    PageViewRestriction.objects.create(page=about, restriction_type=PageViewRestriction.LOGIN)
    assert links() == []


def test_the_footer_has_the_columns(client: Client, about: ContentPage) -> None:
    column = {"heading": "Das Haus", "links": [("page", {"page": about, "title": "Wer wir sind"})]}
    save_menus(footer=[("column", column)])
    html = client.get("/").content.decode()
    assert "<h2>Das Haus</h2>" in html
    assert '<a href="/ueber-uns/">Wer wir sind</a>' in html


@pytest.mark.parametrize("address", ["javascript:alert(1)", "//evil.example/", "konto/", "data:text/html,x", "/a b"])
def test_an_address_that_leads_nowhere_good_is_refused(address: str) -> None:
    with pytest.raises(ValidationError):
        AddressBlock().clean({"title": "x", "address": address})


def test_an_editor_changes_the_menu(client: Client, about: ContentPage) -> None:
    user = User.objects.create_user("redaktion@example.org", "a long password")
    user.groups.add(Group.objects.get(name=EDITOR))
    client.force_login(user)
    address = reverse("wagtailsettings:edit", args=["cms", "navigationsettings", NavigationSettings.load().pk])
    entries = {"menu": streamfield([("page", {"page": about.pk, "title": "Wir"})]), "footer": streamfield([])}
    assert client.post(address, nested_form_data(entries)).status_code == 302
    assert links() == [("Wir", "/ueber-uns/")]
