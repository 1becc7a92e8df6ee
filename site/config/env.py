"""Settings from the environment: present and well formed, or a loud error that names the variable."""

import os
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, unquote, urlsplit

import dj_database_url
from django.core.exceptions import ImproperlyConfigured


def text(name: str, default: str | None = None) -> str:
    """The variable, or the content of the file that `<name>_FILE` points to, or the default; without one it must be."""
    path = os.environ.get(f"{name}_FILE")
    value = _content(name, path) if path else os.environ.get(name, default)
    if value is None or (default is None and not value):
        raise ImproperlyConfigured(f"{name} is missing: set it (or {name}_FILE) in the environment.")
    return value


def _content(name: str, path: str) -> str:
    try:
        return Path(path).read_text(encoding="utf-8").strip()
    except OSError as error:
        raise ImproperlyConfigured(f"{name}_FILE: cannot read {path}: {error.strerror}") from error


def flag(name: str, *, default: bool) -> bool:
    value = text(name, "1" if default else "0").lower()
    if value not in {"0", "1", "true", "false"}:
        raise ImproperlyConfigured(f"{name} must be 0 or 1, not {value!r}.")
    return value in {"1", "true"}


def number(name: str, default: int) -> int:
    value = text(name, str(default))
    try:
        return int(value)
    except ValueError as error:
        raise ImproperlyConfigured(f"{name} must be a whole number, not {value!r}.") from error


def choice(name: str, default: str, allowed: tuple[str, ...]) -> str:
    value = text(name, default)
    if value not in allowed:
        raise ImproperlyConfigured(f"{name} must be one of {', '.join(allowed)}, not {value!r}.")
    return value


def origin(name: str, default: str | None) -> str:
    """An absolute http(s) address: scheme, host and perhaps port, nothing behind."""
    value = text(name, default).rstrip("/")
    parts = _parts(name, value)
    if parts.scheme not in {"http", "https"} or f"{parts.scheme}://{parts.netloc}" != value or "@" in value:
        raise ImproperlyConfigured(f"{name} must be an address such as https://shop.example, not {value!r}.")
    return value


def database(name: str, default: str) -> dict[str, Any]:
    """`sqlite:////path` or `postgres://user:password@host:5432/name` as Django's settings. The value stays unsaid."""
    try:
        config: dict[str, Any] = dict(
            dj_database_url.parse(text(name, default), conn_max_age=600, conn_health_checks=True)
        )
    except ValueError as error:
        raise ImproperlyConfigured(f"{name} must look like postgres://user:password@host:5432/name.") from error
    if not config["ENGINE"].endswith(("sqlite3", "postgresql")):
        raise ImproperlyConfigured(f"{name} must be sqlite:// or postgres://.")
    return config


def redis(name: str) -> str:
    """`redis://host:6379/0`, or nothing."""
    value = text(name, "")
    if value and (_parts(name, value).scheme not in {"redis", "rediss"} or not _parts(name, value).hostname):
        raise ImproperlyConfigured(f"{name} must look like redis://host:6379/0.")
    return value


def _parts(name: str, value: str) -> SplitResult:
    try:
        parts = urlsplit(value)
        _ = parts.port  # reading it is what checks it
    except ValueError as error:
        raise ImproperlyConfigured(f"{name} is no address that can be read.") from error
    return parts


def smtp(name: str, default: str | None) -> dict[str, object]:
    """`smtp://user:password@host:587/?tls=1` (STARTTLS) or `smtps://…` (TLS from the start) as Django's settings."""
    parts = _parts(name, text(name, default))
    if parts.scheme not in {"smtp", "smtps"} or not parts.hostname:
        raise ImproperlyConfigured(f"{name} must look like smtp://user:password@host:587/?tls=1.")
    return {
        "EMAIL_HOST": parts.hostname,
        "EMAIL_PORT": parts.port or (465 if parts.scheme == "smtps" else 587),
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_SSL": parts.scheme == "smtps",
        "EMAIL_USE_TLS": "tls=1" in parts.query,
    }
