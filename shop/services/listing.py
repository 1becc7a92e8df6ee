"""Listings follow pages and articles: written in the transaction that changes those, and by nothing else."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Any, ClassVar, Protocol

from django.db import transaction

from cms.finding import fold
from cms.generation import raise_generation
from core import clock
from core.transactions import joining
from shop.listing import band_of
from shop.models import Ebook, Goods, Listing
from shop.offers import goods_offers, offers

COLUMNS = [field.attname for field in Listing._meta.concrete_fields if not field.primary_key]


class TitlePage(Protocol):
    """A page that sells. As `for_listing` reads it, it knows its catalogue."""

    pk: int
    live: bool
    first_published_at: datetime | None
    catalogue_id: int
    objects: ClassVar[Any]

    def get_url_parts(self) -> Any: ...

    def articles(self) -> Sequence[Ebook | Goods]: ...

    @classmethod
    def for_listing(cls) -> Any: ...


@transaction.atomic
def relist(*, pages: Iterable[TitlePage]) -> None:
    """Work the rows of these pages out anew. A page that nobody can visit has none.

    They are read again once they are locked: of two who change variants of one page, the second sees what the first
    has done.
    """
    changed = list(pages)
    hold_pages(pages=changed)
    found = [page for kind, ids in _by_kind(changed) for page in kind.for_listing().filter(pk__in=ids)]
    rows = [row_of(page) for page in found if page.live and page.get_url_parts()]
    unlist(page_ids={page.pk for page in changed} - {row.page_id for row in rows})
    Listing.objects.bulk_create(rows, update_conflicts=True, unique_fields=["page"], update_fields=COLUMNS)
    raise_generation()


@joining()
def hold_pages(*, pages: Iterable[TitlePage]) -> None:
    """Who relists several times in one transaction locks all the pages before, always in one order: core/locks.md."""
    for kind, ids in _by_kind(pages):
        held = kind.objects.select_for_update(of=("page_ptr",), no_key=True).filter(pk__in=ids)
        list(held.order_by("pk").only("path"))


def unlist(*, page_ids: Collection[int]) -> None:
    """Nobody can visit these any more."""
    if page_ids:
        Listing.objects.filter(pk__in=page_ids).delete()
        raise_generation()


def _by_kind(pages: Iterable[TitlePage]) -> list[tuple[type[TitlePage], list[int]]]:
    kinds: dict[type[TitlePage], list[int]] = defaultdict(list)
    for page in pages:
        kinds[type(page)].append(page.pk)
    return sorted(kinds.items(), key=lambda item: item[0].__name__)


def row_of(page: TitlePage) -> Listing:
    article, *variants = page.articles()
    found = goods_offers([article, *variants]) if variants else offers([article])
    buyable = [offer for offer in found if offer.buyable] or found
    cheapest = min(buyable, key=lambda offer: offer.gross)
    return Listing(
        page_id=page.pk,
        catalogue_id=page.catalogue_id,
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
