"""Looking at a page as different people do: wide and narrow, by day and by night, with axe as the strictest reader."""

import os
from pathlib import Path
from typing import Any, Literal

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page, ViewportSize

from tests.support.browser import DESKTOP, DOCUMENTS, PHONE

Scheme = Literal["light", "dark"]
SCHEMES: tuple[Scheme, ...] = ("light", "dark")
SMALLEST: ViewportSize = {"width": 320, "height": 640}
WIDE: ViewportSize = {"width": 1440, "height": 1000}
NO_TRANSITIONS = "document.getAnimations().filter(one => one instanceof CSSTransition).forEach(one => one.finish())"
OPTIONS: dict[Scheme, dict[str, Any]] = {
    "light": {"resultTypes": ["violations"]},
    # The same page in other colours: only what is about colours can differ.
    "dark": {"resultTypes": ["violations"], "runOnly": ["color-contrast", "link-in-text-block"]},
}
# The pages of the house that somebody has looked at, for the checker of HTML; it judges all of them at once.
SOURCES: dict[str, str] = {}
# Three readings of a page need its source once only, and only what is wrong comes back.
READ = "options => axe.run(options).then(result => result.violations)"


def look_at(page: Page, name: str) -> None:
    """Nothing sticks out sideways, and axe finds nothing."""
    if "/admin/" not in page.url:
        SOURCES[name] = DOCUMENTS[page].text()
    page.set_viewport_size(SMALLEST)
    assert_fits(page)
    for size, schemes in ((PHONE, SCHEMES[:1]), (DESKTOP, SCHEMES)):
        page.set_viewport_size(size)
        assert_fits(page)
        for scheme in schemes:
            assert violations(page, scheme) == [], f"{name}, {size['width']} pixels, {scheme}"
    take_pictures(page, name)


def assert_fits(page: Page) -> None:
    room, needed = page.evaluate("[innerWidth, document.documentElement.scrollWidth]")
    assert needed <= room, f"{page.url} needs {needed} of {room} pixels"


def violations(page: Page, scheme: Scheme) -> list[str]:
    page.mouse.move(0, 0)
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    page.evaluate(NO_TRANSITIONS)
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    found = page.evaluate(READ, OPTIONS[scheme])
    return [_told(violation, node) for violation in found for node in violation["nodes"]]


def _told(violation: dict[str, Any], node: dict[str, Any]) -> str:
    return f"{violation['id']}: {node['html'][:200]} {node.get('failureSummary', '')}"


def take_pictures(page: Page, name: str) -> None:
    """For people who look, with KONTOR_PICTURES=folder."""
    if folder := os.environ.get("KONTOR_PICTURES"):
        for size in (PHONE, WIDE):
            page.set_viewport_size(size)
            for scheme in SCHEMES:
                page.emulate_media(color_scheme=scheme)
                page.screenshot(path=Path(folder) / f"{name}-{size['width']}-{scheme}.png", full_page=True)
        page.set_viewport_size(DESKTOP)
