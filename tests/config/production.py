"""An installation's environment, and what the settings make of it in a process of their own."""

import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from tests.support.environment import ROOT, SITE_VARIABLES

PRODUCTION = {
    "KONTOR_ENV": "production",
    "SECRET_KEY": "x9" * 8 + "Zq7-fL_2mVwT0sRb4KpYc8HdJ3nG6aEu5XiOoPlQ",
    "SITE_URL": "https://shop.example",
    "DATABASE_URL": "postgres://kontor:pass%40word@db.example:5432/kontor",
    "HUEY_URL": "redis://redis.example:6379/0",
    "CACHE_URL": "redis://redis.example:6379/1",
    "EMAIL_URL": "smtp://kontor:pass%40word@mail.example:587/?tls=1",
    "TRUSTED_PROXIES": "1",
    "STAFF_MFA": "1",
    "PAYPAL_CLIENT_ID": "client",
    "PAYPAL_SECRET": "secret",
    "PAYPAL_WEBHOOK_ID": "WH-1",
}


Changes = Mapping[str, str | None]

# Imports the settings anew for each case: a process for each would take a second.
LOAD = """
import importlib, json, os, sys
cases, base = json.loads(sys.argv[1]), dict(os.environ)
def load(case):
    os.environ.clear()
    os.environ.update(base | case)
    sys.modules.pop("config.settings", None)
    try:
        importlib.import_module("config.settings")
    except Exception as error:
        return f"{type(error).__name__}: {error}"
    return ""
print(json.dumps([load(case) for case in cases]))
"""

# What the deployment check says of each case; the apps are loaded once, only the settings anew.
CHECK = """
import json, os, sys
from django.conf import settings
from django.core.management import CommandError, call_command
cases, base = json.loads(os.environ.pop("CASES")), dict(os.environ)
def check(case):
    os.environ.clear()
    os.environ.update(base | case)
    sys.modules.pop("config.settings", None)
    settings._setup()
    try:
        call_command("check", deploy=True, fail_level="WARNING")
    except CommandError as error:
        return str(error)
    return ""
told = [check(case) for case in cases]
print(json.dumps(told))
"""


def run(folder: Path, *command: str, changes: Changes | None = None) -> subprocess.CompletedProcess[str]:
    """A Python command in this environment and no other variable of the site; None takes one out."""
    site = {name: value for name, value in {**PRODUCTION, **(changes or {})}.items() if value is not None}
    ours = {*SITE_VARIABLES, "KONTOR_ENV", "RATE_LIMIT_FACTOR", "DJANGO_SETTINGS_MODULE", "LOG_FORMAT", "STATIC_ROOT"}
    ours.add("DJANGO_ALLOW_ASYNC_UNSAFE")  # the browser's tests need it in their process
    inherited = {name: value for name, value in os.environ.items() if name not in ours}
    return subprocess.run(
        [sys.executable, *command],
        cwd=ROOT,
        env={**inherited, "VAR_DIR": str(folder), "PYTHONPATH": ".:site", **site},
        capture_output=True,
        text=True,
        check=False,
    )


def problems(folder: Path, cases: Sequence[Mapping[str, str]]) -> list[str]:
    """What the settings say to each of these changes."""
    done = run(folder, "-c", LOAD, json.dumps(cases))
    told: list[str] = json.loads(done.stdout)
    return told


def weaknesses(folder: Path, cases: Sequence[Mapping[str, str]]) -> list[str]:
    """What the deployment check says to each of these changes."""
    done = run(folder, "manage.py", "shell", "--no-imports", "-c", CHECK, changes={"CASES": json.dumps(cases)})
    told: list[str] = json.loads(done.stdout.splitlines()[-1])
    return told


def setting(folder: Path, expression: str, changes: Changes | None = None) -> str:
    """The value of an expression over the settings, or the last line of what went wrong."""
    done = run(folder, "-c", f"from config import settings as s; print({expression})", changes=changes)
    return (done.stdout if done.returncode == 0 else done.stderr).strip().splitlines()[-1]


def manage(folder: Path, *arguments: str, changes: Changes | None = None) -> tuple[int, str]:
    done = run(folder, "manage.py", *arguments, changes=changes)
    return done.returncode, done.stdout + done.stderr
