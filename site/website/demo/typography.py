"""German spaces: what belongs together stays on one line."""

import re

NBSP = "\N{NO-BREAK SPACE}"
UNITS = "g|kg|mg|ml|l|cm|m|km|°C|%|€|Prozent|Minuten|Stunden|Uhr|Seiten|MB"

_RULES = (
    (re.compile(rf"(\d) (?=(?:{UNITS})(?!\w))"), rf"\1{NBSP}"),
    (re.compile(r"(§§?|Art\.|Abs\.|Nr\.|Satz|Type|Heft|Kapitel|ISBN) (?=\d)"), rf"\1{NBSP}"),
    (re.compile(r"\b(z|d|u|i)\. (?=[BhaR]\.)"), rf"\1.{NBSP}"),
    (re.compile(r" (?=–)"), NBSP),
)


def bind(text: str) -> str:
    for pattern, replacement in _RULES:
        text = pattern.sub(replacement, text)
    return text
