"""What the proxy passes on, and when: before an upstream of our own that tells what it is asked."""

import json
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from django.conf import LazySettings
from django.test import RequestFactory

from core.ratelimit import client_address
from tests.support.environment import WORKER, run_folder
from tests.support.proxy import HOST, Answer, Proxy

pytestmark = [pytest.mark.slow, pytest.mark.once]
TOGETHER = 3
PATIENCE = 3  # seconds; who waits for a lock of nginx waits for five
PERSONAL = (
    "/kasse/?a=E-1001",
    "/warenkorb/",
    "/konto/login/",
    "/bestellung/abc/",
    "/download/abc/",
    "/zahlen/abc/",
    "/widerruf/",
    "/suche/?q=brot",
)


class Upstream(ThreadingHTTPServer):
    """Answers as JSON with the headers it got; at `?together` only when so many are there at the same time."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__((HOST, 0), _Handler)
        self.together = threading.Barrier(TOGETHER)


class _Handler(BaseHTTPRequestHandler):
    server: Upstream
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        status = 200
        if "together" in self.headers.get("X-Test", ""):
            try:
                self.server.together.wait(PATIENCE)
            except threading.BrokenBarrierError:
                status = 504
        body = json.dumps(dict(self.headers.items())).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture(scope="module")
def upstream() -> Iterator[Upstream]:
    with Upstream() as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


@pytest.fixture(scope="module")
def proxy(upstream: Upstream) -> Iterator[Proxy]:
    folder = run_folder() / f"passing_{WORKER}"
    proxy = Proxy(folder, files=folder, app=f"{HOST}:{upstream.server_port}")
    proxy.start()
    yield proxy
    proxy.stop()


def at_once(upstream: Upstream, proxy: Proxy, path: str) -> list[Answer]:
    upstream.together.reset()
    with ThreadPoolExecutor(TOGETHER) as visitors:
        return list(visitors.map(lambda _: proxy.ask(path, headers={"X-Test": "together"}), range(TOGETHER)))


@pytest.mark.parametrize("path", PERSONAL)
def test_who_wants_what_is_never_kept_waits_for_nobody(upstream: Upstream, proxy: Proxy, path: str) -> None:
    answers = at_once(upstream, proxy, path)
    assert [answer.status for answer in answers] == [200] * TOGETHER
    assert {answer.headers["X-Cache"] for answer in answers} == {None}, "the cache is not even asked"


def test_what_turns_out_not_to_be_kept_is_not_waited_for_long(upstream: Upstream, proxy: Proxy) -> None:
    assert [answer.status for answer in at_once(upstream, proxy, "/alter-handzettel/")] == [200] * TOGETHER


def seen_by_the_site(answer: Answer) -> str:
    forwarded = json.loads(answer.body)["X-Forwarded-For"]
    return client_address(RequestFactory().get("/", headers={"X-Forwarded-For": forwarded}))


def test_a_forged_address_is_not_believed(proxy: Proxy, settings: LazySettings) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    assert seen_by_the_site(proxy.ask("/kasse/", headers={"X-Forwarded-For": "203.0.113.9"})) == HOST


def test_behind_another_proxy_each_visitor_has_an_address(proxy: Proxy, settings: LazySettings) -> None:
    """The other one speaks TLS to ours, keeps the name, and adds whom it was asked by to what that one claims."""
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 2
    for visitor in ("198.51.100.7", "198.51.100.8"):
        added = {"X-Forwarded-For": f"203.0.113.9, {visitor}", "X-Forwarded-Proto": "http"}
        answer = proxy.ask("/kasse/", headers=added)
        assert seen_by_the_site(answer) == visitor
        assert json.loads(answer.body)["X-Forwarded-Proto"] == "https"


def test_the_words_for_what_is_too_large_are_asked_for_in_the_name_of_the_visitor(proxy: Proxy) -> None:
    answer = proxy.ask("/kasse/", "POST", {"X-Forwarded-For": "203.0.113.9"}, b"x" * 600_000)
    told = json.loads(answer.body)
    assert answer.status == 413
    assert told["X-Forwarded-For"] == f"203.0.113.9, {HOST}"
    assert told["X-Request-ID"] == answer.one("X-Request-ID")
