"""From the draft to the visitor: preview, comments, approval, publishing at a time."""

import json
from datetime import datetime, timedelta
from io import BytesIO
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image, ImageFile
from wagtail.models import Comment, Page, get_page_models
from wagtail.test.utils.form_data import inline_formset, streamfield

from cms.models import BasePage, Picture
from core import clock, duties
from mailing.models import Message
from tests.factories import some_goods
from tests.shop.pages import a_product_page
from tests.support.worlds import once_per_file
from tests.website.editing import FILES_OF_RENDITIONS, a_picture, create, edit, fields, member, typed
from tests.website.enquiries import a_form
from tests.website.pages import a_catalogue, a_content_page, a_home, an_ebook_page
from website.pages import ContentPage, FormPage, HomePage, LandingPage, LegalPage
from website.roles import ACCOUNTING, ADMIN, CHIEF_EDITOR, EDITOR

pytestmark = [pytest.mark.django_db, pytest.mark.feature("C01"), FILES_OF_RENDITIONS]
TEXT = ("text", typed("Am Rand von Altenhasel."))
BERLIN = ZoneInfo("Europe/Berlin")


@once_per_file
def home() -> HomePage:
    return a_home()


@pytest.fixture
def editor() -> Client:
    return member(EDITOR)


@pytest.fixture
def chief() -> Client:
    return member(CHIEF_EDITOR)


def status(client: Client, path: str = "/ueber-uns/") -> int:
    return client.get(path).status_code


def typed_time(moment: datetime) -> str:
    return moment.astimezone(BERLIN).strftime("%d.%m.%Y %H:%M")


def pages_of_all_types(home: HomePage) -> list[Page]:
    content = a_content_page(home, "Über uns", "ueber-uns")
    landing = home.add_child(instance=LandingPage(title="Aktion", slug="aktion", headline="Zwei Tage Brot"))
    legal = home.add_child(instance=LegalPage(title="AGB", slug="agb", kind="terms"))
    form = home.add_child(instance=FormPage(title="Anfrage", slug="anfrage", form=a_form()))
    catalogue = a_catalogue(home)
    product = a_product_page(catalogue, some_goods())
    return [home, content, landing, legal, form, catalogue, an_ebook_page(catalogue), product]


def test_each_page_type_has_a_preview_in_three_widths(home: HomePage, editor: Client) -> None:
    pages = pages_of_all_types(home)
    assert {type(page) for page in pages} == {kind for kind in get_page_models() if issubclass(kind, BasePage)}
    for page in pages:
        html = editor.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content
        sizes = BeautifulSoup(html, "html.parser").select("[data-device-width]")
        assert [int(str(size["data-device-width"])) for size in sizes] == [390, 820, 1440], page
        assert [size["aria-label"] for size in sizes] == WIDTHS


def test_each_page_type_is_shown_before_it_is_public(home: HomePage, editor: Client) -> None:
    for page in pages_of_all_types(home):
        page.title = f"Noch nicht öffentlich: {page.pk}"
        revision = page.save_revision()
        address = reverse("wagtailadmin_pages:revisions_view", args=[page.pk, revision.pk])
        for html in (editor.get(address), page.make_preview_request(), editor.get(draft_of(page))):
            assert html.status_code == 200, page
            assert page.title in html.content.decode(), page


def draft_of(page: Page) -> str:
    return reverse("wagtailadmin_pages:view_draft", args=[page.pk])


WIDTHS = ["Vorschau auf dem Telefon", "Vorschau auf dem Tablet", "Vorschau am Bildschirm"]


def test_the_preview_shows_what_is_typed_and_nobody_else_sees(client: Client, home: HomePage, editor: Client) -> None:
    page = a_content_page(home, "Über uns", "ueber-uns")
    address = reverse("wagtailadmin_pages:preview_on_edit", args=[page.pk])
    sent = editor.post(address, fields(TEXT, intro="Noch nicht öffentlich."))
    assert sent.json() == {"is_valid": True, "is_available": True}
    preview = editor.get(f"{address}?in_preview_panel=true").content.decode()
    assert "Noch nicht öffentlich." in preview
    assert "Am Rand von Altenhasel." in preview
    assert "Noch nicht öffentlich." not in client.get("/ueber-uns/").content.decode()


