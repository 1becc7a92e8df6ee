"""Where we sell downloads: the EU, whose VAT the seller's own country stands for below 10,000 € (§ 3a (5) UStG)."""

from babel import Locale
from django.utils.translation import get_language

FIRST = ("DE", "AT")
OTHERS = (
    "BE", "BG", "CY", "CZ", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU", "IE",
    "IT", "LT", "LU", "LV", "MT", "NL", "PL", "PT", "RO", "SE", "SI", "SK",
)  # fmt: skip


def country_choices() -> list[tuple[str, str]]:
    names = Locale(get_language() or "de").territories
    rest = sorted(OTHERS, key=lambda code: names[code])
    return [(code, names[code]) for code in (*FIRST, *rest)]


def country_name(code: str, language: str) -> str:
    return Locale(language).territories.get(code, code)
