"""The programs a running site consists of, and how they are started as children that never outlive their parent."""

import ctypes
import os
import signal
import subprocess
import sys
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PYTHON_PATH = f"{ROOT}{os.pathsep}{ROOT / 'site'}"
SECONDS_TO_STOP = 25
_PR_SET_PDEATHSIG = 1


@dataclass(frozen=True)
class Program:
    name: str
    arguments: tuple[str, ...]


WEB = Program("web", ("-m", "gunicorn", "config.wsgi"))
WORKER = Program("worker", ("manage.py", "run_huey"))
SANDBOX = Program("sandbox", ("-m", "sandbox"))


def spawn(program: Program, *, environment: Mapping[str, str], log: Path) -> subprocess.Popen[bytes]:
    """Start it in a process group of its own: Ctrl-C on the keyboard reaches us only, and we stop it in order."""
    with log.open("ab") as output:
        return subprocess.Popen(
            [sys.executable, *program.arguments],
            cwd=ROOT,
            env={**environment, "PYTHONPATH": PYTHON_PATH, "PYTHONUNBUFFERED": "1"},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            process_group=0,
            preexec_fn=die_with_parent,  # noqa: PLW1509 -- no threads here yet
        )


def stop(process: subprocess.Popen[bytes], timeout: float = SECONDS_TO_STOP) -> None:
    """Ask it to end, wait, then end it and whatever it has started."""
    if process.poll() is None:
        process.terminate()
        try:
            process.wait(timeout)
        except subprocess.TimeoutExpired:
            kill(process)


def kill(process: subprocess.Popen[bytes]) -> None:
    """What a power cut does to it: no warning, no clean-up."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def die_with_parent() -> None:
    """Called in a new child: have the kernel send it SIGTERM when its parent is gone, even by `kill -9`."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
