"""Forms and what has come in by them, in the back office."""

from typing import Any, ClassVar

import django_filters
from django import forms
from django.db.models import Count, Max, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, reverse
from django.utils.functional import cached_property
from django.utils.http import content_disposition_header
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, ObjectList, TabbedInterface
from wagtail.admin.ui.tables import BooleanColumn, BulkActionsCheckboxColumn, Column, DateColumn, TitleColumn
from wagtail.admin.views.generic import IndexView
from wagtail.admin.widgets.button import Button, HeaderButton
from wagtail.snippets.views.chooser import SnippetChooserViewSet
from wagtail.snippets.views.snippets import IndexView as SnippetIndex
from wagtail.snippets.views.snippets import SnippetViewSet

from cms.finding import words_in
from core.admin import LedgerViewSet, latest
from customers.models import Customer
from website import form_actions
from website.form_excel import workbook
from website.form_presenting import in_words
from website.models import Form, FormSubmission
from website.services.forms import save_form

COLUMNS = 4  # of answers in the list; the Excel file has them all
LONGEST_CELL = 60
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class FormForm(WagtailAdminModelForm):
    def save(self, commit: bool = True) -> Form:
        form: Form = super().save(commit=False)
        return save_form(form=form) if commit else form


class ReceivedColumn(Column):
    """How many there are, and how many of them are new; the way to them for those who may read them."""

    cell_template_name = "website/admin/_received.html"

    def get_cell_context_data(self, instance: Form, parent_context: Any) -> dict[str, Any]:
        may_see = parent_context["request"].user.has_perm(form_actions.VIEW)
        return {**super().get_cell_context_data(instance, parent_context), "may_see": may_see}


class FormChooser(SnippetChooserViewSet):
    def get_urlpatterns(self) -> list[URLPattern]:
        """Nothing is created in the dialog: a form needs more room, and Wagtail's view for it knows no form."""
        return [pattern for pattern in super().get_urlpatterns() if pattern.name != "create"]


class FormIndex(SnippetIndex):
    @cached_property
    def columns(self) -> list[Column]:
        """Without boxes to tick: forms are never deleted."""
        return [column for column in super().columns if not isinstance(column, BulkActionsCheckboxColumn)]


class FormViewSet(SnippetViewSet):
    """Editors put forms together; the preview shows them as visitors see them."""

    model = Form
    icon = "form"
    menu_label = _("Forms")
    url_namespace = "forms_office"
    index_view_class = FormIndex
    chooser_viewset_class = FormChooser
    base_url_path = "formulare"
    chooser_admin_url_namespace = "form_chooser"
    chooser_base_url_path = "formular-auswahl"
    menu_item_is_registered = True  # in our group, not under Wagtail's snippets
    copy_view_enabled = False
    search_fields = ["name"]
    search_backend_name = None
    ordering = "name"
    list_display = [
        "name",
        ReceivedColumn("received", label=_("Submissions")),
        DateColumn("latest", label=_("Last submission")),
        BooleanColumn("open", label=_("Takes submissions")),
    ]
    edit_handler = TabbedInterface(
        [
            ObjectList(["name", "questions", "button"], heading=_("Fields")),
            ObjectList(["thanks_title", "thanks"], heading=_("Thank-you page")),
            ObjectList(
                [
                    "open",
                    MultiFieldPanel(["recipients", "copy_to_sender"], heading=_("Mails")),
                    FieldPanel("retention_days"),
                ],
                heading=_("Settings"),
            ),
        ],
        base_form_class=FormForm,
    )

    def get_queryset(self, request: HttpRequest) -> "QuerySet[Form]":
        honest = ~Q(submissions__state=FormSubmission.State.SUSPECT)
        return Form.objects.annotate(
            received=Count("submissions", filter=honest),
            waiting=Count("submissions", filter=Q(submissions__state=FormSubmission.State.NEW)),
            latest=Max("submissions__submitted_at", filter=honest),
        )


