"""Edges that Wagtail owns: its signals tell that something has changed that visitors see."""

from typing import Any

from wagtail.contrib.redirects.models import Redirect
from wagtail.documents.models import AbstractDocument
from wagtail.images.models import AbstractImage
from wagtail.models import Locale, Page, PageViewRestriction, Site
from wagtail.signals import page_published, page_unpublished, post_page_move

from cms.generation import raise_generation, raise_when_changed
from cms.models.base import HouseSetting


def _raise(**_: Any) -> None:
    raise_generation()


raise_when_changed(Page, Site, Locale, PageViewRestriction, Redirect, AbstractImage, AbstractDocument, HouseSetting)
page_published.connect(_raise, dispatch_uid="cms.published")
page_unpublished.connect(_raise, dispatch_uid="cms.unpublished")
post_page_move.connect(_raise, dispatch_uid="cms.moved")
