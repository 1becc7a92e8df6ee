from typing import Any, ClassVar

import django_filters
from django import forms
from django.http import HttpRequest
from django.urls import URLPattern, path
from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views.generic import IndexView
from wagtail.admin.viewsets.base import ViewSet

from core import clock
from core.admin import LedgerViewSet
from mailing import editing, log
from mailing.enums import Category, State
from mailing.models import Message
from mailing.registry import all_templates
from mailing.selectors import paused_channel


def template_labels() -> dict[str, Any]:
    return {spec.key: spec.label for spec in all_templates()}


def template_label(message: Message) -> str:
    return str(template_labels().get(message.template, message.template))


def queued_at(message: Message) -> str:
    return str(date_format(localtime(message.created_at), "d.m.Y H:i"))


class StateColumn(Column):
    """The state in words; its colour says the same once more."""

    cell_template_name = "mailing/admin/_state_cell.html"


class MessageFilterSet(WagtailFilterSet):
    state = django_filters.MultipleChoiceFilter(
        label=_("State"), choices=State.choices, widget=forms.CheckboxSelectMultiple
    )
    category = django_filters.MultipleChoiceFilter(
        label=_("Kind"), choices=Category.choices, widget=forms.CheckboxSelectMultiple
    )
    template = django_filters.ChoiceFilter(
        label=_("Template"),
        choices=lambda: list(template_labels().items()),
        widget=forms.RadioSelect,
        empty_label=_("All"),
    )
    created_at = django_filters.DateFromToRangeFilter(label=_("Time"), widget=DateRangePickerWidget)

    class Meta:
        model = Message
        fields: ClassVar[list[str]] = []


class MessageIndex(IndexView):
    template_name = "mailing/admin/log.html"

    def get_context_data(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context_data(*args, **kwargs), "channel": paused_channel(clock.now())}


class MessageViewSet(LedgerViewSet):
    """The mail log: written by services only."""

    model = Message
    name = "mail_log"
    url_prefix = "mails"
    icon = "mail"
    menu_label = _("Mail log")
    add_to_admin_menu = False
    copy_view_enabled = False
    inspect_view_enabled = True
    index_view_class = MessageIndex
    index_template_name = "mailing/admin/log.html"
    inspect_view_class = log.MessageView
    inspect_template_name = "mailing/admin/message.html"
    list_display = [
        Column("created_at", label=_("Time"), accessor=queued_at, sort_key="created_at"),
        Column("to_email", label=_("To"), sort_key="to_email", classname="mail-address"),
        TitleColumn("subject", label=_("Subject"), url_name="mail_log:inspect"),
        Column("template", label=_("Template"), accessor=template_label, classname="mail-wide"),
        StateColumn("state", label=_("State"), sort_key="state"),
    ]
    filterset_class = MessageFilterSet
    search_fields = ["to_email", "to_name", "subject", "related_id"]
    search_backend_name = None
    ordering = "-pk"
    list_per_page = 50
    form_fields: ClassVar[list[str]] = []

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            *super().get_urlpatterns(),
            path("<int:pk>/html/", log.body, name="body"),
            path("<int:pk>/anhang/<int:attachment>/", log.attachment, name="attachment"),
            path("<int:pk>/erneut/", log.Resend.as_view(), name="resend"),
            path("<int:pk>/erneut-an/", log.ResendTo.as_view(), name="resend_to"),
            path("<int:pk>/gesendet/", log.MarkAsSent.as_view(), name="mark_as_sent"),
            path("<int:pk>/abbrechen/", log.Cancel.as_view(), name="cancel"),
        ]


class TemplatesMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perm("mailing.view_mailtemplate"))


class TemplateViewSet(ViewSet):
    """All mails the house knows, from its files or edited here."""

    name = "mail_templates"
    url_prefix = "mailvorlagen"
    icon = "doc-full"
    menu_label = _("Mail templates")

    @cached_property
    def menu_item_class(self) -> type[MenuItem]:
        return TemplatesMenuItem

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            path("", editing.index, name="index"),
            path("<slug:key>/<str:language>/", editing.edit, name="edit"),
            path("<slug:key>/<str:language>/vorschau/", editing.preview, name="preview"),
            path("<slug:key>/<str:language>/zuruecksetzen/", editing.restore, name="restore"),
            path("<slug:key>/<str:language>/test/", editing.test, name="test"),
        ]
