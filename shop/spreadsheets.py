"""Excel and CSV files as rows of cells. Formulas stay what was typed, so that they can be refused."""

import csv
import io
import zlib
from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from typing import Any
from zipfile import BadZipFile, ZipFile

from openpyxl import Workbook, load_workbook
from openpyxl.utils.exceptions import InvalidFileException

MOST_ROWS = 2000
MOST_COLUMNS = 60
MOST_BYTES = 80_000_000  # unpacked
MOST_LINES = 1_048_576  # of Excel itself
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# What openpyxl stumbles over when parts of the file are missing, cut off or nonsense.
DAMAGED = (
    BadZipFile, InvalidFileException, SyntaxError, LookupError, ValueError, TypeError, AttributeError, OSError,
    EOFError, NotImplementedError, zlib.error,
)  # fmt: skip

Cell = str | int | Decimal  # a number where Excel has one; CSV has none


class UnreadableSheet(Exception):
    """Neither Excel (.xlsx) nor CSV."""


class TooManyRows(Exception):
    """More than MOST_ROWS."""


def rows_of(data: bytes) -> list[list[Cell]]:
    """A row for each line up to the last one that says something; cells without blanks around them."""
    reader = _excel(data) if data[:2] == b"PK" else _csv(data)
    rows: list[list[Cell]] = []
    filled = 0
    for line, row in enumerate(reader):
        if line >= MOST_LINES:
            raise UnreadableSheet
        if row.count(None) == len(row):
            continue
        cells = [_cell(value) for value in row[:MOST_COLUMNS]]
        if not any(cell != "" for cell in cells):
            continue
        filled += 1
        if filled > MOST_ROWS + 1:
            raise TooManyRows
        rows += [[] for _blank in range(line - len(rows))]
        rows.append(cells)
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


def _excel(data: bytes) -> Iterator[Sequence[Any]]:
    try:
        if sum(part.file_size for part in ZipFile(io.BytesIO(data)).infolist()) > MOST_BYTES:
            raise UnreadableSheet
        sheet = load_workbook(io.BytesIO(data), read_only=True).worksheets[0]
        sheet.reset_dimensions()  # what the file says of its size may be wrong
        yield from sheet.iter_rows(max_col=MOST_COLUMNS, values_only=True)
    except DAMAGED as error:
        raise UnreadableSheet from error


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


def _cell(value: Any) -> Cell:
    """Numbers with the 15 digits that Excel shows; a whole number is no fraction, whatever the file thinks."""
    if isinstance(value, float):
        return int(value) if value.is_integer() else Decimal(f"{value:.15g}")
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    if isinstance(value, date):
        return value.isoformat()
    return "" if value is None else str(value).strip()
