"""Titles as cards show them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache

from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from cms.generation import known
from shop import presenters
from shop.models import Listing, Product
from shop.presenters import capitalised
from shop.selectors import Rates, current_rates


@dataclass(frozen=True)
class Card:
    listing: Listing
    price_note: str

    @property
    def kind(self) -> str:
        return capitalised(self.listing.get_kind_display())

    @property
    def has_several_prices(self) -> bool:
        return self.listing.gross < self.listing.gross_to


def cards(pages: Sequence[int]) -> list[SafeString]:
    """Of these pages, each as a piece of HTML that is made once per generation."""
    language, fresh = get_language(), cache(lambda: _rendered(pages))

    def card(page: int) -> SafeString:
        return known(("shop.card", page, language), lambda: fresh().get(page, SafeString()))

    return [card(page) for page in pages]


def _rendered(pages: Sequence[int]) -> dict[int, SafeString]:
    found = cards_of(pages)
    return {page: render_to_string("shop/_title_card.html", {"title": card}) for page, card in found.items()}


def cards_of(pages: Iterable[int]) -> dict[int, Card]:
    listings = Listing.objects.filter(pk__in=list(pages)).select_related("cover").prefetch_related("cover__renditions")
    return {listing.pk: Card(listing, _price_note(listing)) for listing in listings}


def tax_note(article: Listing | Product) -> str:
    rates: Rates = known("shop.rates", current_rates)
    return presenters.tax_note(rates.of(article), rates.small_business)


def _price_note(listing: Listing) -> str:
    """What a price includes and what comes on top (PAngV). Ebooks are not sent."""
    tax = tax_note(listing)
    return tax if listing.is_ebook else _("%(tax)s, plus shipping") % {"tax": tax}
