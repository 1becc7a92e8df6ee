"""How fast the running site answers, beside two views that do next to nothing under the same server."""

from collections.abc import Iterator
from dataclasses import dataclass
from urllib.request import urlopen

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django.plugin import DjangoDbBlocker

from core.processes import WEB
from tests.support.load import Measured, measure
from tests.support.stack import Stack

ROUNDS = 3
STATIC, ONE_SELECT = "/_bench/static/", "/_bench/select/"
PRODUCT, LIST = "/hefte/brot-braucht-zeit/", "/hefte/"
# With a session the page is made anew each time, though it is the same.
ANEW = ("Cookie: sessionid=nobody",)


@dataclass(frozen=True)
class Promise:
    name: str
    path: str
    headers: tuple[str, ...]
    beside: str
    ratio: float
    queries: int


PROMISES = [
    Promise("page that is kept", PRODUCT, (), STATIC, 0.65, 0),
    Promise("product page made anew", PRODUCT, ANEW, ONE_SELECT, 0.40, 6),
    Promise("list of articles made anew", LIST, ANEW, ONE_SELECT, 0.25, 6),
]


@pytest.fixture
def site(django_db_blocker: DjangoDbBlocker) -> Iterator[Stack]:
    """As in production, but for TLS: two processes, packed files, one line of the log per request."""
    stack = Stack(
        django_db_blocker,
        DJANGO_SETTINGS_MODULE="tests.bench.settings",
        GUNICORN_CMD_ARGS="--max-requests 0",  # a process that is replaced lets connections wait
        KONTOR_ENV="production",
        SECRET_KEY="only-for-tests-and-long-enough-to-be-taken-for-one",
        WEB_CONCURRENCY="2",
    )
    stack.manage("collectstatic", "--no-input", "--verbosity=0")
    stack.start(WEB)
    yield stack
    stack.stop()


def bench_pages(site: Stack) -> None:
    """Judged by CPU time: what else runs on this machine changes the rate, but hardly that."""
    paths = [(STATIC, ()), (ONE_SELECT, ()), *((promise.path, promise.headers) for promise in PROMISES)]
    for path, headers in paths:
        urlopen(f"{site.url}{path}").close()  # one after the other: the first visitor has the pictures made
        _ask(site, path, headers, seconds=1)
    measured = {pair: Measured(0, 0, 0) for pair in paths}
    for _ in range(ROUNDS):
        for path, headers in paths:
            measured[path, headers] += _ask(site, path, headers)
    _tell("static view, 20 kB", measured[STATIC, ()])
    _tell(
        "view with one SELECT",
        measured[ONE_SELECT, ()],
        f"{measured[STATIC, ()].cpu_ms / measured[ONE_SELECT, ()].cpu_ms:.2f} of static",
    )
    broken = []
    for promise in PROMISES:
        page, yardstick = measured[promise.path, promise.headers], measured[promise.beside, ()]
        ratio, queries = yardstick.cpu_ms / page.cpu_ms, _queries(site, promise)
        _tell(promise.name, page, f"{ratio:.2f} of {promise.beside} (promised {promise.ratio}), {queries} queries")
        if ratio < promise.ratio or queries > promise.queries:
            broken.append(promise.name)
    assert broken == []


def _ask(site: Stack, path: str, headers: tuple[str, ...], seconds: float = 3) -> Measured:
    return measure(f"{site.url}{path}", server=site.process(WEB).pid, seconds=seconds, headers=headers)


def _queries(site: Stack, promise: Promise) -> int:
    """Of the second visitor; routes, cards and the frame of the page are known by then."""
    client, headers = Client(), dict(line.split(": ") for line in promise.headers)
    with site.rows():
        client.get(promise.path, headers=headers)
        with CaptureQueriesContext(connection) as queries:
            answer = client.get(promise.path, headers=headers)
        assert answer.status_code == 200
        return len(queries)


def _tell(name: str, measured: Measured, more: str = "") -> None:
    print(f"{name:28} {measured.rate:6.0f} requests/s {measured.cpu_ms:7.2f} ms CPU  {more}")  # noqa: T201 -- the result
