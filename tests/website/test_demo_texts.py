"""The words of the demo: complete, in order, and nothing in them that a page could not show."""

import re

import pytest
from stdnum import bic, iban
from stdnum.eu import vat

from website.demo.pages import CONTENT_PAGES, HOME, LEGAL, Text, read_blocks
from website.demo.publisher import PUBLISHER
from website.demo.typography import NBSP, bind

ALLOWED = {"p", "ul", "ol", "li", "a", "b", "i", "h3", "br"}
FIXED_ADDRESSES = {"/widerruf/", f"mailto:{PUBLISHER.email}"}
PAGES = [HOME, *CONTENT_PAGES]

each_page = pytest.mark.parametrize("page", PAGES, ids=lambda page: page.slug)


def words(page: Text) -> str:
    html = " ".join(value for _, value in page.body)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html).replace(NBSP, " "))


@each_page
def test_page_uses_only_what_the_editor_knows(page: Text) -> None:
    for kind, value in page.body:
        assert kind in {"heading", "text"}
        tags = set(re.findall(r"</?(\w+)", value))
        assert tags <= (ALLOWED if kind == "text" else set())
        assert "{" not in value
        assert '"' not in re.sub(r"<[^>]+>", "", value)


@each_page
def test_links_lead_somewhere(page: Text) -> None:
    known = FIXED_ADDRESSES | {f"/{other.slug}/" for other in PAGES}
    html = "".join(value for _, value in page.body)
    assert set(re.findall(r'href="([^"]+)"', html)) <= known


def test_no_page_names_the_closed_platform_for_disputes() -> None:
    assert not any("ec.europa.eu" in value for page in PAGES for _, value in page.body)


def test_every_legal_page_has_its_place() -> None:
    roles = [page.role for page in LEGAL]
    assert roles == ["imprint", "privacy", "terms", "withdrawal", "shipping", "accessibility"]
    assert all(len(words(page).split()) > 100 for page in LEGAL)


@pytest.mark.parametrize(
    ("slug", "phrase"),
    [
        ("impressum", "§ 5 DDG"),
        ("impressum", PUBLISHER.vat_id),
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
    assert "<br />" in dict(enumerate(read_blocks("impressum")))[1][1]


def test_bind_keeps_together_what_belongs_together() -> None:
    bound = bind("Nach § 19 kosten 500 g Mehl z. B. 2,50 € – nicht mehr.")
    assert bound.split() == "Nach § 19 kosten 500 g Mehl z. B. 2,50 € – nicht mehr.".split()
    assert bound.replace(NBSP, "_") == "Nach §_19 kosten 500_g Mehl z._B. 2,50_€_– nicht mehr."
