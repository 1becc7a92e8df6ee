"""Articles as editors keep them."""

import hashlib
from collections.abc import Mapping
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from core import clock, protocol
from core.bus import emit
from shop.facts import ARTICLE_SAVED
from shop.models import Ebook, EbookFile, PriceChange

TRACKED = ("number", "name", "gross", "tax_class", "price_bound", "active")


class UnusableFile(Exception):
    """The file is not what its format says, or cannot take the buyer's mark."""


def check_file(format: str, data: bytes) -> None:
    """Try what every sale will do with the file. Raises UnusableFile."""
    from shop.marking import MarkingError, mark  # noqa: PLC0415 -- slow import

    try:
        mark(data, format=format, buyer="Probe", order_number="B-0", note="Probe")
    except MarkingError as error:
        raise UnusableFile(str(error)) from error


@transaction.atomic
def save_ebook(*, ebook: Ebook, files: Mapping[str, UploadedFile], actor: Any = None) -> Ebook:
    """Create or change an ebook and replace the files that were uploaded. What was sold keeps its copies."""
    before = Ebook.objects.filter(pk=ebook.pk).values(*TRACKED).first() or {}
    ebook.save()
    if before.get("gross") != ebook.gross:
        PriceChange.objects.create(product=ebook.product_ptr, gross=ebook.gross, at=clock.now())
    for format, upload in files.items():
        _replace_file(ebook, format, upload)
    changes = {
        field: [str(before.get(field, "")), str(getattr(ebook, field))]
        for field in TRACKED
        if str(before.get(field, "")) != str(getattr(ebook, field))
    }
    protocol.record(
        "article.changed" if before else "article.created",
        obj=ebook.product_ptr,
        actor=actor,
        changes=changes,
        data={"files": sorted(files)},
    )
    emit(ARTICLE_SAVED, subject=ebook.product_ptr, payload={"number": ebook.number})
    return ebook


def _replace_file(ebook: Ebook, format: str, upload: UploadedFile) -> None:
    data = upload.read()
    file, _ = EbookFile.objects.get_or_create(ebook=ebook, format=format, defaults={"size": 0, "sha256": ""})
    file.size, file.sha256 = len(data), hashlib.sha256(data).hexdigest()
    file.file.save(f"{ebook.number}.{format}", ContentFile(data), save=False)
    file.save()
