"""Each round of `make test` runs on the database it says it runs on."""

import os
from pathlib import Path

import pytest
from django.contrib.auth import get_user_model
from django.db import connection, transaction


@pytest.mark.django_db
def test_round_runs_on_the_database_it_names() -> None:
    expected = {"sqlite": "sqlite", "postgres": "postgresql"}[os.environ.get("TEST_DATABASE", "sqlite")]
    assert connection.vendor == expected
    with connection.cursor() as cursor:
        cursor.execute("SELECT version()" if expected == "postgresql" else "SELECT 'SQLite ' || sqlite_version()")
        assert cursor.fetchone()[0].startswith({"sqlite": "SQLite 3", "postgresql": "PostgreSQL "}[expected])


@pytest.mark.django_db
def test_database_is_private_to_the_test_run() -> None:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SHOW data_directory")
            place = cursor.fetchone()[0]
        else:
            place = str(connection.settings_dict["NAME"])
    assert Path(place).is_relative_to(os.environ["KONTOR_TEST_FOLDER"])


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("attempt", [1, 2])
def test_database_is_laid_anew_after_real_transactions(attempt: int) -> None:
    users = get_user_model().objects
    assert users.count() == 0
    with transaction.atomic(durable=True):
        users.create(email="left.behind@example.org")
    assert users.count() == 1
