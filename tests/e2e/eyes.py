"""Looking at a page as different people do: wide and narrow, by day and by night, with axe as the strictest reader."""

import os
from pathlib import Path
from typing import Any, Literal

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, ViewportSize

from tests.support.browser import DESKTOP, PHONE

Scheme = Literal["light", "dark"]
SCHEMES: tuple[Scheme, ...] = ("light", "dark")
SMALLEST: ViewportSize = {"width": 320, "height": 640}
WIDE: ViewportSize = {"width": 1440, "height": 1000}
_axe = Axe()


def look_at(page: Page, name: str, *, part: str = "") -> None:
    """Nothing sticks out sideways, and axe finds nothing. `part`: only there, the rest is not ours."""
    for size in (DESKTOP, PHONE):
        page.set_viewport_size(ViewportSize(**size))
        if not part:
            assert_fits(page)
        for scheme in SCHEMES:
            page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            assert violations(page, part) == [], f"{name}, {size['width']} pixels, {scheme}"
    if not part:
        page.set_viewport_size(SMALLEST)
        assert_fits(page)
    _take_pictures(page, name)
    page.set_viewport_size(ViewportSize(**DESKTOP))
    page.emulate_media(color_scheme="light", reduced_motion="no-preference")


def assert_fits(page: Page) -> None:
    room, needed = page.evaluate("[innerWidth, document.documentElement.scrollWidth]")
    assert needed <= room, f"{page.url} needs {needed} of {room} pixels"


def violations(page: Page, part: str = "") -> list[str]:
    found = _axe.run(page, context=[part] if part else None).response["violations"]
    return [_told(violation, node) for violation in found for node in violation["nodes"]]


def _told(violation: dict[str, Any], node: dict[str, Any]) -> str:
    return f"{violation['id']}: {node['html'][:200]} {node.get('failureSummary', '')}"


def _take_pictures(page: Page, name: str) -> None:
    """For people who look, with KONTOR_PICTURES=folder."""
    if folder := os.environ.get("KONTOR_PICTURES"):
        for size in (WIDE, PHONE):
            page.set_viewport_size(ViewportSize(**size))
            for scheme in SCHEMES:
                page.emulate_media(color_scheme=scheme)
                page.screenshot(path=Path(folder) / f"{name}-{size['width']}-{scheme}.png", full_page=True)
