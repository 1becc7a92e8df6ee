"""Roles (C04): groups of the back office and what each may do. Written after each migration.

What an administrator adds to a role by hand stays; what the table takes away goes only by hand.
"""

from typing import Any

from django.apps import apps
from django.contrib.auth.management import create_permissions
from django.contrib.auth.models import Group, Permission
from wagtail.models import (
    Collection,
    GroupApprovalTask,
    GroupCollectionPermission,
    GroupPagePermission,
    Page,
    Workflow,
    WorkflowPage,
    WorkflowTask,
)

EDITOR, CHIEF_EDITOR = "Redaktion", "Chefredaktion"
ACCOUNTING, SUPPORT, ADMIN = "Buchhaltung", "Kundenservice", "Verwaltung"

_EDIT = [
    "wagtailadmin.access_admin",
    "shop.add_ebook",
    "shop.change_ebook",
    "shop.view_ebook",
    "shop.view_product",
    "shop.add_goods",
    "shop.change_goods",
    "shop.view_goods",
    "shop.add_topic",
    "shop.change_topic",
    "shop.view_topic",
    "shop.add_quickshop",
    "shop.change_quickshop",
    "shop.view_quickshop",
    "mailing.view_mailtemplate",
    "mailing.add_mailtemplate",
    "mailing.change_mailtemplate",
    "mailing.delete_mailtemplate",
    "cms.change_navigationsettings",
    "website.add_form",
    "website.change_form",
    "website.view_form",
    "wagtailredirects.add_redirect",
    "wagtailredirects.change_redirect",
    "wagtailredirects.delete_redirect",
]
_ACCOUNT = [
    "wagtailadmin.access_admin",
    "billing.view_receivable",
    "billing.view_invoice",
    "billing.record_payment",
    "billing.view_unassignedmoney",
    "payments.view_payment",
    "payments.operate_payment",
    "shop.view_order",
    "customers.view_customer",
]
_SUPPORT = [
    "wagtailadmin.access_admin",
    "shop.view_order",
    "shop.operate_order",
    "shop.view_delivery",
    "shop.ship_delivery",
    "shop.view_withdrawal",
    "shop.decide_withdrawal",
    "customers.view_customer",
    "customers.decide_proposal",
    "customers.view_changeproposal",
    "mailing.view_message",
    "mailing.operate_message",
    "website.view_formsubmission",
    "website.handle_formsubmission",
    "automations.view_run",
    "automations.operate_run",
]
_SETTINGS = [
    "cms.change_companysettings",
    "cms.change_taxsettings",
    "cms.change_themesettings",
    "cms.change_legalsettings",
    "shop.change_shopsettings",
    "shop.add_shippingzone",
    "shop.change_shippingzone",
    "shop.delete_shippingzone",
    "shop.view_shippingzone",
    "core.change_numberseries",
    "core.view_numberseries",
    "core.operate_duty",
    "website.erase_formsubmission",
    "payments.view_webhookevent",
    "accounts.add_user",
    "accounts.change_user",
    "auth.change_group",
]
PERMISSIONS = {
    EDITOR: _EDIT,
    CHIEF_EDITOR: _EDIT,
    ACCOUNTING: _ACCOUNT,
    SUPPORT: _SUPPORT,
    ADMIN: sorted({*_EDIT, *_ACCOUNT, *_SUPPORT, *_SETTINGS}),
}
# Editors write and submit; what visitors see is published by those who answer for it.
_WRITE, _PUBLISH = ("add_page", "change_page"), ("publish_page", "lock_page", "unlock_page")
PAGE_PERMISSIONS = {EDITOR: _WRITE, CHIEF_EDITOR: (*_WRITE, *_PUBLISH), ADMIN: (*_WRITE, *_PUBLISH)}
APPROVAL = "Freigabe"
# Wagtail asks for the permissions of its own classes, also about pictures and documents of ours.
MEDIA_PERMISSIONS = (
    "wagtailimages.add_image", "wagtailimages.change_image", "wagtailimages.choose_image",
    "wagtaildocs.add_document", "wagtaildocs.change_document", "wagtaildocs.choose_document",
)  # fmt: skip


def write_roles(**_: Any) -> None:
    for config in apps.get_app_configs():
        create_permissions(config, verbosity=0)
    for role, names in PERMISSIONS.items():
        group, _created = Group.objects.get_or_create(name=role)
        group.permissions.add(*map(_permission, names))
    for role in PAGE_PERMISSIONS:
        _allow_editing(Group.objects.get(name=role))
    _write_approval()


def _permission(name: str) -> Permission:
    label, codename = name.split(".")
    return Permission.objects.get(content_type__app_label=label, codename=codename)


def _allow_editing(group: Group) -> None:
    page, collection = Page.get_first_root_node(), Collection.get_first_root_node()
    if page is None or collection is None:
        return
    allowed = Permission.objects.filter(
        content_type__app_label="wagtailcore", codename__in=PAGE_PERMISSIONS[group.name]
    )
    for permission in allowed:
        GroupPagePermission.objects.get_or_create(group=group, page=page, permission=permission)
    for permission in map(_permission, MEDIA_PERMISSIONS):
        GroupCollectionPermission.objects.get_or_create(group=group, collection=collection, permission=permission)


def _write_approval() -> None:
    """Instead of Wagtail's own approval, whose group has no members here. Later changes are the administrator's."""
    page = Page.get_first_root_node()
    if page is None or GroupApprovalTask.objects.filter(name=APPROVAL).exists():
        return
    task = GroupApprovalTask.objects.create(name=APPROVAL)
    task.groups.set(Group.objects.filter(name__in=[CHIEF_EDITOR, ADMIN]))
    Workflow.objects.filter(workflow_pages__page=page).update(active=False)
    workflow = Workflow.objects.create(name=APPROVAL)
    WorkflowTask.objects.create(workflow=workflow, task=task)
    WorkflowPage.objects.update_or_create(page=page, defaults={"workflow": workflow})
    # Before there was an approval, editors published.
    GroupPagePermission.objects.filter(group__name=EDITOR, permission__codename__in=_PUBLISH).delete()
