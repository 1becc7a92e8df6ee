"""The words of the demo site: `texts/*.md`, each with a head in TOML. What a paragraph is, says its beginning:

`## Heading` · `## [terms.delivery] Heading` a part of a legal page · `![alt](picture) caption`, several of them make a
gallery · `> quote` with `> – who says it` · `? question` and its answer · `|| alt | picture | heading | text` columns ·
`-> slug, slug | heading` teaser · `=> label | slug | heading | text` call · `@form name` and `@quick_shop name`. All
else is running text.
"""

import re
import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from pathlib import Path
from typing import Any

from markdown_it import MarkdownIt

from website.demo.publisher import PUBLISHER
from website.demo.typography import bind

TEXTS = Path(__file__).parent / "texts"
RICH_TEXT = {"<strong>": "<b>", "</strong>": "</b>", "<em>": "<i>", "</em>": "</i>"}  # the words of Wagtail's editor

Block = tuple[str, Any]
HEADING = re.compile(r"^## (?:\[([^]]+)\] )?(.+)$")
PICTURE = re.compile(r"^!\[(?P<alt>.+?)\]\((?P<picture>[\w-]+)\) ?(?P<caption>.*)$", flags=re.MULTILINE)

_markdown = MarkdownIt("commonmark", {"xhtmlOut": True, "breaks": True})


@dataclass(frozen=True)
class Text:
    """`role` is the field of the legal settings that points to the page, empty for the others."""

    slug: str
    title: str
    body: list[Block]
    intro: str = ""
    headline: str = ""
    role: str = ""
    kind: str = "content"
    parent: str = ""
    picture: str = ""
    alt: str = ""
    form: str = ""
    action: str = ""
    target: str = ""


def read(slug: str) -> Text:
    _, head, body = (TEXTS / f"{slug}.md").read_text("utf-8").split("+++\n", 2)
    facts = {name: bind(value) for name, value in tomllib.loads(head).items()}
    return Text(slug=slug, body=read_blocks(body), **facts)


def read_blocks(source: str) -> list[Block]:
    chunks = re.split(r"\n{2,}", bind(source.format(p=PUBLISHER)).strip())
    chunks = [part for chunk in chunks for part in _split_heading(chunk)]
    blocks: list[Block] = []
    for kind, group in groupby(chunks, key=_kind):
        parts = list(group)
        blocks += [("text", render("\n\n".join(parts)))] if kind == "text" else [READERS[kind](part) for part in parts]
    return _joined(blocks)


def _split_heading(chunk: str) -> list[str]:
    """A heading needs no empty line below it."""
    first, _, rest = chunk.partition("\n")
    return [first, rest] if first.startswith("## ") and rest else [chunk]


def _kind(chunk: str) -> str:
    return next((mark for mark in READERS if chunk.startswith(mark)), "text")


TEXT_OF = {"part": "text", "conformance": "limits"}


def _joined(blocks: list[Block]) -> list[Block]:
    """The text below the heading of a part belongs to it."""
    joined: list[Block] = []
    for kind, value in blocks:
        above, owner = joined[-1] if joined else ("", {})
        place = TEXT_OF.get(above, "")
        if kind == "text" and place and not owner[place]:
            owner[place] = value
        else:
            joined.append((kind, value))
    return joined


def _heading(chunk: str) -> Block:
    found = HEADING.match(chunk)
    mark, heading = found.groups() if found else ("", chunk)
    match (mark or "").split():
        case []:
            return "heading", heading
        case ["conformance", status, day]:
            return "conformance", {"status": status, "checked_on": date.fromisoformat(day), "limits": ""}
        case [topic]:
            return "part", {"topic": topic, "heading": heading, "text": ""}
    raise ValueError(f"unknown mark: {mark}")


def _pictures(chunk: str) -> Block:
    pictures = [found.groupdict() for found in PICTURE.finditer(chunk)]
    return ("picture", pictures[0]) if len(pictures) == 1 else ("gallery", pictures)


def _quote(chunk: str) -> Block:
    lines = [line.removeprefix(">").strip() for line in chunk.splitlines()]
    source = lines.pop().removeprefix("–").strip() if lines[-1].startswith("–") else ""
    return "quote", {"text": " ".join(lines), "source": source}


def _question(chunk: str) -> Block:
    question, _, answer = chunk.removeprefix("? ").partition("\n")
    return "question", {"question": question, "answer": render(answer)}


def _columns(chunk: str) -> Block:
    rows = [[cell.strip() for cell in line.removeprefix("|| ").split(" | ")] for line in chunk.splitlines()]
    return "columns", [dict(zip(("alt", "picture", "heading", "text"), row, strict=True)) for row in rows]


def _teaser(chunk: str) -> Block:
    slugs, _, heading = chunk.removeprefix("-> ").partition(" | ")
    return "teaser", {"heading": heading, "pages": [slug.strip() for slug in slugs.split(",")]}


def _call(chunk: str) -> Block:
    label, slug, heading, text = chunk.removeprefix("=> ").split(" | ")
    return "call", {"label": label, "page": slug, "heading": heading, "text": text}


def _placed(chunk: str) -> Block:
    """What stands in the middle of a page: the form or the quick shop of this name."""
    kind, _, name = chunk.removeprefix("@").partition(" ")
    return kind, name


READERS: dict[str, Callable[[str], Block]] = {
    "## ": _heading,
    "![": _pictures,
    "> ": _quote,
    "? ": _question,
    "|| ": _columns,
    "-> ": _teaser,
    "=> ": _call,
    "@": _placed,
}


def render(markdown: str) -> str:
    html = _markdown.render(markdown).strip()
    for ours, theirs in RICH_TEXT.items():
        html = html.replace(ours, theirs)
    return html


HOME = read("startseite")
DATES = (
    {
        "day": "2027-01-15",
        "title": "Brot braucht Zeit",
        "text": "Drei Tage in der Backstube mit Marlene Kerkow. Zwei Plätze sind noch frei.",
        "page": "seminare",
    },
    {
        "day": "2027-02-05",
        "title": "Ganz Ohr",
        "text": "Drei Tage über schwierige Gespräche mit Thea Marquardt.",
        "page": "seminare",
    },
    {
        "day": "2027-02-19",
        "title": "Weit und leise im Schnee",
        "text": "Zwei kurze Gänge am Tag mit Ilse Tornow, dazwischen Ofen und Karten.",
        "page": "seminare",
    },
)
CATALOGUE = Text(
    slug="hefte",
    title="Buchladen",
    body=[],
    intro="Hefte als EPUB und PDF, Bücher, Kalender und was man sonst am Tisch braucht. Die Preise enthalten die "
    "Umsatzsteuer, und eine Anmeldung brauchen Sie nicht.",
)
# Parents before their children.
CONTENT_PAGES = tuple(
    read(slug)
    for slug in (
        "seminare", "magazin", "ueber-uns", "haus", "menschen", "anreise", "kontakt", "fragen", "manuskripte",
        "buchhandel", "presse", "nachhaltigkeit", "sieben-glaeser", "sieben-sekunden", "wie-ein-heft-entsteht",
        "winterkiste", "haus-anfragen", "impressum", "datenschutz", "agb", "widerrufsrecht", "zahlung-und-versand",
        "barrierefreiheit",
    )
)  # fmt: skip
LEGAL = tuple(page for page in CONTENT_PAGES if page.role)
