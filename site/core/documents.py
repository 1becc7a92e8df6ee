"""Issued documents: bytes and their SHA-256, in the database, in the transaction that issues them."""

import hashlib

from core import clock
from core.models.documents import StoredDocument


def store(name: str, content_type: str, data: bytes) -> StoredDocument:
    return StoredDocument.objects.create(
        name=name,
        content_type=content_type,
        data=data,
        sha256=hashlib.sha256(data).hexdigest(),
        stored_at=clock.now(),
    )
