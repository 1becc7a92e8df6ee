"""Words as the search sees them: without case, accents and marks, the same on every database."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

SOFT_HYPHEN = "\u00ad"
EXCERPT = 220
LEAD_IN = 70
_NAME = "qzx"  # begins no word of a language that we know
_WORD = re.compile(r"[^\W_]+")
_ENDING = re.compile(r"(?<=[^\W_]{4})(?:ern|em|en|er|es|e|n|s)$")


@dataclass(frozen=True)
class Piece:
    """A part of a text; `found` when it is one of the words that were looked for."""

    text: str
    found: bool


def fold(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text.replace(SOFT_HYPHEN, "").casefold())
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))


def words_in(text: str) -> list[str]:
    return _WORD.findall(fold(text))


def stem(word: str) -> str:
    """Without the ending of a German inflection, roughly: enough to find “Brot” by “Brote”."""
    return _ENDING.sub("", word)


def as_name(word: str) -> str:
    """The same word where it belongs to what a page is called: the index has it a second time, to be found first."""
    return f"{_NAME}{word}"


def marked(text: str, words: Sequence[str]) -> list[Piece]:
    """The text in pieces; words that begin with one of `words` are pieces of their own."""
    pieces, done = [], 0
    for start, end in _places(text, words):
        pieces += [Piece(text[done:start], found=False), Piece(text[start:end], found=True)]
        done = end
    return [piece for piece in [*pieces, Piece(text[done:], found=False)] if piece.text]


def excerpt(text: str, words: Sequence[str]) -> list[Piece]:
    """A stretch of the text around the first place where one of the words stands."""
    first = next(_places(text, words), (0, 0))[0]
    start = _word_begins(text, max(0, first - LEAD_IN))
    end = _word_ends(text, start + EXCERPT)
    before, after = "… " if start else "", " …" if end < len(text) else ""
    return marked(f"{before}{text[start:end].strip()}{after}", words)


def shortened(text: str, length: int) -> str:
    """At most so long, at the end of a word."""
    return text if len(text) <= length else f"{text[: _word_ends(text, length - 2)].rstrip()} …"


def whole_sentences(text: str, length: int) -> str:
    """As many as fit; when not even the first one does, as much of it as fits."""
    end = max(text.rfind(mark, 0, length) for mark in (". ", "? ", "! ")) if len(text) > length else len(text)
    return text[: end + 1] if end > 0 else shortened(text, length)


def _places(text: str, words: Sequence[str]) -> Iterator[tuple[int, int]]:
    beginnings = tuple(words)
    return (match.span() for match in _WORD.finditer(text) if fold(match[0]).startswith(beginnings))


def _word_begins(text: str, position: int) -> int:
    return text.rfind(" ", 0, position) + 1 if position else 0


def _word_ends(text: str, position: int) -> int:
    if position >= len(text):
        return len(text)
    return max(text.rfind(" ", 0, position), position - LEAD_IN)
