"""What lists, filters and search cost when there are very many titles. Judged by CPU time, of the database's, too."""

import os
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django.plugin import DjangoDbBlocker

from cms.generation import raise_generation
from shop.listing import LEAF
from tests.shop.many import Words, many_titles
from tests.support import databases
from tests.support.environment import vendor
from tests.website.pages import a_catalogue, a_cover, a_home

NUMBER = int(os.environ.get("TITLES", "100000"))
PROMISED = {"sqlite": 100, "postgres": 50}[vendor()]  # milliseconds
ROUNDS = 10
QUERIES = 6
DATABASE = "many_titles"
TICK = os.sysconf("SC_CLK_TCK")


@pytest.fixture
def words(django_db_blocker: DjangoDbBlocker) -> Iterator[Words]:
    """In a database of their own, laid out for good: what is not committed yet would cost the database more."""
    databases.create(DATABASE)
    before, name = connection.settings_dict["NAME"], databases.location(DATABASE)
    connection.close()
    connection.settings_dict["NAME"] = name
    started = time.perf_counter()
    with django_db_blocker.unblock():
        with transaction.atomic():
            words = many_titles(a_catalogue(a_home()), NUMBER, [a_cover() for _ in range(20)])
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE" if vendor() == "postgres" else "ANALYZE")
        print(f"\n{NUMBER} titles laid out in {time.perf_counter() - started:.0f} s")  # noqa: T201 -- the result
        yield words
        connection.close()
    connection.settings_dict["NAME"] = before


def bench_catalogue(words: Words) -> None:
    rare, common = words.all[-1], words.all[0]
    pages = {
        "first leaf": "/hefte/",
        "filtered": "/hefte/?thema=thema-1&art=book",
        "filtered and sorted": "/hefte/?thema=thema-3&preis=20-bis-50&sortierung=titel&seite=9",
        "far back": f"/hefte/?sortierung=preis&seite={NUMBER // LEAF - 3}",
        "nothing fits": "/hefte/?thema=thema-1&art=ebook&preis=bis-10&sortierung=preis-absteigend&seite=999",
        "search, rare word": f"/suche/?q={rare}",
        "search, two words": f"/suche/?q={common}+{words.all[30]}",
        "search, most common word": f"/suche/?q={common}",
        "search, nothing found": "/suche/?q=xylophonist",
        "suggestions, three letters": f"/suche/vorschlaege/?q={common[:3]}",
    }
    broken = [name for name, path in pages.items() if not _keeps(name, path)]
    assert broken == []


def _keeps(name: str, path: str) -> bool:
    client = Client(headers={"cookie": f"{settings.SESSION_COOKIE_NAME}=nobody"})  # made anew, not taken from a cache
    assert client.get(path).status_code == 200
    with CaptureQueriesContext(connection) as asked:
        client.get(path)
    queries = len(asked)
    cold, warm = _cpu(client, path, cold=True), _cpu(client, path, cold=False)
    print(f"{name}: {warm:.0f} ms, {queries} queries; after a change {cold:.0f} ms (promised {PROMISED})")  # noqa: T201
    return cold <= PROMISED and (queries <= QUERIES or "suche" in path)


def _cpu(client: Client, path: str, *, cold: bool) -> float:
    """Milliseconds per request, ours and those of the database's process."""
    used = time.process_time() + _of_database()
    for _ in range(ROUNDS):
        if cold:
            raise_generation()
        client.get(path)
    return (time.process_time() + _of_database() - used) * 1000 / ROUNDS


def _of_database() -> float:
    """Seconds of the process that serves our connection; SQLite is in ours."""
    if vendor() == "sqlite":
        return 0
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        (process,) = cursor.fetchone()
    fields = Path(f"/proc/{process}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICK
