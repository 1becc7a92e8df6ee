"""What monitoring asks."""

from datetime import timedelta

import pytest
from django.conf import LazySettings
from django.db import OperationalError, connection
from django.test import Client

from core import clock, duties

PATHS = ["/healthz/", "/healthz/db/", "/healthz/worker/"]


@pytest.fixture
def worker_seen(db: None) -> None:
    duties.run("mails")


@pytest.mark.parametrize("path", PATHS)
def test_health_is_one_plain_word_that_nobody_keeps(client: Client, worker_seen: None, path: str) -> None:
    answer = client.get(path)
    assert (answer.status_code, answer.content) == (200, b"ok\n")
    assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert "no-store" in answer.headers["Cache-Control"]
    assert not answer.cookies


def test_a_worker_that_was_never_seen_is_not_well(client: Client, db: None) -> None:
    assert client.get("/healthz/worker/").status_code == 503


def test_a_worker_silent_for_more_than_five_minutes_is_not_well(client: Client, worker_seen: None) -> None:
    clock.shift(timedelta(minutes=4))
    assert client.get("/healthz/worker/").status_code == 200
    clock.shift(timedelta(minutes=6))
    answer = client.get("/healthz/worker/")
    assert (answer.status_code, answer.content) == (503, b"the worker is silent\n")


@pytest.mark.parametrize("path", PATHS[1:])
def test_a_database_that_fails_is_told_without_details(client: Client, db: None, path: str) -> None:
    def fail(*_: object) -> None:
        raise OperationalError("could not connect to db.internal as kontor")

    with connection.execute_wrapper(fail):
        answer = client.get(path)
    assert (answer.status_code, answer.content) == (503, b"the database does not answer\n")


def test_https_is_not_asked_of_who_asks_from_inside(client: Client, worker_seen: None, settings: LazySettings) -> None:
    settings.SECURE_SSL_REDIRECT = True
    assert [client.get(path).status_code for path in [*PATHS, "/kasse/"]] == [200, 200, 200, 301]
