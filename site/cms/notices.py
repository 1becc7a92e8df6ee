"""The European Commission's notice on the legal guarantee, as it is: without loss, on white ground also at night."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from wagtail.images.models import SourceImageIOError

if TYPE_CHECKING:
    from cms.models import Picture

WIDTH, WIDTH_LARGE = 480, 1600


@dataclass(frozen=True)
class Notice:
    url: str
    url_large: str
    width: int
    height: int


def shown(picture: "Picture | None") -> Notice | None:
    """None as well when the file is lost: our own words stand there in any case."""
    try:
        return _shown(picture) if picture else None
    except SourceImageIOError:
        return None


def _shown(picture: "Picture") -> Notice:
    small, large = (
        picture.get_rendition(f"width-{width}|bgcolor-ffffff|format-webp-lossless") for width in (WIDTH, WIDTH_LARGE)
    )
    return Notice(url=small.url, url_large=large.url, width=small.width, height=small.height)
