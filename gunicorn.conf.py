"""The web server: `gunicorn config.wsgi` reads this file from the folder it is started in."""

import os
from pathlib import Path

pythonpath = ".,site"
bind = f"{os.environ.get('HOST', '127.0.0.1')}:{os.environ.get('PORT', '8000')}"
workers = int(os.environ.get("WEB_CONCURRENCY", "2"))
# Threads let a slow download or provider wait without holding up a whole worker.
worker_class = "gthread"
threads = 4
timeout = 60
graceful_timeout = 10
# Recycling caps what a leak in any library can cost.
max_requests = 2000
max_requests_jitter = 200
# The system's temporary folder may lie on a disk; a stalled heartbeat would kill healthy workers.
worker_tmp_dir = "/dev/shm" if Path("/dev/shm").is_dir() else None  # noqa: S108
