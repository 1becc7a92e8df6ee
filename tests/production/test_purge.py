"""All processes of the web server tell of a change within a second, whoever made it."""

import http.client
import time
from collections.abc import Callable

import pytest

from core.processes import WEB
from tests.support.stack import Stack

pytestmark = pytest.mark.slow
SECOND = 1.0
PAGE, LIST = "/hefte/brot-braucht-zeit/", "/hefte/"
NEW_PRICE = """
from decimal import Decimal
from shop.models import Ebook
from shop.services.articles import save_article
ebook = Ebook.objects.get(pages__slug="brot-braucht-zeit")
ebook.gross = Decimal("77.70")
save_article(article=ebook)
"""
NEW_WORDS = """
from shop.pages import EbookPage
page = EbookPage.objects.get(slug="brot-braucht-zeit")
page.intro = "Achtundsiebzig Seiten Geduld."
page.save_revision().publish()
"""
GONE = """
from shop.pages import EbookPage
EbookPage.objects.get(slug="brot-braucht-zeit").unpublish()
"""


def answers(stack: Stack, path: str) -> list[str]:
    """Of a dozen connections, so that each process is asked."""
    return [_ask(stack, path) for _ in range(12)]


def _ask(stack: Stack, path: str) -> str:
    connection = http.client.HTTPConnection("127.0.0.1", int(stack.site["PORT"]), timeout=30)
    connection.request("GET", path)
    page = connection.getresponse().read().decode()
    connection.close()
    return page


@pytest.mark.parametrize("shared_by", ["folder", "redis"])
def test_a_change_is_seen_by_all_processes(
    new_stack: Callable[..., Stack], shared_by: str, request: pytest.FixtureRequest
) -> None:
    cache = {"CACHE_URL": request.getfixturevalue("redis_url")} if shared_by == "redis" else {}
    stack = new_stack(WEB_CONCURRENCY="2", **cache)
    stack.start(WEB)
    for change, told in [(NEW_PRICE, "77,70"), (NEW_WORDS, "Achtundsiebzig Seiten"), (GONE, "404")]:
        assert not any(told in page for page in answers(stack, PAGE))
        stack.manage("shell", "--no-imports", "-c", change)
        time.sleep(SECOND)
        assert all(told in page for page in answers(stack, PAGE)), told
        if change == NEW_PRICE:
            assert all(told in page for page in answers(stack, LIST))