def test_a_draft_is_seen_by_nobody_until_the_chief_editor_approves(
    client: Client, home: HomePage, editor: Client, chief: Client
) -> None:
    create(editor, ContentPage, home, fields(TEXT))
    page = ContentPage.objects.get()
    edit(editor, page, fields(TEXT), "publish")
    page.refresh_from_db()
    assert not page.live, "editors write, they do not publish"
    assert status(client) == 404

    assert edit(editor, page, fields(TEXT), "submit").status_code == 302
    assert page.title in chief.get("/admin/").content.decode(), "it waits on the home page of the chief editor"
    assert told_by_mail(CHIEF_EDITOR)
    assert decide(chief, page, "approve").status_code == 302
    assert status(client) == 200


def test_the_chief_editor_asks_for_changes(client: Client, home: HomePage, editor: Client, chief: Client) -> None:
    create(editor, ContentPage, home, fields(TEXT), "submit")
    page = ContentPage.objects.get()
    decide(chief, page, "reject", comment="Bitte mit Bild.")
    assert status(client) == 404
    assert "Bitte mit Bild." in told_by_mail(EDITOR)
    assert edit(editor, page, fields(TEXT, picture=a_picture().pk), "restart-workflow").status_code == 302
    decide(chief, page, "approve")
    assert status(client) == 200


def test_an_editor_approves_nothing(home: HomePage, editor: Client) -> None:
    create(editor, ContentPage, home, fields(TEXT), "submit")
    page = ContentPage.objects.get()
    decide(editor, page, "approve")
    page.refresh_from_db()
    assert not page.live


def test_who_answers_for_what_is_public_approves_their_own_pages_too(client: Client, home: HomePage) -> None:
    """They may publish without anybody's approval: asking for it takes nothing away from them."""
    own, colleague = member(CHIEF_EDITOR), member(ADMIN)
    create(own, ContentPage, home, fields(TEXT), "submit")
    page = ContentPage.objects.get()
    assert page.title in colleague.get("/admin/").content.decode(), "somebody else may be quicker"
    assert status(client) == 404
    assert decide(own, page, "approve").status_code == 302
    assert status(client) == 200


def test_others_do_not_get_at_pages_at_all(home: HomePage) -> None:
    page = a_content_page(home, "Über uns", "ueber-uns")
    response = edit(member(ACCOUNTING), page, fields(TEXT), "submit")
    assert response.status_code == 302
    assert response["Location"] == "/admin/"


def decide(client: Client, page: Page, action: str, comment: str = "") -> Any:
    state = page.current_workflow_task_state
    address = reverse("wagtailadmin_pages:workflow_action", args=[page.pk, action, state.pk])
    return client.post(address, {"comment": comment})


def told_by_mail(role: str) -> str:
    messages = Message.objects.filter(to_email=f"{role}@example.org".lower())
    return "\n".join(f"{message.subject}\n{message.text}" for message in messages)


def test_a_page_comes_and_goes_at_its_time(client: Client, home: HomePage, chief: Client) -> None:
    now = clock.now()
    times = {"go_live_at": typed_time(now + timedelta(hours=2)), "expire_at": typed_time(now + timedelta(hours=5))}
    assert create(chief, ContentPage, home, fields(TEXT, **times), "publish").status_code == 302
    for hours, seen in ((1, 404), (3, 200), (6, 404)):
        with time_machine.travel(now + timedelta(hours=hours)):
            duties.run("publishing")
            assert status(client) == seen, f"{hours} hours later"


def test_a_change_of_a_public_page_comes_at_its_time(client: Client, home: HomePage, chief: Client) -> None:
    page = a_content_page(home, "Über uns", "ueber-uns", intro="Die alte Einleitung.")
    later = typed_time(clock.now() + timedelta(hours=2))
    edit(chief, page, fields(TEXT, intro="Die neue Einleitung.", go_live_at=later), "publish")
    duties.run("publishing")
    assert "Die alte Einleitung." in client.get("/ueber-uns/").content.decode()
    with time_machine.travel(clock.now() + timedelta(hours=3)):
        duties.run("publishing")
    assert "Die neue Einleitung." in client.get("/ueber-uns/").content.decode()


TITLES = {
    "Hofladen öffnet": "hofladen-oeffnet",
    "Über Äpfel, Größe XL & Straße": "ueber-aepfel-groesse-xl-strasse",
    "Café Señor": "cafe-senor",
}


