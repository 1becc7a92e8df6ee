"""Cells that several lists show."""

from collections.abc import Callable
from typing import Any

from wagtail.admin.ui.tables import Column

from core.money import format_eur
from shop.office.words import Word


class PriceColumn(Column):
    def get_value(self, instance: Any) -> str:
        return format_eur(instance.gross)


class WordsColumn(Column):
    """States as words with colour, one below the other."""

    cell_template_name = "shop/admin/_words_cell.html"

    def __init__(self, name: str, words: Callable[[Any], list[Word]], **kwargs: Any) -> None:
        super().__init__(name, **kwargs)
        self.words = words

    def get_value(self, instance: Any) -> list[Word]:
        return self.words(instance)
