"""The browser tests' own guard: it must see what it is there for."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.support.browser import Watch
from tests.support.stack import Stack

pytestmark = [pytest.mark.browser, pytest.mark.once, pytest.mark.slow]


def test_watch_sees_foreign_hosts_and_script_errors(page: Page, watch: Watch) -> None:
    page.goto("/healthz/")
    page.evaluate("() => { new Image().src = 'https://tracker.example/pixel.gif'; console.error('broken'); }")
    page.wait_for_timeout(300)
    assert any(problem.startswith("foreign host: https://tracker.example/") for problem in watch.problems)
    assert any(problem.startswith("console: broken") for problem in watch.problems)
    watch.forgive("tracker.example")
    watch.forgive("broken")
    watch.forgive("ERR_NAME_NOT_RESOLVED")
    watch.forgive("favicon.ico")


def test_pages_of_two_visitors_share_no_cookies(new_page: Callable[..., Page], live_site: Stack, watch: Watch) -> None:
    first, second = new_page(), new_page(java_script_enabled=False)
    first.context.add_cookies([{"name": "who", "value": "first", "url": live_site.url}])
    second.goto("/healthz/")
    assert second.context.cookies() == []
    watch.forgive("favicon.ico")
