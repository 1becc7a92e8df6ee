"""A Redis server of our own."""

import subprocess
from collections.abc import Iterator

import pytest

from core.processes import die_with_parent, stop
from tests.support.ports import free_port, listens, wait_until
from tests.support.programs import find


@pytest.fixture(scope="session")
def redis_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    port = free_port()
    options = {"--port": str(port), "--bind": "127.0.0.1", "--save": "", "--appendonly": "no"}
    process = subprocess.Popen(
        [find("redis-server", "redis-server"), *(word for option in options.items() for word in option)],
        cwd=tmp_path_factory.mktemp("redis"),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        process_group=0,
        preexec_fn=die_with_parent,  # noqa: PLW1509 -- only execs
    )
    wait_until(lambda: listens(port), "Redis starts")
    yield f"redis://127.0.0.1:{port}/0"
    stop(process)
