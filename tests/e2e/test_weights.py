"""What a first visit costs: style sheet, fonts and our scripts."""

import gzip

import pytest
from playwright.sync_api import Page

KB = 1024
BUDGETS = {"stylesheet": 8 * KB, "font": 100 * KB, "script": 4 * KB}


@pytest.mark.parametrize("kind", BUDGETS)
def test_visitor_gets_no_more_than_the_budget(page: Page, kind: str) -> None:
    asked: set[str] = set()
    page.on("request", lambda request: asked.add(request.url) if request.resource_type == kind else None)
    for address in ("/", "/hefte/brot-braucht-zeit/", "/kasse/?a=E-1001"):
        page.goto(address, wait_until="networkidle")
    assert asked
    bodies = {url: page.request.get(url).body() for url in asked}
    sizes = {url: len(body if kind == "font" else gzip.compress(body, 9)) for url, body in bodies.items()}
    assert sum(sizes.values()) <= BUDGETS[kind], sizes
