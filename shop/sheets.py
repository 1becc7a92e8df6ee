"""Articles as rows of a sheet: the same columns for export, template and import."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, cast

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db.models import Field
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override, pgettext_lazy

from core.money import CENT, round_half_up
from shop.models import Goods, Product, Topic
from shop.spreadsheets import Cell

YES, NO = gettext_lazy("yes"), gettext_lazy("no")
# What a sheet would take for a formula, also behind the apostrophes that keep it from that.
_RISKY = re.compile(r"'*[=+\-@\t\r]")


class BadCell(Exception):
    """What stands in the cell makes no sense; says why."""


@dataclass(frozen=True)
class Column:
    """A field of the article; `parse` turns the text of a cell into its value, or raises BadCell.

    `take` does so for a cell that is a number in Excel; without it, the number is read as a text.
    """

    key: str
    heading: Any
    parse: Callable[[str], Any]
    take: Callable[[int | Decimal], Any] | None = None
    only_goods: bool = False


def text(value: str) -> str:
    if not _RISKY.match(value):
        return value
    if not value.startswith("'"):
        raise BadCell(_("No formulas, please: write the value itself."))
    return value[1:]


def whole(value: str) -> int:
    if not re.fullmatch(r"\d{1,9}", value, re.ASCII):
        raise BadCell(_("A whole number is expected here."))
    return int(value)


def price(value: str) -> Decimal:
    """14,90 and 1.234,50 as well as 14.90."""
    plain = value.replace("€", "").replace("\u00a0", "").strip()
    if re.fullmatch(r"\d{1,3}[.,]\d{3}", plain, re.ASCII):
        raise BadCell(_("This can be read in two ways: please write 1234,50 or 0,50."))
    if re.fullmatch(r"\d{1,3}(\.\d{3})+(,\d+)?|\d+,\d+", plain, re.ASCII):
        plain = plain.replace(".", "").replace(",", ".")
    if not re.fullmatch(r"\d{1,9}(\.\d{1,9})?", plain, re.ASCII):
        raise BadCell(_("A price such as 14,90 is expected here."))
    amount = Decimal(plain)
    return amount.quantize(CENT) if amount == round(amount, 2) else amount


def rounded_price(value: int | Decimal) -> Decimal:
    """Prices that were calculated have more digits than Excel shows of them."""
    if not 0 <= value < 1_000_000_000:
        raise BadCell(_("A price such as 14,90 is expected here."))
    return round_half_up(Decimal(value))


def one_of(choices: Iterable[tuple[Any, Any]]) -> Callable[[str], Any]:
    """A word of the list, in any of our languages."""
    listed = list(choices)

    def parse(value: str) -> Any:
        for code, word in listed:
            if value.casefold() in {str(code).casefold(), *(said.casefold() for said in in_all_languages(word))}:
                return code
        words = ", ".join(str(word) for _code, word in listed)
        raise BadCell(_("One of these is expected here: %(words)s.") % {"words": words})

    return parse


def in_all_languages(word: Any) -> set[str]:
    said = set()
    for language, _name in settings.LANGUAGES:
        with override(language):
            said.add(str(word))
    return said


TAXES = [
    (Product.TaxClass.REDUCED, pgettext_lazy("tax", "reduced")),
    (Product.TaxClass.STANDARD, pgettext_lazy("tax", "standard")),
]
yes_or_no = one_of([(True, YES), (False, NO)])


def _field(key: str) -> Field[Any, Any]:
    return cast("Field[Any, Any]", Goods._meta.get_field(key))


def _column(key: str, parse: Callable[[str], Any] = text, *, heading: Any = "", take: Any = None) -> Column:
    common = key in {field.name for field in Product._meta.get_fields()}
    label = heading or _field(key).verbose_name
    return Column(key, label, parse, take, only_goods=not common)


STOCK, COUNTED = "stock", "counted"
COLUMNS = [
    _column("number"),
    _column("kind", one_of(Product.Kind.choices)),
    *map(_column, ("name", "subtitle", "author", "publisher", "isbn")),
    _column("page_count", whole),
    _column("language"),
    _column("topic"),
    _column("gross", price, take=rounded_price),
    _column("tax_class", one_of(TAXES)),
    _column("price_bound", yes_or_no),
    _column("reduced", yes_or_no),
    _column("active", yes_or_no),
    _column("min_quantity", whole),
    _column("max_quantity", whole),
    _column("variant_of"),
    _column("variant"),
    _column("weight", whole),
    _column(STOCK, heading=gettext_lazy("stock (not read)")),
    Column(COUNTED, gettext_lazy("stock, counted"), whole, only_goods=True),
    _column("delivery_days_min", whole),
    _column("delivery_days_max", whole),
    *map(_column, ("maker_name", "maker_address", "maker_email", "warnings", "guarantee")),
]
BY_KEY = {column.key: column for column in COLUMNS}
KEYS = tuple(BY_KEY)
HEADINGS = {column.key: column.heading for column in COLUMNS}
REQUIRED = ("number", "name", "gross")


def read(article: Product) -> dict[str, Any]:
    """A row of the export. Texts that a sheet would take for a formula get an apostrophe in front."""
    goods = None if article.is_ebook else article.goods
    return {column.key: _value_of(column, article, goods) for column in COLUMNS}


def shown(key: str, value: Any) -> Any:
    """A value as it stands in a cell."""
    if key == "tax_class":
        return str(dict(TAXES)[Product.TaxClass(value)])
    if key == "kind":
        return str(Product.Kind(value).label)
    if isinstance(value, bool):
        return str(YES if value else NO)
    if isinstance(value, Product):
        return value.number
    if isinstance(value, Topic):
        return value.name
    if isinstance(value, str) and _RISKY.match(value):
        return f"'{value}"
    return "" if value is None else value


def _value_of(column: Column, article: Product, goods: Goods | None) -> Any:
    owner = goods if column.only_goods else article
    return "" if column.key == COUNTED or owner is None else shown(column.key, getattr(owner, column.key))


def columns_of(headings: Iterable[Cell]) -> dict[int, Column]:
    """Which column stands where; headings in any of our languages. Unknown ones are left out."""
    known = {
        said.casefold(): column
        for column in COLUMNS
        for said in {column.key, *in_all_languages(column.heading), *map(capfirst, in_all_languages(column.heading))}
    }
    found = {place: known.get(str(heading).strip().casefold()) for place, heading in enumerate(headings)}
    return {place: column for place, column in found.items() if column and column.key != STOCK}


def clean(column: Column, cell: Cell) -> Any:
    """The value of a cell as the article's field takes it. Raises BadCell."""
    parsed = column.parse(str(cell)) if isinstance(cell, str) or column.take is None else column.take(cell)
    if column.key in {COUNTED, "variant_of", "topic"}:
        return parsed
    try:
        return _field(column.key).clean(parsed, None)
    except ValidationError as error:
        raise BadCell(" ".join(error.messages)) from error
