"""German words where English was asked for.

What stands in the database or in the mails' files is somebody's content: it may be German.
"""

import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import lxml.html
from babel.messages.pofile import read_po
from django.apps import apps
from django.core import serializers

ROOT = Path(__file__).parents[2]
CATALOGUE = ROOT / "site/locale/de/LC_MESSAGES/django.po"
# What we say in German is English as well.
ALIKE = {"Status", "Position", "Download", "Ebook"}
# Between what we say and what we show.
SEAM = re.compile(r": | · | - |[„“]")
COMMON = re.compile(
    r"[äöüÄÖÜß]|\b(?:[Dd]er|[Dd]as|[Uu]nd|[Nn]icht|[Mm]it|[Ii]st|Sie|Ihre?[mnrs]?|wird|werden|auf|[Vv]on|zu[mr]|bei"
    r"|[Ee]ine[mnrs]?|[Kk]eine?[nr]?|noch|oder|wurde|nach|sich|aus|wenn|haben|vom|beim)\b"
)
READ = ("alt", "title", "placeholder", "aria-label", "aria-description")
UNSEEN = ("script", "style", "template")


def left_overs(html: str, content: str) -> list[str]:
    """Texts of this page that are German and nobody's content."""
    ours = (part for text in texts(html) if text not in content for part in SEAM.split(text) if part not in content)
    return [text for text in ours if COMMON.search(text) or text in _translations()]


def texts(html: str) -> Iterator[str]:
    """Those that people see or hear, unless they are said to be German."""
    tree = lxml.html.document_fromstring(html)
    for element in tree.iter():
        language = next((one.get("lang") for one in (element, *element.iterancestors()) if one.get("lang")), "")
        if language == "en" and isinstance(element.tag, str):
            hidden = element.tag in UNSEEN
            found = [element.get(name) for name in READ] + ([] if hidden else [element.text])
            found += [child.tail for child in element]
            yield from filter(None, map(_plain, filter(None, found)))


def content() -> str:
    """All that is in the database, as one text."""
    rows = [row for model in apps.get_models() if model._meta.managed for row in model._default_manager.all()]
    values = [row["fields"] for row in serializers.serialize("python", rows)]
    mails = [path.read_text(encoding="utf-8") for path in (ROOT / "templates/mail").glob("*.md")]
    told = json.dumps([values, mails], ensure_ascii=False, default=str)
    return _plain(told.replace('\\"', '"').replace("\\n", " ").replace("\\r", " ").replace("\\\\", "\\"))


@cache
def _translations() -> frozenset[str]:
    with CATALOGUE.open("rb") as file:
        messages = [message for message in read_po(file, locale="de") if message.id]
    sources = {text for message in messages for text in _forms(message.id)}
    german = {_plain(text) for message in messages for text in _forms(message.string) if text not in sources}
    return frozenset(german - ALIKE)


def _forms(text: str | tuple[str, ...] | list[str] | None) -> tuple[str, ...]:
    return (text,) if isinstance(text, str) else tuple(text or ())


def _plain(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()
