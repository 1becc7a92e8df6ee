"""What all tests stand on. Databases and processes come from tests/support."""

import gc
import os
import time
from collections.abc import Iterator

import pytest

from tests.support import environment

environment.prepare()  # first of all: what is imported below reads the settings

from django.conf import settings  # noqa: E402
from django.db import connections  # noqa: E402
from django.test import TransactionTestCase  # noqa: E402
from pytest_django.plugin import DjangoDbBlocker  # noqa: E402

from tests.support import databases  # noqa: E402
from tests.support.programs import MissingPackage  # noqa: E402
from tests.support.worlds import leave_nothing_behind  # noqa: E402

pytest_plugins = [
    "tests.support.register",
    "tests.support.redis_server",
    "tests.support.stack",
    "tests.support.browser",
]
DATABASE_FIXTURES = {"db", "transactional_db", "django_db_setup", "live_site", "new_stack"}

RUNNING_SITES = {"live_site", "new_stack"}
FOLDERS_OF_PROCESSES = {"production", "infrastructure", "security"}


def pytest_configure(config: pytest.Config) -> None:
    gc.disable()  # as in core.loading: what is collected stays
    if environment.IS_CONTROLLER and not config.getoption("collectonly"):
        try:
            databases.prepare()
        except (databases.CommandFailed, MissingPackage) as problem:
            pytest.exit(str(problem), returncode=pytest.ExitCode.USAGE_ERROR)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What touches no database needs no second round on the other one. Files that take long come first among those

    of their kind: pytest-django sorts afterwards, by how they use the database.
    """
    long = set()
    for item in items:
        used = set(getattr(item, "fixturenames", ()))
        if not (used & DATABASE_FIXTURES or item.get_closest_marker("django_db")):
            item.add_marker(pytest.mark.once)
        if used & RUNNING_SITES or item.path.parent.name in FOLDERS_OF_PROCESSES:
            long.add(item.path)
    items.sort(key=lambda item: item.path not in long)


def pytest_collection_finish() -> None:
    gc.freeze()
    gc.enable()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if started := os.environ.get("KONTOR_TESTS_STARTED"):
        terminalreporter.write_line(f"{time.time() - float(started):.0f} seconds since `make test` began")


@pytest.fixture(scope="session")
def django_db_setup(django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """The database of this test process, copied from the migrated template instead of migrated again."""
    name = f"test_{environment.WORKER}"
    databases.create(name)
    yield
    with django_db_blocker.unblock():
        connections.close_all()


@pytest.fixture(scope="session", autouse=True)
def _settings_of_tests(django_test_environment: None) -> None:
    """Django's test runner swaps the backend; ours, which writes rows, is what we want to see. Static files are looked

    at in running sites only: each client would search all folders for them.
    """
    settings.EMAIL_BACKEND = "mailing.backend.QueueBackend"
    settings.WHITENOISE_USE_FINDERS = False


@pytest.fixture(scope="session", autouse=True)
def _fresh_database_after_threads() -> Iterator[None]:
    """After a test with real transactions Django would empty all tables: the first pages would be gone, and tables

    that only grow refuse it. We lay the whole database anew.
    """

    def lay_anew(_: TransactionTestCase) -> None:
        connections.close_all()
        databases.create(f"test_{environment.WORKER}")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", lay_anew)
        yield


@pytest.fixture(autouse=True)
def _nothing_left_behind() -> Iterator[None]:
    yield
    leave_nothing_behind()
