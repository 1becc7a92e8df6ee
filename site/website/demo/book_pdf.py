"""Typeset a book as A5 pages, whole or as reading sample. Needs WeasyPrint: import it only where PDFs are made."""

from collections.abc import Sequence
from functools import cache
from hashlib import sha256
from html import escape
from pathlib import Path

from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration

from website.demo.books import BOOKS, Book, Chapter
from website.demo.matter import PERSONAL, SAMPLE, about_html, chapter_label, imprint_html
from website.demo.publisher import PUBLISHER

STYLES = Path(__file__).parent / "assets" / "book.css"


def build_pdf(book: Book) -> bytes:
    return _typeset(book, book.title, book.chapters, _about(book) + _imprint(book, PERSONAL))


def build_sample(book: Book) -> bytes:
    """Cover, title, contents of the first chapter, and how to go on."""
    return _typeset(book, f"{book.title} – Leseprobe", book.chapters[:1], _after_sample(book) + _imprint(book, SAMPLE))


def _typeset(book: Book, title: str, chapters: Sequence[Chapter], back: str) -> bytes:
    body = _cover(book) + _title(book) + _contents(chapters) + "".join(_chapter(book, chapter) for chapter in chapters)
    html = HTML(string=_document(book, title, body + back), base_url=f"{BOOKS}/")
    style, fonts = _look()
    return html.write_pdf(
        stylesheets=[style],
        font_config=fonts,
        pdf_variant="pdf/ua-1",
        pdf_identifier=sha256(f"{book.isbn} {title}".encode()).digest()[:16],
    )


@cache
def _look() -> tuple[CSS, FontConfiguration]:
    """Once for all books: unpacking the typefaces takes longer than many a page."""
    fonts = FontConfiguration()
    return CSS(STYLES, font_config=fonts), fonts


def _document(book: Book, title: str, body: str) -> str:
    published = book.published.isoformat()
    return f"""<!DOCTYPE html>
<html lang="{book.language}" style="--accent: {book.accent}">
<head>
<meta charset="utf-8">
<title>{escape(title)}</title>
<meta name="author" content="{escape(book.author)}">
<meta name="description" content="{escape(book.subtitle)}">
<meta name="generator" content="{escape(PUBLISHER.brand)}">
<meta name="dcterms.created" content="{published}">
<meta name="dcterms.modified" content="{published}">
</head>
<body>{body}</body>
</html>"""


def _cover(book: Book) -> str:
    return f'<div class="cover"><img src="{book.slug}/cover.jpg" alt="{escape(book.cover_alt)}"></div>'


def _title(book: Book) -> str:
    return (
        f'<section class="front title"><p class="author">{escape(book.author)}</p><h1>{escape(book.title)}</h1>'
        f'<p class="subtitle">{escape(book.subtitle)}</p>'
        f'<p class="house"><b>{escape(PUBLISHER.brand)}</b>Verlag und Seminarhaus</p></section>'
    )


def _contents(chapters: Sequence[Chapter]) -> str:
    return f'<nav class="front toc"><h1>Inhalt</h1><ol>{"".join(map(_contents_entry, chapters))}</ol></nav>'


def _contents_entry(chapter: Chapter) -> str:
    sections = "".join(
        f'<li><a href="#{section.anchor}">{escape(section.title)}</a></li>' for section in chapter.sections
    )
    return f'<li><a href="#{chapter.anchor}">{escape(chapter.title)}</a>{sections and f"<ol>{sections}</ol>"}</li>'


def _chapter(book: Book, chapter: Chapter) -> str:
    return (
        f'<section class="chapter"><p class="number">{chapter_label(chapter.number)}</p>'
        f'<h1 id="{chapter.anchor}" data-book="{escape(book.title)}">{escape(chapter.title)}</h1>'
        f"{chapter.html}</section>"
    )


def _about(book: Book) -> str:
    return f'<section class="back"><h1>Über dieses Heft</h1>{about_html(book)}</section>'


def _after_sample(book: Book) -> str:
    titles = "".join(f"<li>{escape(chapter.title)}</li>" for chapter in book.chapters[1:])
    return (
        '<section class="back"><h1>So geht es weiter</h1>'
        f"<p>Das war das erste Kapitel aus „{escape(book.title)}“. Im ganzen Heft folgen:</p><ul>{titles}</ul>"
        f"<p>Sie bekommen es als EPUB und PDF in unserem Buchladen.</p></section>"
    )


def _imprint(book: Book, licence: str) -> str:
    return f'<section class="back imprint"><h1>Impressum</h1>{imprint_html(book, licence)}</section>'
