"""What surrounds a leaf of the catalogue: links that narrow, sort and turn leaves. All of it works without a script."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from shop.listing import FACETS, ORDERS, Shelf, Value, Wish, leaves_of


@dataclass(frozen=True)
class Browsing:
    wish: Wish
    count: int
    groups: list[dict[str, Any]]
    chips: list[dict[str, str]]
    sortings: list[dict[str, Any]]
    pagination: dict[str, Any]
    canonical: str
    not_for_machines: bool


def browsing(shelf: Shelf, wish: Wish, address: str) -> Browsing:
    """Of a wish that is possible. `address` is the catalogue's own, the one that machines shall know."""
    chosen = shelf.chosen(wish)
    count = shelf.count(chosen)
    return Browsing(
        wish=wish,
        count=count,
        groups=_groups(shelf, wish, chosen),
        chips=[{"label": value.label, "url": wish.address(**{name: ""})} for name, value in chosen.items()],
        sortings=_sortings(wish) if count > 1 else [],
        pagination=_pagination(wish, leaves_of(count)),
        canonical=f"{address}?seite={wish.seite}" if wish.seite > 1 else address,
        not_for_machines=bool(chosen or wish.sortierung),
    )


def _groups(shelf: Shelf, wish: Wish, chosen: Mapping[str, Value]) -> list[dict[str, Any]]:
    """What leaves at least two ways, and what is chosen."""
    labels = {"thema": pgettext("catalogue", "Topic"), "art": pgettext("catalogue", "Kind"), "preis": _("Price")}
    groups = []
    for name in FACETS:
        counts = shelf.counts(name, chosen)
        links = [
            {
                "label": value.label,
                "count": counts[value.key],
                "current": getattr(wish, name) == value.slug,
                "url": wish.address(**{name: "" if getattr(wish, name) == value.slug else value.slug}),
            }
            for value in shelf.values[name]
            if counts[value.key]
        ]
        if len(links) > 1 or name in chosen:
            groups.append({"name": name, "label": labels[name], "links": links})
    return groups


def _sortings(wish: Wish) -> list[dict[str, Any]]:
    labels = (_("Newest first"), _("By title"), _("Cheapest first"), _("Dearest first"))
    return [
        {"label": label, "url": wish.address(sortierung=name), "current": wish.sortierung == name}
        for name, label in zip(ORDERS, labels, strict=True)
    ]


def _pagination(wish: Wish, leaves: int) -> dict[str, Any]:
    return {
        "number": wish.seite,
        "count": leaves,
        "previous_url": wish.address(seite=wish.seite - 1) if wish.seite > 1 else "",
        "next_url": wish.address(seite=wish.seite + 1) if wish.seite < leaves else "",
    }
