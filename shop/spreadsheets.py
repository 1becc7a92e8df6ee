"""Excel and CSV files as rows of text. Formulas stay what was typed, so that they can be refused."""

import csv
import io
from collections.abc import Iterator
from datetime import date
from typing import Any
from zipfile import BadZipFile, ZipFile

from openpyxl import Workbook, load_workbook
from openpyxl.utils.exceptions import InvalidFileException

MOST_ROWS = 2000
MOST_COLUMNS = 60
MOST_BYTES = 80_000_000  # unpacked
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class UnreadableSheet(Exception):
    """Neither Excel (.xlsx) nor CSV."""


class TooManyRows(Exception):
    """More than MOST_ROWS."""


def rows_of(data: bytes) -> list[list[str]]:
    """Rows with something in them, the headings first; cells without blanks around them."""
    reader = _excel(data) if data[:2] == b"PK" else _csv(data)
    rows: list[list[str]] = []
    for row in reader:
        cells = [_text(cell) for cell in row[:MOST_COLUMNS]]
        rows += [cells] if any(cells) else []
        if len(rows) > MOST_ROWS + 1:
            raise TooManyRows
    return rows


def workbook_of(headings: list[str]) -> bytes:
    book = Workbook()
    book.active.append(headings)
    book.active.freeze_panes = "B2"
    for number, heading in enumerate(headings, start=1):
        column = book.active.cell(1, number).column_letter
        book.active.column_dimensions[column].width = max(12, len(heading) + 2)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def _excel(data: bytes) -> Iterator[tuple[Any, ...]]:
    try:
        if sum(part.file_size for part in ZipFile(io.BytesIO(data)).infolist()) > MOST_BYTES:
            raise UnreadableSheet
        book = load_workbook(io.BytesIO(data), read_only=True)
    except (BadZipFile, InvalidFileException, KeyError, ValueError, OSError) as error:
        raise UnreadableSheet from error
    yield from book.worksheets[0].iter_rows(values_only=True)


def _csv(data: bytes) -> Iterator[list[str]]:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("cp1252", errors="replace")
    if "\0" in text:
        raise UnreadableSheet
    first = text.partition("\n")[0]
    delimiter = max(";,\t", key=first.count)
    try:
        yield from csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    except csv.Error as error:
        raise UnreadableSheet from error


def _text(cell: Any) -> str:
    """Numbers as people write them; a whole number is no fraction, whatever Excel thinks."""
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, date):
        return cell.isoformat()
    return str(cell).strip()
