"""The demo books as data: `meta.toml` tells about a book, `text.md` is the book, one `#` heading per chapter."""

import re
import tomllib
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from itertools import pairwise
from pathlib import Path

from markdown_it import MarkdownIt
from markdown_it.token import Token

from website.demo.typography import bind

BOOKS = Path(__file__).parent / "books"

_markdown = MarkdownIt("commonmark", {"xhtmlOut": True}).enable("table")


@dataclass(frozen=True)
class Question:
    question: str
    answer: str


@dataclass(frozen=True)
class Section:
    anchor: str
    title: str


@dataclass(frozen=True)
class Chapter:
    """`html` is the body below the title, well-formed XHTML."""

    number: int
    title: str
    html: str
    sections: tuple[Section, ...]

    @property
    def anchor(self) -> str:
        return f"kapitel-{self.number}"


@dataclass(frozen=True)
class Book:
    slug: str
    number: str
    volume: int
    title: str
    subtitle: str
    author: str
    author_note: str
    isbn: str
    pages: int
    language: str
    price: Decimal
    price_bound: bool
    tax_class: str
    topic: str
    accent: str
    published: date
    cover_alt: str
    promise: str
    text: str
    questions: tuple[Question, ...]
    chapters: tuple[Chapter, ...] = field(repr=False)

    @property
    def cover(self) -> bytes:
        return (BOOKS / self.slug / "cover.jpg").read_bytes()

    @property
    def words(self) -> int:
        return count_words((BOOKS / self.slug / "text.md").read_text("utf-8"))


def load_books() -> list[Book]:
    return sorted((load_book(path.name) for path in BOOKS.iterdir() if path.is_dir()), key=lambda book: book.volume)


def load_book(slug: str) -> Book:
    meta = tomllib.loads((BOOKS / slug / "meta.toml").read_text("utf-8"))
    questions = tuple(Question(bind(row["question"]), bind(row["answer"])) for row in meta.pop("questions"))
    meta |= {name: bind(meta[name]) for name in ("promise", "text", "subtitle", "author_note", "cover_alt")}
    price = Decimal(meta.pop("price"))
    return Book(slug=slug, price=price, questions=questions, chapters=read_chapters(slug), **meta)


def read_chapters(slug: str) -> tuple[Chapter, ...]:
    text = bind((BOOKS / slug / "text.md").read_text("utf-8"))
    parts = re.split(r"^# (.+)$", text, flags=re.MULTILINE)[1:]
    return tuple(
        render_chapter(number, title, body)
        for number, (title, body) in enumerate(zip(parts[::2], parts[1::2], strict=True), start=1)
    )


def render_chapter(number: int, title: str, body: str) -> Chapter:
    tokens = _markdown.parse(body)
    sections = tuple(_name_sections(number, tokens))
    html = _markdown.renderer.render(tokens, _markdown.options, {}).replace("<th>", '<th scope="col">')
    return Chapter(number=number, title=title.strip(), html=html, sections=sections)


def _name_sections(number: int, tokens: list[Token]) -> list[Section]:
    sections: list[Section] = []
    for opening, inline in pairwise(tokens):
        if opening.type == "heading_open":
            section = Section(anchor=f"kapitel-{number}-{len(sections) + 1}", title=inline.content)
            opening.attrSet("id", section.anchor)
            sections.append(section)
    return sections


def count_words(text: str) -> int:
    return len(re.findall(r"[^\W\d_][\w’-]*", text))
