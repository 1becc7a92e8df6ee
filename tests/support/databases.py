"""Databases for tests: migrated once per vendor, kept in .cache, copied for each test process and each stack."""

import atexit
import fcntl
import hashlib
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.support import environment
from tests.support.environment import ROOT, database_url, run_folder, variables, vendor
from tests.support.postgres import Cluster

CACHE = ROOT / ".cache" / "tests"
TEMPLATE = "template_kontor"


class CommandFailed(Exception):
    """A management command ended with an error."""


def prepare() -> None:
    """Once per run, before any test process asks for a database."""
    CACHE.mkdir(parents=True, exist_ok=True)
    with locked(CACHE / "lock"):
        kept = CACHE / f"{vendor()}-{_fingerprint()}"
        if vendor() == "postgres":
            _prepare_postgres(kept)
        else:
            _prepare_sqlite(kept)


def create(name: str, *, template: str = TEMPLATE) -> None:
    """A fresh copy of the template, in place of what had the name before."""
    if vendor() == "postgres":
        cluster().execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        cluster().execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}" STRATEGY FILE_COPY')
        return
    for suffix in ("-wal", "-shm"):
        _sqlite_file(name).with_name(f"{name}.sqlite3{suffix}").unlink(missing_ok=True)
    # A new file, not new content: a connection that some thread still holds keeps the old one.
    fresh = _sqlite_file(f"{name}.new")
    shutil.copyfile(_sqlite_file(template), fresh)
    fresh.replace(_sqlite_file(name))


def location(name: str) -> str:
    """What a connection's settings call the database of this name."""
    return name if vendor() == "postgres" else str(_sqlite_file(name))


def cluster() -> Cluster:
    return Cluster(run_folder() / "postgres", int(os.environ["KONTOR_TEST_POSTGRES_PORT"]))


def manage(*arguments: str, site: dict[str, str]) -> str:
    """The output of a management command of the site with these variables."""
    result = subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env={**os.environ, **site},
        capture_output=True,
        text=True,
        check=False,
    )
    if result.returncode:
        raise CommandFailed(f"manage.py {' '.join(arguments)} ended with {result.returncode}:\n{result.stderr[-3000:]}")
    return result.stdout


@contextmanager
def locked(path: Path) -> Iterator[None]:
    with path.open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def checkpoint(name: str) -> None:
    """Have the whole of an SQLite database in its one file, so that a copy of it is complete."""
    if vendor() == "sqlite":
        connection = sqlite3.connect(_sqlite_file(name))
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.close()


def _prepare_postgres(kept: Path) -> None:
    server = cluster()
    if kept.exists():
        _copy(kept, server.folder)
    else:
        server.create()
        server.start()
        server.execute(f"CREATE DATABASE {TEMPLATE}")
        _migrate()
        server.stop()
        _keep(server.folder, kept)
    atexit.register(server.stop)
    server.start()


def _prepare_sqlite(kept: Path) -> None:
    if not kept.exists():
        _migrate()
        checkpoint(TEMPLATE)
        _keep(_sqlite_file(TEMPLATE), kept)
    shutil.copyfile(kept, _sqlite_file(TEMPLATE))


def _migrate() -> None:
    manage("migrate", "--verbosity=0", site={**variables("template"), "DATABASE_URL": database_url(TEMPLATE)})


def _keep(source: Path, kept: Path) -> None:
    """In place of older ones of the same vendor; complete or not at all."""
    for old in CACHE.glob(f"{vendor()}-*"):
        subprocess.run(["rm", "-rf", old], check=True)
    unfinished = CACHE / f"unfinished-{vendor()}"
    subprocess.run(["rm", "-rf", unfinished], check=True)
    _copy(source, unfinished)
    unfinished.rename(kept)


def _copy(source: Path, target: Path) -> None:
    """With owners and modes: a cluster belongs to PostgreSQL's user."""
    subprocess.run(["cp", "-a", source, target], check=True)


def _sqlite_file(name: str) -> Path:
    return run_folder() / "databases" / f"{name}.sqlite3"


def _fingerprint() -> str:
    """Changes with everything that decides what a migrated database looks like."""
    files = [ROOT / "requirements.txt", ROOT / "site/website/settings.py", ROOT / "site/core/numbers.py"]
    # These and the last three run or install something after each migration.
    for pattern in ("migrations/*.py", "apps.py", "ledger.py", "roles.py"):
        files += [*ROOT.glob(f"*/{pattern}"), *ROOT.glob(f"site/*/{pattern}")]
    content = hashlib.sha256()
    for path in sorted(files):
        content.update(str(path.relative_to(ROOT)).encode() + path.read_bytes())
    return content.hexdigest()[:16]


if __name__ == "__main__":  # ahead of the suite, while lint runs
    environment.prepare()
    prepare()
