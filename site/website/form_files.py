"""What visitors may send: recognised by what is in the file, never by its name, and nothing that can hold macros."""

import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from typing import IO, Any

from django.utils.translation import gettext_lazy as _
from PIL import Image, UnidentifiedImageError

LONGEST_TABLE = 400_000  # bytes of a ZIP file's table of contents, which is all that is read of it
_OPENXML = "application/vnd.openxmlformats-officedocument."
_OFFICE = {
    "word/document.xml": ("docx", f"{_OPENXML}wordprocessingml.document"),
    "xl/workbook.xml": ("xlsx", f"{_OPENXML}spreadsheetml.sheet"),
    "ppt/presentation.xml": ("pptx", f"{_OPENXML}presentationml.presentation"),
}
_OPENDOCUMENT = {"text": "odt", "spreadsheet": "ods", "presentation": "odp"}


@dataclass(frozen=True)
class FileType:
    extension: str
    content_type: str


@dataclass(frozen=True)
class Kind:
    """`recognise` gets the open file at its beginning."""

    label: Any
    extensions: tuple[str, ...]
    recognise: Callable[[IO[bytes]], FileType | None]


def recognised(file: IO[bytes], kinds: list[str]) -> FileType | None:
    """Which of these kinds the file is; None when it is something else or broken."""
    for kind in kinds:
        file.seek(0)
        if found := KINDS[kind].recognise(file):
            return found
    return None


def _pdf(file: IO[bytes]) -> FileType | None:
    return FileType("pdf", "application/pdf") if file.read(5) == b"%PDF-" else None


def _picture(file: IO[bytes]) -> FileType | None:
    try:
        with Image.open(file, formats=("JPEG", "PNG")) as picture:
            picture.verify()
            return FileType("jpg", "image/jpeg") if picture.format == "JPEG" else FileType("png", "image/png")
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError, SyntaxError, ValueError):
        return None


def _office(file: IO[bytes]) -> FileType | None:
    if not _has_short_table(file):
        return None
    try:
        with zipfile.ZipFile(file) as archive:
            names = archive.namelist()
            if any("vba" in name.lower() for name in names):
                return None
            return _openxml(names) or _opendocument(archive)
    except (zipfile.BadZipFile, OSError, EOFError, ValueError, RuntimeError):
        return None


def _has_short_table(file: IO[bytes]) -> bool:
    """Told by the record at the end, of 22 bytes and a comment. ZIP64 is for what is larger than anybody may send."""
    size = file.seek(0, 2)
    file.seek(max(0, size - 22 - 0xFFFF))
    end = file.read()
    record = end.rfind(b"PK\5\6", 0, max(0, len(end) - 18))
    is_zip64 = end[max(0, record - 20) :].startswith(b"PK\6\7")
    return record >= 0 and not is_zip64 and int.from_bytes(end[record + 12 : record + 16], "little") <= LONGEST_TABLE


def _openxml(names: list[str]) -> FileType | None:
    found = [kind for name, kind in _OFFICE.items() if name in names]
    return FileType(*found[0]) if found and "[Content_Types].xml" in names else None


def _opendocument(archive: zipfile.ZipFile) -> FileType | None:
    """The first entry holds the type, not compressed (OpenDocument 1.3, part 2, 3.3). Macros lie in Basic/."""
    first = archive.infolist()[:1]
    macros = any(name.startswith(("Basic/", "Scripts/")) for name in archive.namelist())
    if not first or first[0].filename != "mimetype" or first[0].file_size > 100 or first[0].compress_type or macros:
        return None
    told = archive.read(first[0]).decode("ascii", "replace")
    name = _OPENDOCUMENT.get(told.removeprefix("application/vnd.oasis.opendocument."))
    return FileType(name, told) if name else None


KINDS = {
    "pdf": Kind(_("PDF"), ("pdf",), _pdf),
    "picture": Kind(_("pictures (JPG, PNG)"), ("jpg", "jpeg", "png"), _picture),
    "office": Kind(
        _("office documents (DOCX, XLSX, PPTX, ODT, ODS, ODP)"), ("docx", "xlsx", "pptx", "odt", "ods", "odp"), _office
    ),
}
