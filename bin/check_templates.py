"""What our templates must not contain: inline script or style, and anything fetched from a foreign host."""

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


def templates() -> list[Path]:
    found = [*TEMPLATES.glob("templates/**/*.html"), *TEMPLATES.glob("site/*/templates/**/*.html")]
    return [path for path in found if not set(FREE) & set(path.parent.parts)]


def findings(path: Path) -> list[str]:
    text = path.read_text(encoding="utf-8")
    return [
        f"{path.relative_to(TEMPLATES)}:{text.count(chr(10), 0, match.start()) + 1}: {rule}"
        for rule, pattern in RULES.items()
        for match in pattern.finditer(text)
    ]


if __name__ == "__main__":
    problems = [line for path in sorted(templates()) for line in findings(path)]
    sys.stderr.writelines(f"{line}\n" for line in problems)
    sys.exit(bool(problems))
