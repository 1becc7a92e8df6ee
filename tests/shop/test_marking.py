"""The buyer's mark: visible, in the metadata, and the copy stays a valid file whatever the buyer is called."""

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from lxml import etree
from pypdf import DocumentInformation, PdfReader, PdfWriter
from pypdf.generic import NameObject, StreamObject

from shop.marking import MarkingError, mark_epub, mark_pdf
from shop.marking.text import one_line
from tests.support.documents import epub_complaints, pdf_complaints
from tests.support.epubs import CONTAINER, fixed_layout_epub, old_epub, zipped
from website.demo.books import load_book
from website.demo.epub import build_epub

ORDER = "B-2026-000123"
NOTE = "Persönliches Exemplar"
OPF = "{http://www.idpf.org/2007/opf}"

NAMES = {
    "umlauts": "Jörg Müßig-Weißäcker",
    "emoji": "Ada 👩‍💻 Lovelace 🙂",
    "xml": """<b>O'Neill & "Söhne"</b> ]]> &amp;""",
    "long": "Maximiliane " * 25,
    "unbroken": "ä" * 300,
    "right-to-left": "محمد بن سلمان",
    "override": "Anna\u202egnp.exe\u2066 Mustermann",
    "eastern": "Čapek Łukasz Y\u0131lmaz Şahin Ђорђе Νίκος 王小明",
    "control": "Anna\x00\x07\ud800\uffff\nMustermann",
    "empty": " \t",
}
each_name = pytest.mark.parametrize("buyer", NAMES.values(), ids=NAMES)


@pytest.fixture(scope="module")
def modern_epub() -> bytes:
    return build_epub(load_book("brot-braucht-zeit"))


@pytest.fixture(scope="module")
def pdf() -> bytes:
    """Blank pages without content and resources, three of them turned."""
    writer = PdfWriter()
    for rotation in (0, 0, 90, 180, 270):
        writer.add_blank_page(width=420, height=595).rotate(rotation)
    writer.add_metadata({"/Title": "Probe", "/Author": "Haselrain"})
    return written(writer)


def written(writer: PdfWriter) -> bytes:
    buffer = io.BytesIO()
    writer.write(buffer)
    return buffer.getvalue()


def marked_epub(data: bytes, buyer: str = "Anna Muster") -> bytes:
    return mark_epub(data, buyer=buyer, order_number=ORDER, note=NOTE)


def marked_pdf(data: bytes, buyer: str = "Anna Muster") -> bytes:
    return mark_pdf(data, buyer=buyer, order_number=ORDER, note=NOTE)


def info(reader: PdfReader) -> DocumentInformation:
    assert reader.metadata is not None
    return reader.metadata


def packet(reader: PdfReader) -> bytes:
    assert reader.xmp_metadata is not None
    return reader.xmp_metadata.stream.get_data()


def read(data: bytes, name: str) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return archive.read(name)


def spine(package: etree._Element) -> list[str]:
    hrefs = {item.get("id"): item.get("href") for item in package.iter(f"{OPF}item")}
    return [hrefs[entry.get("idref")] for entry in package.iter(f"{OPF}itemref")]


def licence(package: etree._Element) -> dict[str, str]:
    return {meta.get("name"): meta.get("content") for meta in package.iter(f"{OPF}meta") if meta.get("name")}


@pytest.mark.feature("P5.08")
@each_name
def test_epub_shows_the_buyer_and_keeps_the_name_in_its_metadata(buyer: str, modern_epub: bytes) -> None:
    copy = marked_epub(modern_epub, buyer)
    page = etree.fromstring(read(copy, "EPUB/licence-1.xhtml"))
    lines = ["".join(line.itertext()) for line in page.iter("{http://www.w3.org/1999/xhtml}p")]
    assert lines == [NOTE, one_line(buyer), ORDER]
    package = etree.fromstring(read(copy, "EPUB/package.opf"))
    assert licence(package) == {"licensee": one_line(buyer), "order-number": ORDER}


def test_epub_mark_stands_behind_cover_and_title(modern_epub: bytes) -> None:
    package = etree.fromstring(read(marked_epub(modern_epub), "EPUB/package.opf"))
    assert spine(package)[:4] == ["cover.xhtml", "title.xhtml", "licence-1.xhtml", "nav.xhtml"]


def test_epub_without_title_page_begins_with_the_mark() -> None:
    package = etree.fromstring(read(marked_epub(fixed_layout_epub()), "OEBPS/content.opf"))
    assert spine(package) == ["licence-1.xhtml", "one.xhtml"]


@pytest.mark.feature("P5.08")
@pytest.mark.parametrize("buyer", [NAMES["xml"] + NAMES["emoji"] + NAMES["control"], NAMES["right-to-left"]])
def test_marked_epub_3_stays_valid(buyer: str, modern_epub: bytes, tmp_path: Path) -> None:
    path = tmp_path / "copy.epub"
    path.write_bytes(marked_epub(modern_epub, buyer))
    assert epub_complaints(path) == []