@pytest.mark.parametrize(("title", "slug"), TITLES.items())
def test_an_address_is_made_of_plain_letters(home: HomePage, title: str, slug: str) -> None:
    pages = [home.add_child(instance=ContentPage(title=title)) for _ in range(2)]
    assert [page.slug for page in pages] == [slug, f"{slug}-2"]


def test_the_field_for_the_address_knows_umlauts_and_old_addresses_stay(home: HomePage, chief: Client) -> None:
    page = a_content_page(home, "Hofladen öffnet", "hofladen-öffnet")
    html = chief.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content
    [slug] = BeautifulSoup(html, "html.parser").select("input[name=slug]")
    known = {pattern: plain for [pattern, *_flags], plain in json.loads(str(slug["data-w-slug-formatters-value"]))}
    assert (known["ö"], known["Ä"], known["ß"]) == ("oe", "Ae", "ss")
    assert "data-w-slug-allow-unicode-value" not in slug.attrs
    assert edit(chief, page, fields(TEXT, slug="hofladen-öffnet"), "publish").status_code == 302
    page.refresh_from_db()
    assert page.slug == "hofladen-öffnet"


def test_editors_talk_about_a_page_in_comments(home: HomePage, editor: Client, chief: Client) -> None:
    create(editor, ContentPage, home, fields(TEXT))
    page = ContentPage.objects.get()
    assert "Kommentar hinzufügen" in editor.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content.decode()
    said = {"text": "Stimmt die Jahreszahl?", "contentpath": "intro", "position": "", "replies": inline_formset([])}
    assert edit(chief, page, comments(page, said)).status_code == 302
    comment = Comment.objects.get()
    assert comment.user.email == f"{CHIEF_EDITOR}@example.org".lower()
    assert "Stimmt die Jahreszahl?" in editor.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content.decode()


def comments(page: Page, *said: dict[str, Any]) -> dict[str, Any]:
    return fields(TEXT, comments=inline_formset(list(said)))


def test_a_picture_needs_words(editor: Client) -> None:
    address = reverse("wagtailimages:add")
    with a_picture().file.open() as file:
        refused = editor.post(address, {"title": "Hof", "file": file, "description": ""})
    assert refused.status_code == 200
    assert "description" in refused.context["form"].errors


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_picture_that_has_not_arrived_whole_is_refused(
    editor: Client, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A line that breaks off leaves a file whose head says what it is: the page that cuts it would fail."""
    # As in the web process, which does not load WeasyPrint: that has Pillow overlook it.
    monkeypatch.setattr(ImageFile, "LOAD_TRUNCATED_IMAGES", False)
    whole = BytesIO()
    Image.effect_noise((300, 200), 50).convert("RGB").save(whole, kind)
    for part, status in ((whole.getvalue()[:-2000], 200), (whole.getvalue(), 302)):
        file = SimpleUploadedFile(f"hof.{kind.lower()}", part)
        sent = editor.post(reverse("wagtailimages:add"), {"title": "Hof", "file": file, "description": "Der Hof"})
        assert sent.status_code == status
    assert Picture.objects.get().title == "Hof"


def test_a_picture_without_words_does_not_get_onto_a_public_page(home: HomePage, chief: Client) -> None:
    picture = {"image": a_picture().pk, "alt_text": "", "decorative": ""}
    silent = fields(("picture", {"picture": picture, "caption": ""}))
    assert create(chief, ContentPage, home, silent, "publish").status_code == 200
    assert not ContentPage.objects.exists()
    assert create(chief, ContentPage, home, silent).status_code == 302, "a draft may wait for its words"


@pytest.mark.parametrize(
    "block",
    [
        ("gallery", {"pictures": streamfield([("item", {"picture": {"image": "", "alt_text": ""}, "caption": ""})])}),
        ("columns", {"columns": streamfield([("item", streamfield([])), ("item", streamfield([]))])}),
        ("call", {"heading": "", "text": "", "button": {"label": "", "page": "", "address": ""}}),
        ("teaser", {"heading": "", "pages": streamfield([("item", "")])}),
    ],
    ids=lambda block: block[0],
)
def test_a_block_may_be_begun_and_finished_later(home: HomePage, chief: Client, block: tuple[str, Any]) -> None:
    assert create(chief, ContentPage, home, fields(block)).status_code == 302
    page = ContentPage.objects.get()
    assert edit(chief, page, fields(block), "publish").status_code == 200
    page.refresh_from_db()
    assert not page.live
