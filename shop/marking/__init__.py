"""Put the buyer's mark into copies of ebooks. Pure functions from bytes to bytes: same input, same output."""

from shop.marking.epub import mark_epub
from shop.marking.pdf import mark_pdf
from shop.marking.text import MarkingError

__all__ = ["MarkingError", "mark_epub", "mark_pdf"]
