"""Edges that Wagtail owns: its signals tell that a page or a setting has changed."""

from typing import Any

from django.db.models.signals import post_save
from wagtail.signals import page_published, page_unpublished, post_page_move

from cms.models import CompanySettings, LegalSettings, NavigationSettings, ThemeSettings
from cms.selectors import forget_site_facts


def _forget(**_: Any) -> None:
    forget_site_facts()


for _model in (CompanySettings, LegalSettings, NavigationSettings, ThemeSettings):
    post_save.connect(_forget, sender=_model, dispatch_uid=f"cms.forget.{_model.__name__}")
page_published.connect(_forget, dispatch_uid="cms.forget.published")
page_unpublished.connect(_forget, dispatch_uid="cms.forget.unpublished")
post_page_move.connect(_forget, dispatch_uid="cms.forget.moved")
