from typing import Any, ClassVar

import django_filters
from django import forms
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import URLPattern
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn
from wagtail.admin.viewsets.base import ViewSet

from automations import duty_board, office
from automations.models import Run, StepRun
from automations.registry import all_processes
from automations.selectors import label_of, outcome_of
from core.admin import LedgerViewSet


def _processes() -> list[tuple[str, Any]]:
    return [(process.key, process.label) for process in all_processes()]


def _steps() -> list[tuple[str, str]]:
    return [
        (f"{process.key}:{step.name}", f"{process.label}: {step.label}")
        for process in all_processes()
        for step in process.steps.values()
    ]


class RunFilterSet(WagtailFilterSet):
    state = django_filters.MultipleChoiceFilter(
        label=_("State"), choices=Run.State.choices, widget=forms.CheckboxSelectMultiple
    )
    process = django_filters.ChoiceFilter(
        label=_("Process"), choices=_processes, widget=forms.RadioSelect, empty_label=_("All")
    )
    standing = django_filters.ChoiceFilter(label=_("Stands on the step"), choices=_steps, method="filter_standing")
    problem = django_filters.ChoiceFilter(
        label=_("Problems"),
        choices=[("yes", _("with a failed step"))],
        method="filter_problem",
        widget=forms.RadioSelect,
        empty_label=_("All"),
    )
    started_at = django_filters.DateFromToRangeFilter(label=_("Started"), widget=DateRangePickerWidget)

    class Meta:
        model = Run
        fields: ClassVar[list[str]] = []

    def filter_standing(self, runs: "QuerySet[Run]", _name: str, value: str) -> "QuerySet[Run]":
        process, _colon, step = value.partition(":")
        standing = StepRun.objects.filter(step=step, state__in=StepRun.OPEN).values("run")
        return runs.filter(process=process, pk__in=standing)

    def filter_problem(self, runs: "QuerySet[Run]", _name: str, _value: str) -> "QuerySet[Run]":
        return runs.filter(pk__in=StepRun.objects.filter(state=StepRun.State.FAILED).values("run"))


class StateColumn(Column):
    """The state in words; its colour says the same once more."""

    cell_template_name = "automations/admin/_state_cell.html"

    def get_cell_context_data(self, instance: Run, parent_context: dict[str, Any]) -> dict[str, Any]:
        return {**super().get_cell_context_data(instance, parent_context), "outcome": outcome_of(instance)}


class RunViewSet(LedgerViewSet):
    """Runs are read here; they move by what happens and by the buttons on their screen."""

    model = Run
    name = "runs"
    url_prefix = "vorgaenge"
    icon = "history"
    menu_label = _("Runs")
    add_to_admin_menu = False
    copy_view_enabled = False
    inspect_view_enabled = True
    inspect_view_class = office.RunView
    inspect_template_name = "automations/admin/run.html"
    list_display = [
        TitleColumn("subject_label", label=_("About"), url_name="runs:inspect", sort_key="subject_label"),
        Column("process", label=_("Process"), accessor=label_of),
        Column("person", label=_("Person")),
        DateColumn("started_at", label=_("Started"), sort_key="started_at"),
        StateColumn("state", label=_("State"), sort_key="state"),
    ]
    filterset_class = RunFilterSet
    list_export = ["subject_label", "process", "state", "outcome", "started_at", "finished_at"]
    search_fields = [
        "subject_label", "subject_id", "person__given_name", "person__family_name", "person__email",
    ]  # fmt: skip
    search_backend_name = None
    ordering = "-pk"
    list_per_page = 50
    form_fields: ClassVar[list[str]] = []

    def get_urlpatterns(self) -> list[URLPattern]:
        return [*super().get_urlpatterns(), *office.run_urls]


class ProcessViewSet(ViewSet):
    """The processes of the house, drawn from their declaration."""

    name = "processes"
    url_prefix = "prozesse"
    icon = "cogs"
    menu_label = _("Processes")

    @cached_property
    def menu_item_class(self) -> type[MenuItem]:
        return _shown_to("automations.view_run")

    def get_urlpatterns(self) -> list[URLPattern]:
        return office.process_urls


class DutyViewSet(ViewSet):
    """What the machine does by itself."""

    name = "duties"
    url_prefix = "aufgaben"
    icon = "calendar-alt"
    menu_label = _("Duties")

    @cached_property
    def menu_item_class(self) -> type[MenuItem]:
        return _shown_to(duty_board.PERMISSION)

    def get_urlpatterns(self) -> list[URLPattern]:
        return duty_board.duty_urls


def _shown_to(permission: str) -> type[MenuItem]:
    class PermittedMenuItem(MenuItem):
        def is_shown(self, request: HttpRequest) -> bool:
            return bool(request.user.has_perm(permission))

    return PermittedMenuItem
