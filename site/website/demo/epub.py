"""Write a book as EPUB 3. The result depends on the book alone: same book, same bytes."""

import io
import zipfile
from html import escape
from pathlib import Path

from website.demo.books import Book, Chapter
from website.demo.matter import PERSONAL, about_html, chapter_label, imprint_html
from website.demo.publisher import PUBLISHER

STYLES = Path(__file__).parent / "assets" / "epub.css"

CONTAINER = """<?xml version="1.0" encoding="utf-8"?>
<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container">
  <rootfiles><rootfile full-path="EPUB/package.opf" media-type="application/oebps-package+xml"/></rootfiles>
</container>
"""

PAGE = """<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE html>
<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops" lang="{lang}" xml:lang="{lang}">
<head><title>{title}</title><link rel="stylesheet" href="book.css"/></head>
<body epub:type="{matter}">
{body}
</body>
</html>
"""

PACKAGE = """<?xml version="1.0" encoding="utf-8"?>
<package xmlns="http://www.idpf.org/2007/opf" version="3.0" unique-identifier="isbn" xml:lang="{lang}"
    prefix="a11y: http://www.idpf.org/epub/vocab/package/a11y/#">
  <metadata xmlns:dc="http://purl.org/dc/elements/1.1/">
    <dc:identifier id="isbn">urn:isbn:{isbn}</dc:identifier>
    <dc:title id="main-title">{title}</dc:title>
    <meta refines="#main-title" property="title-type">main</meta>
    <dc:title id="subtitle">{subtitle}</dc:title>
    <meta refines="#subtitle" property="title-type">subtitle</meta>
    <dc:creator id="author">{author}</dc:creator>
    <meta refines="#author" property="role" scheme="marc:relators">aut</meta>
    <dc:publisher>{publisher}</dc:publisher>
    <dc:language>{lang}</dc:language>
    <dc:date>{published}</dc:date>
    <dc:subject>{topic}</dc:subject>
    <dc:description>{description}</dc:description>
    <dc:rights>© {year} {publisher}</dc:rights>
    <meta property="dcterms:modified">{published}T00:00:00Z</meta>
    <meta property="schema:accessMode">textual</meta>
    <meta property="schema:accessMode">visual</meta>
    <meta property="schema:accessModeSufficient">textual</meta>
    <meta property="schema:accessibilityFeature">alternativeText</meta>
    <meta property="schema:accessibilityFeature">displayTransformability</meta>
    <meta property="schema:accessibilityFeature">readingOrder</meta>
    <meta property="schema:accessibilityFeature">structuralNavigation</meta>
    <meta property="schema:accessibilityFeature">tableOfContents</meta>
    <meta property="schema:accessibilityHazard">none</meta>
    <meta property="schema:accessibilitySummary">{summary}</meta>
    <link rel="dcterms:conformsTo" href="https://www.w3.org/TR/epub-a11y-11/#wcag-2.2-aa"/>
    <meta property="a11y:certifiedBy">{publisher}</meta>
  </metadata>
  <manifest>
    <item id="nav" href="nav.xhtml" media-type="application/xhtml+xml" properties="nav"/>
    <item id="css" href="book.css" media-type="text/css"/>
    <item id="cover-image" href="cover.jpg" media-type="image/jpeg" properties="cover-image"/>
    {items}
  </manifest>
  <spine>
    {spine}
  </spine>
</package>
"""

SUMMARY = (
    "Fließtext mit Überschriften, Inhaltsverzeichnis und logischer Lesereihenfolge; das einzige Bild, der Umschlag, "
    "ist beschrieben. Schrift, Größe und Farben lassen sich im Lesegerät frei wählen."
)


def build_epub(book: Book) -> bytes:
    pages = _pages(book)
    files = {
        "META-INF/container.xml": CONTAINER.encode(),
        "EPUB/package.opf": _package(book, list(pages)).encode(),
        "EPUB/book.css": STYLES.read_bytes(),
        "EPUB/cover.jpg": book.cover,
        **{f"EPUB/{name}.xhtml": page.encode() for name, page in pages.items()},
    }
    return _pack(book, files)


