"""The words of the demo: complete, in order, and nothing in them that a page could not show."""

import re
from typing import Any

import pytest
from stdnum import bic, iban
from stdnum.eu import vat

from website.blocks import ContentBlock
from website.demo.books import load_books
from website.demo.draw import ART, PICTURES
from website.demo.goods import goods
from website.demo.pages import CONTENT_PAGES, HOME, LEGAL, Text
from website.demo.publisher import PUBLISHER
from website.demo.typography import NBSP, bind
from website.pages import FormPage, LegalPage

ALLOWED = {"p", "ul", "ol", "li", "a", "b", "i", "h3", "br"}
FIXED_ADDRESSES = {"/widerruf/", "/konto/", f"mailto:{PUBLISHER.email}"}
PAGES = [HOME, *CONTENT_PAGES]
SLUGS = (
    {page.slug for page in PAGES}
    | {book.slug for book in load_books()}
    | {facts["slug"] for facts in goods()}
    | {"hefte"}
)
NAMES = {path.stem for path in PICTURES.iterdir()}

KNOWN = {
    "content": ContentBlock(),
    "landing": ContentBlock(),
    "form": FormPage.body.field.stream_block,
    "legal": LegalPage.body.field.stream_block,
}
each_page = pytest.mark.parametrize("page", PAGES, ids=lambda page: page.slug)


def texts(value: Any) -> list[str]:
    """All words of a block, however deep they stand."""
    if isinstance(value, dict):
        return [text for part in value.values() for text in texts(part)]
    if isinstance(value, list | tuple):
        return [text for part in value for text in texts(part)]
    return [value] if isinstance(value, str) else []


def words(page: Text) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", " ".join(texts(page.body))).replace(NBSP, " "))


def named(page: Text, kind: str, key: str) -> list[str]:
    """What the blocks of this kind name: pictures or pages."""
    found = [value for block, value in page.body if block == kind]
    entries = [entry for value in found for entry in (value if isinstance(value, list) else [value])]
    return [name for entry in entries for name in _list(entry[key])]


def _list(value: Any) -> list[str]:
    return value if isinstance(value, list) else [value]


@each_page
def test_page_uses_only_what_the_editor_knows(page: Text) -> None:
    known = set(KNOWN["legal" if page.role else page.kind].child_blocks)
    assert {kind for kind, _ in page.body} <= known
    for text in texts(page.body):
        assert set(re.findall(r"</?(\w+)", text)) <= ALLOWED
        assert not re.search(r"[{}]", text)
        assert '"' not in re.sub(r"<[^>]+>", "", text)


@each_page
def test_text_has_german_marks(page: Text) -> None:
    everything = " ".join([page.title, page.intro, page.alt, *texts(page.body)])
    assert everything.count("„") == everything.count("“")
    assert " - " not in everything
    assert "!" not in everything


@each_page
def test_links_lead_somewhere(page: Text) -> None:
    known = FIXED_ADDRESSES | {f"/{other.slug}/" for other in PAGES}
    html = " ".join(texts(page.body))
    assert set(re.findall(r'href="([^"]+)"', html)) <= known
    assert {*named(page, "teaser", "pages"), *named(page, "call", "page")} <= SLUGS


@each_page
def test_pictures_exist_and_are_described(page: Text) -> None:
    kinds = ("picture", "gallery", "columns")
    assert {name for kind in kinds for name in named(page, kind, "picture")} <= NAMES
    assert all(len(alt) > 20 for kind in kinds for alt in named(page, kind, "alt"))
    assert bool(page.picture) == (not page.role and page.kind != "form")
    assert not page.picture or (page.picture in NAMES and len(page.alt) > 40)


def test_house_has_fifteen_pages_of_its_own_and_no_filler() -> None:
    own = [page for page in CONTENT_PAGES if not page.role]
    assert len(own) >= 15
    assert "ipsum" not in " ".join(words(page) for page in PAGES).lower()


def test_pictures_are_light_and_drawn_here() -> None:
    drawn = {path.stem for path in ART.glob("*.svg")}
    for path in PICTURES.iterdir():
        assert path.stat().st_size <= 65_000, path.name
        assert path.stem in drawn


def test_no_page_names_the_closed_platform_for_disputes() -> None:
    assert not any("ec.europa.eu" in text for page in PAGES for text in texts(page.body))


def test_every_legal_page_has_its_place() -> None:
    roles = [page.role for page in LEGAL]
    assert roles == ["imprint", "privacy", "terms", "withdrawal", "shipping", "accessibility"]
    assert all(len(words(page).split()) > 100 for page in LEGAL if page.role != "imprint")


@pytest.mark.parametrize(
    ("slug", "phrase"),
    [
        ("agb", "Zahlungspflichtig bestellen"),
        ("agb", "§ 356 Abs. 5 BGB"),
        ("agb", "Buchpreisbindungsgesetz"),
        ("widerrufsrecht", "Sie können Ihr Widerrufsrecht auch online unter"),
        ("widerrufsrecht", "Muster-Widerrufsformular"),
        ("zahlung-und-versand", "DE02 1203 0000 0000 2020 51"),
        ("datenschutz", "Art. 21 DSGVO"),
        ("barrierefreiheit", "MLBF"),
    ],
)
def test_page_says_what_it_must(slug: str, phrase: str) -> None:
    page = next(page for page in LEGAL if page.slug == slug)
    assert phrase in words(page)


def test_home_says_in_one_sentence_who_we_are() -> None:
    assert len(HOME.headline) <= 160
    assert HOME.headline.count(".") == 1


def test_company_data_are_valid_test_values() -> None:
    assert iban.is_valid(PUBLISHER.iban)
    assert bic.is_valid(PUBLISHER.bic)
    assert vat.is_valid(PUBLISHER.vat_id)
    assert PUBLISHER.email.endswith(".example")


def test_lines_of_an_address_stay_lines() -> None:
    contact = next(page for page in CONTENT_PAGES if page.slug == "kontakt")
    assert any("<br />" in text for text in texts(contact.body))


def test_bind_keeps_together_what_belongs_together() -> None:
    bound = bind("Nach § 19 kosten 500 g Mehl z. B. 2,50 € – nicht mehr.")
    assert bound.split() == "Nach § 19 kosten 500 g Mehl z. B. 2,50 € – nicht mehr.".split()
    assert bound.replace(NBSP, "_") == "Nach §_19 kosten 500_g Mehl z._B. 2,50_€_– nicht mehr."
