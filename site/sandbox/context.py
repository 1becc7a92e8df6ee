import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol

from sandbox.clock import Clock
from sandbox.faults import Faults
from sandbox.settings import Settings
from sandbox.store import Store
from sandbox.web import Request, Response


class Checker(Protocol):
    def check_request(self, request: Request) -> str | None: ...

    def check_response(self, request: Request, response: Response) -> None: ...


class InFlight:
    """Keys of requests that are being handled now; lost with the process, as the requests are."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._keys: set[tuple[str, ...]] = set()

    @contextmanager
    def hold(self, key: tuple[str, ...]) -> Iterator[bool]:
        with self._lock:
            first = key not in self._keys
            self._keys.add(key)
        try:
            yield first
        finally:
            if first:
                with self._lock:
                    self._keys.discard(key)


class Sandbox:
    """What every handler gets: settings, state, time, faults."""

    def __init__(self, settings: Settings, store: Store, contract: Checker | None = None) -> None:
        self.settings = settings
        self.store = store
        self.contract = contract
        self.clock = Clock(store)
        self.faults = Faults(store)
        self.in_flight = InFlight()
        self.stopping = threading.Event()
        self.webhook_bell = threading.Event()

    def url(self, path: str) -> str:
        return self.settings.url + path

    def pause(self, seconds: float) -> None:
        """Wait, but not beyond the end of the process."""
        self.stopping.wait(seconds)
