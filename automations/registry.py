"""The processes that this site knows."""

from automations.process import Process

_processes: dict[str, type[Process]] = {}


def register(process: type[Process]) -> None:
    if _processes.setdefault(process.key, process) is not process:
        raise ValueError(f"two processes are called {process.key}")


def unregister(process: type[Process]) -> None:
    del _processes[process.key]


def all_processes() -> list[type[Process]]:
    return list(_processes.values())


def find_process(key: str) -> type[Process] | None:
    return _processes.get(key)


def get_process(key: str) -> type[Process]:
    return _processes[key]
