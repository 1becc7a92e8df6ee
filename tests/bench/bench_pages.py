"""How fast the running site answers."""

import http.client
import time

from tests.support.stack import Stack

REQUESTS = 300


def bench_health(live_site: Stack) -> None:
    """The least a request can cost: what every page has to be compared with."""
    connection = http.client.HTTPConnection("127.0.0.1", int(live_site.site["PORT"]))
    started = time.perf_counter()
    for _ in range(REQUESTS):
        connection.request("GET", "/healthz/")
        assert connection.getresponse().read() == b"ok\n"
    print(f"/healthz/: {REQUESTS / (time.perf_counter() - started):.0f} requests/s")  # noqa: T201 -- the result
