"""The screens of runs and processes, and what staff can do there."""

from typing import Any, ClassVar, cast

from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.auth import permission_required

from accounts.models import User
from automations import services
from automations.diagram import BRANCHES, KINDS, draw
from automations.models import Run, StepRun
from automations.process import Process, Step
from automations.registry import all_processes, find_process
from automations.selectors import counts_of_runs, counts_of_steps, label_of, outcome_of
from automations.timeline import timeline
from core.admin import ActionRefused, ActionView, ReasonForm, RecordView


class RunView(RecordView):
    template_name = "automations/admin/run.html"
    page_title = _("Run")
    object: Run

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        run, known = self.object, find_process(self.object.process)
        return {
            **super().get_context_data(**kwargs),
            "label": label_of(run),
            "outcome": outcome_of(run),
            "known": known,
            "subject_url": reverse(known.subject_page, args=[run.subject_id]) if known and known.subject_page else "",
            "entries": timeline(run),
            "may_operate": self.request.user.has_perm(services.PERMISSION),
        }


class StepAction(ActionView):
    model: type[Model] = StepRun
    permission = services.PERMISSION
    icon = "cogs"
    serious = False

    @property
    def actor(self) -> User:
        return cast("User", self.request.user)  # `permission` keeps others out

    def back(self, obj: Any) -> str:
        return reverse("runs:inspect", args=[obj.run_id])

    def act(self, obj: Any, data: dict[str, Any]) -> None:
        try:
            self.do(obj, data)
        except services.NotPossible as error:
            raise ActionRefused(_("The run has moved on in the meantime: look again.")) from error

    def do(self, obj: Any, data: dict[str, Any]) -> None:
        raise NotImplementedError


class RetryStep(StepAction):
    title = _("Try this step again")
    consequence = _(
        "The step is performed anew within seconds, with all its attempts. What it did before is not done twice; "
        "a mail that the mail server has refused is sent again."
    )
    button = _("Try again")
    done = _("The step is tried again in a moment.")

    def do(self, obj: StepRun, data: dict[str, Any]) -> None:
        services.retry_step(step_id=obj.pk, actor=self.actor)


class HurryStep(StepAction):
    title = _("Run this step now")
    consequence = _("The step does not wait for its time: it is performed, or its question is asked, within seconds.")
    button = _("Run now")
    done = _("The step runs in a moment.")

    def do(self, obj: StepRun, data: dict[str, Any]) -> None:
        services.hurry_step(step_id=obj.pk, actor=self.actor)


class SkipStep(StepAction):
    branch: ClassVar[str] = ""
    title = _("Skip this step")
    consequence = _(
        "The step is left undone for ever and the run goes on behind it. A mail that is already on its way still "
        "arrives."
    )
    button = _("Skip")
    done = _("The step is skipped.")
    form_class = ReasonForm
    serious = True

    def do(self, obj: StepRun, data: dict[str, Any]) -> None:
        services.skip_step(step_id=obj.pk, branch=self.branch, reason=data["reason"], actor=self.actor)


class SkipYes(SkipStep):
    branch = "yes"
    title = _("Skip this question, as if the answer were yes")
    consequence = _("Nobody asks any more: the run goes on as after a yes, also when that is not true.")


class SkipNo(SkipStep):
    branch = "no"
    title = _("Skip this question, as if the answer were no")
    consequence = _("Nobody waits any more: the run goes on as after a no.")


class SkipLate(SkipStep):
    branch = "late"
    title = _("Skip this question, as if the time were over")
    consequence = _("Nobody waits any more: the run goes on as if the deadline had passed.")


class CancelRun(StepAction):
    model = Run
    title = _("Cancel this run")
    consequence = _(
        "Nothing of this run happens any more: no step, no mail, no deadline. What has happened stays as it is. "
        "This cannot be undone."
    )
    button = _("Cancel the run")
    done = _("The run is cancelled.")
    form_class = ReasonForm
    serious = True

    def back(self, obj: Any) -> str:
        return reverse("runs:inspect", args=[obj.pk])

    def do(self, obj: Run, data: dict[str, Any]) -> None:
        services.cancel_run(run_id=obj.pk, reason=data["reason"], actor=self.actor)


run_urls = [
    path("schritt/<int:pk>/erneut/", RetryStep.as_view(), name="retry"),
    path("schritt/<int:pk>/jetzt/", HurryStep.as_view(), name="hurry"),
    path("schritt/<int:pk>/ueberspringen/", SkipStep.as_view(), name="skip"),
    path("schritt/<int:pk>/ueberspringen/ja/", SkipYes.as_view(), name="skip_yes"),
    path("schritt/<int:pk>/ueberspringen/nein/", SkipNo.as_view(), name="skip_no"),
    path("schritt/<int:pk>/ueberspringen/zu-spaet/", SkipLate.as_view(), name="skip_late"),
    path("<int:pk>/abbrechen/", CancelRun.as_view(), name="cancel"),
]


@permission_required("automations.view_run")
def processes(request: HttpRequest) -> HttpResponse:
    counts = counts_of_runs()
    rows = [{"process": process, "counts": counts.get(process.key, {})} for process in all_processes()]
    return render(request, "automations/admin/processes.html", {"rows": rows})


@permission_required("automations.view_run")
def process(request: HttpRequest, key: str) -> HttpResponse:
    found = _process(key)
    counts = counts_of_steps(found)
    steps = [
        {"step": step, "kind": KINDS[step.kind], "exits": _exits(found, step), "counts": counts.get(step.name, {})}
        for step in found.steps.values()
    ]
    context = {"process": found, "diagram": draw(found, counts), "steps": steps}
    return render(request, "automations/admin/process.html", context)


def _exits(process: type[Process], step: Step) -> list[tuple[Any, Any]]:
    """(answer, label of the step it leads to), besides the step that simply follows."""
    return [(BRANCHES[branch], process.steps[target].label) for branch, target in step.exits().items() if branch]


@permission_required("automations.view_run")
def handbook(request: HttpRequest, key: str) -> HttpResponse:
    found = _process(key)
    rows = [{"step": step, "aspects": found.aspects.get(name)} for name, step in found.steps.items()]
    return render(request, "automations/admin/handbook.html", {"process": found, "rows": rows})


def _process(key: str) -> type[Process]:
    found = find_process(key)
    if found is None:
        raise Http404
    return found


process_urls = [
    path("", processes, name="index"),
    path("<slug:key>/", process, name="process"),
    path("<slug:key>/handbuch/", handbook, name="handbook"),
]
