"""The outline of a page: whatever editors put together, no level of its headings is left out (WCAG 1.3.1)."""

from collections.abc import Callable
from itertools import pairwise
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.core.cache import cache
from django.test import Client
from wagtail.models import Page
from wagtail.test.utils.form_data import rich_text

from tests.factories import a_company, an_ebook, some_goods
from tests.shop.pages import a_product_page
from tests.support.worlds import once_per_file
from tests.website.editing import create, fields, member
from tests.website.enquiries import a_form
from tests.website.pages import a_catalogue, a_content_page, a_home, an_ebook_page
from website.form_page import FormPage
from website.legal_blocks import Kind
from website.legal_pages import LegalPage
from website.pages import ContentPage, HomePage, LandingPage
from website.roles import CHIEF_EDITOR

pytestmark = [pytest.mark.django_db, pytest.mark.feature("C01")]
Outline = list[tuple[str, str]]


@once_per_file
def home() -> HomePage:
    a_company()
    return a_home()


def text(heading: str) -> str:
    return f'<p>Davor.</p><h3 data-block-key="x1">{heading}</h3><p>Danach.</p>'


def question(heading: str) -> dict[str, Any]:
    return {"question": "Und wie?", "answer": text(heading)}


def columns(*headings: str) -> dict[str, Any]:
    return {"columns": [[("text", text(heading))] for heading in headings]}


def call(heading: str) -> dict[str, Any]:
    return {"heading": heading, "text": "", "button": {"label": "Los", "page": None, "address": "/"}}


BODY = [("text", text("Lage")), ("columns", columns("Brot", "Käse")), ("question", question("Bahn"))]


def outline(html: str) -> Outline:
    found = BeautifulSoup(html, "html.parser").select("main :is(h1, h2, h3, h4, h5, h6)")
    return [(heading.name, heading.get_text(strip=True)) for heading in found]


def shown(client: Client, address: str) -> Outline:
    response = client.get(address)
    assert response.status_code == 200
    return outline(response.content.decode())


def assert_whole(headings: Outline) -> None:
    levels = [int(name[1]) for name, _words in headings]
    assert levels[0] == 1
    assert [(before, after) for before, after in pairwise(levels) if after > before + 1] == []


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ([("text", text("Lage"))], [("h2", "Lage")]),
        ([("heading", "Haus"), ("text", text("Lage"))], [("h2", "Haus"), ("h3", "Lage")]),
        (
            [("text", text("Lage")), ("text", text("Bahn")), ("heading", "Haus"), ("text", text("Brot"))],
            [("h2", "Lage"), ("h2", "Bahn"), ("h2", "Haus"), ("h3", "Brot")],
        ),
        ([("columns", columns("Brot", "Käse"))], [("h2", "Brot"), ("h2", "Käse")]),
        (
            [("heading", "Haus"), ("columns", columns("Brot", "Käse"))],
            [("h2", "Haus"), ("h3", "Brot"), ("h3", "Käse")],
        ),
        ([("question", question("Bahn"))], [("h2", "Bahn")]),
        ([("heading", "Haus"), ("question", question("Bahn"))], [("h2", "Haus"), ("h3", "Bahn")]),
        (
            [("text", text("Lage")), ("call", call("Kommen Sie")), ("text", text("Bahn"))],
            [("h2", "Lage"), ("h2", "Kommen Sie"), ("h3", "Bahn")],
        ),
    ],
)
def test_a_heading_in_a_text_has_the_level_of_its_place(
    client: Client, home: HomePage, body: list[Any], expected: Outline
) -> None:
    a_content_page(home, "Unser Haus", "haus", body=body)
    assert shown(client, "/haus/") == [("h1", "Unser Haus"), *expected]


def a_form_page(home: HomePage, **values: Any) -> Page:
    return home.add_child(instance=FormPage(title="Anfrage", slug="seite", form=a_form(), **values))


def a_landing_page(home: HomePage, **values: Any) -> Page:
    return home.add_child(instance=LandingPage(title="Aktion", slug="seite", headline="Winterkiste", **values))


def the_home_page(home: HomePage, **values: Any) -> Page:
    home.body = values["body"]
    home.save_revision().publish()
    cache.clear()
    return home


PAGES: dict[str, Callable[..., Page]] = {
    "home": the_home_page,
    "content": lambda home, **values: a_content_page(home, "Unser Haus", "seite", **values),
    "landing": a_landing_page,
    "form": a_form_page,
    "ebook": lambda home, **values: an_ebook_page(a_catalogue(home), an_ebook(), **values),
    "goods": lambda home, **values: a_product_page(a_catalogue(home), some_goods(), **values),
    "legal": lambda home, **values: home.add_child(
        instance=LegalPage(title="Rechtliches", slug="seite", kind=Kind.PRIVACY, **values)
    ),
    "imprint": lambda home, **values: home.add_child(
        instance=LegalPage(title="Impressum", slug="seite", kind=Kind.IMPRINT, **values)
    ),
}


@pytest.mark.parametrize("kind", PAGES)
def test_no_page_leaves_a_level_out(client: Client, home: HomePage, kind: str) -> None:
    words = [block for block in BODY if block[0] != "columns" or kind not in {"legal", "imprint"}]
    page = PAGES[kind](home, body=words)
    headings = shown(client, page.url)
    assert_whole(headings)
    assert ("h2", "Lage") in headings
    assert ("h2", "Bahn") in headings


def test_questions_about_an_article_stand_below_their_title(client: Client, home: HomePage) -> None:
    page = an_ebook_page(a_catalogue(home), an_ebook(), questions=[("question", question("Bahn"))])
    headings = shown(client, page.url)
    assert_whole(headings)
    assert headings[headings.index(("h3", "Bahn")) - 1] == ("h2", "Fragen und Antworten")


def test_parts_of_a_legal_page_are_titles(client: Client, home: HomePage) -> None:
    part = {"topic": "controller", "heading": "Wer wir sind", "text": text("Anschrift")}
    body = [("text", text("Vorab")), ("part", part), ("text", text("Telefon"))]
    home.add_child(instance=LegalPage(title="Datenschutz", slug="datenschutz", kind=Kind.PRIVACY, body=body))
    assert shown(client, "/datenschutz/") == [
        ("h1", "Datenschutz"),
        ("h2", "Vorab"),
        ("h2", "Wer wir sind"),
        ("h3", "Anschrift"),
        ("h3", "Telefon"),
    ]


def test_editors_are_asked_for_nothing(client: Client, home: HomePage) -> None:
    """They publish a heading that is the first one of its page, and it is kept as they wrote it."""
    data = fields(("text", rich_text("<h3>Von der Lage</h3>", features=["h3"])), title="Lage", slug="lage")
    assert create(member(CHIEF_EDITOR), ContentPage, home, data, "publish").status_code == 302
    assert "<h3" in ContentPage.objects.get().body[0].value.source
    assert shown(client, "/lage/") == [("h1", "Lage"), ("h2", "Von der Lage")]
