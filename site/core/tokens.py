"""Secrets in links: 128 random bits go out, only their hash is kept."""

import hashlib
import secrets
from base64 import urlsafe_b64encode

from django.utils.crypto import salted_hmac


def new_token() -> tuple[str, str]:
    """(raw, digest): the raw token for the link, the digest for the database."""
    raw = secrets.token_urlsafe(16)
    return raw, digest(raw)


def digest(raw: str) -> str:
    return hashlib.sha256(raw.encode()).hexdigest()


def derived_token(purpose: str, identity: str) -> str:
    """The raw token of a row that keeps only its digest: 128 bits that follow from SECRET_KEY and the row.

    So a mail written later can hold the link again, and the database alone opens nothing.
    """
    mac = salted_hmac(f"core.tokens.{purpose}", identity, algorithm="sha256").digest()[:16]
    return urlsafe_b64encode(mac).decode().rstrip("=")
