"""The theme: a few custom properties from the settings, delivered as a file of its own whose name is its hash."""

import hashlib
import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

PAPER = "#faf8f4"  # the lightest ground that text in the brand colour stands on
MINIMUM_CONTRAST = 4.5  # WCAG 2.2, 1.4.3


def luminance(colour: str) -> float:
    """Relative luminance of #rrggbb (WCAG 2.2)."""
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def validate_brand(value: str) -> None:
    if not re.fullmatch(r"#[0-9a-fA-F]{6}", value):
        raise ValidationError(_("Write the colour as # and six digits, such as #1c5560."))
    if contrast(value, PAPER) < MINIMUM_CONTRAST:
        raise ValidationError(_("Text in this colour would be hard to read: please choose a darker one."))


def stylesheet(brand_colour: str) -> str:
    return f"@layer theme {{ :root {{ --brand: {brand_colour}; }} }}\n"


def fingerprint(css: str) -> str:
    return hashlib.sha256(css.encode()).hexdigest()[:12]
