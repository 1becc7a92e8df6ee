"""What all tests of a file stand on, built once for the file instead of once for each test."""

import copy
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.cache import caches
from django.db import connection, transaction
from pytest_django.plugin import DjangoDbBlocker

from cms.generation import raise_generation

OF_THE_FILE = "_of_this_file"
REAL_TRANSACTIONS = {"transactional_db", "live_site", "new_stack"}


def once_per_file(build: Callable[[], Any]) -> Any:
    """The fixture of this name. What `build` puts into the database is there for all tests of the file, those that do

    not ask for it too; it stands in a transaction around theirs, so each test's own changes are taken back as ever.
    Each test gets a copy of what `build` returns. One in a file, and in no file with real transactions.
    """
    module, name = build.__globals__, build.__name__
    if any(key.endswith(OF_THE_FILE) for key in module):
        raise TypeError("A file has one world: all its tests stand on it")
    world = f"_{name}{OF_THE_FILE}"

    @pytest.fixture(scope="module", autouse=True, name=world)
    def built(request: pytest.FixtureRequest) -> Iterator[Any]:
        _refuse_real_transactions(request)
        request.getfixturevalue("django_db_setup")
        blocker: DjangoDbBlocker = request.getfixturevalue("django_db_blocker")
        with blocker.unblock(), _taken_back():
            found = build()
            connection.check_constraints()
            leave_nothing_behind()
            with blocker.block():
                yield found

    @pytest.fixture(name=name)
    def copied(request: pytest.FixtureRequest) -> Any:
        return copy.deepcopy(request.getfixturevalue(world))

    module[world] = built
    return copied


def leave_nothing_behind() -> None:
    """Caches and the clock live outside the database: no rollback takes them back."""
    for cache in caches.all():
        cache.clear()
    raise_generation()
    Path(settings.CLOCK_OFFSET_FILE or "").unlink(missing_ok=True)


@contextmanager
def _taken_back() -> Iterator[None]:
    atomic = transaction.atomic()
    atomic._from_testcase = True  # type: ignore[attr-defined]  # durable blocks may stand in it, as in Django's own
    with atomic:
        yield
        transaction.set_rollback(True)


def _refuse_real_transactions(request: pytest.FixtureRequest) -> None:
    for item in request.session.items:
        marker = item.get_closest_marker("django_db")
        real = marker and marker.kwargs.get("transaction")
        if item.path == request.path and (real or REAL_TRANSACTIONS & set(getattr(item, "fixturenames", ()))):
            pytest.fail(f"{item.name} needs the database for itself; what is built once per file would be in its way")
