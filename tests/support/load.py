"""Load on a running web server, and what it costs it."""

import re
import subprocess
from dataclasses import dataclass
from pathlib import Path

from tests.support.programs import find


@dataclass(frozen=True)
class Measured:
    requests: int
    seconds: float
    cpu: float

    @property
    def rate(self) -> float:
        return self.requests / self.seconds

    @property
    def cpu_ms(self) -> float:
        """Of all processes of the server, for one request."""
        return 1000 * self.cpu / self.requests

    def __add__(self, other: "Measured") -> "Measured":
        return Measured(self.requests + other.requests, self.seconds + other.seconds, self.cpu + other.cpu)


def measure(url: str, *, server: int, seconds: float = 2, headers: tuple[str, ...] = ()) -> Measured:
    """Four connections that ask again and again. The children of `server` answer; they must not end."""
    command = [find("wrk", "wrk"), "-t1", "-c4", f"-d{seconds}s", *(f"-H{header}" for header in headers), url]
    before = _cpu(server)
    told = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    cpu = _cpu(server) - before
    assert "Non-2xx" not in told, told
    assert "Socket errors" not in told, told
    found = re.search(r"(\d+) requests in ([\d.]+)s", told)
    assert found, told
    return Measured(int(found[1]), float(found[2]), cpu)


def _cpu(server: int) -> float:
    """Seconds that the threads of all its processes have had so far."""
    children = Path(f"/proc/{server}/task/{server}/children").read_text(encoding="utf-8").split()
    threads = [thread for process in (server, *children) for thread in Path(f"/proc/{process}/task").iterdir()]
    return sum(int(thread.joinpath("schedstat").read_text(encoding="utf-8").split()[0]) for thread in threads) / 1e9
