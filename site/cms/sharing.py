"""The picture that stands beside a link to a page when somebody shares it."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.conf import settings
from django.templatetags.static import static
from wagtail.images.models import SourceImageIOError

from cms.generation import known

if TYPE_CHECKING:
    from cms.models import Picture

OURS = ("img/card.png", 1200, 630)


@dataclass(frozen=True)
class ShareImage:
    url: str
    width: int
    height: int
    alt: str


def share_image(picture: "Picture | None") -> ShareImage:
    if picture is None:
        return _ours()
    return known(("share image", picture.pk), lambda: _share_image(picture))


def _ours() -> ShareImage:
    name, width, height = OURS
    return ShareImage(f"{settings.SITE_URL}{static(name)}", width, height, "")


def _share_image(picture: "Picture") -> ShareImage:
    try:
        made = picture.get_rendition("max-1200x1200|format-jpeg")
    except SourceImageIOError:  # the file is lost
        return _ours()
    return ShareImage(f"{settings.SITE_URL}{made.url}", made.width, made.height, picture.description)
