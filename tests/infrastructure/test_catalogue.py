"""The German catalogue holds every string of the house, and nothing else, in German as it is set."""

import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import allauth
import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po

from accounts.borrowed import SENTENCES

ROOT = Path(__file__).parents[2]
PO = Path("site/locale/de/LC_MESSAGES/django.po")
NOT_OURS = shutil.ignore_patterns(".*", "__pycache__", "locale", "node_modules", "static", "tests", "var")
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]|\{[\w:]+\}")
TAG = re.compile(r"<[^>]+>")
NBSP = "\u00a0"
SLIPS = {
    "shouts": re.compile(r"!"),
    "straight quotes": re.compile(r'"'),
    "quotes that are not „…“": re.compile(r"[”‟«»]|^([^„“]*„[^„“]*“)*[^„“]*(“|„[^“]*(„|$))"),
    "an ordinary space or none before % or €": re.compile(rf"[^{NBSP}][%€]"),
    "an ordinary space or none after §": re.compile(rf"§[^{NBSP}§]"),
    "an ordinary space or none in an abbreviation": re.compile(r"\b[zdiu]\. ?[BhaÄR]\."),
    "an ordinary space before Uhr": re.compile(r" Uhr"),
    "three dots": re.compile(r"\.\.\."),
    "a hyphen for a dash": re.compile(r" - "),
    "familiar address": re.compile(r"\b([Dd]u|[Dd]ich|[Dd]ir|[Dd]eine?[mnrs]?)\b"),
}

pytestmark = pytest.mark.once


@pytest.fixture(scope="module")
def catalogue() -> Catalog:
    return _read(ROOT / PO)


@pytest.fixture(scope="module")
def collected(tmp_path_factory: pytest.TempPathFactory) -> Catalog:
    """What `make messages` finds, in a copy of the project that has no catalogue yet."""
    copy = tmp_path_factory.mktemp("messages") / "project"
    shutil.copytree(ROOT, copy, ignore=NOT_OURS)
    (copy / ".venv").symlink_to(ROOT / ".venv")
    (copy / PO).parent.mkdir(parents=True)
    subprocess.run([copy / "bin" / "messages"], check=True, capture_output=True)
    return _read(copy / PO)


def test_make_messages_finds_exactly_the_committed_strings(collected: Catalog, catalogue: Catalog) -> None:
    found, committed = _keys(collected), _keys(catalogue)
    assert (found - committed, committed - found) == (set(), set()), "make messages, then translate"


def test_every_string_is_translated(catalogue: Catalog) -> None:
    assert not catalogue.obsolete
    assert [message.id for message in _messages(catalogue) if message.fuzzy or not all(_forms(message))] == []


def test_placeholders_and_links_survive_the_translation(catalogue: Catalog) -> None:
    assert [message.id for message in _messages(catalogue) if not _keeps_its_parts(message)] == []


@pytest.mark.parametrize("slip", SLIPS)
def test_german_is_set_as_german(catalogue: Catalog, slip: str) -> None:
    texts = [_visible(text) for message in _messages(catalogue) for text in _forms(message)]
    assert [text for text in texts if SLIPS[slip].search(text)] == []


def test_what_we_say_for_allauth_is_still_said_by_allauth() -> None:
    theirs = _read(Path(allauth.__file__).parent / "locale/de/LC_MESSAGES/django.po")
    assert [sentence for sentence in SENTENCES if sentence not in theirs] == []


def _read(path: Path) -> Catalog:
    with path.open("rb") as file:
        return read_po(file, locale="de")


def _messages(catalogue: Catalog) -> Iterator[Message]:
    return (message for message in catalogue if message.id)


def _keys(catalogue: Catalog) -> set[tuple[str | None, str, str]]:
    return {(message.context, message.id, "") if isinstance(message.id, str) else (message.context, *message.id)
            for message in _messages(catalogue)}  # fmt: skip


def _forms(message: Message) -> tuple[str, ...]:
    return (message.string,) if isinstance(message.string, str) else tuple(message.string or ("",))


def _keeps_its_parts(message: Message) -> bool:
    """The form for one may leave the number out."""
    source = message.id if isinstance(message.id, str) else message.id[-1]
    *single, last = _forms(message)
    return _parts(last) == _parts(source) and all(set(_parts(text)) <= set(_parts(source)) for text in single)


def _parts(text: str) -> list[str]:
    return sorted([*PLACEHOLDER.findall(text), *TAG.findall(text)])


def _visible(text: str) -> str:
    """Without tags and template code, with a number where a placeholder stands."""
    without_code = re.sub(r"\{%.*?%\}|\{\{.*?\}\}", "", TAG.sub("", text).replace("%%", "%"))
    return PLACEHOLDER.sub("7", without_code)
