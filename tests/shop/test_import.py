"""Articles from Excel and CSV: tried out first, then all or nothing."""

import io
from datetime import timedelta
from decimal import Decimal

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse
from django.utils import translation
from openpyxl import load_workbook

from accounts.models import User
from core import clock
from core.protocol import history
from shop import sheets
from shop.models import Goods, Product, Topic
from shop.office.importing import forget_old
from shop.services.importing import FaultyRows, RowState, apply_import, plan_import
from shop.spreadsheets import rows_of
from tests.factories import an_ebook, some_goods
from tests.shop.workbooks import excel, upload
from website.roles import SUPPORT

pytestmark = [pytest.mark.django_db, pytest.mark.feature("C01")]


HEAD = ["number", "name", "gross", "kind", "counted"]


def test_what_would_change_is_shown_and_nothing_is_changed_yet(editor: Client) -> None:
    some_goods("W-1", gross="24.00", name="Altes Buch")
    data = excel(HEAD, ["W-1", "Altes Buch", 26.9, "", ""], ["W-2", "Neues Heft", "7,90", "book", 12])
    shown = editor.post(reverse("articles:import"), {"sheet": upload(data)})
    assert [row.state for row in shown.context["rows"]] == [RowState.CHANGED, RowState.NEW]
    assert Product.objects.count() == 1
    assert str(Goods.objects.get().gross) == "24.00"

    done = editor.post(reverse("articles:import"), {"kept": shown.context["ticket"]})
    assert done.status_code == 302
    old, new = Goods.objects.order_by("pk")
    assert (str(old.gross), str(new.gross), new.stock, new.kind) == ("26.90", "7.90", 12, "book")
    assert history(old.product_ptr)[0].changes == {"gross": ["24.00", "26.90"]}
    assert old.price_changes.count() == 2


def test_a_ticket_works_once_and_for_its_owner_only(editor: Client) -> None:
    shown = editor.post(reverse("articles:import"), {"sheet": upload(excel(HEAD, ["W-2", "Heft", 7.9, "", ""]))})
    ticket = shown.context["ticket"]
    other = Client()
    other.force_login(User.objects.create_superuser("admin@example.org", "a long password"))
    assert other.post(reverse("articles:import"), {"kept": ticket}).headers["Location"] == reverse("articles:import")
    assert not Goods.objects.exists()
    editor.post(reverse("articles:import"), {"kept": ticket})
    assert editor.post(reverse("articles:import"), {"kept": ticket}).headers["Location"] == reverse("articles:import")
    assert Goods.objects.count() == 1


def test_a_sheet_that_nobody_came_back_for_is_forgotten_after_a_day(editor: Client) -> None:
    shown = editor.post(reverse("articles:import"), {"sheet": upload(excel(HEAD, ["W-2", "Heft", 7.9, "", ""]))})
    assert forget_old(clock.now()) == 0
    assert forget_old(clock.now() + timedelta(days=2)) >= 1
    editor.post(reverse("articles:import"), {"kept": shown.context["ticket"]})
    assert not Goods.objects.exists()


@pytest.mark.parametrize(
    ("row", "heading"),
    [
        (["", "Ohne Nummer", "7,90", "", ""], "number"),
        (["klein", "Heft", "7,90", "", ""], "number"),
        (["W-9", "Heft", "teuer", "", ""], "gross"),
        (["W-9", "Heft", "-1", "", ""], "gross"),
        (["W-9", "Heft", "7,999", "", ""], "gross"),
        (["W-9", "Heft", "19.845", "", ""], "gross"),
        (["W-9", "Heft", "7,9999", "", ""], "gross"),
        (["W-9", "Heft", "1e2", "", ""], "gross"),
        (["W-9", "Heft", "9" * 400, "", ""], "gross"),
        (["W-9", "Heft", "=1+1", "", ""], "gross"),
        (["W-9", '=HYPERLINK("x")', "7,90", "", ""], "name"),
        (["W-9", "x" * 121, "7,90", "", ""], "name"),
        (["W-9", "", "7,90", "", ""], "name"),
        (["W-9", "Heft", "", "", ""], "gross"),
        (["W-9", "Heft", "7,90", "ebook", ""], "kind"),
        (["W-9", "Heft", "7,90", "Backstein", ""], "kind"),
        (["W-9", "Heft", "7,90", "", "viele"], "counted"),
        (["W-9", "Heft", "7,90", "", "-3"], "counted"),
        (["W-1", "Heft", "7,90", "ebook", ""], "kind"),
        (["E-1", "Heft", "7,90", "", "3"], "counted"),
    ],
)
def test_a_faulty_cell_is_named_and_keeps_the_whole_sheet_out(row: list[str], heading: str) -> None:
    some_goods("W-1")
    an_ebook("E-1")
    table = [HEAD, ["W-8", "Gutes Heft", "7,90", "", ""], row]
    faulty = plan_import(table).rows[1]
    assert str(sheets.HEADINGS[heading]) in [where for where, _words in faulty.faults]
    with pytest.raises(FaultyRows):
        apply_import(table)
    assert Product.objects.count() == 2


@pytest.mark.parametrize(
    ("cell", "gross", "notes"),
    [
        (18.9 * 1.05, "19.85", 1),
        (0.1 + 0.2, "0.30", 0),
        (1234.5, "1234.50", 0),
        (1234, "1234.00", 0),
        ("1.234,5", "1234.50", 0),
        ("1.234.567", "1234567.00", 0),
        ("14.90 €", "14.90", 0),
    ],
)
def test_numbers_of_excel_are_no_texts_and_rounding_is_told(
    editor: Client, cell: object, gross: str, notes: int
) -> None:
    shown = editor.post(reverse("articles:import"), {"sheet": upload(excel(HEAD, ["W-2", "Heft", cell, "", ""]))})
    (row,) = shown.context["rows"]
    assert (str(row.values["gross"]), row.faults, len(row.notes)) == (gross, [], notes)
    assert all(note in shown.content.decode() for note in row.notes)
    editor.post(reverse("articles:import"), {"kept": shown.context["ticket"]})
    assert str(Goods.objects.get().gross) == gross


