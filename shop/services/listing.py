"""Listings follow pages and articles: written in the transaction that changes those, and by nothing else."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, Protocol

from django.db import transaction

from cms.finding import fold
from cms.generation import raise_generation
from core import clock
from shop.listing import band_of
from shop.models import Ebook, Goods, Listing
from shop.offers import goods_offers, offers

COLUMNS = [field.attname for field in Listing._meta.concrete_fields if not field.primary_key]


class Page(Protocol):
    """A page that sells."""

    pk: int
    live: bool
    first_published_at: datetime | None

    def get_url_parts(self) -> Any: ...

    def get_parent(self) -> Any: ...

    def articles(self) -> Sequence[Ebook | Goods]: ...


@transaction.atomic
def relist(*, pages: Iterable[Page]) -> None:
    """Work the rows of these pages out anew. A page that nobody can visit has none."""
    changed = list(pages)
    shown = [page for page in changed if page.live and page.get_url_parts()]
    Listing.objects.filter(pk__in={page.pk for page in changed} - {page.pk for page in shown}).delete()
    rows = [row_of(page) for page in shown]
    Listing.objects.bulk_create(rows, update_conflicts=True, unique_fields=["page"], update_fields=COLUMNS)
    raise_generation()


def row_of(page: Page) -> Listing:
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
