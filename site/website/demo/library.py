"""The demo's pictures in the media library, each one once."""

from pathlib import Path

from django.core.files.base import ContentFile

from cms.models import Picture

PICTURES = Path(__file__).parent / "pictures"


# What the home page asks for (cms/_card.html, website/home_page.html).
FIRST = ("see", "glaeser", "gespraech", "papier")
SIZES = [f"fill-{size}-c25|format-{kind}" for size in ("480x320", "960x640") for kind in ("avif", "webp", "jpeg")]


def picture(name: str, alt: str) -> Picture:
    source = next(PICTURES.glob(f"{name}.*"))
    return stored(name, alt, source.read_bytes(), source.suffix)


def stored(title: str, alt: str, data: bytes, suffix: str) -> Picture:
    known = Picture.objects.filter(title=title).first()
    return known or Picture.objects.create(
        title=title, description=alt[:255], file=ContentFile(data, name=f"{title}{suffix}")
    )


def make_sizes() -> None:
    """The first visitor need not wait for them."""
    for shown in Picture.objects.filter(title__in=FIRST).prefetch_related("renditions"):
        shown.get_renditions(*SIZES)
