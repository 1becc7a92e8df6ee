"""The demo books are real books: their files pass the judges, say what they are, and come out the same each time."""

import hashlib
import io
import os
import subprocess
import sys
from decimal import Decimal
from pathlib import Path
from typing import cast

import pytest
from PIL import Image
from pypdf import PageObject, PdfReader
from pypdf.generic import DictionaryObject
from stdnum import isbn

from tests.support.documents import epub_complaints, pdf_complaints
from website.demo.books import BOOKS, Book, load_books
from website.demo.build import BuiltBook, build_book

SITE = BOOKS.parents[2]
DIGESTS = """
import hashlib
from website.demo.books import load_book
from website.demo.build import build_book
built = build_book(load_book("brot-braucht-zeit"))
print(*(hashlib.sha256(data).hexdigest() for data in (built.epub, built.pdf, built.sample)))
"""

each_book = pytest.mark.parametrize("book", load_books(), ids=lambda book: book.slug)


@pytest.fixture(scope="module")
def built() -> dict[str, BuiltBook]:
    return {book.slug: build_book(book) for book in load_books()}


@each_book
def test_epub_passes_epubcheck(book: Book, built: dict[str, BuiltBook], tmp_path: Path) -> None:
    path = tmp_path / "book.epub"
    path.write_bytes(built[book.slug].epub)
    assert epub_complaints(path) == []


@each_book
@pytest.mark.parametrize("kind", ["pdf", "sample"])
def test_pdf_passes_qpdf(book: Book, kind: str, built: dict[str, BuiltBook], tmp_path: Path) -> None:
    path = tmp_path / "book.pdf"
    path.write_bytes(getattr(built[book.slug], kind))
    assert pdf_complaints(path) == ""


@each_book
def test_pdf_says_what_it_is(book: Book, built: dict[str, BuiltBook]) -> None:
    reader = PdfReader(io.BytesIO(built[book.slug].pdf))
    assert reader.metadata is not None
    assert (reader.metadata.title, reader.metadata.author) == (book.title, book.author)
    assert reader.root_object["/Lang"] == book.language
    assert cast(DictionaryObject, reader.root_object["/MarkInfo"])["/Marked"] == True  # noqa: E712 -- a PDF object
    assert len(reader.pages) == book.pages
    assert [entry.title for entry in reader.outline if not isinstance(entry, list)][-2:] == [
        "Über dieses Heft",
        "Impressum",
    ]


def font_names(page: PageObject) -> list[str]:
    fonts = cast(DictionaryObject, cast(DictionaryObject, page["/Resources"])["/Font"])
    return [str(font.get_object()["/BaseFont"]) for font in fonts.values()]


@each_book
def test_pdf_embeds_every_font(book: Book, built: dict[str, BuiltBook]) -> None:
    reader = PdfReader(io.BytesIO(built[book.slug].pdf))
    names = {name for page in reader.pages for name in font_names(page)}
    assert {name.split("+")[1].split("-")[0] for name in names} == {"Text", "Display"}


@each_book
def test_sample_holds_the_first_chapter_only(book: Book, built: dict[str, BuiltBook]) -> None:
    reader = PdfReader(io.BytesIO(built[book.slug].sample))
    text = "\n".join(page.extract_text() for page in reader.pages)
    assert "Erstes Kapitel" in text
    assert "Zweites Kapitel" not in text
    assert len(reader.pages) < book.pages / 2


@each_book
def test_book_is_long_enough_and_complete(book: Book) -> None:
    assert book.words >= 2500
    assert 3 <= len(book.chapters) <= 5
    assert len(book.questions) >= 2
    assert isbn.is_valid(book.isbn)
    assert book.price > Decimal(0)
    assert book.price_bound


def test_isbns_and_numbers_are_unique() -> None:
    books = load_books()
    assert len({book.isbn for book in books}) == len({book.number for book in books}) == len(books) == 6


@each_book
def test_text_has_german_marks(book: Book) -> None:
    text = (BOOKS / book.slug / "text.md").read_text("utf-8")
    assert text.count("„") == text.count("“")
    assert '"' not in text
    assert " - " not in text


@each_book
def test_cover_fits_the_shop(book: Book) -> None:
    image = Image.open(io.BytesIO(book.cover))
    assert image.size == (1600, 2400)
    assert len(book.cover) < 250_000
    assert len(book.cover_alt) > 40


def test_build_is_the_same_in_another_process(built: dict[str, BuiltBook]) -> None:
    """Other hash seed (ours is drawn), other process: same bytes."""
    there = subprocess.run(
        [sys.executable, "-c", DIGESTS],
        env=os.environ | {"PYTHONPATH": str(SITE), "PYTHONHASHSEED": "1"},
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    here = built["brot-braucht-zeit"]
    assert there.split() == [hashlib.sha256(data).hexdigest() for data in (here.epub, here.pdf, here.sample)]
