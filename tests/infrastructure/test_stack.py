"""The running site: what `make run` starts, and what browser and chaos tests stand on."""

import http.client
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model
from redis import Redis

from core import clock
from core.processes import WEB, WORKER
from tests.support import databases
from tests.support.environment import ROOT, variables, vendor
from tests.support.ports import listens, wait_until
from tests.support.stack import Stack

pytestmark = pytest.mark.slow


def _status(url: str, path: str) -> int:
    connection = http.client.HTTPConnection(url.removeprefix("http://"), timeout=10)
    connection.request("GET", path)
    try:
        return connection.getresponse().status
    finally:
        connection.close()


def test_stack_runs_on_a_database_of_its_own_with_the_demo_content(live_site: Stack) -> None:
    assert _status(live_site.url, "/healthz/") == http.HTTPStatus.OK
    assert _status(live_site.sandbox.url, "/mail/") == http.HTTPStatus.OK
    with live_site.rows():
        assert get_user_model().objects.exists()


def test_stack_survives_kill_and_start(new_stack: Callable[..., Stack]) -> None:
    stack = new_stack()
    stack.start(WEB)
    stack.kill(WEB)
    wait_until(lambda: not listens(int(stack.site["PORT"])), "the killed web server's workers are gone, too")
    stack.start(WEB)
    assert _status(stack.url, "/healthz/") == http.HTTPStatus.OK


@pytest.mark.once  # its queue is a file of its own, whatever the database is
def test_worker_ends_in_order_when_asked(new_stack: Callable[..., Stack]) -> None:
    stack = new_stack()
    stack.start(WORKER)
    process = stack.process(WORKER)
    stack.stop(WORKER)
    assert process.returncode == 0


@pytest.mark.once
def test_worker_runs_on_redis(new_stack: Callable[..., Stack], redis_url: str) -> None:
    stack = new_stack(HUEY_URL=redis_url)
    stack.start(WORKER)
    with Redis.from_url(redis_url) as client:
        assert len(client.client_list()) > 1


@pytest.mark.once
def test_clock_of_a_stack_moves(new_stack: Callable[..., Stack]) -> None:
    stack = new_stack()
    before = clock.now()
    stack.shift_clock(timedelta(days=3))
    told = stack.manage("shell", "--no-imports", "-c", "from core import clock; print(clock.now().isoformat())")
    assert timedelta(days=3) <= clock.now().fromisoformat(told.strip()) - before < timedelta(days=3, minutes=5)


@pytest.fixture
def site(request: pytest.FixtureRequest, django_db_setup: None, new_stack: Callable[..., Stack]) -> dict[str, str]:
    """Empty and on SQLite without anything else, or on PostgreSQL with Redis and what `manage.py demo` has brought."""
    if vendor() == "postgres":
        return new_stack(HUEY_URL=request.getfixturevalue("redis_url")).site
    databases.create("command")
    return variables("command")


@contextmanager
def _run(site: dict[str, str], *flags: str) -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "manage.py", "run", *flags]
    output = subprocess.PIPE
    with subprocess.Popen(
        command, cwd=ROOT, env={**os.environ, **site}, stdout=output, stderr=output, text=True
    ) as process:
        try:
            yield process
        finally:
            process.terminate()


def _greeting(process: subprocess.Popen[str]) -> list[str]:
    lines = []
    assert process.stdout is not None
    for line in process.stdout:
        lines.append(line.rstrip())
        if "Ctrl-C" in line:
            return lines
    raise AssertionError(process.communicate()[1])


def _ports(site: dict[str, str]) -> list[int]:
    return [int(site[name]) for name in ("PORT", "SANDBOX_PORT", "SANDBOX_SMTP_PORT")]


def test_run_prints_address_and_logins_loses_nothing_when_run_again_and_leaves_no_orphans(site: dict[str, str]) -> None:
    with _run(site) as process:
        lines = _greeting(process)
        assert lines[0] == f"{site['SITE_URL']}/"
        assert any("@" in line for line in lines[1:])
        assert all(map(listens, _ports(site)))
        process.send_signal(signal.SIGINT)
        assert process.wait(30) == 0
    assert not any(map(listens, _ports(site)))
    with _run(site) as again:
        assert _greeting(again) == lines
        again.kill()
        assert "Loading the demo content" not in again.communicate()[1]
    wait_until(lambda: not any(map(listens, _ports(site))), "web server, worker and sandbox end")


@pytest.mark.once
def test_run_refuses_another_beside_it_and_says_which_program_ended(site: dict[str, str]) -> None:
    with _run(site, "--no-demo") as process:
        _greeting(process)
        with _run(site, "--no-demo") as beside:
            _, problem = beside.communicate(timeout=60)
            assert beside.returncode == 1
        assert f"Port {site['PORT']} is taken" in problem
        worker = subprocess.check_output(["pgrep", "-P", str(process.pid), "-f", "run_huey"], text=True)
        os.kill(int(worker), signal.SIGKILL)
        _, problem = process.communicate(timeout=40)
        assert process.returncode == 1
    assert "worker ended" in problem
    assert not any(map(listens, _ports(site)))
