"""Articles from a sheet: first what would change, then all of it or nothing. Files are never touched."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.money import format_eur
from shop import sheets
from shop.models import Goods, Product, Topic
from shop.offers import NO_REDUCTION, measure
from shop.selectors import kept_for_orders
from shop.services.articles import change_articles, save_article
from shop.services.stock import count_stock
from shop.spreadsheets import Cell
from shop.validators import wrong_order

NOT_FIELDS = {"number", sheets.COUNTED, "variant_of", "topic"}


class RowState(StrEnum):
    NEW = "new"
    CHANGED = "changed"
    SAME = "same"
    FAULTY = "faulty"


class FaultyRows(Exception):
    """The sheet has faults: nothing was changed."""


@dataclass
class Row:
    """One line of the sheet. `changes` are (heading, before, afterwards), `faults` (heading or "", what is wrong),

    `notes` what else should be known before it is taken over.
    """

    line: int
    number: str = ""
    article: Product | None = None
    values: dict[str, Any] = field(default_factory=dict)
    changes: list[tuple[str, str, str]] = field(default_factory=list)
    faults: list[tuple[str, str]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @property
    def state(self) -> RowState:
        if self.faults:
            return RowState.FAULTY
        if self.article is None:
            return RowState.NEW
        return RowState.CHANGED if self.changes else RowState.SAME

    def fault(self, key: str, words: str) -> None:
        self.faults.append((str(sheets.HEADINGS.get(key, "")), words))


@dataclass(frozen=True)
class Plan:
    rows: list[Row]
    missing: list[str]  # headings that the sheet needs and does not have

    def count(self, state: RowState) -> int:
        return sum(row.state == state for row in self.rows)

    @property
    def can_be_applied(self) -> bool:
        wanted = self.count(RowState.NEW) + self.count(RowState.CHANGED)
        return bool(wanted) and not self.missing and not self.count(RowState.FAULTY)


def plan_import(table: Sequence[Sequence[Cell]]) -> Plan:
    """What the sheet would do, as the articles are now: its first filled line has the headings. Changes nothing."""
    lines = [(line, cells) for line, cells in enumerate(table, start=1) if any(cell != "" for cell in cells)]
    columns = sheets.columns_of(lines[0][1]) if lines else {}
    if sheets.BY_KEY["number"] not in columns.values():
        return Plan([], [str(sheets.HEADINGS["number"])])
    rows = [_read(line, cells, columns) for line, cells in lines[1:]]
    _Look(rows).compare()
    return Plan(rows, [])


@transaction.atomic
def apply_import(table: Sequence[Sequence[Cell]], *, actor: Any = None) -> Plan:
    """All rows or none, each article with its history. Raises FaultyRows."""
    plan = plan_import(table)
    if not plan.can_be_applied:
        raise FaultyRows
    changed = [row for row in plan.rows if row.state == RowState.CHANGED and row.article]
    change_articles(changes={row.article.pk: _fields(row) for row in changed if row.article}, actor=actor)
    for row in changed:
        if sheets.COUNTED in row.values and row.article:
            count_stock(goods_id=row.article.pk, counted=row.values[sheets.COUNTED], actor=actor)
    made = {row.number: _create(row, actor) for row in plan.rows if row.state == RowState.NEW and not _variant(row)}
    for row in plan.rows:
        if row.state == RowState.NEW and _variant(row):
            _create(row, actor, main=made.get(_variant(row)))
    return plan


def _read(line: int, cells: Sequence[Cell], columns: dict[int, sheets.Column]) -> Row:
    """An empty cell leaves the article as it is."""
    row = Row(line)
    for place, column in columns.items():
        cell = cells[place] if place < len(cells) else ""
        if cell == "":
            continue
        try:
            row.values[column.key] = value = sheets.clean(column, cell)
        except sheets.BadCell as bad:
            row.fault(column.key, str(bad))
        else:
            if isinstance(value, Decimal) and isinstance(cell, Decimal) and value != cell:
                said = {"heading": column.heading, "number": str(cell).replace(".", ",")}
                row.notes.append(_("%(heading)s: rounded, the sheet has %(number)s") % said)
    row.number = str(row.values.get("number", ""))
    return row


class _Look:
    """The rows beside the articles that there are."""

    def __init__(self, rows: list[Row]) -> None:
        self.rows = rows
        self.topics = {topic.name.casefold(): topic for topic in Topic.objects.all()}
        named = {row.number for row in rows} | {_variant(row) for row in rows}
        found = Product.objects.select_related("ebook", "goods__variant_of", "topic").filter(number__in=named)
        self.articles = {article.number: article for article in found.prefetch_related("price_changes")}
        self.kept = kept_for_orders([article.pk for article in self.articles.values()])
        self.new_mains = {row.number for row in rows if row.number not in self.articles and not _variant(row)}

    def compare(self) -> None:
        seen: set[str] = set()
        for row in self.rows:
            if not row.number and not row.faults:
                row.fault("number", _("The article number is missing."))
            if row.number in seen and row.number:
                row.fault("number", _("This number stands in the sheet twice."))
            seen.add(row.number)
            row.article = self.articles.get(row.number)
            self._check(row)
            if not row.faults:
                row.changes = self._changes(row)

    def _check(self, row: Row) -> None:
        self._check_topic(row)
        self._check_kind(row)
        if row.article is None:
            for key in sheets.REQUIRED:
                if key not in row.values and not row.faults:
                    row.fault(key, _("A new article needs this."))
        if main := _variant(row):
            self._check_variant(row, main)
        self._check_together(row)

    def _check_topic(self, row: Row) -> None:
        name = row.values.get("topic")
        if name and name.casefold() not in self.topics:
            row.fault("topic", _("There is no such topic."))
        elif name:
            row.values["topic"] = self.topics[name.casefold()]

    def _check_kind(self, row: Row) -> None:
        kind, article = row.values.get("kind"), row.article
        was_ebook = article is not None and article.is_ebook
        if article is None and kind == Product.Kind.EBOOK:
            row.fault("kind", _("Ebooks are created by hand, because of their files."))
        elif article is not None and kind and (kind == Product.Kind.EBOOK) != was_ebook:
            row.fault("kind", _("An ebook stays an ebook, and goods stay goods."))
        for key in row.values if was_ebook else ():
            if sheets.BY_KEY[key].only_goods:
                row.fault(key, _("Ebooks have nothing of that kind."))

    def _check_variant(self, row: Row, main: str) -> None:
        known = self.articles.get(main)
        is_main = known is not None and not known.is_ebook and known.goods.variant_of_id is None
        if main == row.number or not (is_main or main in self.new_mains):
            row.fault("variant_of", _("There is no such main article."))
        before = None if row.article is None or row.article.is_ebook else row.article.goods
        if before is not None and (known is None or before.variant_of_id != known.pk):
            row.fault("variant_of", _("Which article it is a variant of is changed by hand."))
        if row.article is None and not row.values.get("variant"):
            row.fault("variant", _("Say what makes the difference, such as: hardcover, size M."))

    def _check_together(self, row: Row) -> None:
        """What two cells say together, or a cell and the article as it is."""
        for least, most in (("min_quantity", "max_quantity"), ("delivery_days_min", "delivery_days_max")):
            if wrong := wrong_order(self._would_be(row, least), self._would_be(row, most)):
                row.fault(most, wrong)
        if self._would_be(row, "reduced"):
            self._check_reduction(row)
        if row.values.get(sheets.COUNTED, self._kept(row)) < self._kept(row):
            words = ngettext(
                "%(count)s is ordered and not sent yet, and should lie on the shelf, too.",
                "%(count)s are ordered and not sent yet, and should lie on the shelf, too.",
                self._kept(row),
            )
            row.fault(sheets.COUNTED, words % {"count": self._kept(row)})

    def _check_reduction(self, row: Row) -> None:
        gross = self._would_be(row, "gross")
        was_announced = row.article is not None and row.article.reduced and row.article.gross == gross
        if self._would_be(row, "price_bound"):
            row.fault("reduced", _("A fixed book price cannot be reduced."))
        elif not was_announced and (row.article is None or measure(row.article, gross) is None):
            row.fault("reduced", str(NO_REDUCTION))

    def _kept(self, row: Row) -> int:
        return self.kept.get(row.article.pk, 0) if row.article else 0

    def _would_be(self, row: Row, key: str) -> Any:
        if key in row.values:
            return row.values[key]
        if row.article is None:
            return getattr(Goods(), key)
        return getattr(row.article.actual, key, None)

    def _changes(self, row: Row) -> list[tuple[str, str, str]]:
        before = sheets.read(row.article) if row.article else {}
        values = {**row.values}
        if sheets.COUNTED in values:
            values[sheets.COUNTED] -= self._kept(row)
        cells = [(key, before.get(_shown_as(key), ""), sheets.shown(key, value)) for key, value in values.items()]
        said = [(key, _in_words(key, old), _in_words(key, new)) for key, old, new in cells if key != "number"]
        return [(str(sheets.HEADINGS[key]), old, new) for key, old, new in said if old != new]


def _in_words(key: str, cell: Any) -> str:
    return format_eur(cell) if key == "gross" and cell != "" else str(cell)


def _shown_as(key: str) -> str:
    return sheets.STOCK if key == sheets.COUNTED else key


def _variant(row: Row) -> str:
    return str(row.values.get("variant_of", ""))


def _fields(row: Row) -> dict[str, Any]:
    values = {key: value for key, value in row.values.items() if key not in NOT_FIELDS}
    return values | ({"topic": row.values["topic"]} if "topic" in row.values else {})


def _create(row: Row, actor: Any, main: Goods | None = None) -> Goods:
    of = main or (Goods.objects.get(number=_variant(row)) if _variant(row) else None)
    stock = row.values.get(sheets.COUNTED, 0)
    return save_article(article=Goods(number=row.number, variant_of=of, stock=stock, **_fields(row)), actor=actor)
