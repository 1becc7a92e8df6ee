"""`make run`: everything a site needs on one machine, until Ctrl-C."""

import http.client
import logging
import os
import signal
import socket
import subprocess
import time
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager
from io import StringIO
from pathlib import Path
from types import FrameType
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connections

from core.processes import SANDBOX, WEB, WORKER, Program, spawn, stop

SECONDS_TO_START = 60
LOG_TAIL = 15


class StopRequested(Exception):
    """Somebody asked us to stop."""


class Command(BaseCommand):
    help = "Prepare the database, then run web server, worker and sandbox until Ctrl-C."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--no-demo", action="store_true", help="start with an empty site")

    def handle(self, *, no_demo: bool, **options: object) -> None:
        settings.VAR_DIR.joinpath("run").mkdir(parents=True, exist_ok=True)
        programs = [WEB, WORKER, SANDBOX] if uses_sandbox() else [WEB, WORKER]
        refuse_taken_ports(programs)
        logging.disable(logging.INFO)  # what the programs log goes to their files; here speaks only this command
        self.progress("Preparing the database …")
        call_command("migrate", interactive=False, verbosity=0)
        collect_static_files()
        logins = "" if no_demo or settings.PRODUCTION else self.demo()
        connections.close_all()
        with signals_raise(), children(programs) as running:
            wait_until_ready(running)
            self.stdout.write(greeting(logins, programs))
            self.stdout.flush()
            watch(running)

    def demo(self) -> str:
        """Load the demo content into a site that has none. What it says of logins is kept and shown at each start."""
        said = settings.VAR_DIR / "run" / "demo.txt"
        if not (said.exists() and get_user_model().objects.exists()):
            self.progress("Loading the demo content, once …")
            output = StringIO()
            call_command("demo", stdout=output)
            said.write_text(output.getvalue().strip(), encoding="utf-8")
        return said.read_text(encoding="utf-8")

    def progress(self, text: str) -> None:
        self.stderr.write(text, self.style.NOTICE)


def uses_sandbox() -> bool:
    """Real keys and a real mail server make the stand-ins superfluous; production has no stand-ins."""
    local_mail = settings.EMAIL_HOST == "127.0.0.1" and settings.EMAIL_PORT == sandbox_smtp_port()
    return not settings.PRODUCTION and (settings.PAYPAL_API_URL == settings.SANDBOX_URL or local_mail)


def site_port() -> int:
    return int(os.environ.get("PORT", "8000"))


def sandbox_port() -> int:
    return urlsplit(settings.SANDBOX_URL).port or 80


def sandbox_smtp_port() -> int:
    return int(os.environ.get("SANDBOX_SMTP_PORT", "8025"))


def refuse_taken_ports(programs: list[Program]) -> None:
    ports = {"PORT": site_port()}
    if SANDBOX in programs:
        ports |= {"SANDBOX_PORT": sandbox_port(), "SANDBOX_SMTP_PORT": sandbox_smtp_port()}
    for variable, port in ports.items():
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError as error:
                raise CommandError(
                    f"Port {port} is taken ({error.strerror}). Is the site running already? "
                    f"Otherwise choose another one: {variable}={port + 100} make run"
                ) from error


def collect_static_files() -> None:
    """Only when a file of ours or a package has changed: it takes longer than all the rest of a second start."""
    sources = [
        settings.BASE_DIR / "requirements.txt",
        *(p for d in settings.STATICFILES_DIRS for p in Path(d).rglob("*")),
    ]
    manifest = Path(settings.STATIC_ROOT) / "staticfiles.json"
    if not manifest.exists() or manifest.stat().st_mtime < max(path.stat().st_mtime for path in sources):
        call_command("collectstatic", interactive=False, verbosity=0)
        manifest.touch()


def environment() -> dict[str, str]:
    return {
        **os.environ,
        "SANDBOX_PORT": str(sandbox_port()),
        "SANDBOX_SMTP_PORT": str(sandbox_smtp_port()),
        "SANDBOX_DB": str(settings.VAR_DIR / "sandbox.sqlite3"),
        "SANDBOX_WEBHOOK_URL": f"http://127.0.0.1:{site_port()}/webhooks/paypal/",
    }


def log_file(name: str) -> Path:
    return settings.VAR_DIR / "run" / f"{name}.log"


@contextmanager
def children(programs: list[Program]) -> Iterator[dict[str, subprocess.Popen[bytes]]]:
    """The running programs by name; all of them are gone when the block is left, however it is left."""
    running: dict[str, subprocess.Popen[bytes]] = {}
    try:
        for program in programs:
            log_file(program.name).unlink(missing_ok=True)
            running[program.name] = spawn(program, environment=environment(), log=log_file(program.name))
        yield running
    except StopRequested:
        pass
    finally:
        for process in running.values():
            process.terminate()  # all at once, so that they end side by side
        for process in running.values():
            stop(process)


@contextmanager
def signals_raise() -> Iterator[None]:
    """Ctrl-C, `kill` and a closed terminal end the block in the same orderly way."""

    def stop_now(number: int, frame: FrameType | None) -> None:
        for signal_number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(signal_number, signal.SIG_IGN)  # stopping takes seconds and is not interrupted
        raise StopRequested

    for signal_number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(signal_number, stop_now)
    yield


def wait_until_ready(running: dict[str, subprocess.Popen[bytes]]) -> None:
    deadline = time.monotonic() + SECONDS_TO_START
    while not answers():
        refuse_dead(running)
        if time.monotonic() > deadline:
            raise CommandError(f"The site does not answer after {SECONDS_TO_START} seconds; see {log_file('web')}")
        time.sleep(0.1)


def answers() -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", site_port(), timeout=5)
    try:
        connection.request("GET", "/healthz/", headers={"Host": settings.SITE_HOST})
        return connection.getresponse().status < http.HTTPStatus.BAD_REQUEST
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def watch(running: dict[str, subprocess.Popen[bytes]]) -> None:
    while True:
        refuse_dead(running)
        time.sleep(0.5)


def refuse_dead(running: dict[str, subprocess.Popen[bytes]]) -> None:
    """Nothing is started again behind your back: a program that ends takes the others with it, and says why."""
    for name, process in running.items():
        if (code := process.poll()) is not None:
            tail = "\n".join(log_file(name).read_text(encoding="utf-8", errors="replace").splitlines()[-LOG_TAIL:])
            raise CommandError(f"{name} ended with code {code}; everything is stopped. Its last words:\n{tail}")


def greeting(logins: str, programs: list[Program]) -> str:
    lines = [f"{settings.SITE_URL}/", ""]
    if logins:
        lines += [f"Demo logins for {settings.SITE_URL}/admin/ (role, e-mail, password):", logins, ""]
    if SANDBOX in programs:
        lines.append(f"Mails that it sends: {settings.SANDBOX_URL}/mail/")
    logs = ", ".join(f"{program.name}.log" for program in programs)
    lines += [f"Logs: {log_file(programs[0].name).parent}/ ({logs})", "Ctrl-C stops everything."]
    return "\n".join(lines)
