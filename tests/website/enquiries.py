"""Forms as editors build them, and visitors who send them."""

import io
import zipfile
from datetime import timedelta
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from openpyxl import load_workbook

from core import clock
from website.form_fields import FieldsBlock
from website.form_spam import stamp
from website.models import Form, FormSubmission
from website.services.forms import save_form

BROWSER = {"Sec-Fetch-Site": "same-origin"}
PDF = b"%PDF-1.7\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF"
CONSENT = '<p>Ich bin mit der <a href="https://haselrain.example/datenschutz/">Speicherung</a> einverstanden.</p>'


def a_field(label: str, *, required: bool = False, **more: Any) -> dict[str, Any]:
    return {"label": label, "hint": "", "required": required, "default": None, **more}


LOTS = [
    ("line", a_field("Name", required=True, meaning="name")),
    ("email", a_field("E-Mail", required=True)),
    ("phone", a_field("Telefon")),
    ("lines", a_field("Frage")),
    ("number", a_field("Personen", minimum=1, maximum=500)),
    ("choice", a_field("Anrede", options="Frau\nHerr\nkeine", look="select", default="keine")),
    ("choices", a_field("Themen", options="Brot\nGarten\nStille")),
    ("date", a_field("Wunschtag")),
    ("file", a_field("Unterlagen", kinds=["pdf", "picture", "office"], megabytes=1)),
    ("consent", {"label": "Datenschutz", "text": CONSENT, "required": True}),
]


def a_form(fields: Any = None, **values: Any) -> Form:
    """`fields` may say more than their kind knows."""
    kinds = FieldsBlock().child_blocks
    known = [
        (kind, {name: value[name] for name in kinds[kind].child_blocks if name in value})
        for kind, value in fields or LOTS
    ]
    return save_form(form=Form(**{"name": "Seminaranfrage", "questions": known, **values}))


def ids(form: Form) -> dict[str, str]:
    """{label: name of the field}"""
    return {field.value["label"]: field.id for field in form.questions}


GOOD = {
    "Name": "Erika Leserin",
    "E-Mail": "erika@example.org",
    "Telefon": "030 123456",
    "Frage": "Wann geht es los?\nUnd wie lange?",
    "Personen": "12,5",
    "Anrede": "Frau",
    "Themen": ["Brot", "Stille"],
    "Wunschtag": "2027-03-01",
    "Datenschutz": "on",
}


def entries(form: Form, **answers: Any) -> dict[str, Any]:
    """What a browser would send, by the labels of the fields; a page opened ten seconds ago."""
    names = ids(form)
    typed = {names[label]: value for label, value in {**GOOD, **answers}.items() if label in names}
    return {**typed, "stamp": stamp(form.pk)}


def send(form: Form, data: dict[str, Any] | None = None, *, client: Client | None = None, **headers: str) -> Any:
    data = entries(form) if data is None else data
    clock.shift(timedelta(seconds=10))
    return (client or Client()).post(form.address, data, headers={**BROWSER, **headers})


def a_submission(form: Form | None = None, **answers: Any) -> FormSubmission:
    form = form or a_form()
    response = send(form, entries(form, **answers))
    assert response.status_code == 303, response.context["form"].errors
    return FormSubmission.objects.latest("pk")


def values(submission: FormSubmission) -> dict[str, Any]:
    return {answer["label"]: answer["value"] for answer in submission.answers}


def a_file(data: bytes = PDF, name: str = "Unterlagen.pdf", content_type: str = "application/pdf") -> Any:
    return SimpleUploadedFile(name, data, content_type)


def a_zip(**files: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return buffer.getvalue()


def sheet(data: bytes) -> list[list[Any]]:
    """The cells of an Excel file."""
    return [[cell.value for cell in row] for row in load_workbook(io.BytesIO(data)).active.iter_rows()]


def kinds_of_cells(data: bytes) -> set[str]:
    """As Excel would take them: s is a text, n a number, d a date, f a formula."""
    return {cell.data_type for row in load_workbook(io.BytesIO(data)).active.iter_rows() for cell in row}
