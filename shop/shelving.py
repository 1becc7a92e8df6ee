"""Edges that Wagtail owns: pages move and get other addresses without being saved. Their listings follow."""

from itertools import islice
from typing import Any

from django.core.management import call_command
from django.db import connection
from django.db.models import OuterRef, Subquery
from django.db.models.functions import Substr
from wagtail.models import Page, Site
from wagtail.signals import page_slug_changed, page_unpublished, post_page_move

from cms.generation import raise_generation
from shop.models import Listing
from shop.pages import CataloguePage, EbookPage, ProductPage, TitlePage
from shop.services.listing import relist, unlist

KINDS: tuple[type[TitlePage], ...] = (EbookPage, ProductPage)
BATCH = 500


def fill_empty_shelves(**_: Any) -> None:
    """After a migration: a site that sold before there were listings, and whose search knew no names."""
    if Listing._meta.db_table not in connection.introspection.table_names():
        return  # on the way back
    if not Listing.objects.exists() and relist_all():
        call_command("update_index", verbosity=0)


def relist_all() -> int:
    """Make all listings anew, catalogue by catalogue."""
    done = 0
    for catalogue in CataloguePage.objects.all():
        for kind in KINDS:
            pages = kind.objects.child_of(catalogue).order_by("pk").only("pk").iterator(chunk_size=BATCH)
            while batch := list(islice(pages, BATCH)):
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
    raise_generation()


def _unpublished(instance: Page, **_: Any) -> None:
    """By a date or with many others, as a bare page: its own `save` is not called."""
    unlist(page_ids=[instance.pk])


post_page_move.connect(_moved, dispatch_uid="shop.listing.moved")
page_unpublished.connect(_unpublished, dispatch_uid="shop.listing.unpublished")
page_slug_changed.connect(_moved, dispatch_uid="shop.listing.slug")
