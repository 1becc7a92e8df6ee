"""The buyer's mark in a PDF: a quiet line at the foot of each page, and metadata."""

import io
from hashlib import sha256

from pypdf import PageObject, PdfReader, PdfWriter
from pypdf.generic import (
    ArrayObject,
    ByteStringObject,
    DictionaryObject,
    IndirectObject,
    NameObject,
)

from shop.marking.font import add, drawable, embed, encode, stream, width
from shop.marking.text import Mark, MarkingError
from shop.marking.xmp import with_usage_terms

FONT_NAME = "/BuyersMark"
SIZE = 6.5
GREY = 0.5
ABOVE_EDGE = 9
BESIDE_EDGES = 48


class MarkedWriter(PdfWriter):
    """Writes an identifier made from the content where pypdf writes a random one."""

    def __init__(self, reader: PdfReader, identifier: bytes) -> None:
        super().__init__(clone_from=reader)
        self.identifier = ByteStringObject(identifier)
        self.pdf_header = reader.pdf_header

    def generate_file_identifiers(self) -> None:
        first = self._ID[0] if self._ID else self.identifier
        self._ID = ArrayObject((first, self.identifier))


def mark_pdf(data: bytes, *, buyer: str, order_number: str, note: str) -> bytes:
    mark = Mark.of(buyer=buyer, order_number=order_number, note=note)
    try:
        return _mark(data, mark)
    except MarkingError:
        raise
    except Exception as error:  # pypdf answers broken files with anything from KeyError to RecursionError
        raise MarkingError(f"not a readable PDF: {error}") from error


def _mark(data: bytes, mark: Mark) -> bytes:
    reader = PdfReader(io.BytesIO(data))
    if reader.is_encrypted:
        raise MarkingError("the PDF is encrypted")
    if not reader.pages:
        raise MarkingError("the PDF has no pages")
    writer = MarkedWriter(reader, sha256(data + mark.line.encode()).digest()[:16])
    _mark_pages(writer, mark)
    writer.add_metadata({"/Licensee": mark.buyer, "/OrderNumber": mark.order_number})
    writer.xmp_metadata = with_usage_terms(_xmp(writer), mark.line)
    return _written(writer)


def _xmp(writer: PdfWriter) -> bytes | None:
    metadata = writer.root_object.get("/Metadata")
    return metadata.get_object().get_data() if metadata is not None else None


def _written(writer: PdfWriter) -> bytes:
    buffer = io.BytesIO()
    writer.write(buffer)
    return buffer.getvalue()


def _mark_pages(writer: PdfWriter, mark: Mark) -> None:
    lines = [_fit(mark, _across(page) - BESIDE_EDGES) for page in writer.pages]
    font = embed(writer, "".join(lines))
    before = add(writer, stream(b"q\n"))
    feet: dict[bytes, IndirectObject] = {}
    for page, line in zip(writer.pages, lines, strict=True):
        foot = _foot(page, line)
        if foot not in feet:
            feet[foot] = add(writer, stream(foot))
        page[NameObject("/Contents")] = ArrayObject([before, *_contents(page), feet[foot]])
        _add_font(page, font)


def _contents(page: PageObject) -> list[IndirectObject]:
    if "/Contents" not in page:
        return []
    contents = page["/Contents"]
    return list(contents) if isinstance(contents, ArrayObject) else [page.raw_get("/Contents")]


def _add_font(page: PageObject, font: IndirectObject) -> None:
    """Into copies of the dictionaries: pages often share them."""
    resources = DictionaryObject(page.get("/Resources", DictionaryObject()).get_object())
    fonts = DictionaryObject(resources.get("/Font", DictionaryObject()).get_object())
    fonts[NameObject(FONT_NAME)] = font
    resources[NameObject("/Font")] = fonts
    page[NameObject("/Resources")] = resources


def _fit(mark: Mark, room: float) -> str:
    """The line as far as it fits: the name gives way first, the order number never."""
    shortened = (f"{mark.buyer[:length].rstrip()}…" for length in range(len(mark.buyer) - 1, 0, -1))
    for name in (mark.buyer, *shortened, ""):
        line = drawable(" · ".join(part for part in (mark.note, name, mark.order_number) if part))
        if width(line, SIZE) <= room:
            return line
    return drawable(mark.order_number)


def _foot(page: PageObject, line: str) -> bytes:
    """The drawing of the line; as an artifact, so that screen readers pass over it."""
    matrix = " ".join(f"{number:.2f}" for number in _matrix(page, width(line, SIZE)))
    return (
        "\nQ\n/Artifact <</Type /Pagination /Subtype /Footer>> BDC\n"
        f"q BT {GREY} g {FONT_NAME} {SIZE} Tf {matrix} Tm {encode(line)} Tj ET Q\nEMC\n"
    ).encode()


def _matrix(page: PageObject, length: float) -> tuple[float, ...]:
    """Text space on the page: centred above the edge that is below when the page is shown, upright if it is turned."""
    left, bottom, right, top = (float(side) for side in page.cropbox)
    start = max((_across(page) - length) / 2, 0)
    return {
        0: (1, 0, 0, 1, left + start, bottom + ABOVE_EDGE),
        90: (0, 1, -1, 0, right - ABOVE_EDGE, bottom + start),
        180: (-1, 0, 0, -1, right - start, top - ABOVE_EDGE),
        270: (0, -1, 1, 0, left + ABOVE_EDGE, top - start),
    }[page.rotation % 360]


def _across(page: PageObject) -> float:
    """How wide the page is as it is shown."""
    return float(page.cropbox.height if page.rotation % 180 else page.cropbox.width)
