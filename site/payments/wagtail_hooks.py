"""The screens stand in the menus of the floors above: payments among the money, events among the processes."""

from wagtail.permissions import register_permission_policy

from core.admin import ReadOnlyPolicy
from payments.models import Payment, WebhookEvent

register_permission_policy(Payment, ReadOnlyPolicy(Payment))
register_permission_policy(WebhookEvent, ReadOnlyPolicy(WebhookEvent))
