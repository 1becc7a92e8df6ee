"""The logo in the sizes that pages, mails and letters want. Always PNG: mail programs read nothing newer."""

import base64
from dataclasses import dataclass
from typing import TYPE_CHECKING

from wagtail.images.models import SourceImageIOError

if TYPE_CHECKING:
    from cms.models import Picture, ThemeSettings

HEIGHT = 44  # in pixels of a page; the file has twice as many
FILTER = f"height-{2 * HEIGHT}|format-png"
FILTER_PRINT = "height-300|format-png"


@dataclass(frozen=True)
class Logo:
    """`url_dark` is empty when there is only one: then it stands on a light plate at night."""

    url: str
    url_dark: str
    width: int
    height: int


def shown(look: "ThemeSettings") -> Logo | None:
    """None as well when the file is lost: a page without its logo is better than none."""
    try:
        return _shown(look)
    except SourceImageIOError:
        return None


def _shown(look: "ThemeSettings") -> Logo | None:
    if look.logo is None:
        return None
    made = look.logo.get_rendition(FILTER)
    height = min(HEIGHT, made.height)
    return Logo(
        url=made.url,
        url_dark=look.logo_dark.get_rendition(FILTER).url if look.logo_dark else "",
        width=round(made.width * height / made.height),
        height=height,
    )


def for_letters(look: "ThemeSettings") -> str:
    """The logo as a data address, so that making a PDF asks nobody for it. Empty as well when its file is lost."""
    try:
        return _data_uri(look.logo) if look.logo else ""
    except (SourceImageIOError, FileNotFoundError):
        return ""


def _data_uri(picture: "Picture") -> str:
    with picture.get_rendition(FILTER_PRINT).file.open("rb") as file:
        return f"data:image/png;base64,{base64.b64encode(file.read()).decode()}"
