"""The last part of an address, made from a title: in letters that every mail program and printer leaves alone."""

from typing import Any

from django.utils.text import slugify
from wagtail.admin.widgets import SlugInput

UMLAUTS: dict[str, str | int | None] = {
    "ä": "ae",
    "ö": "oe",
    "ü": "ue",
    "Ä": "Ae",
    "Ö": "Oe",
    "Ü": "Ue",
    "ß": "ss",
    "ẞ": "SS",
}


def slug_of(title: str) -> str:
    return slugify(title.translate(str.maketrans(UMLAUTS)))


class GermanSlugInput(SlugInput):
    """The same while somebody types: what is left after this, the script of Wagtail turns into ASCII."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"formatters": list(UMLAUTS.items()), **kwargs})
