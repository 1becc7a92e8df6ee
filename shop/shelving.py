"""Edges that Wagtail owns: pages move and get other addresses without being saved. Their listings follow."""

from itertools import islice
from typing import Any

from django.core.management import call_command
from django.db.models import OuterRef, Subquery
from django.db.models.functions import Substr
from wagtail.models import Page, Site
from wagtail.signals import page_slug_changed, post_page_move

from shop.models import Listing
from shop.pages import CataloguePage, EbookPage, ProductPage, TitlePage
from shop.services.listing import relist

KINDS: tuple[type[TitlePage], ...] = (EbookPage, ProductPage)
BATCH = 500


def fill_empty_shelves(**_: Any) -> None:
    """After a migration: a site that sold before there were listings, and whose search knew no names."""
    if not Listing.objects.exists() and relist_all():
        call_command("update_index", verbosity=0)


def relist_all() -> int:
    """Make all listings anew, catalogue by catalogue."""
    done = 0
    for catalogue in CataloguePage.objects.all():
        for kind in KINDS:
            pages = kind.for_listing().child_of(catalogue).order_by("pk").iterator(chunk_size=BATCH)
            while batch := list(islice(pages, BATCH)):
                for page in batch:
                    page._cached_parent_obj = catalogue  # noqa: SLF001 -- treebeard would ask for each page
                relist(pages=batch)
                done += len(batch)
    return done


def _moved(instance: Page, **_: Any) -> None:
    """One statement for all pages below: there may be a hundred thousand."""
    specific = instance.specific_deferred
    if isinstance(specific, TitlePage):
        relist(pages=[type(specific).objects.get(pk=instance.pk)])
        return
    site = Site.objects.filter(is_default_site=True).select_related("root_page").first()
    if site is None:
        return
    path = Page.objects.filter(pk=OuterRef("page_id")).values("url_path")[:1]
    below = Listing.objects.filter(page__path__startswith=instance.path)
    below.update(url=Substr(Subquery(path), len(site.root_page.url_path)))


post_page_move.connect(_moved, dispatch_uid="shop.listing.moved")
page_slug_changed.connect(_moved, dispatch_uid="shop.listing.slug")
