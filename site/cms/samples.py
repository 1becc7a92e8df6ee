"""What the chooser of blocks shows as an example: words of ours, pictures of the house."""

from typing import Any

from django.utils.translation import gettext as _
from wagtail.models import Page

from cms.models.media import Picture


def heading() -> str:
    return _("How we work")


def text() -> str:
    return f"<p>{_('A paragraph says one thing. Bold words are found at a glance, links lead on.')}</p>"


def quote() -> dict[str, Any]:
    return {"text": _("Who was here bakes differently."), "source": _("A guest")}


def question() -> dict[str, Any]:
    return {"question": _("How do I get to you?"), "answer": text()}


def pictures(most: int) -> list[dict[str, Any]]:
    return [
        {"picture": {"image": picture, "alt_text": picture.description, "decorative": False}, "caption": picture.title}
        for picture in Picture.objects.order_by("-pk")[:most]
    ]


def picture() -> dict[str, Any] | None:
    return next(iter(pictures(1)), None)


def gallery() -> dict[str, Any]:
    return {"pictures": pictures(3)}


def columns() -> dict[str, Any]:
    return {"columns": [[("text", text())], [("text", text())]]}


def call() -> dict[str, Any]:
    button = {"label": _("To our books"), "page": None, "address": "/"}
    return {"heading": heading(), "text": "", "button": button}


def teaser() -> dict[str, Any]:
    return {"heading": _("Read on"), "pages": list(Page.objects.filter(depth__gt=2, live=True)[:3])}