@pytest.mark.parametrize("original", [old_epub, fixed_layout_epub], ids=["epub-2", "fixed-layout"])
def test_marked_foreign_epub_stays_valid(original: Callable[[], bytes], tmp_path: Path) -> None:
    path = tmp_path / "copy.epub"
    path.write_bytes(marked_epub(original(), NAMES["xml"]))
    assert epub_complaints(path) == []


def test_old_epub_keeps_its_own_ids_and_gets_the_mark_behind_the_title_of_its_guide() -> None:
    package = etree.fromstring(read(marked_epub(old_epub()), "OEBPS/content.opf"))
    assert spine(package) == ["eins.xhtml", "licence-1.xhtml", "kapitel-%C3%A4.xhtml"]
    ids = package.xpath("//@id")
    assert len(ids) == len(set(ids))


def test_marked_epub_begins_with_the_stored_mimetype_and_keeps_the_rest(modern_epub: bytes) -> None:
    with (
        zipfile.ZipFile(io.BytesIO(modern_epub)) as before,
        zipfile.ZipFile(io.BytesIO(marked_epub(modern_epub))) as after,
    ):
        first = after.infolist()[0]
        assert (first.filename, first.compress_type, first.extra) == ("mimetype", zipfile.ZIP_STORED, b"")
        untouched = [name for name in before.namelist() if name != "EPUB/package.opf"]
        assert all(before.read(name) == after.read(name) for name in untouched)
        assert set(after.namelist()) - set(before.namelist()) == {"EPUB/licence-1.xhtml"}


def test_same_buyer_gets_the_same_bytes(modern_epub: bytes, pdf: bytes) -> None:
    assert marked_epub(modern_epub) == marked_epub(modern_epub)
    assert marked_pdf(pdf) == marked_pdf(pdf)
    assert marked_pdf(pdf) != marked_pdf(pdf, "Berta Muster")


def _lying(data: bytes) -> bytes:
    """The directory of the archive says that a file is one byte long."""
    position = data.rindex(b"OEBPS/eins.xhtml") - 46
    return data[: position + 24] + (1).to_bytes(4, "little") + data[position + 28 :]


BILLION = """<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "aaaaaaaaaa">
<!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">
<!ENTITY d SYSTEM "file:///etc/passwd">]><container><rootfiles>&c;&d;</rootfiles></container>"""
ENCRYPTED = """<encryption xmlns="urn:oasis:names:tc:opendocument:xmlns:container" xmlns:e="http://www.w3.org/2001/04/xmlenc#">
<e:EncryptedData><e:EncryptionMethod Algorithm="http://www.w3.org/2001/04/xmlenc#aes256-cbc"/></e:EncryptedData>
</encryption>"""


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"PK\x03\x04 no archive",
        old_epub()[:-400],
        zipped({"META-INF/container.xml": CONTAINER}, mimetype="application/zip"),
        zipped({"META-INF/container.xml": CONTAINER}),
        zipped({"META-INF/container.xml": CONTAINER, "OEBPS/content.opf": "<package"}),
        zipped({"META-INF/container.xml": CONTAINER, "OEBPS/content.opf": "<package/>"}),
        zipped({"META-INF/container.xml": BILLION}),
        old_epub(**{"../../etc/cron.d/evil": "x"}),
        old_epub(**{"/etc/passwd": "x"}),
        old_epub(**{"C:\\evil": "x"}),
        old_epub(**{"META-INF/encryption.xml": ENCRYPTED}),
        old_epub(**{"META-INF/signatures.xml": "<signatures/>"}),
        _lying(old_epub()),
    ],
    ids=[
        "empty", "no-archive", "cut", "no-epub", "no-package", "broken-package", "empty-package", "entities",
        "path-up", "path-absolute", "path-windows", "encrypted", "signed", "lying",
    ],
)  # fmt: skip
def test_epub_that_cannot_be_marked_is_refused_by_name(data: bytes) -> None:
    with pytest.raises(MarkingError):
        marked_epub(data)


def test_zip_bomb_is_refused_by_name() -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/epub+zip")
        with archive.open("OEBPS/zero", "w") as entry:
            for _ in range(300):
                entry.write(bytes(1024 * 1024))
    with pytest.raises(MarkingError, match="more than an ebook can need"):
        marked_epub(buffer.getvalue())


