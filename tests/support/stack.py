"""A whole site as a visitor meets it: web server, worker and sandbox as processes, with a database of their own."""

import http.client
import os
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import count
from pathlib import Path

import pytest
from django.db import connection
from pytest_django.plugin import DjangoDbBlocker

from core.processes import SANDBOX, WEB, WORKER, Program, kill, spawn, stop
from tests.sandbox.process import Sandbox, contract_folder
from tests.support import databases
from tests.support.environment import WORKER as TEST_PROCESS
from tests.support.environment import run_folder, variables
from tests.support.ports import listens, wait_until

PROGRAMS = (SANDBOX, WEB, WORKER)
DEMO = "demo"
_numbers = count(1)


class Stack:
    """Starts with the demo content. `variables` override what the site reads from its environment."""

    def __init__(self, blocker: DjangoDbBlocker, **overrides: str) -> None:
        prepare_demo()
        self.name = f"stack_{TEST_PROCESS}_{next(_numbers)}"
        self.site = {**variables(self.name), "SANDBOX_CONTRACT": str(contract_folder()), **overrides}
        self.folder = Path(self.site["VAR_DIR"])
        self.url = self.site["SITE_URL"]
        self.sandbox = Sandbox(self.folder)  # only its voice; the process is one of ours
        self.sandbox.url = f"http://127.0.0.1:{self.site['SANDBOX_PORT']}"
        self._blocker = blocker
        self._processes: dict[str, subprocess.Popen[bytes]] = {}
        databases.create(self.name, template=DEMO)
        shutil.copytree(_demo_folder(), self.folder, dirs_exist_ok=True)

    def start(self, *programs: Program) -> None:
        """All of them without arguments; returns when they answer."""
        chosen = programs or PROGRAMS
        for program in chosen:
            environment = {**os.environ, **self.site}
            self._processes[program.name] = spawn(program, environment=environment, log=self._log_file(program))
        for program in chosen:
            wait_until(partial(self._ready, program), f"{program.name} starts, see {self._log_file(program)}", 60)

    def stop(self, *programs: Program) -> None:
        processes = [self._processes.pop(program.name, None) for program in programs or PROGRAMS]
        for process in filter(None, processes):
            process.terminate()
        for process in filter(None, processes):
            stop(process)

    def kill(self, *programs: Program) -> None:
        """`kill -9`, of the program and of what it has started."""
        for program in programs or PROGRAMS:
            kill(self._processes.pop(program.name))

    def process(self, program: Program) -> subprocess.Popen[bytes]:
        return self._processes[program.name]

    def manage(self, *arguments: str) -> str:
        return databases.manage(*arguments, site=self.site)

    def shift_clock(self, by: timedelta) -> None:
        """In one piece: no process reads half a number."""
        path = Path(self.site["CLOCK_OFFSET_FILE"])
        fresh = path.with_suffix(".new")
        fresh.write_text(str(self._clock_offset() + by.total_seconds()), encoding="utf-8")
        fresh.replace(path)

    def now(self) -> datetime:
        """On the clock of its processes."""
        return datetime.fromtimestamp(time.time() + self._clock_offset(), UTC)

    def _clock_offset(self) -> float:
        path = Path(self.site["CLOCK_OFFSET_FILE"])
        return float(path.read_text(encoding="utf-8")) if path.exists() else 0.0

    @contextmanager
    def rows(self) -> Iterator[None]:
        """Models of the test process read and write the stack's database; not together with the fixture `db`."""
        before = connection.settings_dict["NAME"]
        connection.close()
        name = self.name if connection.vendor == "postgresql" else self.site["DATABASE_URL"].removeprefix("sqlite:///")
        connection.settings_dict["NAME"] = name
        try:
            with self._blocker.unblock():
                yield
                connection.close()
        finally:
            connection.settings_dict["NAME"] = before

    def log(self, program: Program) -> str:
        path = self._log_file(program)
        return path.read_text(encoding="utf-8", errors="replace") if path.exists() else ""

    def _log_file(self, program: Program) -> Path:
        return self.folder / f"{program.name}.log"

    def _ready(self, program: Program) -> bool:
        if self._processes[program.name].poll() is not None:
            raise RuntimeError(f"{program.name} ended:\n{self.log(program)}")
        if program is WORKER:
            return _catches(self._processes[program.name].pid, signal.SIGTERM)
        if program is SANDBOX:
            return listens(int(self.site["SANDBOX_PORT"])) and listens(int(self.site["SANDBOX_SMTP_PORT"]))
        return _answers(int(self.site["PORT"]))


# The demo, and each page once: its pictures are cut before the stacks copy them, not by each stack anew. On PostgreSQL
# only those of which all tests see some: nobody looks at all pages there.
PREPARE = """
import re
from django.core.management import call_command
from django.db import connection
from django.test import Client
call_command("demo")
client = Client()
addresses = re.findall("<loc>https?://[^/]+([^<]*)", client.get("/sitemap.xml").text)
for address in ["/", "/hefte/"] if connection.vendor == "postgresql" else addresses:
    client.get(address)
"""


def prepare_demo() -> None:
    """The demo content, loaded once per run into a database and a folder that every stack copies."""
    with databases.locked(run_folder() / "demo.lock"):
        if _demo_folder().exists():
            return
        site = variables(DEMO)
        databases.create(DEMO)
        databases.manage("shell", "--no-imports", "-c", PREPARE, site=site)
        databases.checkpoint(DEMO)
        shutil.copytree(site["VAR_DIR"], _demo_folder())


def _demo_folder() -> Path:
    return run_folder() / "demo"


def _catches(process: int, number: signal.Signals) -> bool:
    """The worker's handlers are the last thing that it sets up; no line of its log comes after them."""
    status = Path(f"/proc/{process}/status").read_text(encoding="utf-8")
    caught = next(line.split()[1] for line in status.splitlines() if line.startswith("SigCgt:"))
    return bool(int(caught, 16) & 1 << number - 1)


def _answers(port: int) -> bool:
    request = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        request.request("GET", "/healthz/")
        return request.getresponse().status == http.HTTPStatus.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        request.close()


@pytest.fixture
def new_stack(django_db_blocker: DjangoDbBlocker) -> Iterator[Callable[..., Stack]]:
    """Stacks for one test: it may stop, kill and starve them as it likes."""
    made: list[Stack] = []

    def make(**overrides: str) -> Stack:
        made.append(Stack(django_db_blocker, **overrides))
        return made[-1]

    yield make
    for stack in made:
        stack.stop()


@pytest.fixture(scope="session")
def live_site(django_db_blocker: DjangoDbBlocker) -> Iterator[Stack]:
    """One running stack for all tests that only use it as visitors do."""
    stack = Stack(django_db_blocker, RATE_LIMIT_FACTOR="100")  # all its visitors come from one address
    stack.start()
    yield stack
    violations = stack.sandbox.violations()
    stack.stop()
    assert violations == [], "what crossed the sandbox is not what PayPal's specification allows"
