"""Answers in words: for staff, mails and lists."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _

from cms.phones import international
from website.models import FormSubmission, SubmissionFile


@dataclass(frozen=True)
class Row:
    """`words`: what was consented to. `file`: what can be downloaded."""

    kind: str
    label: str
    text: str
    words: str = ""
    file: SubmissionFile | None = None


def rows(submission: FormSubmission) -> list[Row]:
    files = {file.field: file for file in submission.files.all()}
    return [_row(answer, files.get(answer["id"])) for answer in submission.answers]


def in_words(answer: dict[str, Any]) -> str:
    value, kind = answer["value"], answer["kind"]
    if kind == "consent":
        return _("yes") if value else _("no")
    if not value:
        return ""
    if kind == "date":
        return date_format(date.fromisoformat(value), "d.m.Y")
    if kind == "number":
        return str(number_format(Decimal(value), use_l10n=True))
    if kind == "phone":
        return international(value, "DE")
    return ", ".join(value) if isinstance(value, list) else str(value)


def _row(answer: dict[str, Any], file: SubmissionFile | None) -> Row:
    text = file.name if file else in_words(answer)
    return Row(answer["kind"], answer["label"], text, answer.get("text", ""), file)
