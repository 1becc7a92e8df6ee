from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.viewsets.base import ViewSetGroup
from wagtail.permissions import register_permission_policy

from automations.models import Run
from automations.viewsets import DutyViewSet, ProcessViewSet, RunViewSet
from core.admin import ReadOnlyPolicy
from payments.viewsets import WebhookEventViewSet

register_permission_policy(Run, ReadOnlyPolicy(Run))


class ProcessGroup(ViewSetGroup):
    menu_label = _("Processes")
    menu_name = "processes"
    menu_icon = "tasks"
    menu_order = 250
    items = (ProcessViewSet, RunViewSet, DutyViewSet, WebhookEventViewSet)


@hooks.register("register_admin_viewset")
def register_processes() -> ProcessGroup:
    return ProcessGroup()


@hooks.register("insert_global_admin_css")
def process_styles() -> str:
    return format_html('<link rel="stylesheet" href="{}">', static("css/automations-admin.css"))
