"""The picture that stands beside a link to a page when somebody shares it."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.conf import settings
from django.templatetags.static import static

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
        name, width, height = OURS
        return ShareImage(f"{settings.SITE_URL}{static(name)}", width, height, "")
    return known(("share image", picture.pk), lambda: _share_image(picture))


def _share_image(picture: "Picture") -> ShareImage:
    made = picture.get_rendition("max-1200x1200|format-jpeg")
    return ShareImage(f"{settings.SITE_URL}{made.url}", made.width, made.height, picture.description)