@pytest.mark.feature("P5.08")
@each_name
def test_pdf_carries_the_mark_on_each_page_and_in_both_metadata(buyer: str, pdf: bytes, tmp_path: Path) -> None:
    path = tmp_path / "copy.pdf"
    path.write_bytes(marked_pdf(pdf, buyer))
    assert pdf_complaints(path) == ""
    reader = PdfReader(path)
    for page in reader.pages:
        text = page.extract_text()
        assert text.startswith(NOTE)
        assert text.endswith(ORDER)
    assert (info(reader)["/Licensee"], info(reader)["/OrderNumber"]) == (one_line(buyer), ORDER)
    assert info(reader).title == "Probe"
    terms = etree.fromstring(packet(reader)).iter("{http://ns.adobe.com/xap/1.0/rights/}UsageTerms")
    assert ["".join(term.itertext()) for term in terms] == [" · ".join(filter(None, (NOTE, one_line(buyer), ORDER)))]


@pytest.mark.parametrize(
    ("buyer", "shown"),
    [
        (NAMES["umlauts"], "Jörg Müßig-Weißäcker"),
        (NAMES["emoji"], "Ada Lovelace"),
        (NAMES["xml"], """<b>O'Neill & "Söhne"</b> ]]> &amp;"""),
        (NAMES["eastern"], "Čapek Łukasz Y\u0131lmaz Şahin Ђорђе Νίκος WangXiaoMing"),
        (NAMES["override"], "Annagnp.exe Mustermann"),
    ],
)
def test_pdf_shows_names_in_letters_that_it_has(buyer: str, shown: str, pdf: bytes) -> None:
    page = PdfReader(io.BytesIO(marked_pdf(pdf, buyer))).pages[0]
    assert page.extract_text() == f"{NOTE} · {shown} · {ORDER}"


@pytest.mark.parametrize("buyer", [NAMES["long"], NAMES["unbroken"]])
def test_long_name_gives_way_to_the_order_number(buyer: str, pdf: bytes) -> None:
    text = PdfReader(io.BytesIO(marked_pdf(pdf, buyer))).pages[0].extract_text()
    assert text.endswith(f"… · {ORDER}")
    assert len(text) < 160


def test_narrow_page_shows_at_least_the_order_number() -> None:
    writer = PdfWriter()
    writer.add_blank_page(width=60, height=60)
    assert PdfReader(io.BytesIO(marked_pdf(written(writer)))).pages[0].extract_text() == ORDER


@pytest.mark.parametrize(
    ("page", "upwards", "origin"),
    [(0, (1, 0), "bottom"), (2, (0, 1), "right"), (3, (-1, 0), "top"), (4, (0, -1), "left")],
    ids=["upright", "quarter", "half", "three-quarters"],
)
def test_turned_page_shows_the_mark_at_its_foot(page: int, upwards: tuple[int, int], origin: str, pdf: bytes) -> None:
    found: list[list[float]] = []
    sheet = PdfReader(io.BytesIO(marked_pdf(pdf))).pages[page]
    sheet.extract_text(visitor_text=lambda text, cm, tm, font, size: found.append(tm) if text.strip() else None)
    across, up, *_, x, y = found[0]
    assert (across, up) == upwards
    assert {"bottom": y, "right": 420 - x, "top": 595 - y, "left": x}[origin] == 9


def test_marking_twice_leaves_one_mark_in_the_metadata(pdf: bytes) -> None:
    reader = PdfReader(io.BytesIO(marked_pdf(marked_pdf(pdf, "Anna"), "Berta")))
    assert info(reader)["/Licensee"] == "Berta"
    assert b"Anna" not in packet(reader)


def test_damaged_metadata_packet_gives_way_to_a_new_one(pdf: bytes) -> None:
    writer = PdfWriter(clone_from=io.BytesIO(pdf))
    damaged = StreamObject()
    damaged.set_data(b"<x:xmpmeta")
    writer.root_object[NameObject("/Metadata")] = writer._add_object(damaged)
    assert b"Anna Muster" in packet(PdfReader(io.BytesIO(marked_pdf(written(writer)))))


def _encrypted() -> bytes:
    writer = PdfWriter()
    writer.add_blank_page(width=100, height=100)
    writer.encrypt("secret", algorithm="AES-256")
    return written(writer)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"%PDF-1.7\n",
        b"GIF89a",
        b"%PDF-1.7\n1 0 obj <</Type /Catalog /Pages 1 0 R>> endobj trailer <</Root 1 0 R>>",
    ],
    ids=["empty", "header", "picture", "loop"],
)
@pytest.mark.filterwarnings("ignore")
def test_broken_pdf_is_refused_by_name(data: bytes) -> None:
    with pytest.raises(MarkingError):
        marked_pdf(data)


def test_encrypted_pdf_is_refused_by_name() -> None:
    with pytest.raises(MarkingError, match="encrypted"):
        marked_pdf(_encrypted())


def test_pdf_without_pages_is_refused_by_name() -> None:
    with pytest.raises(MarkingError):
        marked_pdf(written(PdfWriter()))
