"""Titles as cards show them."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache, partial

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
    fresh = cache(lambda: cards_of(pages))

    def find(page: int) -> Card | None:
        return fresh().get(page)

    return [_kept(page, partial(find, page)) for page in pages]


def cards_from(listings: Sequence[Listing]) -> list[SafeString]:
    """The same, when their rows are at hand."""
    return [_kept(listing.pk, partial(_card, listing)) for listing in listings]


def cards_of(pages: Iterable[int]) -> dict[int, Card]:
    listings = Listing.objects.filter(pk__in=list(pages)).select_related("cover").prefetch_related("cover__renditions")
    return {listing.pk: _card(listing) for listing in listings}


def _card(listing: Listing) -> Card:
    return Card(listing, _price_note(listing))


def _kept(page: int, find: Callable[[], Card | None]) -> SafeString:
    def html() -> SafeString:
        card = find()
        return render_to_string("shop/_title_card.html", {"title": card}) if card else SafeString()

    return known(("shop.card", page, get_language()), html)


def tax_note(article: Listing | Product) -> str:
    rates: Rates = known("shop.rates", current_rates)
    return presenters.tax_note(rates.of(article), rates.small_business)


def _price_note(listing: Listing) -> str:
    """What a price includes and what comes on top (PAngV). Ebooks are not sent."""
    tax = tax_note(listing)
    return tax if listing.is_ebook else _("%(tax)s, plus shipping") % {"tax": tax}
