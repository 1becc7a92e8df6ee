from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.viewsets.base import ViewSetGroup
from wagtail.permissions import register_permission_policy

from core.admin import ReadOnlyPolicy
from customers.models import ChangeProposal, Customer
from customers.viewsets import CustomerViewSet, ProposalViewSet

register_permission_policy(Customer, ReadOnlyPolicy(Customer))
register_permission_policy(ChangeProposal, ReadOnlyPolicy(ChangeProposal))


class CustomerGroup(ViewSetGroup):
    menu_label = _("Customers")
    menu_icon = "group"
    menu_order = 220
    items = (CustomerViewSet, ProposalViewSet)


@hooks.register("register_admin_viewset")
def register_customers() -> CustomerGroup:
    return CustomerGroup()
