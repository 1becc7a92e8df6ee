"""A whole purchase by bank transfer, from the ebook's page to "thank you": requests, queries and CPU of the site."""

import re
import time
import uuid
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import override_settings

MOST_REQUESTS, MOST_QUERIES, MOST_CPU = 5, 60, 0.100
PURCHASES = 40
PAGE, NUMBER = "/hefte/brot-braucht-zeit/", "E-1001"


@pytest.mark.django_db(transaction=True)
@override_settings(RATE_LIMIT_FACTOR=1000)
def bench_purchase() -> None:
    call_command("demo", stdout=StringIO())
    buy(Client())  # templates are compiled, caches are warm, as in a site that runs
    queries: list[str] = []

    def count(execute: Any, sql: str, *rest: Any) -> Any:
        queries.append(sql)
        return execute(sql, *rest)

    with connection.execute_wrapper(count):
        requests = buy(Client())
    started = time.process_time()
    for _ in range(PURCHASES):
        buy(Client())
    cpu = (time.process_time() - started) / PURCHASES
    print(f"purchase: {requests} requests, {len(queries)} queries, {1000 * cpu:.0f} ms CPU")  # noqa: T201 -- the result
    assert (requests <= MOST_REQUESTS, len(queries) <= MOST_QUERIES, cpu <= MOST_CPU) == (True, True, True)


def buy(client: Client) -> int:
    """Returns the number of requests. A buyer of their own each time."""
    page = client.get(PAGE)
    address = re.search(r'href="(/kasse/[^"]+)"', page.content.decode())
    assert address is not None
    till = client.get(address[1])
    hidden = dict(re.findall(r'name="(key|seen_gross)" value="([^"]+)"', till.content.decode()))
    email = f"{uuid.uuid4().hex}@example.org"
    placed = client.post(
        address[1],
        {
            **hidden,
            "email": email,
            "given_name": "Erika",
            "family_name": "Leserin",
            "country": "DE",
            "method": "transfer",
            "waiver": "on",
        },
    )
    assert placed.status_code == 303, placed.content.decode()
    thanks = client.get(placed.headers["Location"])
    assert "DE02" in thanks.content.decode()
    return 4
