"""What one transaction writes about its runs: collected while steps are performed, written in one go at its end.

The order is that of `core/locks.md`: effects take their locks first, then come the runs, then their steps.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from accounts.models import User
from automations.models import Run, StepLog, StepRun
from automations.process import End, Form, Mail, Process, Step
from automations.registry import get_process

STEP_FIELDS = ("state", "due_at", "deadline", "branch", "result", "attempts", "last_error", "finished_at")
RUN_FIELDS = ("state", "outcome", "finished_at")


class LeaseLostError(Exception):
    """A step was taken over, woken or cancelled while we worked on it: nothing of this transaction may count."""


def process_of(run: Run) -> type[Process]:
    return get_process(run.process)


def declared(step: StepRun) -> Step:
    return process_of(step.run).step(step.step)


class Book:
    def __init__(self, now: datetime) -> None:
        self.now = now
        self._held: list[StepRun] = []
        self._new: list[StepRun] = []
        self._log: list[StepLog] = []
        self._runs: dict[int, Run] = {}

    def hold(self, steps: Iterable[StepRun]) -> None:
        """These claimed steps are going to be written."""
        self._held += steps

    def lock_runs(self) -> None:
        """From here on facts and staff wait for us, and we see what those before us have changed."""
        ids = {step.run_id for step in self._held if not step.moved_on}
        live = Run.objects.select_for_update().filter(pk__in=ids, state__in=Run.LIVE).order_by("pk")
        if len(live.values_list("pk")) != len(ids):
            raise LeaseLostError

    def arrive(self, run: Run, name: str) -> StepRun | None:
        """The run reaches a step. Returns it unless nothing is left to do: forms are passed, an end ends."""
        step = self._new_step(run, process_of(run).step(name))
        match declared(step):
            case Form():
                return self.finish(step)
            case End(outcome=outcome):
                self._close(step)
                self._set_run(run, Run.State.DONE, outcome=outcome, finished_at=self.now)
                return None
        self._set_run(run, Run.State.ACTIVE)
        return step

    def finish(self, step: StepRun, branch: str = "", result: dict[str, Any] | None = None) -> StepRun | None:
        """The step is done; the run goes on. Returns the next step."""
        step.result = result or {}
        if step.moved_on:
            self._close(step, step.branch)
            return None
        self._close(step, branch)
        return self.arrive(step.run, declared(step).exits()[branch])

    def skip(self, step: StepRun, branch: str) -> None:
        step.state, step.finished_at = StepRun.State.SKIPPED, self.now
        if not step.moved_on:
            step.branch = branch
            self.arrive(step.run, declared(step).exits()[branch])

    def wait(self, step: StepRun, until: datetime | None) -> None:
        step.state, step.due_at, step.attempts, step.last_error = StepRun.State.WAITING, until, 0, ""
        if not step.moved_on:
            self._set_run(step.run, Run.State.WAITING)
        self.log(step, StepLog.Code.WAITING, until=until.isoformat() if until else None)

    def postpone(self, step: StepRun, until: datetime, error: str) -> None:
        step.state, step.due_at, step.last_error = StepRun.State.READY, until, error
        self.log(step, StepLog.Code.ATTEMPT_FAILED, error=error, again=until.isoformat())

    def give_up(self, step: StepRun, error: str, on_failure: str) -> None:
        step.state, step.last_error = StepRun.State.FAILED, error
        self.log(step, StepLog.Code.FAILED, error=error)
        if step.moved_on:
            return
        if on_failure:
            step.branch = StepRun.MOVED_ON
            self.arrive(step.run, on_failure)
        else:
            self._set_run(step.run, Run.State.FAILED)

    def log(self, step: StepRun, code: str, *, actor: User | None = None, **data: Any) -> None:
        self._log.append(
            StepLog(
                run_id=step.run_id,
                step=step.step,
                iteration=step.iteration,
                code=code,
                at=self.now,
                actor=actor,
                data={key: value for key, value in data.items() if value},
            )
        )

    def write(self) -> None:
        """Raises LeaseLostError when one of the held steps is no longer ours."""
        for (token, *_), group in _grouped(self._held, ("lease_token", *STEP_FIELDS)).items():
            held = StepRun.objects.filter(
                pk__in=[step.pk for step in group], lease_token=token, state=StepRun.State.CLAIMED
            )
            values = {name: getattr(group[0], name) for name in STEP_FIELDS}
            if held.update(lease_token="", leased_until=None, **values) != len(group):
                raise LeaseLostError
        StepRun.objects.bulk_create(self._new)
        StepLog.objects.bulk_create(self._log)
        for group in _grouped(self._runs.values(), RUN_FIELDS).values():
            values = {name: getattr(group[0], name) for name in RUN_FIELDS}
            Run.objects.filter(pk__in=[run.pk for run in group]).update(**values)

    def _new_step(self, run: Run, step: Step) -> StepRun:
        iteration = 1
        if step.name in process_of(run).reachable(step.name):
            iteration += StepRun.objects.filter(run=run, step=step.name).count()
        row = StepRun(
            run=run,
            step=step.name,
            iteration=iteration,
            alone=step.alone,
            state=StepRun.State.READY,
            due_at=self.now,
            created_at=self.now,
            effect_key=f"run:{run.pk}:{step.name}:{iteration}" if isinstance(step, Mail) else None,
        )
        self._new.append(row)
        return row

    def _close(self, step: StepRun, branch: str = "") -> None:
        step.state, step.branch, step.finished_at, step.last_error = StepRun.State.DONE, branch, self.now, ""
        self.log(step, StepLog.Code.DONE, branch=branch)

    def _set_run(self, run: Run, state: str, **values: Any) -> None:
        if run.state == state and not values and run.pk not in self._runs:
            return
        run.state = state
        for name, value in values.items():
            setattr(run, name, value)
        self._runs[run.pk] = run


def _grouped(rows: Iterable[Any], fields: tuple[str, ...]) -> dict[tuple[str, ...], list[Any]]:
    """Rows that get the same values are written by one statement."""
    groups: dict[tuple[str, ...], list[Any]] = defaultdict(list)
    for row in rows:
        groups[tuple(str(getattr(row, name)) for name in fields)].append(row)
    return groups
