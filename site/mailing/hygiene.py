"""What may stand in a header or a line: no control characters, no tricks with the direction of writing."""

import re
import unicodedata

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

MAX_ADDRESS = 254  # RFC 5321, 4.5.3.1.3
_DIRECTION = "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
_INVISIBLE = re.compile(rf"[{_DIRECTION}\u200b\u2060\ufeff]")
_BREAKS = re.compile(r"[\s\u0085\u2028\u2029]+")
_HEADER_NAME = re.compile(r"[A-Za-z][A-Za-z0-9-]*")


def clean_line(text: str, *, limit: int | None = None) -> str:
    """One line without control or direction characters. No-break spaces stay."""
    text = _INVISIBLE.sub("", unicodedata.normalize("NFC", text))
    text = re.sub(_BREAKS, lambda found: found[0] if found[0] in "\u00a0\u202f" else " ", text)
    text = "".join(char for char in text if unicodedata.category(char) not in {"Cc", "Cs"}).strip()
    return text if limit is None or len(text) <= limit else text[: limit - 1].rstrip() + "…"


def clean_lines(text: str) -> list[str]:
    """The non-empty lines, each clean."""
    return [line for raw in text.splitlines() if (line := clean_line(raw))]


def checked_address(address: str) -> str:
    """The address with its domain as the wire wants it, or ValidationError. A line break in it is an attack."""
    try:
        validate_email(address)
        local, _at, domain = address.rpartition("@")
        wire = f"{local}@{domain.encode('idna').decode()}"
        validate_email(wire)
    except (ValidationError, UnicodeError) as error:
        raise ValidationError(_("This is not an e-mail address."), code="invalid") from error
    if len(wire) > MAX_ADDRESS:
        raise ValidationError(_("This is not an e-mail address."), code="invalid")
    return wire


def checked_header(name: str, value: str) -> str:
    if not _HEADER_NAME.fullmatch(name) or re.search(r"[\r\n\x00]", value):
        raise ValueError(f"header {name!r} holds a line break or has no proper name")
    return value
