from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.menu import MenuItem
from wagtail.admin.views.bulk_action import BulkAction
from wagtail.admin.viewsets.base import ViewSetGroup
from wagtail.permissions import register_permission_policy
from wagtail.snippets.models import register_snippet

from core.admin import KeepPolicy, ReadOnlyPolicy
from website.form_office import FormViewSet, SubmissionViewSet
from website.legal_pages import gaps_below, gaps_of
from website.models import Form, FormSubmission
from website.office_help import office_help

register_permission_policy(FormSubmission, ReadOnlyPolicy(FormSubmission))
register_permission_policy(Form, KeepPolicy(Form))


class FormGroup(ViewSetGroup):
    menu_label = _("Forms")
    menu_icon = "form"
    menu_order = 205
    items = (SubmissionViewSet, FormViewSet)


register_snippet(FormGroup)


@hooks.register("register_admin_urls")
def help_address() -> list[URLPattern]:
    return [
        path("hilfe/", office_help, name="office_help"),
        # Under the name by which the files link to each other.
        path("hilfe/betrieb.md", office_help, {"name": "betrieb.md"}, name="operating_help"),
    ]


@hooks.register("register_help_menu_item")
def help_item() -> MenuItem:
    return MenuItem(_("How we work here"), reverse("office_help"), name="office-help", icon_name="info-circle", order=1)


@hooks.register("construct_help_menu")
def our_help_only(request: HttpRequest, items: list[MenuItem]) -> None:
    """Wagtail's own is about Wagtail, in English and on another site."""
    items[:] = [item for item in items if item.name in {"office-help", "keyboard-shortcuts-trigger"}]


@hooks.register("before_bulk_action")
def publish_no_gaps_in_bulk(
    request: HttpRequest, action_type: str, objects: list[Any], action: BulkAction
) -> HttpResponse | None:
    """Bulk actions ask no form, so no form has seen what a legal page lacks."""
    if action_type != "publish":
        return None
    told = gaps_below(objects) if action.cleaned_form.cleaned_data.get("include_descendants") else gaps_of(objects)
    for message in told:
        messages.error(request, message)
    return redirect(action.next_url) if told else None
