"""Eight buyers at the same time, each with the whole way from the page to "thank you", and nothing sold twice."""

import http.client
import re
import time
import uuid
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import local
from urllib.parse import urlencode

import pytest

from core.processes import WEB
from tests.support.stack import Stack

BUYERS, PURCHASES = 8, 160
OSCAR = 3.7  # full guest checkouts a second of django-oscar 4 on such a machine, with 14 requests each
MOST_REQUESTS = 7
ROUNDS, STOCK, CROWD = 10, 10, 40
PAGE, EBOOK, GOODS = "/hefte/brot-braucht-zeit/", "E-1001", "BENCH-1"
SAME = {"Sec-Fetch-Site": "same-origin", "Content-Type": "application/x-www-form-urlencoded"}
_kept = local()


@pytest.fixture
def busy_site(new_stack: Callable[..., Stack]) -> Iterator[Stack]:
    site = new_stack(RATE_LIMIT_FACTOR="1000000", WEB_CONCURRENCY="2")
    with site.rows():
        from tests.factories import postage, some_goods  # noqa: PLC0415 -- models of the test process

        postage("3.90")
        some_goods(GOODS, "24.00", stock=100_000, weight=300)
    site.start(WEB)
    yield site
    site.stop(WEB)


def bench_checkout(busy_site: Stack) -> None:
    site = busy_site
    buy(site)
    with ThreadPoolExecutor(BUYERS) as pool:
        list(pool.map(lambda _: buy(site), range(BUYERS * 2)))
        before, started = _cpu(site), time.perf_counter()
        requests = list(pool.map(lambda _: buy(site), range(PURCHASES)))
        took, cpu = time.perf_counter() - started, _cpu(site) - before
    rate = PURCHASES / took
    print(  # noqa: T201 -- the result
        f"checkout, {BUYERS} buyers: {rate:.1f}/s ({rate / OSCAR:.1f} times oscar), "
        f"{1000 * cpu / PURCHASES:.0f} ms CPU, {max(requests)} requests, 0 failed"
    )
    assert (max(requests) <= MOST_REQUESTS, rate >= 4 * OSCAR) == (True, True)


def bench_oversell(busy_site: Stack) -> None:
    site = busy_site
    for _ in range(ROUNDS):
        _restock(site)
        with ThreadPoolExecutor(BUYERS) as pool:
            sold = sum(pool.map(lambda _: _try_to_buy(site), range(CROWD)))
        assert (sold, _stock(site)) == (STOCK, 0)
    print(f"oversell: {ROUNDS} of {ROUNDS} rounds sold exactly {STOCK} of {STOCK} to {CROWD} buyers")  # noqa: T201


def buy(site: Stack) -> int:
    """An ebook and a parcel in the basket, paid by transfer. Returns the number of requests."""
    assert _ask(site, "GET", PAGE)[0] == http.HTTPStatus.OK
    status, headers, _ = _ask(site, "POST", "/warenkorb/legen/", {"a": [GOODS, EBOOK], "n": [1, 1]}, SAME)
    assert status == http.HTTPStatus.SEE_OTHER
    cookie = {"Cookie": headers["Set-Cookie"].partition(";")[0]}
    assert _ask(site, "GET", "/warenkorb/", headers=cookie)[0] == http.HTTPStatus.OK
    status, headers, text = _order(site, "/kasse/", cookie)
    assert status == http.HTTPStatus.SEE_OTHER, text
    assert "DE02" in _ask(site, "GET", headers["Location"])[2]
    return 6


def _try_to_buy(site: Stack) -> bool:
    return _order(site, f"/kasse/?a={GOODS}")[0] == http.HTTPStatus.SEE_OTHER


def _order(site: Stack, address: str, cookie: dict[str, str] | None = None) -> tuple[int, http.client.HTTPMessage, str]:
    _, headers, till = _ask(site, "GET", address, headers=cookie)
    found = re.search(r'action="(/kasse/[^"]+)"', till)
    if found is None:  # sold out: the page says so and offers nothing
        return http.HTTPStatus.OK, headers, till
    hidden = dict(re.findall(r'name="(csrfmiddlewaretoken|key|seen_gross)" value="([^"]+)"', till))
    token = next(value.partition(";")[0] for value in headers.get_all("Set-Cookie", []) if "csrftoken" in value)
    cookies = "; ".join([token, *(cookie or {}).values()])
    entries = {
        **hidden, "email": f"{uuid.uuid4().hex}@example.org", "given_name": "Erika", "family_name": "Leserin",
        "street": "Lange Gasse 7", "postal_code": "17268", "city": "Templin", "country": "DE",
        "method": "transfer", "waiver": "on",
    }  # fmt: skip
    return _ask(site, "POST", found[1].replace("&amp;", "&"), entries, {**SAME, "Cookie": cookies})


def _ask(
    site: Stack, method: str, address: str, data: dict[str, object] | None = None, headers: dict[str, str] | None = None
) -> tuple[int, http.client.HTTPMessage, str]:
    if not hasattr(_kept, "connection"):
        _kept.connection = http.client.HTTPConnection("127.0.0.1", int(site.site["PORT"]), timeout=60)
    body = urlencode(data, doseq=True) if data else None
    _kept.connection.request(method, address, body, headers or {})
    answer = _kept.connection.getresponse()
    return answer.status, answer.headers, answer.read().decode()


def _cpu(site: Stack) -> float:
    """Seconds that the web server's processes have worked."""
    server = site.process(WEB).pid
    children = Path(f"/proc/{server}/task/{server}/children").read_text(encoding="utf-8").split()
    return sum(map(_cpu_of, [server, *map(int, children)]))


def _cpu_of(process: int) -> float:
    fields = Path(f"/proc/{process}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / 100


def _restock(site: Stack) -> None:
    from shop.models import Goods  # noqa: PLC0415

    with site.rows():
        Goods.objects.filter(number=GOODS).update(stock=STOCK)


def _stock(site: Stack) -> int:
    from shop.models import Goods  # noqa: PLC0415

    with site.rows():
        return Goods.objects.get(number=GOODS).stock
