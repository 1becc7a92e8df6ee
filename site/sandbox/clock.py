import time
from datetime import UTC, datetime

from sandbox.store import Store


class Clock:
    """The sandbox's own time. Pauses between webhook attempts run in real time and ignore the offset."""

    def __init__(self, store: Store) -> None:
        self._store = store

    @property
    def offset(self) -> float:
        return float(self._store.setting("clock_offset", 0))

    def shift_to(self, offset_seconds: float) -> None:
        self._store.set("clock_offset", offset_seconds)

    def now(self) -> float:
        return time.time() + self.offset

    def stamp(self) -> str:
        return iso(self.now())


def iso(moment: float) -> str:
    return datetime.fromtimestamp(moment, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
