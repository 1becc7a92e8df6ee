"""HTML to PDF. WeasyPrint is imported on first use, in the worker: the web process must not carry it."""

import atexit
import json
import os
import subprocess
import sys
import threading
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings

FOLDER = Path(settings.BASE_DIR) / "templates" / "pdf"
# Pango's font maps are not made for several threads, and the worker has some.
_one_at_a_time = threading.Lock()


def write_pdf(html: str, *, sheets: tuple[str, ...], css: str = "", variant: str = "pdf/a-3b") -> bytes:
    """`sheets` are files beside the PDF templates, `css` comes after them."""
    import weasyprint  # noqa: PLC0415 -- slow import

    with _one_at_a_time:
        fonts, style = _style(sheets, css)
        document = weasyprint.HTML(string=html, base_url=str(FOLDER))
        return bytes(document.write_pdf(stylesheets=style, font_config=fonts, pdf_variant=variant))


def write_pdf_apart(html: str, **options: Any) -> bytes:
    """The same in a program of its own: for staff who wait for the paper in front of a web page."""
    command = [sys.executable, "-m", "core.pdf"]
    places = {"PYTHONPATH": os.pathsep.join(filter(None, sys.path)), "DJANGO_SETTINGS_MODULE": settings.SETTINGS_MODULE}
    task = json.dumps({"html": html, **options}).encode()
    return subprocess.run(
        command, input=task, env={**os.environ, **places}, capture_output=True, check=True, timeout=60
    ).stdout


@cache
def _style(sheets: tuple[str, ...], css: str) -> tuple[Any, list[Any]]:
    """Fonts and style sheets are read once per process: it is half of the work otherwise."""
    import weasyprint  # noqa: PLC0415 -- slow import
    from weasyprint.text.fonts import FontConfiguration  # noqa: PLC0415 -- slow import

    fonts = FontConfiguration()
    style = [weasyprint.CSS(filename=str(FOLDER / name), font_config=fonts) for name in sheets]
    return fonts, [*style, weasyprint.CSS(string=css, font_config=fonts)]


# A font configuration takes its temporary folder with it, but only while Python still stands.
atexit.register(_style.cache_clear)

if __name__ == "__main__":
    task = json.load(sys.stdin)
    sys.stdout.buffer.write(write_pdf(**{**task, "sheets": tuple(task["sheets"])}))
