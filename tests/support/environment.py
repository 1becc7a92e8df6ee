"""What the settings read while tests run: fixed values and private places, nothing of the developer's environment."""

import atexit
import os
import shutil
import sys
import tempfile
from pathlib import Path

import django

from core.loading import loading
from tests.support.ports import free_port

WORKER = os.environ.get("PYTEST_XDIST_WORKER", "main")
ROOT = Path(__file__).parents[2]
IS_CONTROLLER = WORKER == "main"
SITE_VARIABLES = (
    "SECRET_KEY SITE_URL DATABASE_URL HUEY_URL CACHE_URL EMAIL_URL PRIVATE_STORAGE_URL DEFAULT_FROM_EMAIL "
    "PAYPAL_CLIENT_ID PAYPAL_SECRET PAYPAL_WEBHOOK_ID PAYPAL_API_URL STAFF_MFA TRUSTED_PROXIES "
    "CLOCK_OFFSET_FILE VAR_DIR HOST PORT SANDBOX_PORT SANDBOX_SMTP_PORT SANDBOX_DB SANDBOX_WEBHOOK_URL"
).split()


def vendor() -> str:
    name = os.environ.get("TEST_DATABASE", "sqlite")
    if name not in {"sqlite", "postgres"}:
        raise ValueError(f"TEST_DATABASE must be sqlite or postgres, not {name!r}")
    return name


def run_folder() -> Path:
    """Made by the first process of a run and inherited by the others; PostgreSQL's user may pass through it."""
    if "KONTOR_TEST_FOLDER" not in os.environ:
        folder = tempfile.mkdtemp(prefix="kontor-tests-")
        Path(folder).chmod(0o755)
        atexit.register(shutil.rmtree, folder, ignore_errors=True)
        os.environ["KONTOR_TEST_FOLDER"] = folder
        os.environ["KONTOR_TEST_POSTGRES_PORT"] = str(free_port())
    return Path(os.environ["KONTOR_TEST_FOLDER"])


def database_url(name: str) -> str:
    if vendor() == "postgres":
        return f"postgres://kontor@127.0.0.1:{os.environ['KONTOR_TEST_POSTGRES_PORT']}/{name}"
    return f"sqlite:///{run_folder() / 'databases' / name}.sqlite3"


def variables(name: str) -> dict[str, str]:
    """The environment of one site: the test process itself, or a stack that a test starts."""
    var = run_folder() / "sites" / name
    var.mkdir(parents=True, exist_ok=True)
    port, sandbox_port, smtp_port = free_port(), free_port(), free_port()
    return {
        "KONTOR_ENV": "test",
        "VAR_DIR": str(var),
        "DATABASE_URL": database_url(name),
        "CLOCK_OFFSET_FILE": str(var / "clock"),
        "PORT": str(port),
        "SITE_URL": f"http://127.0.0.1:{port}",
        "SANDBOX_PORT": str(sandbox_port),
        "SANDBOX_SMTP_PORT": str(smtp_port),
        "SANDBOX_DB": str(var / "sandbox.sqlite3"),
        "SANDBOX_WEBHOOK_URL": f"http://127.0.0.1:{port}/webhooks/paypal/",
        "EMAIL_URL": f"smtp://127.0.0.1:{smtp_port}/",
    }


def prepare() -> None:
    """Before anything reads the settings."""
    run_folder().joinpath("databases").mkdir(exist_ok=True)
    for name in SITE_VARIABLES:
        os.environ.pop(name, None)
        os.environ.pop(f"{name}_FILE", None)
    os.environ.update(variables(f"test_{WORKER}"), DJANGO_SETTINGS_MODULE="config.settings")
    _keep_compiled()
    with loading():
        django.setup()
    # A child that inherits it would load the settings before it comes here.
    del os.environ["DJANGO_SETTINGS_MODULE"]


def _keep_compiled() -> None:
    """Whatever the developer's shell says: a run starts so many processes that each would compile all of it again."""
    sys.dont_write_bytecode = False
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
