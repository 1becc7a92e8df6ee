"""The letters of the buyer's mark: which are there, how wide they are, and how a PDF embeds the few that it needs."""

import io
from functools import lru_cache
from pathlib import Path

from anyascii import anyascii
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont
from pypdf import PdfWriter
from pypdf.generic import (
    ArrayObject,
    DecodedStreamObject,
    DictionaryObject,
    IndirectObject,
    NameObject,
    NumberObject,
    StreamObject,
    TextStringObject,
)

FILE = Path(__file__).parent / "AlegreyaSans-Regular.ttf"
UNITS = 1000  # per em in PDF, and in this font too
NONSYMBOLIC = 32

CMAP = """/CIDInit /ProcSet findresource begin
12 dict begin begincmap
/CMapName /BuyersMark def /CMapType 2 def
1 begincodespacerange <0000> <FFFF> endcodespacerange
{blocks}
endcmap CMapName currentdict /CMap defineresource pop end end
"""


def drawable(text: str) -> str:
    """Letters that the font lacks (Arabic, Chinese) are written in Latin ones, other signs (emoji) fall away."""
    glyphs = _glyphs()
    spelled = "".join(
        character if character in glyphs else anyascii(character) if character.isalpha() else "" for character in text
    )
    return " ".join("".join(character for character in spelled if character in glyphs).split())


def width(text: str, size: float) -> float:
    glyphs = _glyphs()
    return sum(glyphs[character][1] for character in text) * size / UNITS


def encode(text: str) -> str:
    """As a PDF string of glyph numbers."""
    glyphs = _glyphs()
    return "<" + "".join(f"{glyphs[character][0]:04X}" for character in text) + ">"


@lru_cache(maxsize=1)
def _glyphs() -> dict[str, tuple[int, int]]:
    """For each character the number of its glyph and its advance."""
    with TTFont(FILE) as font:
        advances = font["hmtx"]
        return {chr(code): (font.getGlyphID(name), advances[name][0]) for code, name in font.getBestCmap().items()}


def embed(writer: PdfWriter, text: str) -> IndirectObject:
    """The font with only the glyphs of `text`; the numbers of the glyphs stay as they are."""
    used = sorted(set(text))
    descendant = DictionaryObject(
        {
            NameObject("/Type"): NameObject("/Font"),
            NameObject("/Subtype"): NameObject("/CIDFontType2"),
            NameObject("/BaseFont"): NameObject("/BUYERS+AlegreyaSans-Regular"),
            NameObject("/CIDSystemInfo"): _system_info(),
            NameObject("/CIDToGIDMap"): NameObject("/Identity"),
            NameObject("/W"): _widths(used),
            NameObject("/FontDescriptor"): add(writer, _descriptor(writer, text)),
        }
    )
    font = DictionaryObject(
        {
            NameObject("/Type"): NameObject("/Font"),
            NameObject("/Subtype"): NameObject("/Type0"),
            NameObject("/BaseFont"): NameObject("/BUYERS+AlegreyaSans-Regular"),
            NameObject("/Encoding"): NameObject("/Identity-H"),
            NameObject("/DescendantFonts"): ArrayObject([add(writer, descendant)]),
            NameObject("/ToUnicode"): add(writer, stream(_to_unicode(used))),
        }
    )
    return add(writer, font)


def _system_info() -> DictionaryObject:
    return DictionaryObject(
        {
            NameObject("/Registry"): TextStringObject("Adobe"),
            NameObject("/Ordering"): TextStringObject("Identity"),
            NameObject("/Supplement"): NumberObject(0),
        }
    )


def _widths(used: list[str]) -> ArrayObject:
    pairs = sorted({_glyphs()[character] for character in used})
    widths = ArrayObject()
    for glyph, advance in pairs:
        widths += [NumberObject(glyph), ArrayObject([NumberObject(advance)])]
    return widths


def _to_unicode(used: list[str]) -> bytes:
    """So that the line can be found and copied."""
    rows = [f"<{_glyphs()[character][0]:04X}> <{ord(character):04X}>" for character in used]
    chunks = [rows[start : start + 100] for start in range(0, len(rows), 100)]  # the format's limit
    blocks = "\n".join(f"{len(chunk)} beginbfchar\n" + "\n".join(chunk) + "\nendbfchar" for chunk in chunks)
    return CMAP.format(blocks=blocks).encode()


def _descriptor(writer: PdfWriter, text: str) -> DictionaryObject:
    with TTFont(FILE, recalcTimestamp=False) as font:
        head, lines, capitals = font["head"], font["hhea"], font["OS/2"].sCapHeight
        box = (head.xMin, head.yMin, head.xMax, head.yMax)
        numbers = {"Flags": NONSYMBOLIC, "ItalicAngle": 0, "Ascent": lines.ascent, "Descent": lines.descent}
        program = _program(font, text)
    return DictionaryObject(
        {
            NameObject("/Type"): NameObject("/FontDescriptor"),
            NameObject("/FontName"): NameObject("/BUYERS+AlegreyaSans-Regular"),
            NameObject("/FontBBox"): ArrayObject(NumberObject(side) for side in box),
            NameObject("/CapHeight"): NumberObject(capitals),
            NameObject("/StemV"): NumberObject(80),
            NameObject("/FontFile2"): add(writer, program),
            **{NameObject(f"/{name}"): NumberObject(number) for name, number in numbers.items()},
        }
    )


def _program(font: TTFont, text: str) -> StreamObject:
    subsetter = Subsetter(Options(retain_gids=True, notdef_outline=True))
    subsetter.populate(text=text)
    subsetter.subset(font)
    buffer = io.BytesIO()
    font.save(buffer)
    program = stream(buffer.getvalue())
    program[NameObject("/Length1")] = NumberObject(buffer.tell())
    return program


def stream(data: bytes) -> StreamObject:
    plain = DecodedStreamObject()
    plain.set_data(data)
    return plain.flate_encode()


def add(writer: PdfWriter, thing: DictionaryObject) -> IndirectObject:
    return writer._add_object(thing)  # noqa: SLF001  pypdf has no public way to add an object
