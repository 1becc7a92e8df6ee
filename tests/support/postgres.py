"""A PostgreSQL cluster of our own: own folder, own port, gone when the tests end."""

import os
import shutil
import signal
import subprocess
from pathlib import Path
from typing import Any

import psycopg

from core.processes import die_with_parent
from tests.support.ports import wait_until
from tests.support.programs import postgres_programs

USER = "kontor"
# Nothing here has to survive a power cut.
SETTINGS = {
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "off",
    "listen_addresses": "127.0.0.1",
    "max_connections": "200",
    "log_min_messages": "fatal",
}
INITDB_OPTIONS = ["--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync"]


class Cluster:
    def __init__(self, folder: Path, port: int) -> None:
        self.folder = folder
        self.port = port
        self.process: subprocess.Popen[bytes] | None = None

    def create(self) -> None:
        self.folder.mkdir()
        if as_postgres := _other_user():
            shutil.chown(self.folder, **as_postgres)
        subprocess.run(
            [postgres_programs() / "initdb", "--pgdata", self.folder, "--username", USER, *INITDB_OPTIONS],
            check=True,
            stdout=subprocess.DEVNULL,
            cwd="/",
            **_as(as_postgres),
        )

    def start(self) -> None:
        options = [f"-c{name}={value}" for name, value in SETTINGS.items()]
        options += [f"-cport={self.port}", f"-cunix_socket_directories={self.folder}"]
        with self.folder.with_suffix(".log").open("ab") as log:
            self.process = subprocess.Popen(
                [postgres_programs() / "postgres", "-D", self.folder, *options],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd="/",
                process_group=0,
                preexec_fn=die_with_parent,  # noqa: PLW1509 -- the first thing a run does, before any thread
                **_as(_other_user()),
            )
        wait_until(self._answers, f"PostgreSQL starts, see {self.folder.with_suffix('.log')}")

    def stop(self) -> None:
        if self.process and self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)  # its "fast" shutdown: ends connections, keeps data
            self.process.wait(30)

    def execute(self, statement: str) -> None:
        with psycopg.connect(self._address(), autocommit=True) as connection:
            connection.execute(statement.encode())

    def _address(self) -> str:
        return f"postgres://{USER}@127.0.0.1:{self.port}/postgres"

    def _answers(self) -> bool:
        try:
            psycopg.connect(self._address(), connect_timeout=5).close()
        except psycopg.OperationalError:
            return False
        return True


def _other_user() -> dict[str, str]:
    """PostgreSQL refuses to run as root; Debian's package brings a user for it."""
    return {"user": "postgres", "group": "postgres"} if os.geteuid() == 0 else {}


def _as(user: dict[str, str]) -> dict[str, Any]:
    return {**user, "extra_groups": []} if user else {}
