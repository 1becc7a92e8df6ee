"""The catalogue as visitors go through it: narrowed by topic, kind and price, in an order, leaf by leaf."""

from bisect import bisect_right
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any, Self
from urllib.parse import urlencode

from django.db.models import Count
from django.utils.translation import gettext as _
from wagtail.models import Page

from cms.generation import known
from core.money import NBSP
from shop.models import Listing, Product, Topic
from shop.models.listing import FILTERS

LEAF = 24
BANDS = (10, 20, 50)  # euros
BAND_NAMES = ("bis-10", "10-bis-20", "20-bis-50", "ab-50")
ORDERS = {
    "": ("-published_at", "-page"),
    "titel": ("sort_title", "page"),
    "preis": ("gross", "page"),
    "preis-absteigend": ("-gross", "-page"),
}
FACETS = ("thema", "art", "preis")  # as in addresses, in the order of FILTERS
Cell = tuple[Any, ...]  # a value of each of FILTERS


def band_of(gross: Decimal) -> int:
    return bisect_right(BANDS, gross)


@dataclass(frozen=True)
class Wish:
    """What stands in the address behind the question mark; what makes no sense there is nothing."""

    thema: str = ""
    art: str = ""
    preis: str = ""
    sortierung: str = ""
    seite: int = 1

    @classmethod
    def read(cls, query: Mapping[str, str]) -> Self:
        order, leaf = query.get("sortierung", ""), query.get("seite", "")
        return cls(
            **{name: query.get(name, "") for name in FACETS},
            sortierung=order if order in ORDERS else "",
            seite=max(1, int(leaf)) if leaf.isascii() and leaf.isdecimal() and len(leaf) < 6 else 1,
        )

    def address(self, **changes: Any) -> str:
        """Of the same catalogue with another wish; always written the same way, for caches."""
        words = replace(self, **{"seite": 1, **changes}).words
        return f"?{urlencode(words)}" if words else "?"

    @property
    def words(self) -> dict[str, Any]:
        """What of it stands in an address."""
        return {name: value for name, value in vars(self).items() if value and value != 1}

    @property
    def is_narrowed(self) -> bool:
        return any(getattr(self, name) for name in FACETS)


@dataclass(frozen=True)
class Value:
    """One thing to narrow by: its name in addresses, its words, and what stands in the column."""

    slug: str
    label: str
    key: Any


@dataclass(frozen=True)
class Shelf:
    """How many titles there are of everything that one can narrow by; worked out once per generation."""

    cells: Mapping[Cell, int]
    values: Mapping[str, tuple[Value, ...]]

    def chosen(self, wish: Wish) -> dict[str, Value]:
        """What the wish names and there is."""
        found = {name: next((v for v in self.values[name] if v.slug == getattr(wish, name)), None) for name in FACETS}
        return {name: value for name, value in found.items() if value}

    def possible(self, wish: Wish) -> Wish:
        """The wish without what there is not: however many addresses are tried out, there are few of these."""
        chosen = self.chosen(wish)
        leaves = leaves_of(self.count(chosen))
        slugs: dict[str, Any] = {name: chosen[name].slug if name in chosen else "" for name in FACETS}
        return replace(wish, **slugs, seite=min(wish.seite, leaves))

    def count(self, chosen: Mapping[str, Value]) -> int:
        return self._sums(FACETS[0], chosen).total()

    def counts(self, name: str, chosen: Mapping[str, Value]) -> Mapping[Any, int]:
        """For each value of one facet, how many titles there were if it were chosen beside the others."""
        return self._sums(name, {other: value for other, value in chosen.items() if other != name})

    def _sums(self, name: str, chosen: Mapping[str, Value]) -> Counter[Any]:
        place, asked = FACETS.index(name), [(FACETS.index(other), value.key) for other, value in chosen.items()]
        found: Counter[Any] = Counter()
        for cell, number in self.cells.items():
            if all(cell[at] == key for at, key in asked):
                found[cell[place]] += number
        return found


def leaves_of(count: int) -> int:
    return max(1, -(-count // LEAF))


def shelf(catalogue_id: int, language: str | None) -> Shelf:
    return known(("shop.shelf", catalogue_id, language), lambda: _count(catalogue_id))


def _count(catalogue_id: int) -> Shelf:
    rows = Listing.objects.filter(catalogue=catalogue_id).order_by().values_list(*FILTERS).annotate(number=Count("*"))
    cells = {row[:-1]: row[-1] for row in rows}
    topics = Topic.objects.all() if any(cell[0] for cell in cells) else []
    return Shelf(
        cells,
        {
            "thema": tuple(Value(topic.slug, topic.name, topic.pk) for topic in topics),
            "art": tuple(Value(kind.value, _plural(kind), kind.value) for kind in Product.Kind),
            "preis": tuple(Value(slug, words, band) for band, (slug, words) in enumerate(_bands())),
        },
    )


def _plural(kind: Product.Kind) -> str:
    return {
        Product.Kind.BOOK: _("Books"),
        Product.Kind.EBOOK: _("Ebooks"),
        Product.Kind.AUDIO: _("Audio books"),
        Product.Kind.CALENDAR: _("Calendars"),
        Product.Kind.STATIONERY: _("Stationery"),
        Product.Kind.OTHER: _("Other things"),
    }[kind]


def _bands() -> list[tuple[str, str]]:
    low, middle, high = (f"{euros}{NBSP}€" for euros in BANDS)
    words = (
        _("under %(price)s") % {"price": low},
        _("%(low)s to %(high)s") % {"low": low, "high": middle},
        _("%(low)s to %(high)s") % {"low": middle, "high": high},
        _("from %(price)s") % {"price": high},
    )
    return list(zip(BAND_NAMES, words, strict=True))


def leaf(catalogue_id: int, wish: Wish, chosen: Mapping[str, Value]) -> list[int]:
    """The pages on one leaf; the database finds them in an index alone."""
    narrowed = {column: chosen[name].key for name, column in zip(FACETS, FILTERS, strict=True) if name in chosen}
    found = Listing.objects.filter(catalogue=catalogue_id, **narrowed).order_by(*ORDERS[wish.sortierung])
    start = (wish.seite - 1) * LEAF
    return list(found.values_list("pk", flat=True)[start : start + LEAF])


def newest(number: int) -> list[int]:
    return list(Listing.objects.order_by("-published_at", "-page").values_list("pk", flat=True)[:number])


def related(page: Page, topic_id: int | None, number: int) -> list[Listing]:
    """The newest of the same topic, in the same catalogue."""
    catalogue = page.get_parent().pk

    def find() -> list[Listing]:
        same = Listing.objects.filter(catalogue=catalogue, topic=topic_id).select_related("cover")
        return list(same.order_by("-published_at", "-page")[: number + 1])

    newest_of_topic = known(("shop.related", catalogue, topic_id, number), find)
    return [listing for listing in newest_of_topic if listing.pk != page.pk][:number]
