"""The words of the demo site. A `body` is made of pairs for a StreamField: ("heading", text), ("text", HTML), and on

legal pages ("part", …) or ("conformance", …): their headings begin with a mark such as [terms.delivery].
"""

import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from markdown_it import MarkdownIt

from website.demo.publisher import PUBLISHER
from website.demo.typography import bind

TEXTS = Path(__file__).parent / "texts"
RICH_TEXT = {"<strong>": "<b>", "</strong>": "</b>", "<em>": "<i>", "</em>": "</i>"}  # the words of Wagtail's editor

Block = tuple[str, Any]
HEADING = re.compile(r"^## (?:\[([^]]+)\] )?(.+)$", flags=re.MULTILINE)

_markdown = MarkdownIt("commonmark", {"xhtmlOut": True, "breaks": True})


@dataclass(frozen=True)
class Text:
    """`role` is the field of the legal settings that points to the page, empty for the others."""

    slug: str
    title: str
    intro: str
    role: str = ""

    @property
    def body(self) -> list[Block]:
        return read_blocks(self.slug)


@dataclass(frozen=True)
class Home(Text):
    headline: str = ""


def read_blocks(slug: str) -> list[Block]:
    source = (TEXTS / f"{slug}.md").read_text("utf-8").format(p=PUBLISHER)
    opening, *rest = HEADING.split(bind(source))
    blocks: list[Block] = [("text", render(opening))] if opening.strip() else []
    for mark, heading, body in zip(rest[::3], rest[1::3], rest[2::3], strict=True):
        blocks += _blocks((mark or "").split(), heading.strip(), render(body))
    return blocks


def _blocks(mark: list[str], heading: str, html: str) -> list[Block]:
    match mark:
        case []:
            return [("heading", heading), ("text", html)]
        case ["conformance", status, day]:
            return [("conformance", {"status": status, "checked_on": date.fromisoformat(day), "limits": html})]
        case [topic]:
            return [("part", {"topic": topic, "heading": heading, "text": html})]
    raise ValueError(f"unknown mark: {mark}")


def render(markdown: str) -> str:
    html = _markdown.render(markdown).strip()
    for ours, theirs in RICH_TEXT.items():
        html = html.replace(ours, theirs)
    return html


HOME = Home(
    slug="startseite",
    title=PUBLISHER.brand,
    headline="Wir machen schmale Hefte über Dinge, die man lernen kann: Brot backen, Gruppen leiten, Landschaft lesen.",
    intro="Ein kleiner Verlag mit Seminarhaus in der Uckermark.",
)
CATALOGUE = Text(
    slug="hefte",
    title="Alle Hefte",
    intro="Jedes Heft gibt es als EPUB und PDF, mit einer Leseprobe vorab. Die Preise enthalten die Umsatzsteuer, "
    "und eine Anmeldung brauchen Sie nicht.",
)
ABOUT = Text(
    slug="ueber-uns",
    title="Über uns",
    intro="Ein Verlag mit einem großen Tisch: Unsere Hefte entstehen aus den Seminaren, die bei uns stattfinden.",
)
LEGAL = (
    Text(slug="impressum", title="Impressum", intro="", role="imprint"),
    Text(
        slug="datenschutz",
        title="Datenschutz",
        intro="Welche Daten wir verarbeiten, wofür, wie lange und was Sie verlangen können.",
        role="privacy",
    ),
    Text(
        slug="agb",
        title="Allgemeine Geschäftsbedingungen",
        intro="Stand: 1. November 2026. Sie können diese Seite speichern und ausdrucken.",
        role="terms",
    ),
    Text(
        slug="widerrufsrecht",
        title="Widerrufsbelehrung",
        intro="Für Verbraucherinnen und Verbraucher, mit Formular.",
        role="withdrawal",
    ),
    Text(
        slug="zahlung-und-versand",
        title="Zahlung und Versand",
        intro="Wie Sie bezahlen und wie die Dateien zu Ihnen kommen.",
        role="shipping",
    ),
    Text(
        slug="barrierefreiheit",
        title="Barrierefreiheit",
        intro="Wie wir dafür sorgen, dass alle bei uns lesen und bestellen können.",
        role="accessibility",
    ),
)
CONTENT_PAGES = (ABOUT, *LEGAL)
