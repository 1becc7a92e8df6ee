"""Listings follow pages and articles: written in the transaction that changes those, and by nothing else."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.db import transaction

from cms.finding import fold
from cms.generation import raise_generation
from core import clock
from shop.listing import band_of
from shop.models import Listing
from shop.offers import goods_offers, offers

if TYPE_CHECKING:
    from shop.pages import TitlePage

COLUMNS = [field.attname for field in Listing._meta.concrete_fields if not field.primary_key]


@transaction.atomic
def relist(*, pages: Iterable["TitlePage"]) -> None:
    """Work the rows of these pages out anew. A page that nobody can visit has none."""
    shown, hidden = [], []
    for page in pages:
        (shown if page.live and page.get_url_parts() else hidden).append(page)
    Listing.objects.filter(pk__in=[page.pk for page in hidden]).delete()
    rows = [row_of(page) for page in shown]
    Listing.objects.bulk_create(rows, update_conflicts=True, unique_fields=["page"], update_fields=COLUMNS)
    raise_generation()


def row_of(page: "TitlePage") -> Listing:
    article, *variants = page.articles()
    found = goods_offers([article, *variants]) if variants else offers([article])
    buyable = [offer for offer in found if offer.buyable] or found
    cheapest = min(buyable, key=lambda offer: offer.gross)
    return Listing(
        page_id=page.pk,
        catalogue_id=page.get_parent().pk,
        product_id=article.pk,
        url=page.get_url_parts()[2],
        title=article.name,
        author=article.author,
        sort_title=fold(article.name)[:120],
        kind=article.kind,
        topic_id=article.topic_id,
        cover_id=article.cover_id,
        gross=cheapest.gross,
        gross_to=max(offer.gross for offer in buyable),
        gross_before=cheapest.gross_before,
        tax_class=article.tax_class,
        band=band_of(cheapest.gross),
        available=cheapest.buyable,
        published_at=page.first_published_at or clock.now(),
    )
