"""The demo's pictures in the media library, each one once."""

from pathlib import Path

from django.core.files.base import ContentFile

from cms.models import Picture

PICTURES = Path(__file__).parent / "pictures"


def picture(name: str, alt: str) -> Picture:
    source = next(PICTURES.glob(f"{name}.*"))
    return stored(name, alt, source.read_bytes(), source.suffix)


def stored(title: str, alt: str, data: bytes, suffix: str) -> Picture:
    known = Picture.objects.filter(title=title).first()
    return known or Picture.objects.create(
        title=title, description=alt[:255], file=ContentFile(data, name=f"{title}{suffix}")
    )
