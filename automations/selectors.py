"""Questions to the rows of runs."""

from django.db.models import Model, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from automations.models import Run, StepRun
from automations.registry import find_process
from core.registries import ObjectLink
from mailing.models import Message


def messages_of(step: StepRun) -> list[Message]:
    """The message of a step and those with which staff repeated it, oldest first."""
    key = step.effect_key
    return list(Message.objects.filter(Q(effect_key=key) | Q(resend_of__effect_key=key)).order_by("pk"))


def failed_steps() -> tuple[int, str]:
    count = StepRun.objects.filter(state=StepRun.State.FAILED).count()
    return count, reverse("runs:index") + "?problem=true"


def links_to_runs(subject: Model) -> list[ObjectLink]:
    """From an order to its runs."""
    runs = Run.objects.filter(subject_type=subject._meta.label_lower, subject_id=str(subject.pk)).order_by("pk")
    return [
        ObjectLink(_("Process"), f"{label_of(run)}: {run.get_state_display()}", reverse("runs:inspect", args=[run.pk]))
        for run in runs
    ]


def label_of(run: Run) -> str:
    """The name of the process, also of one that is no longer in the code."""
    process = find_process(run.process)
    return str(process.label) if process else run.process
