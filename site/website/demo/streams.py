"""What a text says in words becomes what the database keeps: names of pictures and pages become their keys."""

import json
import uuid
from collections.abc import Iterable
from typing import Any

from wagtail.models import Page

from website.demo import library
from website.demo.forms import demo_form
from website.demo.pages import Block
from website.demo.quickshops import quick_shop

Raw = dict[str, Any]


def stream(blocks: list[Block]) -> str:
    return json.dumps([{"type": kind, "value": _value(kind, value)} for kind, value in blocks], default=str)


def _value(kind: str, value: Any) -> Any:
    match kind:
        case "picture":
            return in_text(**value)
        case "gallery":
            return {"pictures": _items(in_text(**entry) for entry in value)}
        case "columns":
            return {"columns": _items(_column(**entry) for entry in value)}
        case "teaser":
            return {**value, "pages": _items(page_of(slug).pk for slug in value["pages"])}
        case "call":
            button = {"label": value["label"], "page": page_of(value["page"]).pk}
            return {"heading": value["heading"], "text": value["text"], "button": button}
        case "form":
            return demo_form(value).pk
        case "quick_shop":
            return quick_shop(value).pk
    return value


def in_text(picture: str, alt: str, caption: str = "") -> Raw:
    shown = library.picture(picture, alt)
    return {"picture": {"image": shown.pk, "alt_text": alt, "decorative": False}, "caption": caption}


def _column(alt: str, picture: str, heading: str, text: str) -> list[Raw]:
    words = f"<h3>{heading}</h3><p>{text}</p>"
    return [{"type": "picture", "value": in_text(picture, alt)}, {"type": "text", "value": words}]


def _items(values: Iterable[Any]) -> list[Raw]:
    """Wagtail knows an item of a list by its id."""
    return [{"type": "item", "value": value, "id": str(uuid.uuid4())} for value in values]


def page_of(slug: str) -> Page:
    return Page.objects.get(slug=slug)
