"""What is to know about a title: the table below its text."""

from babel.numbers import format_decimal
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from core.money import NBSP
from shop.models import Ebook, Goods, Product
from shop.presenters import language_name

Facts = list[dict[str, str]]
READ = {Product.Kind.BOOK, Product.Kind.EBOOK, Product.Kind.AUDIO}


def ebook_facts(ebook: Ebook, published: str) -> Facts:
    return _rows([*_common(ebook, published), (_("Copy protection"), _("none; your name stands in the file"))])


def goods_facts(goods: Goods, published: str) -> Facts:
    return _rows([*_common(goods, published), (_("Weight"), weight(goods.weight) if goods.weight else "")])


def weight(grams: int) -> str:
    amount, unit = (grams / 1000, "kg") if grams >= 1000 else (grams, "g")
    return f"{format_decimal(amount, locale=get_language() or 'de')}{NBSP}{unit}"


def _common(product: Product, published: str) -> list[tuple[str, str]]:
    return [
        (_("Author"), product.author),
        (_("Publisher"), product.publisher),
        (_("Pages"), str(product.page_count or "")),
        (_("Language"), language_name(product.language) if product.kind in READ else ""),
        (_("ISBN"), product.isbn),
        (_("Article number"), product.number),
        (pgettext("book", "Published"), published),
    ]


def _rows(pairs: list[tuple[str, str]]) -> Facts:
    return [{"label": label, "value": value} for label, value in pairs if value]
