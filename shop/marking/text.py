"""What a buyer typed, made fit for one line in a file."""

import unicodedata
from dataclasses import dataclass

LONGEST = 300
JOINERS = "\N{ZERO WIDTH NON-JOINER}\N{ZERO WIDTH JOINER}"  # part of Persian names and of emoji


class MarkingError(Exception):
    """This file cannot be marked: damaged, encrypted, signed or hostile. The message is for staff."""


@dataclass(frozen=True)
class Mark:
    buyer: str
    order_number: str
    note: str

    @classmethod
    def of(cls, *, buyer: str, order_number: str, note: str) -> "Mark":
        return cls(buyer=one_line(buyer), order_number=one_line(order_number), note=one_line(note))

    @property
    def line(self) -> str:
        return " · ".join(part for part in (self.note, self.buyer, self.order_number) if part)


def one_line(text: str) -> str:
    """Without control characters, direction switches and what no file format may hold; at most 300 characters."""
    spaced = "".join(" " if character.isspace() else character for character in text)
    kept = "".join(character for character in spaced if character in JOINERS or _is_visible(character))
    return " ".join(unicodedata.normalize("NFC", kept).split())[:LONGEST].strip()


def _is_visible(character: str) -> bool:
    return not unicodedata.category(character).startswith("C")


def direction(text: str) -> str:
    """`rtl` when the first letter is Hebrew, Arabic or the like."""
    for character in text:
        if (kind := unicodedata.bidirectional(character)) in {"L", "R", "AL"}:
            return "ltr" if kind == "L" else "rtl"
    return "ltr"
