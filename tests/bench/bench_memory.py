"""What a process of the web server weighs after a day's work, and that it has not loaded what only the worker needs."""

import http
import re
import subprocess
import sys
import uuid
from concurrent.futures import ThreadPoolExecutor
from itertools import cycle, islice
from pathlib import Path

from core.processes import PYTHON_PATH, ROOT, WEB
from tests.chaos.buyers import order_entries
from tests.chaos.visitors import Visitor
from tests.sandbox.process import Answer
from tests.support.stack import Stack

REQUESTS = 1000
MOST_MB = 140
TILL = "/kasse/?a=E-1001"
ONLY_IN_THE_WORKER = {"weasyprint", "facturx", "drafthorse", "pypdf", "fontTools"}
LOADED = """
import sys, config.wsgi
from django.urls import get_resolver
def resolve(resolver):
    for pattern in resolver.url_patterns:
        if hasattr(pattern, "url_patterns"):
            resolve(pattern)
resolve(get_resolver())
print(*sorted({name.partition(".")[0] for name in sys.modules}))
"""


def bench_memory(live_site: Stack) -> None:
    visitor = Visitor(live_site, [])
    addresses = _addresses(visitor)
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(visitor.get, islice(cycle(addresses), REQUESTS * 9 // 10)))
        answers += pool.map(lambda _: _order(visitor), range(REQUESTS // 20))
    assert {answer.status for answer in answers} == {http.HTTPStatus.OK}
    weights = [_pss(process) for process in _workers(live_site)]
    print(f"web worker: {max(weights):.0f} MB after {REQUESTS} requests")  # noqa: T201 -- the result
    assert max(weights) <= MOST_MB


def bench_modules(live_site: Stack) -> None:
    """Neither a fresh process that knows all addresses has them, nor the ones that have just answered."""
    environment = {**live_site.site, "PYTHONPATH": PYTHON_PATH}
    command = [sys.executable, "-c", LOADED]
    loaded = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=True).stdout
    assert ONLY_IN_THE_WORKER & set(loaded.split()) == set()


def _addresses(visitor: Visitor) -> list[str]:
    """What people look at: pages, the till, an order, the staff's door, and the files that belong to them."""
    book = visitor.get("/hefte/brot-braucht-zeit/").text
    files = re.findall(r'(?:href|src)="(/(?:static|media)/[^"]+)"', book)
    pages = ["/", "/hefte/", "/hefte/brot-braucht-zeit/", "/hefte/der-gute-tag/", TILL, "/konto/login/?next=/admin/"]
    return [*pages, *files, _order_page(visitor)]


def _order(visitor: Visitor) -> Answer:
    return visitor.get(_order_page(visitor))


def _order_page(visitor: Visitor) -> str:
    entries = order_entries(visitor.get(TILL).text, email=f"{uuid.uuid4().hex}@example.org", method="transfer")
    answer = visitor.post(TILL, **entries)
    return str(answer.headers["Location"])


def _workers(site: Stack) -> list[int]:
    server = site.process(WEB).pid
    children = Path(f"/proc/{server}/task/{server}/children").read_text(encoding="utf-8").split()
    return [int(child) for child in children]


def _pss(process: int) -> float:
    """Megabytes; pages that several processes share count by their share."""
    rollup = Path(f"/proc/{process}/smaps_rollup").read_text(encoding="utf-8")
    found = re.search(r"^Pss: +(\d+) kB", rollup, re.MULTILINE)
    assert found
    return int(found[1]) / 1024
