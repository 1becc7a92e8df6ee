"""Make the pictures of the demo from `art/*.svg`: `python -m website.demo.draw [NAME …]`. Needs Chromium.

Rules of the series: cut paper, flat shapes without outline, light from the upper left, shadows as a second sheet below
and to the right, never black. Covers share one grid: author, title, subtitle, one drawing, the house at the foot.
"""

import base64
import io
import re
import sys
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, sync_playwright

DEMO = Path(__file__).parent
ART, BOOKS, PICTURES = DEMO / "art", DEMO / "books", DEMO / "pictures"
LOGOS = ("haselrain", "nordost")
LONGEST = 1600
FONTS = (
    ("Fraunces", DEMO / "fonts" / "fraunces-latin-500-normal.woff2", "normal"),
    ("Fraunces", DEMO / "fonts" / "fraunces-latin-400-italic.woff2", "italic"),
    ("EB Garamond", DEMO / "fonts" / "eb-garamond-latin-400-normal.woff2", "normal"),
    ("Bricolage Grotesque", DEMO.parents[2] / "static" / "fonts" / "bricolage-grotesque-latin.woff2", "normal"),
)


def main(names: list[str]) -> None:
    style = "".join(_face(*font) for font in FONTS)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        page = chromium.new_page()
        for source in sorted(ART.glob("*.svg")):
            if not names or source.stem in names:
                _save(_shot(page, source.read_text("utf-8"), style), source.stem)
        chromium.close()


def _face(family: str, file: Path, style: str) -> str:
    data = base64.b64encode(file.read_bytes()).decode()
    return (
        f"@font-face {{ font-family: '{family}'; font-style: {style}; font-weight: 100 900; "
        f"src: url(data:font/woff2;base64,{data}) }}"
    )


def _shot(page: Page, svg: str, style: str) -> Image.Image:
    width, height = re.findall(r'(?:width|height)="(\d+)"', svg)[:2]
    page.set_viewport_size({"width": int(width), "height": int(height)})
    page.set_content(f"<style>{style} body {{ margin: 0 }} svg {{ display: block }}</style>{svg}")
    page.evaluate("document.fonts.ready")
    return Image.open(io.BytesIO(page.screenshot(omit_background=True)))


def _save(image: Image.Image, name: str) -> None:
    """The cover of a booklet goes into the book, everything else is a picture of the site."""
    if (BOOKS / name).is_dir():
        target = BOOKS / name / "cover.jpg"
        image.convert("RGB").save(target, quality=86, optimize=True, progressive=True)
    elif name.startswith(LOGOS):
        image.quantize(128).save(PICTURES / f"{name}.png", optimize=True)
    else:
        image.thumbnail((LONGEST, LONGEST))
        image.convert("RGB").save(PICTURES / f"{name}.webp", quality=74, method=6)


if __name__ == "__main__":
    main(sys.argv[1:])
