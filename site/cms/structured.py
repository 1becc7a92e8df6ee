"""What pages say to machines, in the words of schema.org. What is unknown is left out."""

from typing import Any

from django.conf import settings
from wagtail.models import Page

Facts = dict[str, Any]


def known(facts: Facts) -> Facts:
    return {name: value for name, value in facts.items() if value not in ("", None, [])}


def way(page: Page) -> list[Page]:
    """The pages above it, from the home page on."""
    steps: list[Page] = []
    while page.depth > 2:
        page = page.get_parent()  # a page that was reached by its address knows its parent
        steps.insert(0, page)
    return steps


def breadcrumbs(page: Page) -> Facts:
    """The way from the home page."""
    steps = [*way(page), page]
    items = [
        {"@type": "ListItem", "position": position, "name": step.title, "item": absolute(step)}
        for position, step in enumerate(steps, start=1)
    ]
    return {"@type": "BreadcrumbList", "itemListElement": items}


def absolute(page: Page) -> str:
    """The one address of a page that others shall know; empty when it has none."""
    parts = page.get_url_parts()
    return f"{settings.SITE_URL}{parts[2]}" if parts and parts[2] else ""
