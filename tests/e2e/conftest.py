"""Stories of visitors and staff in Chromium. They share one running site and meet it only as people do."""

from collections.abc import Callable, Iterator
from itertools import count

import pytest
from playwright.sync_api import Page

from tests.e2e.eyes import SOURCES
from tests.e2e.people import Buyer, Staff
from tests.support.html import complaints
from tests.support.stack import Stack

MARKS = (pytest.mark.browser, pytest.mark.once, pytest.mark.slow)
_numbers = count(1)


def pytest_itemcollected(item: pytest.Item) -> None:
    """Asked for what lies in this folder only."""
    for mark in MARKS:
        item.add_marker(mark)


@pytest.fixture(scope="session", autouse=True)
def _all_pages_are_valid() -> Iterator[None]:
    """Once for all pages that the tests have looked at: the checker takes longer to start than to read."""
    yield
    assert complaints(SOURCES) == []


@pytest.fixture
def new_buyer(live_site: Stack) -> Callable[[Page], Buyer]:
    """Somebody whom the shop does not know yet."""
    return lambda page: Buyer(page, live_site, f"leserin{next(_numbers)}@post.example")


@pytest.fixture
def buyer(new_buyer: Callable[[Page], Buyer], page: Page) -> Buyer:
    return new_buyer(page)


@pytest.fixture
def staff(new_page: Callable[..., Page]) -> Staff:
    """The administrator at a browser of their own."""
    return Staff(new_page())
