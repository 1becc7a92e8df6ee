"""A run as staff read it: step by step, what happened, when, by whom, what is waited for."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _

from automations.diagram import BRANCHES
from automations.models import Run, StepLog, StepRun
from automations.process import Gate, Mail, Step
from automations.registry import find_process
from automations.selectors import messages_of
from mailing.models import Message

State = StepRun.State


@dataclass
class Entry:
    """One step of the run."""

    row: StepRun
    declared: Step | None
    journal: list[StepLog] = field(default_factory=list)
    messages: list[Message] = field(default_factory=list)

    @property
    def label(self) -> Any:
        return self.declared.label if self.declared else self.row.step

    @property
    def branch(self) -> Any:
        return BRANCHES.get(self.row.branch, "")

    @property
    def took_time(self) -> bool:
        """A second or more."""
        finished = self.row.finished_at
        return finished is not None and finished - self.row.created_at >= timedelta(seconds=1)

    @property
    def eventful(self) -> bool:
        """There is more to tell than that it was done."""
        return [log.code for log in self.journal] not in ([], [StepLog.Code.DONE])

    @property
    def waits_for(self) -> list[str]:
        """The facts that would wake it."""
        if self.row.state != State.WAITING:
            return []
        if isinstance(self.declared, Gate):
            return list(self.declared.facts())
        return ["mail.accepted"] if isinstance(self.declared, Mail) else []

    @property
    def next_attempt(self) -> datetime | None:
        return self.row.due_at if self.row.state == State.READY and self.row.attempts else None

    @property
    def by(self) -> Any:
        """Who brought it to its end."""
        actors = [log.actor for log in self.journal if log.actor]
        if actors:
            return actors[-1]
        if self.declared and self.declared.kind == "form":
            return _("at the checkout")
        return _("worker") if self.row.finished_at else ""

    @property
    def buttons(self) -> list[tuple[Any, str]]:
        """What staff can do now: (words, name of the address)."""
        waiting = self.row.state in {State.READY, State.WAITING}
        found: list[tuple[Any, str]] = []
        if self.row.state == State.FAILED:
            found.append((_("Try again"), "runs:retry"))
        if self.next_attempt or (waiting and isinstance(self.declared, Gate)):
            found.append((_("Run now"), "runs:hurry"))
        if self.declared and (waiting or self.row.state == State.FAILED):
            found += self._ways_to_skip()
        return found

    def _ways_to_skip(self) -> list[tuple[Any, str]]:
        if not isinstance(self.declared, Gate):
            return [(_("Skip"), "runs:skip")]
        ways = {"yes": _("Skip, as if yes"), "no": _("Skip, as if no"), "late": _("Skip, as if too late")}
        return [(ways[branch], f"runs:skip_{branch}") for branch in self.declared.exits()]


def timeline(run: Run) -> list[Entry]:
    process = find_process(run.process)
    journal: dict[tuple[str, int], list[StepLog]] = defaultdict(list)
    for log in run.journal.select_related("actor").order_by("pk"):
        journal[log.step, log.iteration].append(log)
    return [
        Entry(
            row,
            _declared(process, row),
            journal[row.step, row.iteration],
            messages_of(row) if row.effect_key else [],
        )
        for row in run.steps.order_by("pk")
    ]


def _declared(process: Any, row: StepRun) -> Step | None:
    try:
        return process.step(row.step) if process else None
    except KeyError:
        return None
