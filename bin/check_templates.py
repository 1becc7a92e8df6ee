"""What our templates must not contain: inline script or style, anything fetched from a foreign host, words that nobody

can translate.
"""

import re
import sys
from pathlib import Path

TEMPLATES = Path(__file__).resolve().parents[1]
# Mails and PDF documents have no content security policy, and mail programs read no style sheets.
FREE = ("mail", "pdf")
RULES = {
    "inline script": re.compile(r'<script(?![^>]*\bsrc=)(?! type="application/ld\+json">)', re.IGNORECASE),
    "inline style sheet": re.compile(r"<style\b", re.IGNORECASE),
    "style attribute": re.compile(r"<[^>]*\sstyle\s*=", re.IGNORECASE),
    "event attribute": re.compile(r"<[^>]*\son[a-z]+\s*=", re.IGNORECASE),
    "javascript: address": re.compile(r"[\"']\s*javascript:", re.IGNORECASE),
    "foreign host": re.compile(r"<(script|img|link|iframe|source)\b[^>]*(src|href)=[\"'](https?:)?//", re.IGNORECASE),
}

# What is no text: template code and what it translates, comments, tags but for the attributes that people read.
CODE = re.compile(
    r"\{% *(comment|blocktrans(?:late)?)\b.*?\{% *end\1 *%\}|\{% block \w+_class %\}[\w -]*|\{[%{#].*?[%}#]\}"
    r"|<!--.*?-->|<(script|style)\b.*?</\2>",
    re.DOTALL,
)
READ = re.compile(r"\b(?:alt|title|placeholder|aria-label|aria-description)=\"([^\"]*)\"")
TAG = re.compile(r"<(?:[^<>\"]|\"[^\"]*\")*>")
WORD = re.compile(r"(?!Subject\b)\b[^\W\d_]*[^\W\d_A-Z][^\W\d_]+")  # IBAN and the names of headers are no words
# The sandbox plays PayPal for developers.
UNTRANSLATED = ("sandbox",)


def templates() -> list[Path]:
    return [*TEMPLATES.glob("templates/**/*.html"), *TEMPLATES.glob("site/*/templates/**/*.html")]


def findings(path: Path) -> list[str]:
    text, parts = path.read_text(encoding="utf-8"), set(path.parent.parts)
    found = [] if parts & set(FREE) else [(m.start(), rule) for rule, one in RULES.items() for m in one.finditer(text)]
    if not parts & set(UNTRANSLATED):
        found += words(text)
    return [f"{path.relative_to(TEMPLATES)}:{text.count(chr(10), 0, at) + 1}: {rule}" for at, rule in sorted(found)]


def words(text: str) -> list[tuple[int, str]]:
    """Those between the tags and in the attributes that people read, outside of template code."""
    text = CODE.sub(_blank, text)
    read = [(m.start(1), m[1]) for m in READ.finditer(text)]
    read += [(m.start(), m[0]) for m in re.finditer(r".+", TAG.sub(_blank, text))]
    return [(at, f"not translated: {part.strip()}") for at, part in read if WORD.search(part)]


def _blank(match: re.Match[str]) -> str:
    return re.sub(r"[^\n]", " ", match[0])


if __name__ == "__main__":
    problems = [line for path in sorted(templates()) for line in findings(path)]
    sys.stderr.writelines(f"{line}\n" for line in problems)
    sys.exit(bool(problems))
