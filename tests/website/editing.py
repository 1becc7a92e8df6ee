"""What editors do in the back office, through Wagtail's own views."""

import io
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.core.files.base import ContentFile
from django.test import Client
from django.urls import reverse
from PIL import Image
from wagtail.models import Page
from wagtail.test.utils.form_data import inline_formset, nested_form_data, rich_text, streamfield

from accounts.models import User
from cms.models import Picture

# Wagtail leaves the temporary files of renditions to Python to close.
FILES_OF_RENDITIONS = pytest.mark.filterwarnings(
    "ignore:.*(SpooledTemporaryFile|FileIO|BufferedRandom):pytest.PytestUnraisableExceptionWarning"
)


def member(role: str) -> Client:
    user, _new = User.objects.get_or_create(email=f"{role}@example.org".lower())
    user.groups.add(Group.objects.get(name=role))
    client = Client()
    client.force_login(user)
    return client


def a_picture(title: str = "Obstwiese", *, size: tuple[int, int] = (90, 60), **values: Any) -> Picture:
    """Half red, half blue: one sees where it was cut."""
    drawing = Image.new("RGB", size, "red")
    drawing.paste("blue", (size[0] // 2, 0, *size))
    buffer = io.BytesIO()
    drawing.save(buffer, "PNG")
    values = {"description": "Eine Wiese mit Apfelbäumen", **values}
    return Picture.objects.create(title=title, file=ContentFile(buffer.getvalue(), f"{title}.png".lower()), **values)


def in_text(picture: Picture, caption: str = "", **values: Any) -> dict[str, Any]:
    """A picture with its caption, as a block has it."""
    shown = {"image": picture, "alt_text": picture.description, "decorative": False, **values}
    return {"picture": shown, "caption": caption}


def typed(text: str) -> Any:
    return rich_text(f"<p>{text}</p>")


def fields(*blocks: tuple[str, Any], **values: Any) -> dict[str, Any]:
    """The form of a page as the browser sends it."""
    data = {
        "title": "Über uns", "slug": "ueber-uns", "intro": "", "body": streamfield(list(blocks)), "picture": "",
        "seo_title": "", "search_description": "", "comments": inline_formset([]), **values,
    }  # fmt: skip
    return dict(nested_form_data(data))


def create(client: Client, kind: type[Page], parent: Page, data: dict[str, Any], action: str = "") -> Any:
    meta = kind._meta
    address = reverse("wagtailadmin_pages:add", args=[meta.app_label, meta.model_name, parent.pk])
    return client.post(address, data | pressed(action))


def edit(client: Client, page: Page, data: dict[str, Any], action: str = "") -> Any:
    return client.post(reverse("wagtailadmin_pages:edit", args=[page.pk]), data | pressed(action))


def pressed(action: str) -> dict[str, str]:
    return {f"action-{action}": action} if action else {}
