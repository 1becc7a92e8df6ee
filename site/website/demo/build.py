"""Make the files of the demo books. `python -m website.demo.build FOLDER` writes them there."""

import sys
from dataclasses import dataclass
from pathlib import Path

from website.demo.book_pdf import build_pdf, build_sample
from website.demo.books import Book, load_books
from website.demo.epub import build_epub


@dataclass(frozen=True)
class BuiltBook:
    epub: bytes
    pdf: bytes
    sample: bytes


def build_book(book: Book) -> BuiltBook:
    return BuiltBook(epub=build_epub(book), pdf=build_pdf(book), sample=build_sample(book))


def write_books(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for book in load_books():
        built = build_book(book)
        files = {
            f"{book.slug}.epub": built.epub,
            f"{book.slug}.pdf": built.pdf,
            f"{book.slug}-leseprobe.pdf": built.sample,
        }
        for name, data in files.items():
            (folder / name).write_bytes(data)


if __name__ == "__main__":
    write_books(Path(sys.argv[1]))
