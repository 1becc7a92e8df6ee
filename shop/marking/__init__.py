"""Put the buyer's mark into copies of ebooks. Pure functions from bytes to bytes: same input, same output."""

from shop.marking.epub import mark_epub
from shop.marking.pdf import mark_pdf
from shop.marking.text import MarkingError

__all__ = ["MarkingError", "mark", "mark_epub", "mark_pdf"]


def mark(data: bytes, *, format: str, buyer: str, order_number: str, note: str) -> bytes:
    """`format` is "epub" or "pdf". Raises MarkingError."""
    put_in = {"epub": mark_epub, "pdf": mark_pdf}[format]
    return put_in(data, buyer=buyer, order_number=order_number, note=note)
