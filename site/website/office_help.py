"""Short instructions for staff: one Markdown file, shown in the back office."""

from functools import cache

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt

FILE = settings.BASE_DIR / "docs" / "hilfe.md"


@cache
def _text() -> SafeString:
    parser = MarkdownIt("commonmark", {"html": False}).enable("table")
    return mark_safe(parser.render(FILE.read_text(encoding="utf-8")))  # our own file, and no HTML in it


def office_help(request: HttpRequest) -> HttpResponse:
    """For everybody who may enter the back office."""
    return render(request, "website/admin/help.html", {"text": _text()})
