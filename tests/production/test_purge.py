"""All processes of the web server tell of a change within a second, whoever made it."""

import http.client
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from core.processes import WEB
from tests.support.environment import ROOT
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
# Carries out what each line says, and tells when it is done.
OFFICE = """
import ast, sys
for line in sys.stdin:
    exec(ast.literal_eval(line))
    print("done", flush=True)
"""


@contextmanager
def office(stack: Stack) -> Iterator[Callable[[str], None]]:
    """A process of the site that is none of the web server's."""
    with subprocess.Popen(
        [sys.executable, "manage.py", "shell", "--no-imports", "-c", OFFICE],
        cwd=ROOT,
        env={**os.environ, **stack.site},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:

        def change(code: str) -> None:
            assert process.stdin is not None
            assert process.stdout is not None
            process.stdin.write(f"{code!r}\n")
            process.stdin.flush()
            assert process.stdout.readline() == "done\n"

        yield change
    assert process.returncode == 0


def answers(stack: Stack, path: str) -> list[str]:
    """Of a dozen connections, so that each process is asked."""
    return [_ask(stack, path) for _ in range(12)]


def _ask(stack: Stack, path: str) -> str:
    connection = http.client.HTTPConnection("127.0.0.1", int(stack.site["PORT"]), timeout=30)
    connection.request("GET", path)
    page = connection.getresponse().read().decode()
    connection.close()
    return page


# What a folder does, it does whatever the database is.
@pytest.mark.parametrize("shared_by", [pytest.param("folder", marks=pytest.mark.once), "redis"])
def test_a_change_is_seen_by_all_processes(
    new_stack: Callable[..., Stack], shared_by: str, request: pytest.FixtureRequest
) -> None:
    cache = {"CACHE_URL": request.getfixturevalue("redis_url")} if shared_by == "redis" else {}
    stack = new_stack(WEB_CONCURRENCY="2", **cache)
    stack.start(WEB)
    with office(stack) as change:
        for code, told in [(NEW_PRICE, "77,70"), (NEW_WORDS, "Achtundsiebzig Seiten"), (GONE, "404")]:
            assert not any(told in page for page in answers(stack, PAGE))
            change(code)
            time.sleep(SECOND)
            assert all(told in page for page in answers(stack, PAGE)), told
            if code == NEW_PRICE:
                assert all(told in page for page in answers(stack, LIST))