@pytest.mark.parametrize("cell", [-1.5, -1, 1e12, float("1e300"), True])
def test_a_number_that_is_no_price_is_a_fault(cell: object) -> None:
    (row,) = plan_import(rows_of(excel(["number", "name", "gross"], ["W-1", "Heft", cell]))).rows
    assert [where for where, _words in row.faults] == [str(sheets.HEADINGS["gross"])]


def test_numbers_in_columns_of_text_stay_as_they_are() -> None:
    data = excel(["number", "name", "gross", "isbn", "page_count"], ["W-1", 1984, 9.9, 9783161484100, 312.0])
    apply_import(rows_of(data))
    goods = Goods.objects.get()
    assert (goods.name, goods.isbn, goods.page_count) == ("1984", "9783161484100", 312)


@pytest.mark.parametrize("name", ["'s Lebn", "'", "''n'", "=1", "'=1", "''-1", "+49"])
def test_apostrophes_of_a_text_survive_export_and_import(editor: Client, name: str) -> None:
    some_goods("W-1", name=name)
    for format in ("xlsx", "csv"):
        table = rows_of(editor.get(reverse("articles:index"), {"export": format}).getvalue())
        (row,) = plan_import(table).rows
        assert (row.state, row.faults, row.values["name"]) == (RowState.SAME, [], name)


def test_what_does_not_fit_together_is_named() -> None:
    some_goods("W-1", price_bound=True)
    head = ["number", "reduced", "min_quantity", "max_quantity", "variant_of", "topic"]
    plan = plan_import([
        head,
        ["W-1", "ja", "", "", "", ""],
        ["W-1", "", "", "", "", ""],
        ["W-2", "", "9", "3", "W-7", "Unbekannt"],
    ])  # fmt: skip
    faults = [{where for where, _words in row.faults} for row in plan.rows]
    names = {key: str(sheets.HEADINGS[key]) for key in sheets.KEYS}
    assert faults[0] == {names["reduced"]}
    assert faults[1] == {names["number"]}
    assert {names["max_quantity"], names["variant_of"], names["topic"]} <= faults[2]


def test_variants_may_stand_before_their_main_article() -> None:
    table = [
        ["number", "name", "gross", "variant_of", "variant"],
        ["W-2", "Buch", "14,00", "W-1", "Taschenbuch"],
        ["W-1", "Buch", "24,00", "", ""],
    ]
    apply_import(table)
    assert Goods.objects.get(number="W-2").variant_of.number == "W-1"


def test_stock_is_only_taken_as_counted() -> None:
    goods = some_goods("W-1", stock=10)
    plan = plan_import([["number", "stock"], ["W-1", "99"]])
    assert plan.rows[0].state == RowState.SAME
    apply_import([["number", "counted"], ["W-1", "4"]])
    goods.refresh_from_db()
    assert goods.stock == 4
    assert history(goods.product_ptr)[0].changes == {"stock": ["10", "4"]}


def test_an_empty_cell_leaves_the_article_as_it_is() -> None:
    goods = some_goods("W-1", author="Marlene Kerkow")
    assert plan_import([["number", "author", "gross"], ["W-1", "", ""]]).rows[0].state == RowState.SAME
    goods.refresh_from_db()
    assert goods.author == "Marlene Kerkow"


@pytest.mark.parametrize("language", ["de", "en"])
def test_what_was_exported_can_be_read_again_and_changes_nothing(editor: Client, language: str) -> None:
    topic = Topic.objects.create(name="Brot", slug="brot")
    main = some_goods("W-1", topic=topic, warnings="-40 Grad\nHeiß", guarantee="Zwei Jahre")
    some_goods("W-2", variant_of=main, variant="Taschenbuch", tax_class="standard", price_bound=False)
    an_ebook("E-1", isbn="978-3-16-148410-0")
    for format in ("xlsx", "csv"):
        answer = editor.get(reverse("articles:index"), {"export": format}, headers={"accept-language": language})
        with translation.override(language):
            plan = plan_import(rows_of(answer.getvalue()))
        assert [(row.number, row.state, row.faults) for row in sorted(plan.rows, key=lambda row: row.number)] == [
            ("E-1", RowState.SAME, []), ("W-1", RowState.SAME, []), ("W-2", RowState.SAME, []),
        ]  # fmt: skip


def test_the_template_has_the_headings_that_are_read(editor: Client) -> None:
    answer = editor.get(reverse("articles:template"))
    headings = [cell.value for cell in load_workbook(io.BytesIO(answer.content)).active[1]]
    assert {column.key for column in sheets.columns_of(headings).values()} == set(sheets.KEYS) - {"stock"}


def test_csv_of_a_german_excel_is_read() -> None:
    data = "Artikelnummer;Titel;Preis inkl. MwSt.\r\nW-1;Bäckerheft;1.234,50\r\n".encode("cp1252")
    with translation.override("de"):
        apply_import(rows_of(data))
    goods = Goods.objects.get()
    assert (goods.name, goods.gross) == ("Bäckerheft", Decimal("1234.50"))


def test_without_the_permission_nobody_imports(client: Client) -> None:
    user = User.objects.create_user("service@example.org", "a long password")
    user.groups.add(Group.objects.get(name=SUPPORT))
    client.force_login(user)
    assert client.post(reverse("articles:import"), {"sheet": upload(excel(HEAD))}).status_code in {302, 403}