def _pack(book: Book, files: dict[str, bytes]) -> bytes:
    day = (book.published.year, book.published.month, book.published.day, 0, 0, 0)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr(zipfile.ZipInfo("mimetype", day), b"application/epub+zip")  # first and stored, by the standard
        for name, data in files.items():
            archive.writestr(zipfile.ZipInfo(name, day), data, zipfile.ZIP_DEFLATED, 9)
    return buffer.getvalue()


def _package(book: Book, pages: list[str]) -> str:
    return PACKAGE.format(
        isbn=book.isbn.replace("-", ""),
        lang=book.language,
        title=escape(book.title),
        subtitle=escape(book.subtitle),
        author=escape(book.author),
        publisher=escape(PUBLISHER.name),
        topic=escape(book.topic),
        description=escape(book.promise),
        published=book.published.isoformat(),
        year=book.published.year,
        summary=SUMMARY,
        items="\n    ".join(
            f'<item id="{name}" href="{name}.xhtml" media-type="application/xhtml+xml"/>'
            for name in pages
            if name != "nav"
        ),
        spine="\n    ".join(f'<itemref idref="{name}"/>' for name in pages),
    )


def _pages(book: Book) -> dict[str, str]:
    """File name to page, in reading order."""
    chapters = {
        chapter.anchor: _page(book, chapter.title, "bodymatter", _chapter(chapter)) for chapter in book.chapters
    }
    return {
        "cover": _page(book, "Umschlag", "cover", _cover(book)),
        "title": _page(book, book.title, "frontmatter", _title(book)),
        "nav": _page(book, "Inhalt", "frontmatter", _navigation(book)),
        **chapters,
        "about": _page(book, "Über dieses Heft", "backmatter", _plain("Über dieses Heft", about_html(book))),
        "imprint": _page(book, "Impressum", "backmatter", _plain("Impressum", imprint_html(book, PERSONAL))),
    }


def _page(book: Book, title: str, matter: str, body: str) -> str:
    return PAGE.format(lang=book.language, title=escape(title), matter=matter, body=body)


def _cover(book: Book) -> str:
    return f'<div class="cover"><img src="cover.jpg" alt="{escape(book.cover_alt)}" role="doc-cover"/></div>'


def _title(book: Book) -> str:
    return (
        f'<section class="title" epub:type="titlepage">\n<p>{escape(book.author)}</p>\n<h1>{escape(book.title)}</h1>\n'
        f"<p>{escape(book.subtitle)}</p>\n<p>{escape(PUBLISHER.brand)}</p>\n</section>"
    )


def _chapter(chapter: Chapter) -> str:
    return (
        f'<section epub:type="chapter" role="doc-chapter" aria-labelledby="{chapter.anchor}">\n'
        f'<p class="number">{chapter_label(chapter.number)}</p>\n'
        f'<h1 id="{chapter.anchor}">{escape(chapter.title)}</h1>\n{chapter.html}</section>'
    )


def _plain(title: str, html: str) -> str:
    return f'<section class="plain">\n<h1>{title}</h1>\n{html}\n</section>'


def _navigation(book: Book) -> str:
    chapters = "\n".join(_chapter_entry(chapter) for chapter in book.chapters)
    return f"""<nav epub:type="toc" role="doc-toc" id="toc">
<h1>Inhalt</h1>
<ol>
{chapters}
<li><a href="about.xhtml">Über dieses Heft</a></li>
<li><a href="imprint.xhtml">Impressum</a></li>
</ol>
</nav>
<nav epub:type="landmarks" hidden="hidden" aria-label="Orientierung">
<ol>
<li><a epub:type="cover" href="cover.xhtml">Umschlag</a></li>
<li><a epub:type="titlepage" href="title.xhtml">Titelseite</a></li>
<li><a epub:type="toc" href="#toc">Inhalt</a></li>
<li><a epub:type="bodymatter" href="{book.chapters[0].anchor}.xhtml">Textbeginn</a></li>
</ol>
</nav>"""


def _chapter_entry(chapter: Chapter) -> str:
    page = f"{chapter.anchor}.xhtml"
    entry = f'<a href="{page}">{escape(chapter.title)}</a>'
    if not chapter.sections:
        return f"<li>{entry}</li>"
    sections = "".join(
        f'<li><a href="{page}#{section.anchor}">{escape(section.title)}</a></li>' for section in chapter.sections
    )
    return f"<li>{entry}<ol>{sections}</ol></li>"
