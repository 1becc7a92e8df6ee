"""Questions to the rows of runs."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Model, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from automations.models import Run, StepRun
from automations.process import End, Process
from automations.registry import find_process
from core import clock
from core.duties import Duty, all_duties
from core.models import DutyRun
from core.registries import ObjectLink
from mailing.models import Message


def messages_of(step: StepRun) -> list[Message]:
    """The message of a step and those with which staff repeated it, oldest first."""
    key = step.effect_key
    return list(Message.objects.filter(Q(effect_key=key) | Q(resend_of__effect_key=key)).order_by("pk"))


def failed_steps() -> tuple[int, str]:
    count = StepRun.objects.filter(state=StepRun.State.FAILED).count()
    return count, reverse("runs:index") + "?problem=yes"


def links_to_runs(subject: Model) -> list[ObjectLink]:
    """From an order to its runs."""
    runs = Run.objects.filter(subject_type=subject._meta.label_lower, subject_id=str(subject.pk)).order_by("pk")
    return [
        ObjectLink(
            _("Process"),
            f"{label_of(run)}: {run.get_state_display()}",
            reverse("runs:inspect", args=[run.pk]),
            "automations.view_run",
        )
        for run in runs
    ]


def label_of(run: Run) -> str:
    """The name of the process, also of one that is no longer in the code."""
    process = find_process(run.process)
    return str(process.label) if process else run.process


def outcome_of(run: Run) -> str:
    """The words of the end that the run has reached."""
    process = find_process(run.process)
    ends = [step for step in process.steps.values() if isinstance(step, End)] if process else []
    return next((str(end.label) for end in ends if end.outcome == run.outcome), run.outcome)


def counts_of_runs() -> dict[str, dict[str, int]]:
    """{process: {state: number}}, with "over" for all that have ended and "problems" for those with a failed step."""
    counts: dict[str, dict[str, int]] = defaultdict(dict)
    for process, state, number in Run.objects.values_list("process", "state").annotate(Count("pk")).order_by():
        counts[process][state] = number
        if state not in Run.LIVE:
            counts[process]["over"] = counts[process].get("over", 0) + number
    failed = StepRun.objects.filter(state=StepRun.State.FAILED).values_list("run__process")
    for process, number in failed.annotate(Count("run", distinct=True)).order_by():
        counts[process]["problems"] = number
    return counts


def counts_of_steps(process: type[Process]) -> dict[str, dict[str, int]]:
    """{step: {"live": how many stand there, "failed": how many have failed there}}."""
    counts: dict[str, dict[str, int]] = defaultdict(lambda: {"live": 0, "failed": 0})
    rows = StepRun.objects.filter(run__process=process.key, state__in=StepRun.OPEN)
    for name, state, number in rows.values_list("step", "state").annotate(Count("pk")).order_by():
        today = process.aliases.get(name, name)
        counts[today]["failed" if state == StepRun.State.FAILED else "live"] += number
    return dict(counts)


@dataclass(frozen=True)
class DutyState:
    """A duty and how its latest run went. `late`: twice its time has passed without a run."""

    duty: Duty
    last: DutyRun | None
    next_at: datetime | None
    late: bool

    @property
    def failed(self) -> bool:
        return self.last is not None and bool(self.last.error)

    @property
    def error(self) -> str:
        """The last line of the trace says what it was."""
        return self.last.error.strip().rpartition("\n")[2] if self.last else ""


def duty_states() -> list[DutyState]:
    runs, now = DutyRun.objects.in_bulk(), clock.now()
    return [_duty_state(duty, runs.get(duty.name), now) for duty in all_duties()]


def _duty_state(duty: Duty, last: DutyRun | None, now: datetime) -> DutyState:
    every = timedelta(minutes=duty.every)
    next_at = last.started_at + every if last else None
    return DutyState(duty, last, next_at, late=last is None or now > last.started_at + 2 * every + timedelta(minutes=1))


def troubled_duties() -> tuple[int, str]:
    return sum(state.failed or state.late for state in duty_states()), reverse("duties:index")
