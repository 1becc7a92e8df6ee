"""Secrets in links: 128 random bits go out, only their hash is kept."""

import hashlib
import secrets


def new_token() -> tuple[str, str]:
    """(raw, digest): the raw token for the link, the digest for the database."""
    raw = secrets.token_urlsafe(16)
    return raw, digest(raw)


def digest(raw: str) -> str:
    return hashlib.sha256(raw.encode()).hexdigest()
