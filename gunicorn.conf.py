"""The web server: `gunicorn config.wsgi` reads this file from the folder it is started in."""

import ctypes
import gc
import os
from contextlib import suppress
from pathlib import Path
from typing import Any

from gunicorn.glogging import Logger

pythonpath = ".,site"
bind = f"{os.environ.get('HOST', '127.0.0.1')}:{os.environ.get('PORT', '8000')}"
workers = int(os.environ.get("WEB_CONCURRENCY", "2"))
# Threads let a slow download or provider wait without holding up a whole worker.
worker_class = "gthread"
threads = 4
timeout = 60
graceful_timeout = 10
# What scaling a picture took once, glibc would keep for good, in a heap of each thread: few heaps, large pieces apart.
M_MMAP_THRESHOLD, M_ARENA_MAX = -3, -8
with suppress(AttributeError, OSError):
    ctypes.CDLL(None).mallopt(M_MMAP_THRESHOLD, 256 * 1024)
    ctypes.CDLL(None).mallopt(M_ARENA_MAX, 2)
# The program is loaded once; its processes share that memory as long as nobody writes to it.
preload_app = True
# Recycling caps what a leak in any library can cost. Seldom: a new process makes all its pages anew.
max_requests = 20_000
max_requests_jitter = 2000
# The system's temporary folder may lie on a disk; a stalled heartbeat would kill healthy workers.
worker_tmp_dir = "/dev/shm" if Path("/dev/shm").is_dir() else None  # noqa: S108
control_socket_disable = True  # a remote control that nobody here uses


def when_ready(server: Any) -> None:
    """Before the first process is split off: load what the first request would, and hand on no open database."""
    from django.db import connections  # noqa: PLC0415 -- settings are there only now
    from django.urls import reverse  # noqa: PLC0415

    reverse("wagtailadmin_home")
    connections.close_all()
    gc.collect()
    gc.freeze()  # the collector would write to every object, and so part what is shared


class ErrorsOnly(Logger):
    """No line per request: the site itself writes one (`core.middleware.RequestLog`), without addresses."""

    access_log_enabled = False


logger_class = ErrorsOnly
log_format = os.environ.get("LOG_FORMAT", "json" if os.environ.get("KONTOR_ENV") == "production" else "line")
logconfig_dict = {
    "formatters": {"line": {"()": "core.logs.Line"}, "json": {"()": "core.logs.Json"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": log_format}},
    "root": {"handlers": ["console"], "level": "INFO"},
    "loggers": {"gunicorn.error": {"handlers": ["console"], "level": "INFO", "propagate": False}},
}
