"""Mistakes in the declaration of a process, and runs that stand on a step which the code no longer has."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.apps import AppConfig
from django.core.checks import CheckMessage, Error
from django.db import connections

from automations.models import Run, StepRun
from automations.process import End, Form, Gate, Process
from automations.registry import all_processes


def check_processes(app_configs: Iterable[AppConfig] | None, **_: Any) -> list[CheckMessage]:
    return [
        Error(f"process {process.key}: {fault}", id="automations.E001")
        for process in all_processes()
        for fault in faults(process)
    ]


def check_live_runs(
    app_configs: Iterable[AppConfig] | None, databases: Iterable[str] | None = None, **_: Any
) -> list[CheckMessage]:
    if "default" not in (databases or ()) or not _tables_exist():
        return []
    standing = (
        StepRun.objects.filter(state__in=StepRun.OPEN, run__state__in=Run.LIVE)
        .values_list("run__process", "step")
        .order_by()
        .distinct()
    )
    known = {(process.key, name) for process in all_processes() for name in (*process.steps, *process.aliases)}
    return [
        Error(
            f"runs of {process} stand on the step {step}, which is not in the code",
            hint="Name its successor in the process's `aliases`, or cancel these runs.",
            id="automations.E002",
        )
        for process, step in sorted(set(standing) - known)
    ]


def faults(process: type[Process]) -> list[str]:
    """What is wrong with the declaration, in words."""
    unknown = list(_unknown_targets(process))
    return unknown or [
        *_unreachable(process),
        *_cycles(process),
        *_gates(process),
        *_late_forms(process),
        *_aspects(process),
    ]


def _unknown_targets(process: type[Process]) -> Iterator[str]:
    for step in process.steps.values():
        for target in step.exits().values():
            if not target:
                yield f"nothing follows {step.name}"
            elif target not in process.steps:
                yield f"{step.name} leads to {target}, which does not exist"
    for old, new in process.aliases.items():
        if new not in process.steps:
            yield f"the alias {old} leads to {new}, which does not exist"


def _unreachable(process: type[Process]) -> Iterator[str]:
    first = next(iter(process.steps))
    for name in process.steps.keys() - process.reachable(first) - {first}:
        yield f"{name} is never reached"


def _cycles(process: type[Process]) -> Iterator[str]:
    """A way back must lead through a gate that waits for facts, else it turns for ever."""
    for name, step in process.steps.items():
        if not _waits(step) and name in _reachable_without_wait(process, name):
            yield f"{name} comes again without a wait"


def _reachable_without_wait(process: type[Process], start: str) -> set[str]:
    found: set[str] = set()
    waiting = [start]
    while waiting:
        targets = {name for name in process.steps[waiting.pop()].exits().values() if not _waits(process.steps[name])}
        waiting += targets - found
        found |= targets
    return found


def _waits(step: object) -> bool:
    return isinstance(step, Gate) and bool(step.wakes)


def _gates(process: type[Process]) -> Iterator[str]:
    for gate in process.gates():
        exits = gate.exits()
        timed = gate.within is not None or gate.until is not None
        if len(set(exits.values())) < len(exits):
            yield f"two branches of {gate.name} lead to the same step"
        if "no" not in exits and (not gate.wakes or gate.unless or (timed and "late" not in exits)):
            yield f"{gate.name} can say no and does not know where to go"
        if "late" in exits and not timed:
            yield f"{gate.name} has no deadline and is never late"


def _late_forms(process: type[Process]) -> Iterator[str]:
    begun = False
    for step in process.steps.values():
        begun = begun or not isinstance(step, Form)
        if begun and isinstance(step, Form):
            yield f"{step.name} is a form after the run has begun to work"


def _aspects(process: type[Process]) -> Iterator[str]:
    steps = {name for name, step in process.steps.items() if not isinstance(step, End)}
    for name in sorted(steps - process.aspects.keys()):
        yield f"{name} has no aspects"
    for name in sorted(process.aspects.keys() - steps):
        yield f"there are aspects of {name}, which is no step"
    for name, aspects in process.aspects.items():
        for side in ("ui", "security", "protocol", "persistence"):
            if not str(getattr(aspects, side)).strip():
                yield f"{name} has no word on {side}"


def _tables_exist() -> bool:
    return "automations_steprun" in connections["default"].introspection.table_names()
