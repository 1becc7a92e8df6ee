from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from core.models.work import WorkRow


class Run(models.Model):
    """One execution of a process ("Vorgang"). `version` tells with which declaration it started."""

    class State(models.TextChoices):
        ACTIVE = "active", _("running")
        WAITING = "waiting", _("waiting")
        FAILED = "failed", _("stopped by an error")
        DONE = "done", _("finished")
        CANCELLED = "cancelled", _("cancelled")

    LIVE = (State.ACTIVE, State.WAITING, State.FAILED)

    process = models.CharField(_("process"), max_length=60)
    version = models.CharField(_("version"), max_length=12)
    subject_type = models.CharField(max_length=60)
    subject_id = models.CharField(max_length=40)
    subject_label = models.CharField(_("about"), max_length=120)
    person = models.ForeignKey(
        "customers.Person", verbose_name=_("person"), null=True, on_delete=models.PROTECT, related_name="runs"
    )
    entry_key = models.CharField(max_length=160, unique=True)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.ACTIVE)
    outcome = models.CharField(_("outcome"), max_length=40, blank=True)
    started_at = models.DateTimeField(_("started"))
    finished_at = models.DateTimeField(_("finished"), null=True)

    class Meta:
        verbose_name = _("run")
        verbose_name_plural = _("runs")
        default_permissions = ("view",)
        permissions = [("operate_run", _("Can retry, hurry, skip and cancel steps of processes"))]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state__in=("active", "waiting", "failed"), finished_at=None)
                | models.Q(state__in=("done", "cancelled"), finished_at__isnull=False),
                name="automations_run_state_has_its_time",
            ),
        ]
        indexes = [
            models.Index(fields=["subject_id", "process"]),
            models.Index(fields=["state", "process"]),
        ]

    def __str__(self) -> str:
        return self.subject_label

    @property
    def live(self) -> bool:
        return self.state in self.LIVE


class StepRun(WorkRow):
    """One step of a run. The row is the truth: what is due is done by whoever claims it."""

    class State(models.TextChoices):
        READY = "ready", _("due")
        CLAIMED = "claimed", _("in progress")
        WAITING = "waiting", _("waiting")
        DONE = "done", _("done")
        SKIPPED = "skipped", _("skipped")
        FAILED = "failed", _("failed")
        CANCELLED = "cancelled", _("cancelled")

    OPEN = (State.READY, State.CLAIMED, State.WAITING, State.FAILED)
    MOVED_ON = "failed"  # the branch of a failed step behind whose back the run goes on

    run = models.ForeignKey(Run, on_delete=models.PROTECT, related_name="steps", db_index=False)
    step = models.CharField(_("step"), max_length=60)
    iteration = models.PositiveIntegerField(default=1)
    alone = models.BooleanField(default=False)  # performed outside a transaction, one by one
    state = models.CharField(_("state"), max_length=20, choices=State)
    deadline = models.DateTimeField(_("until"), null=True)
    branch = models.CharField(_("branch"), max_length=10, blank=True)
    result = models.JSONField(_("result"), default=dict)
    effect_key = models.CharField(max_length=120, unique=True, null=True)  # noqa: DJ001 -- NULL is "none yet"
    created_at = models.DateTimeField(_("reached"))
    finished_at = models.DateTimeField(_("finished"), null=True)

    class Meta:
        verbose_name = _("step")
        verbose_name_plural = _("steps")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["run", "step", "iteration"], name="automations_steprun_once"),
            models.CheckConstraint(
                condition=models.Q(state__in=("ready", "claimed", "waiting", "done", "skipped", "failed", "cancelled")),
                name="automations_steprun_state",
            ),
        ]
        # Complete indexes: with partial ones an idle sweep over many finished rows is slow on SQLite.
        indexes = [
            models.Index(fields=["state", "alone", "due_at", "id"]),
            models.Index(fields=["state", "leased_until"]),
        ]

    def __str__(self) -> str:
        return f"{self.run}: {self.step}"

    @property
    def moved_on(self) -> bool:
        """It failed and the run went on without it: what becomes of it now does not move the run."""
        return self.branch == self.MOVED_ON


class StepLog(models.Model):
    """The journal of a run. Append-only: triggers refuse update and delete."""

    class Code(models.TextChoices):
        STARTED = "started", _("run started")
        DONE = "done", _("done")
        WAITING = "waiting", _("waits")
        WOKEN = "woken", _("woken")
        ATTEMPT_FAILED = "attempt_failed", _("did not succeed, will be tried again")
        FAILED = "failed", _("failed")
        RETRIED = "retried", _("tried again by hand")
        HURRIED = "hurried", _("run now by hand")
        SKIPPED = "skipped", _("skipped by hand")
        CANCELLED = "cancelled", _("cancelled by hand")

    run = models.ForeignKey(Run, on_delete=models.PROTECT, related_name="journal", db_index=False)
    step = models.CharField(max_length=60)
    iteration = models.PositiveIntegerField(default=1)
    code = models.CharField(max_length=20, choices=Code)
    at = models.DateTimeField()
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    data = models.JSONField(default=dict)

    class Meta:
        default_permissions = ()
        indexes = [models.Index(fields=["run", "id"])]

    def __str__(self) -> str:
        return f"{self.run_id}/{self.step}: {self.code}"
