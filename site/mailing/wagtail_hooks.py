from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.viewsets.base import ViewSetGroup
from wagtail.permissions import register_permission_policy

from core.admin import ReadOnlyPolicy
from mailing.models import Message
from mailing.viewsets import MessageViewSet, TemplateViewSet

register_permission_policy(Message, ReadOnlyPolicy(Message))


class MailGroup(ViewSetGroup):
    menu_label = _("Mails")
    menu_icon = "mail"
    menu_order = 240
    items = (MessageViewSet, TemplateViewSet)


@hooks.register("register_admin_viewset")
def register_mails() -> MailGroup:
    return MailGroup()


@hooks.register("insert_global_admin_css")
def mail_styles() -> str:
    return format_html('<link rel="stylesheet" href="{}">', static("css/mailing-admin.css"))
