"""Pictures on pages: whole in the text, or cut to 3:2. What is shown always has words for those who do not see it."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.db.models import prefetch_related_objects
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.images.blocks import ImageBlock

from cms.models.media import Picture


class CaptionedPictureBlock(blocks.StructBlock):
    picture = ImageBlock(label=_("Picture"))
    caption = blocks.CharBlock(label=_("Caption"), required=False, max_length=200)

    class Meta:
        label = _("Picture")
        icon = "image"


def fetch_renditions(*values: Any) -> None:
    """With one query for all pictures of a page instead of one for each."""
    if pictures := list(pictures_in(values)):
        prefetch_related_objects(pictures, "renditions")


def pictures_in(value: Any) -> Iterator[Picture]:
    if isinstance(value, Picture):
        yield value
    elif isinstance(value, dict):
        yield from pictures_in(value.values())
    elif isinstance(value, blocks.StreamValue):
        yield from pictures_in(child.value for child in value)
    elif isinstance(value, Iterable) and not isinstance(value, str):
        yield from (picture for child in value for picture in pictures_in(child))
