from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.viewsets.base import ViewSetGroup
from wagtail.permissions import register_permission_policy

from core.admin import ReadOnlyPolicy
from payments.models import Payment, WebhookEvent
from payments.viewsets import PaymentViewSet, WebhookEventViewSet

register_permission_policy(Payment, ReadOnlyPolicy(Payment))
register_permission_policy(WebhookEvent, ReadOnlyPolicy(WebhookEvent))


class PaymentGroup(ViewSetGroup):
    menu_label = _("Payments")
    menu_icon = "decimal"
    menu_order = 240
    items = (PaymentViewSet, WebhookEventViewSet)


hooks.register("register_admin_viewset", PaymentGroup)
