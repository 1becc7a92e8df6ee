"""Edges that Wagtail owns: it tells by a signal that a page was published."""

from typing import Any

from wagtail.signals import page_published

from cms.services.legal import enter_page
from website.legal_pages import LegalPage


def _enter(instance: LegalPage, **_: Any) -> None:
    enter_page(kind=instance.kind, page=instance)


page_published.connect(_enter, sender=LegalPage, dispatch_uid="website.enter_legal_page")
