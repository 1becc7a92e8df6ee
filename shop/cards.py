"""Titles as cards show them."""

from collections.abc import Iterable
from dataclasses import dataclass

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


def cards(listings: Iterable[Listing]) -> list[Card]:
    return [Card(listing, _price_note(listing)) for listing in listings]


def tax_note(article: Listing | Product) -> str:
    rates: Rates = known("shop.rates", current_rates)
    return presenters.tax_note(rates.of(article), rates.small_business)


def _price_note(listing: Listing) -> str:
    """What a price includes and what comes on top (PAngV). Ebooks are not sent."""
    tax = tax_note(listing)
    return tax if listing.is_ebook else _("%(tax)s, plus shipping") % {"tax": tax}
