"""Submissions as an Excel file: one row each, one column per field, of today's form and of what it asked before."""

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO
from typing import Any

from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from website.form_presenting import in_words
from website.models import Form, FormSubmission

WIDTH = 24


def workbook(submissions: Iterable[FormSubmission], *, form: Form | None) -> bytes:
    """With a form: its fields in their order, then fields that it no longer has. Without: who sent which form."""
    rows = list(submissions)
    columns = _columns(rows, form) if form else {}
    book = Workbook(write_only=True)
    sheet = book.create_sheet(_("Submissions"))
    heads = [_("Received"), _("Form"), _("State"), _("E-mail"), *columns.values()]
    for number in range(1, len(heads) + 1):
        sheet.column_dimensions[get_column_letter(number)].width = WIDTH
    sheet.freeze_panes = "A2"
    sheet.append([_cell(sheet, head, bold=True) for head in heads])
    for row in rows:
        sheet.append([_cell(sheet, value) for value in _values(row, list(columns))])
    output = BytesIO()
    book.save(output)
    return output.getvalue()


def _columns(rows: list[FormSubmission], form: Form) -> dict[str, str]:
    today = {field.id: field.value["label"] for field in form.questions}
    before = {answer["id"]: answer["label"] for row in rows for answer in row.answers if answer["id"] not in today}
    return {**today, **before}


def _values(row: FormSubmission, columns: list[str]) -> list[Any]:
    answers = {answer["id"]: _value(answer) for answer in row.answers}
    received = localtime(row.submitted_at).replace(tzinfo=None, microsecond=0)
    return [received, row.form.name, row.get_state_display(), row.email, *(answers.get(key, "") for key in columns)]


def _value(answer: dict[str, Any]) -> Any:
    if answer["value"] and answer["kind"] == "date":
        return date.fromisoformat(answer["value"])
    if answer["value"] and answer["kind"] == "number":
        return Decimal(answer["value"])
    return in_words(answer)


def _cell(sheet: Any, value: Any, *, bold: bool = False) -> WriteOnlyCell:
    cell = WriteOnlyCell(sheet, value=value)
    if isinstance(value, str):
        cell.data_type = "s"  # a text that begins with = is a text
        cell.alignment = Alignment(wrap_text=True, vertical="top")
    elif isinstance(value, datetime):
        cell.number_format = "dd.mm.yyyy hh:mm"
    elif isinstance(value, date):
        cell.number_format = "dd.mm.yyyy"
    if bold:
        cell.font = Font(bold=True)
    return cell
