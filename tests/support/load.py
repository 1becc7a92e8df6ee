"""Load on a running web server, and what it costs it."""

import os
import re
import subprocess
from dataclasses import dataclass
from pathlib import Path

from tests.support.programs import find

TICKS = os.sysconf("SC_CLK_TCK")


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
    """Four connections that ask again and again. `server` is the process whose children answer."""
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
    """Seconds, with those of children that have ended: their parent inherits them."""
    children = Path(f"/proc/{server}/task/{server}/children").read_text(encoding="utf-8").split()
    return _times(server, 4) + sum(_times(int(child), 2) for child in children)


def _times(process: int, fields: int) -> float:
    """The first `fields` of: own time, in user's and kernel's mode, and the same of ended children."""
    stat = Path(f"/proc/{process}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    return sum(int(ticks) for ticks in stat[11 : 11 + fields]) / TICKS
