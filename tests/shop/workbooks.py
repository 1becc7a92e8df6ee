"""Excel files as people upload them, and as nobody should."""

import io
from collections.abc import Sequence
from zipfile import ZIP_DEFLATED, ZipFile

from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook

NAMESPACE = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'


def excel(*rows: Sequence[object]) -> bytes:
    book = Workbook()
    for row in rows:
        book.active.append(row)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def upload(data: bytes, name: str = "artikel.xlsx") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data)


def with_sheet(xml: str) -> bytes:
    """A workbook whose only sheet says this."""
    source, target = ZipFile(io.BytesIO(excel(["number"], ["W-1"]))), io.BytesIO()
    with ZipFile(target, "w", ZIP_DEFLATED) as book:
        for name in source.namelist():
            book.writestr(name, xml if "sheet1.xml" in name else source.read(name))
    return target.getvalue()


def only_a_chart() -> bytes:
    book = Workbook()
    book.create_chartsheet("Diagramm")
    book.remove(book.active)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def sheet_of(rows: str, dimension: str = "A1") -> bytes:
    return with_sheet(f'<worksheet {NAMESPACE}><dimension ref="{dimension}"/><sheetData>{rows}</sheetData></worksheet>')
