import unicodedata

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

_DIRECTIONS = frozenset("\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u061c")


def validate_plain_text(value: str) -> None:
    """No control characters and none that turn the direction of writing (they can disguise what stands there)."""
    if any(unicodedata.category(char) in {"Cc", "Co", "Cs"} or char in _DIRECTIONS for char in value):
        raise ValidationError(_("Please leave out the invisible control characters."))
