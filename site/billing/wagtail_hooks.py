from django.contrib.auth.models import Permission
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.viewsets.base import ViewSetGroup
from wagtail.permissions import register_permission_policy

from billing.models import Invoice, Receivable, UnassignedMoney
from billing.viewsets import InvoiceViewSet, ReceivableViewSet, UnassignedMoneyViewSet
from core.admin import ReadOnlyPolicy
from payments.viewsets import PaymentViewSet

for ledger in (Receivable, Invoice, UnassignedMoney):
    register_permission_policy(ledger, ReadOnlyPolicy(ledger))


class BillingGroup(ViewSetGroup):
    menu_label = _("Accounting")
    menu_icon = "table"
    menu_order = 230
    items = (ReceivableViewSet, InvoiceViewSet, PaymentViewSet, UnassignedMoneyViewSet)


@hooks.register("register_admin_viewset")
def register_billing() -> BillingGroup:
    return BillingGroup()


@hooks.register("register_permissions")
def register_own_permissions() -> "QuerySet[Permission]":
    return Permission.objects.filter(content_type__app_label="billing", codename="record_payment")
