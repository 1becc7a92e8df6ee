"""The database as one file, and back: SQLite by copying its pages, PostgreSQL by its own programs."""

import os
import sqlite3
import subprocess
import tempfile
from contextlib import closing
from pathlib import Path

from django.db import connection, connections

NEW_SCHEMA = "SET lock_timeout = '30s'; DROP SCHEMA public CASCADE; CREATE SCHEMA public"


class DumpError(Exception):
    """A program of the database is missing or has failed."""


def dump(path: Path) -> None:
    """As it is at one moment, while others read and write."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("VACUUM INTO %s", [str(path)])
    else:
        _run("pg_dump", "--format=custom", "--no-owner", "--no-privileges", f"--file={path}")


def load(path: Path) -> None:
    """In place of everything that was there, in one transaction. Nobody else should be connected."""
    connections.close_all()
    if connection.vendor == "sqlite":
        name = str(connection.settings_dict["NAME"])
        with closing(sqlite3.connect(path)) as source, closing(sqlite3.connect(name, timeout=30)) as target:
            source.backup(target)
    else:
        _load_postgres(path)


def _load_postgres(path: Path) -> None:
    """Over a script: a pipe that breaks half way would be committed as if it were complete."""
    with tempfile.TemporaryDirectory() as folder:
        script = Path(folder) / "restore.sql"
        convert = ["pg_restore", "--no-owner", "--no-privileges", f"--file={script}", str(path)]
        _call(convert, os.environ)
        options = ("--no-psqlrc", "--quiet", "--single-transaction", "--set=ON_ERROR_STOP=1")
        _run("psql", *options, f"--command={NEW_SCHEMA}", f"--file={script}")


def _run(program: str, *options: str) -> None:
    """A program of PostgreSQL that connects to our database; the password goes by its environment."""
    command, secrets = connection.client.settings_to_cmd_args_env(connection.settings_dict, list(options))
    _call([program, *command[1:]], {**os.environ, **(secrets or {})})


def _call(command: list[str], environment: "os._Environ[str] | dict[str, str]") -> None:
    try:
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    except FileNotFoundError as error:
        raise DumpError(f"{command[0]} is missing: install Debian's postgresql-client") from error
    if done.returncode:
        raise DumpError(f"{command[0]} failed: {done.stderr.strip()[-2000:]}")