class SubmissionFilterSet(WagtailFilterSet):
    form = django_filters.ModelChoiceFilter(
        label=_("Form"), queryset=Form.objects.order_by("name"), widget=forms.RadioSelect, empty_label=_("All")
    )
    state = django_filters.MultipleChoiceFilter(
        label=_("State"), choices=FormSubmission.State.choices, widget=forms.CheckboxSelectMultiple
    )
    submitted_at = django_filters.DateFromToRangeFilter(label=_("Received"), widget=DateRangePickerWidget)
    customer = django_filters.CharFilter(
        label=_("Customer number"), field_name="person__customer__number", lookup_expr="iexact"
    )

    class Meta:
        model = FormSubmission
        fields: ClassVar[list[str]] = []


class AnswerColumn(Column):
    """What was answered to one field of the chosen form."""

    def get_value(self, instance: FormSubmission) -> str:
        text = next((in_words(answer) for answer in instance.answers if answer["id"] == self.name), "")
        return text if len(text) <= LONGEST_CELL else f"{text[: LONGEST_CELL - 2].rstrip()} …"


class StateColumn(Column):
    cell_template_name = "website/admin/_submission_state.html"


class SubmissionIndex(IndexView):
    """Of all forms, or with the answers as columns when one is chosen. Excel instead of Wagtail's two exports: its

    dates are dates and its texts never formulas."""

    @cached_property
    def chosen(self) -> Form | None:
        key = self.request.GET.get("form", "")
        return Form.objects.filter(pk=key).first() if key.isascii() and key.isdigit() and len(key) < 10 else None

    @cached_property
    def columns(self) -> list[Column]:
        title = TitleColumn(
            "submitted_at",
            label=_("Received"),
            accessor=lambda row: str(row).rpartition(", ")[2],
            url_name="form_submissions:inspect",
            sort_key="submitted_at",
        )
        state = StateColumn("state", label=_("State"), sort_key="state")
        if self.chosen is None:
            return [title, Column("form", label=_("Form")), Column("email", label=_("E-mail")), state]
        fields = [field for field in self.chosen.questions if field.block_type != "consent"][:COLUMNS]
        return [title, *(AnswerColumn(field.id, label=field.value["label"]) for field in fields), state]

    def search_queryset(self, queryset: Any) -> Any:
        for word in words_in(self.search_query or "")[:10]:
            queryset = queryset.filter(words__contains=word)
        return queryset

    @cached_property
    def header_buttons(self) -> list[HeaderButton]:
        url = f"{self.request.path}?{self._as_excel()}"
        return [HeaderButton(_("Download Excel"), url=url, icon_name="download")]

    @cached_property
    def header_more_buttons(self) -> list[Button]:
        return []

    def _as_excel(self) -> str:
        query = self.request.GET.copy()
        query["export"] = "xlsx"
        return query.urlencode()

    def as_spreadsheet(self, queryset: Any, spreadsheet_format: str) -> HttpResponse:
        data = workbook(queryset.select_related("form").prefetch_related("files"), form=self.chosen)
        name = self.chosen.name if self.chosen else str(_("Submissions"))
        disposition = content_disposition_header(True, f"{name}.xlsx") or "attachment"
        return HttpResponse(data, content_type=EXCEL, headers={"Content-Disposition": disposition})


class SubmissionViewSet(LedgerViewSet):
    """What visitors have sent: read here, never edited."""

    model = FormSubmission
    name = "form_submissions"
    url_prefix = "einsendungen"
    icon = "mail"
    menu_label = _("Submissions")
    index_view_class = SubmissionIndex
    inspect_view_class = form_actions.SubmissionView
    filterset_class = SubmissionFilterSet
    search_fields = ["words"]
    list_per_page = 50

    def get_urlpatterns(self) -> list[URLPattern]:
        return [*super().get_urlpatterns(), *form_actions.urlpatterns]


def waiting() -> tuple[int, str]:
    """For the home panel: (number, address of the list)."""
    return _in_state(FormSubmission.State.NEW)


def suspects() -> tuple[int, str]:
    """As well: somebody has to look whether a person was taken for a machine."""
    return _in_state(FormSubmission.State.SUSPECT)


def _in_state(state: str) -> tuple[int, str]:
    return FormSubmission.objects.filter(state=state).count(), f"{reverse('form_submissions:index')}?state={state}"


def submissions_of(customer: Customer) -> dict[str, Any]:
    """For the customer's screen: the latest ones, and where the others are."""
    submissions = customer.person.form_submissions.select_related("form").order_by("-submitted_at", "-pk")
    return latest(submissions, everything=reverse("form_submissions:index", query={"customer": customer.number}))
