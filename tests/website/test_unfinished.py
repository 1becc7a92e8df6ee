"""What editors have begun is shown to them as far as it goes: no preview and no draft breaks off."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.models import Page
from wagtail.test.utils.form_data import nested_form_data, rich_text, streamfield

from tests.support.worlds import once_per_file
from tests.website.editing import FILES_OF_RENDITIONS, create, edit, fields, member
from tests.website.enquiries import a_form
from tests.website.pages import a_content_page, a_home
from website.blocks import ContentBlock
from website.form_fields import FieldsBlock
from website.legal_blocks import LegalBlock
from website.models import Form
from website.pages import ContentPage, FormPage, HomePage, LandingPage, LegalPage
from website.roles import CHIEF_EDITOR

pytestmark = [pytest.mark.django_db, pytest.mark.feature("C01"), FILES_OF_RENDITIONS]

NO_PICTURE = {"picture": {"image": "", "alt_text": "", "decorative": ""}, "caption": ""}
NO_BUTTON = {"label": "", "page": "", "address": ""}
EMPTY: dict[str, Any] = {
    "heading": "",
    "text": rich_text(""),
    "quote": {"text": "", "source": ""},
    "question": {"question": "", "answer": rich_text("")},
    "picture": NO_PICTURE,
    "gallery": {"pictures": streamfield([("item", NO_PICTURE)])},
    "columns": {"columns": streamfield([("item", streamfield([("text", rich_text("")), ("picture", NO_PICTURE)]))])},
    "call": {"heading": "", "text": "", "button": NO_BUTTON},
    "teaser": {"heading": "", "pages": streamfield([("item", "")])},
    "quick_shop": "",
    "form": "",
    "part": {"topic": "", "heading": "", "text": rich_text("")},
    "conformance": {"status": "", "checked_on": "", "checked_by": "", "limits": rich_text("")},
}
NO_FIELD = {"label": "", "hint": "", "required": "on", "default": ""}
EMPTY_FIELDS: dict[str, Any] = {
    "line": {**NO_FIELD, "meaning": ""},
    "lines": NO_FIELD,
    "email": NO_FIELD,
    "phone": NO_FIELD,
    "number": {**NO_FIELD, "minimum": "", "maximum": ""},
    "choice": {**NO_FIELD, "options": "", "look": ""},
    "choices": {**NO_FIELD, "options": ""},
    "date": NO_FIELD,
    "file": {**NO_FIELD, "megabytes": ""},
    "consent": {"label": "", "text": rich_text(""), "required": "on"},
}


@once_per_file
def home() -> HomePage:
    return a_home()


@pytest.fixture
def chief() -> Client:
    return member(CHIEF_EDITOR)


def preview(client: Client, page: Page, data: dict[str, Any]) -> str:
    """As the panel beside the form asks for it: first what is typed, then how it looks."""
    address = reverse("wagtailadmin_pages:preview_on_edit", args=[page.pk])
    assert client.post(address, data).json() == {"is_valid": True, "is_available": True}
    shown = client.get(f"{address}?in_preview_panel=true")
    assert shown.status_code == 200
    return shown.content.decode()


def draft(client: Client, page: Page, data: dict[str, Any]) -> str:
    assert edit(client, page, data).status_code == 302
    shown = client.get(reverse("wagtailadmin_pages:view_draft", args=[page.pk]))
    assert shown.status_code == 200
    return shown.content.decode()


@pytest.mark.parametrize("kind", ContentBlock().child_blocks)
def test_each_block_may_be_looked_at_before_it_is_finished(home: HomePage, chief: Client, kind: str) -> None:
    page = a_content_page(home, "Über uns", "ueber-uns")
    data = fields((kind, EMPTY[kind]), ("text", rich_text("<p>Was danach kommt.</p>")))
    for look in (preview, draft):
        assert "Was danach kommt." in look(chief, page, data)


@pytest.mark.parametrize("kind", LegalBlock().child_blocks)
def test_each_legal_block_may_be_looked_at_before_it_is_finished(home: HomePage, chief: Client, kind: str) -> None:
    page = home.add_child(instance=LegalPage(title="AGB", slug="agb", kind="terms"))
    data = fields((kind, EMPTY[kind]), ("text", rich_text("<p>Was danach kommt.</p>")), kind="terms")
    for look in (preview, draft):
        assert "Was danach kommt." in look(chief, page, data)


def test_a_date_without_a_day_is_left_out(home: HomePage, chief: Client) -> None:
    days = [("date", {"day": day, "title": title, "text": "", "page": ""}) for day, title in DAYS.items()]
    data = fields(dates=streamfield(days), headline="") | dict(nested_form_data({"dates": streamfield(days)}))
    for look in (preview, draft):
        html = look(chief, home, data)
        assert "Der Brottag" in html
        assert "Noch ohne Tag" not in html


DAYS = {"": "Noch ohne Tag", "2199-01-15": "Der Brottag"}


def test_a_landing_page_may_be_looked_at_without_its_button(home: HomePage, chief: Client) -> None:
    page = home.add_child(instance=LandingPage(title="Aktion", slug="aktion", headline="Zwei Tage Brot"))
    data = fields(headline="Zwei Tage Brot", action=streamfield([("button", NO_BUTTON)]))
    for look in (preview, draft):
        assert "Zwei Tage Brot" in look(chief, page, data)


def test_a_form_page_waits_for_its_form(home: HomePage, chief: Client) -> None:
    page = home.add_child(instance=FormPage(title="Anfrage", slug="anfrage", form=a_form()))
    assert 'class="button wide"' in preview(chief, page, fields(form=page.form_id))
    address = reverse("wagtailadmin_pages:preview_on_edit", args=[page.pk])
    assert chief.post(address, fields(form="")).json()["is_valid"] is False
    assert create(chief, FormPage, home, fields(form="", slug="begonnen")).status_code == 200
    assert FormPage.objects.get() == page


@pytest.mark.parametrize("kind", FieldsBlock().child_blocks)
def test_each_field_of_a_form_may_be_begun(chief: Client, kind: str) -> None:
    typed = {
        "name": "Rückruf", "button": "", "thanks_title": "", "thanks": rich_text(""), "recipients": "", "open": "on",
        "retention_days": "", "questions": streamfield([(kind, EMPTY_FIELDS[kind])]),
    }  # fmt: skip
    address, data = "/admin/formulare/preview/", dict(nested_form_data(typed))
    assert chief.post(address, data).status_code == 200
    assert chief.get(address).status_code == 200
    assert chief.post("/admin/formulare/add/", data).status_code == 200
    assert not Form.objects.exists()


def test_a_page_whose_form_or_quick_shop_is_gone_still_stands(client: Client, home: HomePage) -> None:
    a_content_page(home, "Über uns", "ueber-uns", body=[("form", None), ("quick_shop", None), ("heading", "Danach")])
    page = client.get("/ueber-uns/")
    assert page.status_code == 200
    assert "<h2>Danach</h2>" in page.content.decode()
    assert ContentPage.objects.get().body[0].value is None
