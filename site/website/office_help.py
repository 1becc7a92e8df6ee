"""Instructions for staff and for who runs the server: a Markdown file each, shown in the back office."""

import re
from functools import cache

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _
from markdown_it import MarkdownIt

PICTURE = re.compile(r"(?<=src=\")\.\./static/([^\"]+)")  # beside the text as a file, at its own address here
FOLDER = settings.BASE_DIR / "docs"
TITLES = {"hilfe.md": _("How we work here"), "betrieb.md": _("How the server is run")}


@cache
def _text(name: str) -> SafeString:
    parser = MarkdownIt("commonmark", {"html": False}).enable("table")
    html = parser.render((FOLDER / name).read_text(encoding="utf-8"))
    return mark_safe(PICTURE.sub(lambda found: static(found[1]), html))  # our own file, and no HTML in it


def office_help(request: HttpRequest, name: str = "hilfe.md") -> HttpResponse:
    """For everybody who may enter the back office."""
    return render(request, "website/admin/help.html", {"title": TITLES[name], "text": _text(name)})
