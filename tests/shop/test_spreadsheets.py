"""Files with rows: what is read of them, and what is refused."""

import time

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from shop.services.importing import plan_import
from shop.spreadsheets import TooManyRows, UnreadableSheet, rows_of
from tests.shop.workbooks import excel, only_a_chart, sheet_of, upload, with_sheet

pytestmark = [pytest.mark.django_db, pytest.mark.feature("C01")]


def test_rows_are_called_as_excel_calls_them() -> None:
    rows = [[], ["number", "name", "gross"], [], ["W-1", "Heft", "teuer"], ["", " "], [], ["W-2", "Heft", "billig"]]
    csv = "\n".join(";".join(row) for row in rows).encode()
    for data in (excel(*rows), csv):
        assert [row.line for row in plan_import(rows_of(data)).rows] == [4, 7]


@pytest.mark.parametrize(
    "data",
    [
        b"PK\x03\x04 broken",
        b"\0\1\2",
        excel(["x"])[:200],
        with_sheet("<worksheet><sheetData><row"),
        sheet_of('<row r="1"><c r="A1" t="s"><v>99</v></c></row>'),
        sheet_of('<row r="eins"><c r="A1"><v>1</v></c></row>'),
        sheet_of('<row r="99999999"><c r="A99999999"><v>1</v></c></row>'),
        only_a_chart(),
    ],
)
def test_what_is_no_sheet_is_refused(client: Client, data: bytes) -> None:
    client.force_login(User.objects.create_superuser("admin@example.org", "a long password"))
    with pytest.raises(UnreadableSheet):
        rows_of(data)
    assert "sheet" in client.post(reverse("articles:import"), {"sheet": upload(data)}).context["form"].errors


def test_a_sheet_that_calls_itself_huge_is_read_at_once() -> None:
    began = time.process_time()
    for rows in ('<row r="1"/>', '<row r="1"/><row r="1048576" spans="1:16384"/>'):
        assert rows_of(sheet_of(rows, "A1:XFD1048576")) == []
    assert time.process_time() - began < 5


def test_too_many_rows_are_refused() -> None:
    with pytest.raises(TooManyRows):
        rows_of(b"number\n" + b"\n".join(b"W-%d" % n for n in range(2002)))
