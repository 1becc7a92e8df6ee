"""Chromium on a running stack. A page that logs an error or asks a foreign host for anything fails its test."""

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, Request, Response, ViewportSize, sync_playwright

from tests.support.programs import find
from tests.support.stack import Stack

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
]
DESKTOP: ViewportSize = {"width": 1280, "height": 900}
PHONE: ViewportSize = {"width": 390, "height": 844}
LOCAL_HOSTS = {"127.0.0.1", "localhost"}
# What each page shows, as the site sent it.
DOCUMENTS: dict[Page, Response] = {}


@dataclass
class Watch:
    """What went wrong in the pages of one test."""

    seen: list[str] = field(default_factory=list)
    forgiven: list[str] = field(default_factory=list)

    @property
    def problems(self) -> list[str]:
        return [problem for problem in self.seen if not any(text in problem for text in self.forgiven)]

    def attach(self, page: Page) -> None:
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.seen.append(f"script error: {error}"))
        page.on("request", self._request)
        page.on("response", lambda response: _remember(page, response))

    def forgive(self, text: str) -> None:
        """Overlook problems with this text, earlier and later ones: the test provokes them on purpose."""
        self.forgiven.append(text)

    def _console(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.seen.append(f"console: {message.text} ({message.location.get('url', '')})")

    def _request(self, request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme in {"http", "https", "ws", "wss"} and parts.hostname not in LOCAL_HOSTS:
            self.seen.append(f"foreign host: {request.url}")


def _remember(page: Page, response: Response) -> None:
    if (
        response.request.is_navigation_request()
        and response.frame == page.main_frame
        and not 300 <= response.status < 400
    ):
        DOCUMENTS[page] = response


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    # Playwright's loop runs in this thread, and Django would refuse its database there.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        # It draws no windows that nobody sees, and so needs half of the time.
        program = find("chromium-headless-shell", "chromium-headless-shell")
        chromium = playwright.chromium.launch(executable_path=program, args=FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture
def watch() -> Iterator[Watch]:
    watch = Watch()
    yield watch
    assert watch.problems == []


@pytest.fixture
def new_page(browser: Browser, live_site: Stack, watch: Watch) -> Iterator[Callable[..., Page]]:
    """Pages of visitors who do not know each other: `new_page(viewport=PHONE, java_script_enabled=False)`."""
    contexts = []

    def make(**options: Any) -> Page:
        settings = {"base_url": live_site.url, "locale": "de-DE", "timezone_id": "Europe/Berlin", "viewport": DESKTOP}
        contexts.append(browser.new_context(**{**settings, **options}))
        contexts[-1].set_default_timeout(15_000)
        page = contexts[-1].new_page()
        watch.attach(page)
        return page

    yield make
    DOCUMENTS.clear()
    for context in contexts:
        context.close()


@pytest.fixture
def page(new_page: Callable[..., Page]) -> Page:
    return new_page()


@pytest.fixture
def phone_page(new_page: Callable[..., Page]) -> Page:
    return new_page(viewport=PHONE, is_mobile=True, has_touch=True)


@pytest.fixture
def page_without_script(new_page: Callable[..., Page]) -> Page:
    return new_page(java_script_enabled=False)
